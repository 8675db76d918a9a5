using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Pages;

/// <summary>What managers see on the console.</summary>
/// <param name="Board">The queues and their open cases, which stay up to date while the page is open.</param>
/// <param name="Undelivered">What could not be delivered for good, newest first.</param>
/// <param name="Channels">How each is doing.</param>
/// <param name="Problems">Of the organisation's files.</param>
public sealed record ConsoleModel(
    BoardModel Board,
    IReadOnlyList<UndeliveredLine> Undelivered,
    IReadOnlyList<ChannelLine> Channels,
    IReadOnlyList<Problem> Problems
)
{
    /// <summary>What every component needs.</summary>
    public PageContext Context => Board.Context;

    /// <summary>
    /// The viewer sees to the whole: what could not be delivered, recurring issues, channels and files stand there, too. Specialists see
    /// the work of their queues only.
    /// </summary>
    public bool SeesAll { get; init; }

    /// <summary>What managers write for clients stands on /status.md.</summary>
    public bool HasStatusPage { get; init; }

    /// <summary>The visitor may set and release legal holds here.</summary>
    public bool Holds { get; init; }

    /// <summary>Cases under legal hold, of the visitor's queues.</summary>
    public IReadOnlyList<HeldLine> Held { get; init; } = [];

    /// <summary>What was granted in the last three months, newest first.</summary>
    public IReadOnlyList<GrantLine> Grants { get; init; } = [];

    /// <summary>What came of something that was just done on the page, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>Issues that many questions of the last weeks are about, rising ones first.</summary>
    public IReadOnlyList<RecurringLine> Recurring { get; init; } = [];
}

/// <summary>A recurring issue.</summary>
/// <param name="Name">Its own words.</param>
/// <param name="Questions">How many.</param>
/// <param name="Accounts">How many accounts, as far as they are known.</param>
/// <param name="People">How many people asked without a known account.</param>
/// <param name="Cases">Numbers of its cases, newest first.</param>
/// <param name="LastAt">When it was last asked.</param>
/// <param name="RisingSince">When the present rise began, or null.</param>
public sealed record RecurringLine(
    string Name,
    int Questions,
    int Accounts,
    int People,
    IReadOnlyList<string> Cases,
    DateTimeOffset LastAt,
    DateTimeOffset? RisingSince
);

/// <summary>One use of somebody's authority.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who granted it, or asked for it.</param>
/// <param name="Action">A word of authority.yaml.</param>
/// <param name="Amount">With its currency.</param>
/// <param name="Account">The client's name.</param>
/// <param name="ApprovedBy">Names; empty when it was within their own authority.</param>
/// <param name="Case">ESC-1001, or empty.</param>
/// <param name="Why">The reason.</param>
/// <param name="Total">
/// What this person granted this client in the last 30 days, in that currency; empty when nothing, or not to be read.
/// </param>
public sealed record GrantLine(
    DateTimeOffset At,
    string By,
    string Action,
    string Amount,
    string Account,
    string ApprovedBy,
    string Case,
    string Why,
    string Total
);

/// <summary>A queue at this moment.</summary>
/// <param name="Title">As shown.</param>
/// <param name="Place">As organisation.yaml writes it.</param>
/// <param name="Open">Cases in which somebody still has to do something.</param>
/// <param name="Unclaimed">Of those, without owner.</param>
/// <param name="Late">Of those, with a clock that ran out.</param>
public sealed record QueueLine(string Title, string Place, int Open, int Unclaimed, int Late);

/// <summary>An open case.</summary>
/// <param name="Id">ESC-1001.</param>
/// <param name="Priority">P1.</param>
/// <param name="Queue">Its queue's title.</param>
/// <param name="Account">The account's name or empty.</param>
/// <param name="Owner">Name, or null.</param>
/// <param name="State">In words.</param>
/// <param name="Due">In words; empty when no clock runs.</param>
/// <param name="DueAt">For sorting.</param>
/// <param name="IsLate">A clock ran out.</param>
/// <param name="Question">Its first words.</param>
public sealed record CaseLine(
    string Id,
    string Priority,
    string Queue,
    string Account,
    string? Owner,
    string State,
    string Due,
    DateTimeOffset? DueAt,
    bool IsLate,
    string Question
);

/// <summary>What did not arrive.</summary>
/// <param name="At">When it was given up.</param>
/// <param name="Channel">On which channel.</param>
/// <param name="To">For whom or where.</param>
/// <param name="What">Its fallback sentence.</param>
/// <param name="Why">The channel's reason.</param>
public sealed record UndeliveredLine(DateTimeOffset At, string Channel, string To, string What, string Why)
{
    /// <summary>Its number, when it may be sent again; else null.</summary>
    public long? Again { get; init; }
}

/// <summary>A channel.</summary>
/// <param name="Name">teams, slack or web.</param>
/// <param name="State">ok, degraded or off.</param>
/// <param name="Why">A sentence, may be empty.</param>
public sealed record ChannelLine(string Name, string State, string Why);

/// <summary>A case under legal hold.</summary>
/// <param name="Id">ESC-1001.</param>
/// <param name="Queue">Its queue's title.</param>
/// <param name="State">In words.</param>
/// <param name="By">Who set it.</param>
/// <param name="At">When.</param>
/// <param name="Why">The reason.</param>
public sealed record HeldLine(string Id, string Queue, string State, string By, DateTimeOffset At, string Why);

/// <summary>Cases that are over.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Cases">The newest first.</param>
/// <param name="More">How many older ones are not shown.</param>
public sealed record ClosedModel(PageContext Context, IReadOnlyList<CaseLine> Cases, long More);

/// <summary>Queues and their open cases at one moment.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Queues">Those of the viewer, in the organisation's order.</param>
/// <param name="Cases">Open ones, what is due first above.</param>
/// <param name="MoreCases">How many open cases are not shown.</param>
/// <param name="Mark">Another text at another state of these cases.</param>
public sealed record BoardModel(
    PageContext Context,
    IReadOnlyList<QueueLine> Queues,
    IReadOnlyList<CaseLine> Cases,
    long MoreCases,
    string Mark
);
