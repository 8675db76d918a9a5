namespace EscalationBot.Bot.Pages;

/// <summary>The description of the web chat that stands beside its code, as a page.</summary>
internal static class Documentation
{
    private static readonly Lazy<string> Read = new(() =>
    {
        using var stream = typeof(Documentation).Assembly.GetManifestResourceStream("docs/webchat.md")!;
        using var reader = new StreamReader(stream);
        return Prose.Render(reader.ReadToEnd(), int.MaxValue, headingsBelow: 0).Head;
    });

    /// <summary>Its HTML.</summary>
    public static string Html => Read.Value;
}
