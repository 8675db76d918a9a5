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

    /// <summary>my escalations: one's own of the last weeks.</summary>
    LookBack,

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

    /// <summary>follow ESC-1001</summary>
    Follow,

    /// <summary>unfollow ESC-1001</summary>
    Unfollow,

    /// <summary>console: a link that signs in to the web pages.</summary>
    Console,

    /// <summary>away until Monday: a listed person is not here.</summary>
    Away,

    /// <summary>back: they are here again.</summary>
    Back,

    /// <summary>A greeting.</summary>
    Greeting,

    /// <summary>Thanks.</summary>
    Thanks,

    /// <summary>Nothing to read: no letter and no digit.</summary>
    Wordless,

    /// <summary>"ok", "lol", "bye": nothing is asked.</summary>
    SmallTalk,

    /// <summary>"it still doesn't work": said to the last answer.</summary>
    NotSolved,

    /// <summary>"any news on the gateway?": about a case, when one fits; else a question.</summary>
    News,
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
                return (TypedCommand.Status, FindCaseNumber(text) ?? text);
            case "specialist":
                return (TypedCommand.Specialist, text);
            case "digest":
                return (TypedCommand.Digest, "");
            default:
                break;
        }

        var plain = text.TrimEnd('!', '.', '?', ' ', ',', '\u2026', '\u3002', '\uFF01', '\uFF1F').ToLowerInvariant();
        if (plain.Length == 0 || !plain.Any(char.IsLetterOrDigit) || SmallTalk.IsOnlySigns(text))
        {
            return text == "?" ? (TypedCommand.Help, "")
                : said.Files.Count == 0 && SmallTalk.Read(text) is not TypedCommand.None and var sign ? (sign, "")
                : (TypedCommand.Wordless, "");
        }

        if (
            plain.StartsWith("status", StringComparison.Ordinal)
            && (plain.Length == 6 || FindCaseNumber(plain) is not null && plain.Length < 24)
        )
        {
            return (TypedCommand.Status, FindCaseNumber(plain) ?? "");
        }

        // "what's the status of esc 1002?"; words behind a number at the start are for the case.
        if (FindCaseNumber(text) is { } number && LeadingCaseNumber(text) is null && FollowUpWords.AsksForStatus(text))
        {
            return (TypedCommand.Status, number);
        }

        if (FollowOf().Match(text) is { Success: true } follow)
        {
            return (follow.Groups["un"].Success ? TypedCommand.Unfollow : TypedCommand.Follow, follow.Groups["about"].Value);
        }

        if (HoldOf().Match(text) is { Success: true } hold)
        {
            return (hold.Groups["set"].Success ? TypedCommand.Hold : TypedCommand.Unhold, hold.Groups["about"].Value);
        }

        if (said.Files.Count == 0 && AwayWords.About(text) is { } absence)
        {
            return (TypedCommand.Away, absence);
        }

        string? bare = null;
        return plain switch
        {
            _ when OneOf("command_help") => (TypedCommand.Help, ""),
            _ when OneOf("command_my_cases") => (TypedCommand.MyCases, ""),
            _ when OneOf("command_look_back") => (TypedCommand.LookBack, ""),
            _ when OneOf("command_specialist") => (TypedCommand.Specialist, ""),
            _ when OneOf("command_digest") => (TypedCommand.Digest, ""),
            _ when OneOf("command_console") => (TypedCommand.Console, ""),
            _ when OneOf("command_back") => (TypedCommand.Back, ""),
            _ when OneOf("command_greeting") => (TypedCommand.Greeting, ""),
            _ when OneOf("command_thanks") => (TypedCommand.Thanks, ""),
            _ when LeadingCaseNumber(text) is not null => (TypedCommand.None, ""),
            _ when FollowUpWords.WantsPerson(text) is { } about => (TypedCommand.Specialist, about),
            _ when FollowUpWords.IsNotSolved(text) => (TypedCommand.NotSolved, ""),
            _ when FollowUpWords.NewsAbout(text) is { } topic => (TypedCommand.News, topic),
            _ => (said.Files.Count > 0 ? TypedCommand.None : SmallTalk.Read(text), ""),
        };

        bool OneOf(string key) =>
            words[key].Split(',', StringSplitOptions.TrimEntries) is var known
            && (
                known.Contains(plain, StringComparer.OrdinalIgnoreCase)
                || known.Contains(bare ??= FollowUpWords.WithoutPoliteness(plain), StringComparer.OrdinalIgnoreCase)
            );
    }

    /// <summary>The number at the start of a text ("ESC-1001 still broken"), upper case, or null.</summary>
    public static string? LeadingCaseNumber(string text) =>
        Leading().Match(text) is { Success: true } match ? "ESC-" + match.Groups["number"].Value : null;

    /// <summary>Any case number in a text, upper case, or null.</summary>
    public static string? FindCaseNumber(string text) =>
        Anywhere().Match(text) is { Success: true } match ? "ESC-" + match.Groups["number"].Value : null;

    /// <summary>The text without any case number in it.</summary>
    internal static string WithoutCaseNumbers(string text) => Anywhere().Replace(text, " ");

    /// <summary>The text without its leading number and the punctuation behind it.</summary>
    public static string WithoutLeadingNumber(string text) => Leading().Replace(text, "").Trim();

    /// <summary>
    /// A case number as people type it, and as phones and word processors change it: any dash (U+2010 to U+2015, minus, full width), or a
    /// space where four digits follow.
    /// </summary>
    private const string Number =
        @"ESC(?:\s?[-_#\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]\s?(?<number>\d{1,9})|[\s\u00A0]?(?<number>\d{4,9}))(?![\p{L}\p{N}_])";

    [GeneratedRegex(@"^\s*#?" + Number + @"[\s:,;.\u2013-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Leading();

    /// <summary>Only with a number: "hold music" is a question.</summary>
    [GeneratedRegex(
        @"^(?:(?<set>hold)|unhold|release hold)\s+(?<about>" + Number + @".*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
        5_000
    )]
    private static partial Regex HoldOf();

    /// <summary>Only with a number, and nothing behind it: "follow up with ESC-1001" is said to somebody.</summary>
    [GeneratedRegex(
        @"^(?<un>un|stop )?follow(?:ing)?\s+(?<about>" + Number + @")[\s.!]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex FollowOf();

    [GeneratedRegex(@"(?<![\p{L}\p{N}_])" + Number, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Anywhere();
}
