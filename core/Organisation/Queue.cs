using System.Text.RegularExpressions;
using EscalationBot.Core.Organisation.Rota;

namespace EscalationBot.Core.Organisation;

/// <summary>One line of work with its own place, categories and promises.</summary>
/// <param name="Id">Lower-case id.</param>
/// <param name="Title">As shown.</param>
/// <param name="Place">Where its cards are posted.</param>
/// <param name="Categories">Categories whose cases it gets; a category is in one queue only.</param>
/// <param name="IsDefault">Gets what no other queue takes; exactly one is.</param>
/// <param name="Levels">Complete: already filled from the default queue.</param>
public sealed record Queue(string Id, string Title, PlaceName Place, IReadOnlyList<string> Categories, bool IsDefault, ServiceLevels Levels)
{
    /// <summary>E-mails of listed people who are called when nobody has a case in time, in this order.</summary>
    public IReadOnlyList<string> OnCall { get; init; } = [];

    /// <summary>
    /// What whoever resolves a case must say beside what fixed it and what to tell the client: <see cref="ResolveParts"/>.
    /// </summary>
    public IReadOnlyList<string> ResolveNeeds { get; init; } = [];

    /// <summary>Parts of a resolution that a queue may insist on.</summary>
    public static IReadOnlyList<string> ResolveParts { get; } = ["cause", "ruled_out", "asked_back"];

    /// <summary>Who is on call when; null = the queue has no rota.</summary>
    public OnCallRota? Rota { get; init; }
}

/// <summary>A place as files write it; the channel resolves it.</summary>
/// <param name="Text">As written: <c>slack:#specialists</c>.</param>
/// <param name="Channel"><c>slack</c>, <c>teams</c> or <c>web</c>.</param>
/// <param name="Id">After the first colon: <c>#specialists</c>, <c>C0123ABC</c>, <c>19:…@thread.tacv2</c>, <c>specialists</c>.</param>
public sealed partial record PlaceName(string Text, string Channel, string Id)
{
    /// <summary>How places are written, for messages to people.</summary>
    public const string Forms = "slack:#name, slack:C0123ABCD, teams:19:...@thread.tacv2 or web:name";

    /// <summary>The place, or null when the text is none of <see cref="Forms"/>.</summary>
    public static PlaceName? Find(string text) =>
        Written().Match(text) is { Success: true } match ? new(text, match.Groups["channel"].Value, match.Groups["id"].Value) : null;

    // Slack names: up to 80 characters, lower case, no spaces or dots; ids start with C or G (channels) or D (a 1:1 chat).
    [GeneratedRegex(
        @"^(?<channel>slack):(?<id>\#[^\s\p{Lu}.,;:\#@]{1,80}|[CGD][A-Z0-9]{6,20})$|"
            + @"^(?<channel>teams):(?<id>19:[^\s@]{1,200}@(thread\.\w{1,10}|unq\.gbl\.spaces))$|"
            + @"^(?<channel>web):(?<id>[a-z0-9][a-z0-9_-]{0,63})$",
        RegexOptions.None,
        5_000
    )]
    private static partial Regex Written();
}

/// <summary>When a manager's digest is sent, in the organisation's time zone.</summary>
/// <param name="To">E-mail of the listed person who gets it.</param>
/// <param name="At">Local time of day.</param>
/// <param name="On">Weekdays.</param>
/// <param name="Place">Where to post it, or null = a 1:1 chat with the person.</param>
public sealed record DigestSchedule(string To, TimeOnly At, IReadOnlyList<DayOfWeek> On, PlaceName? Place)
{
    /// <summary>One day a week: it covers the week, and tells the weeks before it.</summary>
    public bool IsWeekly => On.Count == 1;

    /// <summary>It is sent, too, when nobody asked, nothing is open and there is nothing new to tell.</summary>
    public bool SendsWhenQuiet { get; init; }
}
