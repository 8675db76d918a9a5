using System.Text.RegularExpressions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk;

/// <summary>What words mean when they are not a question.</summary>
public enum Command
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
public static partial class Commands
{
    /// <summary>The command and what it is about (a case number, or a question for a specialist).</summary>
    public static (Command Command, string Argument) Read(Inbound.Said said, Words words)
    {
        var text = said.Text.Trim();
        switch (said.Command)
        {
            case "help": return (Command.Help, "");
            case "my cases": return (Command.MyCases, "");
            case "status": return (Command.Status, text);
            case "specialist": return (Command.Specialist, text);
            case "digest": return (Command.Digest, "");
            default: break;
        }

        var plain = text.TrimEnd('!', '.', '?', ' ', '\u3002').ToLowerInvariant();
        if (plain.Length == 0 || !plain.Any(char.IsLetterOrDigit))
        {
            return (text == "?" ? Command.Help : Command.Wordless, "");
        }

        if (plain.StartsWith("status", StringComparison.Ordinal) && (plain.Length == 6 || FindCaseNumber(plain) is not null && plain.Length < 24))
        {
            return (Command.Status, FindCaseNumber(plain) ?? "");
        }

        if (HoldOf().Match(text) is { Success: true } hold)
        {
            return (hold.Groups["set"].Success ? Command.Hold : Command.Unhold, hold.Groups["about"].Value);
        }

        return plain switch
        {
            _ when OneOf("command_help") => (Command.Help, ""),
            _ when OneOf("command_my_cases") => (Command.MyCases, ""),
            _ when OneOf("command_specialist") => (Command.Specialist, ""),
            _ when OneOf("command_digest") => (Command.Digest, ""),
            _ when OneOf("command_console") => (Command.Console, ""),
            _ when OneOf("command_greeting") => (Command.Greeting, ""),
            _ when OneOf("command_thanks") => (Command.Thanks, ""),
            _ => (Command.None, ""),
        };

        bool OneOf(string key) => words[key].Split(',', StringSplitOptions.TrimEntries).Contains(plain, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The number at the start of a text ("ESC-1001 still broken"), upper case, or null.</summary>
    public static string? LeadingCaseNumber(string text) => Leading().Match(text) is { Success: true } match ? match.Groups[1].Value.ToUpperInvariant() : null;

    /// <summary>Any case number in a text, upper case, or null.</summary>
    public static string? FindCaseNumber(string text) => Anywhere().Match(text) is { Success: true } match ? match.Value.ToUpperInvariant() : null;

    /// <summary>The text without its leading number and the punctuation behind it.</summary>
    public static string WithoutLeadingNumber(string text) => Leading().Replace(text, "").Trim();

    [GeneratedRegex(@"^\s*(ESC-\d{1,9})\b[\s:,;.–-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Leading();

    /// <summary>Only with a number: "hold music" is a question.</summary>
    [GeneratedRegex(@"^(?:(?<set>hold)|unhold|release hold)\s+(?<about>ESC-\d{1,9}\b.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline, 1000)]
    private static partial Regex HoldOf();

    [GeneratedRegex(@"\bESC-\d{1,9}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Anywhere();
}
