using System.Text.Json.Serialization;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>Where a case stands.</summary>
public enum CaseState
{
    /// <summary>In a queue, nobody has it.</summary>
    Unclaimed,

    /// <summary>A specialist has it.</summary>
    Claimed,

    /// <summary>Resolved; the rep has not yet said that the client was told.</summary>
    Resolved,

    /// <summary>The client was told.</summary>
    Closed,

    /// <summary>Declined with a reason; the rep may reopen it.</summary>
    Declined,

    /// <summary>Worked on together with another case (<see cref="Case.MergedInto"/>), whose outcome becomes its own.</summary>
    Merged,
}

/// <summary>A person in a case: how to reach them and how to call them.</summary>
/// <param name="Key">The channel they acted on.</param>
/// <param name="Name">Display name.</param>
/// <param name="Email">Lower case; null when the platform does not tell.</param>
public sealed record Party(PersonKey Key, string Name, string? Email)
{
    /// <summary>The same human: by e-mail when both have one, by key otherwise.</summary>
    public bool Is(Party? other) =>
        other is not null && (Email is not null && other.Email is not null ? Email == other.Email : Key == other.Key);
}

/// <summary>An article that was shown before the case was made.</summary>
public sealed record ShownArticle(string Id, string Title, double Confidence, bool Rejected)
{
    /// <summary>The organisation pinned it to the question: it was not found with a confidence.</summary>
    public bool Pinned { get; init; }
}

/// <summary>A question from the specialist to the rep.</summary>
public sealed record RepAsk(string Id, string Text, string By, DateTimeOffset At, string? Reply, DateTimeOffset? RepliedAt)
{
    /// <summary>How often the rep was reminded of it.</summary>
    public int Reminded { get; init; }

    /// <summary>Label of the fact of intake.yaml that the answer gives; null when it was asked in the specialist's own words.</summary>
    public string? Fact { get; init; }

    /// <summary>It was known already, and was asked anyway.</summary>
    public bool AskedAgain { get; init; }
}

/// <summary>What was found out in the end.</summary>
public sealed record Resolution(string Fix, string RootCause, string RuledOut, string TellClient, Party By, DateTimeOffset At)
{
    /// <summary>The specialist had to ask back before they could act; null when they did not say.</summary>
    public bool? AskedBack { get; init; }
}

/// <summary>A word with the client.</summary>
/// <param name="How"><see cref="Ways"/>.</param>
/// <param name="Whom">Who at the client, as the rep names them; may be empty.</param>
/// <param name="By">Who noted it.</param>
/// <param name="At">When it was noted.</param>
public sealed record ClientContact(string How, string Whom, Party By, DateTimeOffset At)
{
    /// <summary>Ways in which clients are told.</summary>
    public static IReadOnlyList<string> Ways { get; } = ["call", "mail", "chat", "meeting"];
}

/// <summary>A legal hold: nothing of the case is removed while it stands.</summary>
public sealed record Held(Party By, DateTimeOffset At, string Why);

/// <summary>One line about a restricted case.</summary>
/// <param name="Line">As it stands in the packet.</param>
/// <param name="ReadIn">Queue ids whose people may read it.</param>
public sealed record RestrictedLine(string Line, IReadOnlyList<string> ReadIn);

/// <summary>When things are due, absolute; null = this clock does not run. Computed by Clocks from the case, never by hand.</summary>
public sealed record Deadlines(DateTimeOffset? Claim, DateTimeOffset? Update, DateTimeOffset? Resolve)
{
    /// <summary>No clock runs.</summary>
    public static Deadlines None { get; } = new(null, null, null);

    /// <summary>
    /// A deadline is the one that a timer was set for. Cases of earlier versions keep parts of a millisecond, which timers never have.
    /// </summary>
    public static bool IsAt(DateTimeOffset? due, DateTimeOffset timer) => due?.ToUnixTimeMilliseconds() == timer.ToUnixTimeMilliseconds();
}

/// <summary>
/// One escalated question until the client was told. Immutable: transitions return a changed copy with <see cref="Version"/> one higher,
/// and the store refuses it when somebody was faster.
/// </summary>
public sealed record Case : StoredRecord
{
    /// <summary><c>ESC-1001</c>.</summary>
    public required string Id { get; init; }

    /// <summary>1, 2, …: compare-and-swap.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required CaseState State { get; init; }

    /// <summary>Queue id.</summary>
    public required string Queue { get; init; }

    /// <summary>p1..p4.</summary>
    public required string Priority { get; init; }

    /// <summary>Only the rep, the owner and people of its readers' queues may read it (<see cref="Readers"/>).</summary>
    public bool Restricted { get; init; }

    /// <summary>
    /// Queue ids whose people may read a restricted case; empty = those of its queue, as in cases from before there was a choice.
    /// </summary>
    public IReadOnlyList<string> ReadIn { get; init; } = [];

    /// <summary>Department that was asked beside it, or null.</summary>
    public string? Department { get; init; }

