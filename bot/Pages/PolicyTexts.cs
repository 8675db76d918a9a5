using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// The texts of /privacy and /terms: <c>privacy.md</c> and <c>terms.md</c> of the organisation's folder, read anew at each request; without
/// such a file the text that comes with the program, which says so and states only what the program does.
/// </summary>
internal sealed class PolicyTexts(
    IOptions<OrganisationOptions> organisation,
    IOptions<RetentionOptions> retention,
    IOptions<AiOptions> ai,
    WorkplaceHolder workplaces
)
{
    /// <summary>Names of the files in the organisation's folder, and of the built-in texts.</summary>
    public const string Privacy = "privacy",
        Terms = "terms";

    private const int LargestFile = 256 * 1024;

    /// <summary>Markdown, with everything filled in.</summary>
    /// <param name="name"><see cref="Privacy"/> or <see cref="Terms"/>.</param>
    public string Read(string name) => Own(organisation.Value.Path, name).Text ?? BuiltIn(name);

    /// <summary>What is wrong with an organisation's own texts; a text with an error is not shown.</summary>
    public static IEnumerable<Problem> Problems(string folder) =>
        new[] { Privacy, Terms }.Select(name => Own(folder, name).Problem).OfType<Problem>();

    private static (string? Text, Problem? Problem) Own(string folder, string name)
    {
        var file = new FileInfo(Path.Combine(folder, name + ".md"));
        if (!file.Exists)
        {
            return (null, null);
        }
        try
        {
            if (PlainFiles.Refusal(folder, file.FullName) is var (what, fix))
            {
                return (null, new(ProblemLevel.Error, file.Name, 0, what, fix));
            }
            if (file.Length > LargestFile)
            {
                return (null, new(ProblemLevel.Error, file.Name, 0, "The file is larger than 256 KB.", "Shorten it: it is one page."));
            }
            var bytes = File.ReadAllBytes(file.FullName);
            if (Utf8File.TryRead(bytes) is not { } text)
            {
                return (null, Utf8File.Problem(file.Name, bytes));
            }
            return text.Trim().Length > 0
                ? (text, null)
                : (null, new(ProblemLevel.Error, file.Name, 1, "The file is empty.", "Write the text, or delete the file."));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return (
                null,
                new(ProblemLevel.Error, file.Name, 0, $"The file cannot be read: {refused.Message}", "Let the bot's user read it.")
            );
        }
    }

    private string BuiltIn(string name)
    {
        using var stream = typeof(PolicyTexts).Assembly.GetManifestResourceStream($"{name}.en.md")!;
        using var reader = new StreamReader(stream);
        var current = workplaces.IsLoaded ? workplaces.Current.Organisation : null;
        var contact = name == Privacy ? current?.PrivacyContact : current?.SecurityContact ?? current?.PrivacyContact;
        var shown = current is null ? "the operator" : Escaped(current.Name);
        return reader
            .ReadToEnd()
            .Replace(
                "{own}",
                $"*This text comes with the program. {Sentence(shown)} has not written its own (`{name}.md` in "
                    + $"the organisation's folder). It says what the program does and is no legal advice.*",
                StringComparison.Ordinal
            )
            .Replace("{organisation}", shown, StringComparison.Ordinal)
            .Replace("{days}", retention.Value.Days.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{model}", Model(), StringComparison.Ordinal)
            .Replace(
                "{contact}",
                contact is null
                    ? $"No contact is named here: ask the manager of {shown} whom you know, or whoever gave you this address."
                    : $"Write to <{contact.AbsoluteUri}>.",
                StringComparison.Ordinal
            );
    }

    private string Model() =>
        ai.Value is { Endpoint.Length: > 0 } options
            ? $"Questions and passages are also sent to the language model at {options.Address.Host}, after "
                + $"addresses, numbers, keys and names were taken out."
            : "No language model is used: nothing is sent to one.";

    private static string Sentence(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>A name is words, not Markdown.</summary>
    private static string Escaped(string name) =>
        string.Concat(name.Select(letter => char.IsAscii(letter) && char.IsPunctuation(letter) ? $"\\{letter}" : letter.ToString()));
}
