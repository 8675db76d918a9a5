using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Pages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

/// <summary>The colours of the style sheet, measured as WCAG 2.2 does.</summary>
public sealed partial class ContrastTests
{
    private static readonly string Css = Read();

    public static TheoryData<string, string, double> Pairs =>
        new()
        {
            { "ink", "page", 4.5 },
            { "ink", "surface", 4.5 },
            { "ink", "sunken", 4.5 },
            { "ink", "accent-soft", 4.5 },
            { "quiet", "page", 4.5 },
            { "quiet", "surface", 4.5 },
            { "quiet", "sunken", 4.5 },
            { "accent", "surface", 4.5 },
            { "accent", "page", 4.5 },
            { "accent", "accent-soft", 4.5 },
            { "accent-ink", "accent", 4.5 },
            { "danger", "surface", 4.5 },
            { "danger", "page", 4.5 },
            { "warn", "warn-soft", 4.5 },
            { "edge", "surface", 3 },
            { "edge", "page", 3 },
            { "edge", "sunken", 3 },
        };

    [Theory, MemberData(nameof(Pairs))]
    public void Text_and_controls_stand_out_in_light_and_dark(string front, string back, double least)
    {
        foreach (var theme in new[] { ":root", ":root[data-theme=\"dark\"]" })
        {
            var colours = Colours(theme);
            Ratio(colours[front], colours[back]).ShouldBeGreaterThanOrEqualTo(least, $"{front} on {back} in {theme}");
        }
    }

    [Fact]
    public void The_dark_theme_is_the_same_whether_chosen_or_preferred() =>
        Colours(":root:not([data-theme=\"light\"])").ShouldBe(Colours(":root[data-theme=\"dark\"]"));

    private static Dictionary<string, string> Colours(string selector)
    {
        var start = Css.IndexOf(selector + " {", StringComparison.Ordinal);
        return Colour()
            .Matches(Css[start..Css.IndexOf('}', start)])
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.ToUpperInvariant());
    }

    private static double Ratio(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = new[] { 1, 3, 5 }
            .Select(at => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber) / 255.0)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static string Read()
    {
        using var reader = new StreamReader(typeof(PageContext).Assembly.GetManifestResourceStream("wwwroot/app.css")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("--([a-z-]+): (#[0-9a-fA-F]{6})", RegexOptions.None, 1000)]
    private static partial Regex Colour();
}