    /// <summary>The question in the rep's words.</summary>
    public required string Question { get; init; }

    /// <summary>Whose words the question is when they are not the rep's: whoever split it off another case.</summary>
    public Party? QuestionBy { get; init; }

    /// <summary>Who asked.</summary>
    public required Party Rep { get; init; }

    /// <summary>Where the rep asked: answers go there.</summary>
    public required Place RepPlace { get; init; }

    /// <summary>The rep's place is a 1:1 chat.</summary>
    public bool RepDirect { get; init; }

    /// <summary>Id of the stored question it grew from.</summary>
    public string? QuestionId { get; init; }

    /// <summary>Who has it.</summary>
    public Party? Owner { get; init; }

    /// <summary>Who had it last, for reopening.</summary>
    public Party? LastOwner { get; init; }

    /// <summary>Account id of accounts.csv.</summary>
    public string? Account { get; init; }

    /// <summary>The account in one line, as it was when the case was made.</summary>
    public string? AccountLine { get; init; }

    /// <summary>What the company's own endpoint said of the account; null = it was not asked, or has not answered yet.</summary>
    public LiveAccount? LiveAccount { get; init; }

    /// <summary>Category, or null.</summary>
    public string? Category { get; init; }

    /// <summary>Why it is a case: ids of the criteria, or <c>asked</c>.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Facts by label, in order of intake.yaml.</summary>
    public IReadOnlyList<KnownFact> Facts { get; init; } = [];

    /// <summary>
    /// What the engine found in the rep's words beside <see cref="Facts"/>: an amount, a deadline, a version; without a person, what
    /// documents of the account say about it.
    /// </summary>
    public IReadOnlyList<KnownFact> Found { get; init; } = [];

    /// <summary>Questions to the rep that a fact answers and that were not sent, oldest first.</summary>
    public IReadOnlyList<HeldAsk> HeldAsks { get; init; } = [];

    /// <summary>Labels of required facts that nobody gave.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Ids of facts (intake.yaml) that the rep was asked for when the case was made, and that are still missing.</summary>
    public IReadOnlyList<string> Wanted { get; init; } = [];

    /// <summary>The rep's next message answers <see cref="Wanted"/>. Asked once: after that only the button does.</summary>
    public bool AwaitsFacts { get; init; }

    /// <summary>What the rep tried.</summary>
    public string Tried { get; init; } = "";

    /// <summary>
    /// The conversation, oldest first. Of a long one the first turn, the newest, and those with the question and files: see
    /// <see cref="TurnCount"/>.
    /// </summary>
    public IReadOnlyList<Turn> Conversation { get; init; } = [];

    /// <summary>How many turns are stored altogether; 0 = <see cref="Conversation"/> holds them all.</summary>
    public int TurnCount { get; init; }

    /// <summary>The rep's thread held earlier messages that nobody could read.</summary>
    public bool ThreadUnread { get; init; }

    /// <summary>Articles shown before.</summary>
    public IReadOnlyList<ShownArticle> Shown { get; init; } = [];

    /// <summary>
    /// Similar cases, one line each. Of a case from before there was <see cref="SimilarRestricted"/> some of them may tell of restricted
    /// ones.
    /// </summary>
    public IReadOnlyList<string> Similar { get; init; } = [];

    /// <summary>Similar cases that are restricted, each for people of some queues only; null in cases from before.</summary>
    public IReadOnlyList<RestrictedLine>? SimilarRestricted { get; init; }

    /// <summary>What the specialist asked the rep.</summary>
    public IReadOnlyList<RepAsk> Asks { get; init; } = [];

    /// <summary>Times that were promised, oldest first; the last one may be open.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];

    /// <summary>When the client last had an update from the rep; null = not since the case was made.</summary>
    public DateTimeOffset? ClientUpdatedAt { get; init; }

    /// <summary>When the rep was last reminded of the client's update.</summary>
    public DateTimeOffset? ClientUpdateAskedAt { get; init; }

    /// <summary>The promise whose time is still to come; null when there is none.</summary>
    [JsonIgnore]
    public Promise? OpenPromise => Promises is [.., { State: PromiseState.Open } last] ? last : null;

    /// <summary>Put off until a day; null = not.</summary>
    public Snooze? Snoozed { get; init; }

    /// <summary>Times in which it was put off before, oldest first.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>When its owner was last offered to close it, since the rep is silent.</summary>
    public DateTimeOffset? StaleOfferedAt { get; init; }

    /// <summary>When its owner last said that it stays open although the rep is silent.</summary>
    public DateTimeOffset? KeptOpenAt { get; init; }

    /// <summary>It was closed because the rep was silent; then <see cref="State"/> is <see cref="CaseState.Declined"/>.</summary>
    public bool ClosedAsStale { get; init; }

    /// <summary>Colleagues and queues that were asked beside its owner, oldest first.</summary>
    public IReadOnlyList<Consult> Consults { get; init; } = [];

