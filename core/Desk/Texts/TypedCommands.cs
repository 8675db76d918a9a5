using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>What words mean when they are not a question.</summary>
public enum TypedCommand
{
    /// <summary>A question, or words for a case.</summary>
    None,

    /// <summary>help</summary>
    Help,

    /// <summary>my cases</summary>
    MyCases,

    /// <summary>status ESC-1001</summary>
    Status,

    /// <summary>specialist: a person, always.</summary>
    Specialist,

    /// <summary>digest</summary>
    Digest,

    /// <summary>hold ESC-1001: legal hold, with a reason.</summary>
    Hold,

    /// <summary>release hold ESC-1001</summary>
    Unhold,

    /// <summary>console: a link that signs in to the web pages.</summary>
    Console,

    /// <summary>A greeting.</summary>
    Greeting,

    /// <summary>Thanks.</summary>
    Thanks,

    /// <summary>Nothing to read: no letter and no digit.</summary>
    Wordless,
}

/// <summary>Typed commands of every chat, in English and in the organisation's language.</summary>
public static partial class TypedCommands
{
    /// <summary>Words of a specialist that begin with it go to the rep.</summary>
    public const string ToRepMark = ">>";

    /// <summary>The command and what it is about (a case number, or a question for a specialist).</summary>
    public static (TypedCommand Command, string Argument) Read(Inbound.Said said, Words words)
    {
        var text = said.Text.Trim();
        switch (said.Command)
        {
            case "help":
                return (TypedCommand.Help, "");
            case "my cases":
                return (TypedCommand.MyCases, "");
            case "status":
                return (TypedCommand.Status, text);
            case "specialist":
                return (TypedCommand.Specialist, text);
            case "digest":
                return (TypedCommand.Digest, "");
            default:
                break;
        }

        var plain = text.TrimEnd('!', '.', '?', ' ', '\u3002').ToLowerInvariant();
        if (plain.Length == 0 || !plain.Any(char.IsLetterOrDigit))
        {
            return (text == "?" ? TypedCommand.Help : TypedCommand.Wordless, "");
        }

        if (
            plain.StartsWith("status", StringComparison.Ordinal)
            && (plain.Length == 6 || FindCaseNumber(plain) is not null && plain.Length < 24)
        )
        {
            return (TypedCommand.Status, FindCaseNumber(plain) ?? "");
        }

        if (HoldOf().Match(text) is { Success: true } hold)
        {
            return (hold.Groups["set"].Success ? TypedCommand.Hold : TypedCommand.Unhold, hold.Groups["about"].Value);
        }

        return plain switch
        {
            _ when OneOf("command_help") => (TypedCommand.Help, ""),
            _ when OneOf("command_my_cases") => (TypedCommand.MyCases, ""),
            _ when OneOf("command_specialist") => (TypedCommand.Specialist, ""),
            _ when OneOf("command_digest") => (TypedCommand.Digest, ""),
            _ when OneOf("command_console") => (TypedCommand.Console, ""),
            _ when OneOf("command_greeting") => (TypedCommand.Greeting, ""),
            _ when OneOf("command_thanks") => (TypedCommand.Thanks, ""),
            _ => (TypedCommand.None, ""),
        };

        bool OneOf(string key) => words[key].Split(',', StringSplitOptions.TrimEntries).Contains(plain, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The number at the start of a text ("ESC-1001 still broken"), upper case, or null.</summary>
    public static string? LeadingCaseNumber(string text) =>
        Leading().Match(text) is { Success: true } match ? match.Groups[1].Value.ToUpperInvariant() : null;

    /// <summary>Any case number in a text, upper case, or null.</summary>
    public static string? FindCaseNumber(string text) =>
        Anywhere().Match(text) is { Success: true } match ? match.Value.ToUpperInvariant() : null;

    /// <summary>The text without its leading number and the punctuation behind it.</summary>
    public static string WithoutLeadingNumber(string text) => Leading().Replace(text, "").Trim();

    [GeneratedRegex(@"^\s*(ESC-\d{1,9})\b[\s:,;.–-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Leading();

    /// <summary>Only with a number: "hold music" is a question.</summary>
    [GeneratedRegex(
        @"^(?:(?<set>hold)|unhold|release hold)\s+(?<about>ESC-\d{1,9}\b.*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
        1000
    )]
    private static partial Regex HoldOf();

    [GeneratedRegex(@"\bESC-\d{1,9}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Anywhere();
}