    /// <summary>Colleagues who were asked to join it, oldest first.</summary>
    public IReadOnlyList<Invite> Invites { get; init; } = [];

    /// <summary>Other cases that belong to it.</summary>
    public IReadOnlyList<CaseLink> Links { get; init; } = [];

    /// <summary>The incident that it belongs to, or belonged to when its rep said that the fix was none; null = none.</summary>
    public CaseIncident? Incident { get; init; }

    /// <summary>Who hears of it without having it.</summary>
    public IReadOnlyList<Party> Followers { get; init; } = [];

    /// <summary>Departments that were asked, oldest first.</summary>
    public IReadOnlyList<DepartmentRequest> Requests { get; init; } = [];

    /// <summary>
    /// Messages of the rep of which nobody can tell whether they answer a question of the specialist: the rep was asked which it is. They
    /// reach nobody until then, and for an hour at most.
    /// </summary>
    public IReadOnlyList<Turn> Undecided { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came into the present queue (again): the claim clock starts here.</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>When the present owner claimed it.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>When it was first claimed.</summary>
    public DateTimeOffset? FirstClaimedAt { get; init; }

    /// <summary>When the rep last heard of it: the update clock starts here.</summary>
    public DateTimeOffset? RepToldAt { get; init; }

    /// <summary>The outcome.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>When the rep said that the client was told.</summary>
    public DateTimeOffset? ClientToldAt { get; init; }

    /// <summary>How the client was told, and who; null = nobody said.</summary>
    public ClientContact? ToldHow { get; init; }

    /// <summary>1..5, or null.</summary>
    public int? Rating { get; init; }

    /// <summary>Why it was declined.</summary>
    public string? DeclinedWhy { get; init; }

    /// <summary>Who declined it; null when silence did, or in cases from before this was kept.</summary>
    public Party? DeclinedBy { get; init; }

    /// <summary>When it was last reopened: the resolve clock starts again.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>How often it was reopened.</summary>
    public int Reopened { get; init; }

    /// <summary>Under legal hold; null = not.</summary>
    public Held? Hold { get; init; }

    /// <summary>Secrets that were taken out of its words and that nobody has looked at yet.</summary>
    public int Hidden { get; init; }

    /// <summary>Present deadlines.</summary>
    public Deadlines Due { get; init; } = Deadlines.None;

    /// <summary>How often it moved to another place: 0 at first. Part of the card's slot.</summary>
    public int CardNumber { get; init; }

    /// <summary>E-mail of the person whom it was offered to first; null = nobody, or they said "not me".</summary>
    public string? OfferedTo { get; init; }

    /// <summary>Who said "not me", oldest first.</summary>
    public IReadOnlyList<TurnedDown> TurnedDown { get; init; } = [];

    /// <summary>Who was called about it outside hours, oldest first.</summary>
    public IReadOnlyList<Call> Calls { get; init; } = [];

    /// <summary>BCP 47 tag of the client's language, or of the question's; null when nobody knows.</summary>
    public string? Language { get; init; }

    /// <summary><c>frustrated</c> when the words of the question sound so; else null.</summary>
    public string? Tone { get; init; }

    /// <summary>Steps of the ladder already climbed for the present wait (0 = none).</summary>
    public int LadderStep { get; init; }

    /// <summary>Last change, for "as of".</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Queue ids whose people may read it while it is restricted.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Readers => ReadIn.Count > 0 ? ReadIn : [Queue];

    /// <summary>A specialist has still to find the answer.</summary>
    [JsonIgnore]
    public bool IsWorkedOn => State is CaseState.Unclaimed or CaseState.Claimed;

    /// <summary>All turns, with those that are not stored yet and those that were not read.</summary>
    [JsonIgnore]
    public int Turns => Math.Max(TurnCount, Conversation.Count(turn => turn.Seq > 0)) + Conversation.Count(turn => turn.Seq == 0);

    /// <summary>Number of the case with which it is worked on; null when it is worked on by itself.</summary>
    [JsonIgnore]
    public string? MergedInto =>
        State is CaseState.Merged ? Links.LastOrDefault(link => link.Kind is CaseLinkKind.MergedInto)?.CaseId : null;

    /// <summary>Its rep waits for what a specialist finds, here or in the case with which it was merged.</summary>
    [JsonIgnore]
    public bool IsAwaited => IsWorkedOn || State is CaseState.Merged;

    /// <summary>One more turn.</summary>
    public Case Saying(Turn turn) => this with { Conversation = [.. Conversation, turn.AsNew()] };

    /// <summary>Another turn in the place of one of <see cref="Conversation"/>.</summary>
    public Case Changing(Turn turn, Turn changed) =>
        this with
        {
            Conversation = [.. Conversation.Select(other => ReferenceEquals(other, turn) ? changed with { Changed = true } : other)],
        };

    /// <summary>Somebody still has to do something.</summary>
    public bool IsOpen => State is CaseState.Unclaimed or CaseState.Claimed or CaseState.Resolved or CaseState.Merged;
}
