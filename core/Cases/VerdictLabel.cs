using System.Globalization;
using System.Text.Json.Serialization;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>Where a label stands.</summary>
public enum VerdictLabelState
{
    /// <summary>It stands: a replay counts it.</summary>
    Given,

    /// <summary>Whoever gave it took it back.</summary>
    TakenBack,

    /// <summary>The criterion's owner or a manager says that the verdict stays.</summary>
    Dismissed,
}

/// <summary>Parts of what criteria decide about a message; null = nothing is said of this part.</summary>
/// <param name="Verdict">answer, offer, ask, not_covered, only people, escalate; of what is right the first, second or last.</param>
/// <param name="Queue">Queue id.</param>
/// <param name="Priority">p1..p4.</param>
/// <param name="Criterion">Id of the criterion that decides; <see cref="NoCriterion"/> = none is to hold.</param>
public sealed record JudgedParts(string? Verdict, string? Queue, string? Priority, string? Criterion)
{
    /// <summary>In place of a criterion's id: none.</summary>
    public const string NoCriterion = "-";

    /// <summary>What somebody may call right: what criteria can bring about.</summary>
    public static IReadOnlyList<string> RightVerdicts { get; } = ["answer", "offer", "escalate"];

    /// <summary>It says something.</summary>
    [JsonIgnore]
    public bool IsSaid => (Verdict ?? Queue ?? Priority ?? Criterion) is not null;

    /// <summary>Ids alone, for the history.</summary>
    [JsonIgnore]
    public string Ids => string.Join(", ", new[] { Verdict, Queue, Priority, Criterion }.OfType<string>());

    /// <summary>What is answered comes to no queue and has no priority.</summary>
    [JsonIgnore]
    public bool IsPossible => Verdict is not ("answer" or "offer") || (Queue ?? Priority) is null;

    /// <summary>Can what both say not hold together?</summary>
    public bool Contradicts(JudgedParts other) =>
        !(this with { Queue = Queue ?? other.Queue, Priority = Priority ?? other.Priority }).IsPossible
        || !(other with { Queue = Queue ?? other.Queue, Priority = Priority ?? other.Priority }).IsPossible
        || Differ(Verdict, other.Verdict)
        || Differ(Queue, other.Queue)
        || Differ(Priority, other.Priority)
        || Differ(Criterion, other.Criterion);

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;
}

/// <summary>
/// What somebody says the verdict on a message should have been: a test case for the criteria, and a word to whoever answers for them. One
/// for each person and question; a second one takes the first one's place.
/// </summary>
public sealed record VerdictLabel : StoredRecord
{
    /// <summary>Begins the subjects of timers and the slots of messages.</summary>
    public const string Prefix = "verdicts:";

    /// <summary>Most characters of a reason.</summary>
    public const int LongestReason = 500;

    /// <summary>Our id.</summary>
    public required string Id { get; init; }

    /// <summary>1, 2, …: compare-and-swap.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required VerdictLabelState State { get; init; }

    /// <summary>The message.</summary>
    public required string QuestionId { get; init; }

    /// <summary>The case that it became, or null.</summary>
    public string? CaseId { get; init; }

    /// <summary>Who says so.</summary>
    public required Party By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The day on which its owner is told, with all others of the criterion on that day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Id of the criterion that it is about: the one that decided, else the one that should have; empty = no criterion.</summary>
    public required string About { get; init; }

    /// <summary>Queue whose managers are told where nobody owns the criterion.</summary>
    public required string Queue { get; init; }

    /// <summary>What was decided.</summary>
    public required JudgedParts Was { get; init; }

    /// <summary>What would have been right.</summary>
    public required JudgedParts Right { get; init; }

    /// <summary>Why, in their words.</summary>
    public required string Reason { get; init; }

    /// <summary>A criterion keeps words such as the reason to few: it is for those alone who may read the message.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Who dismissed it.</summary>
    public Party? DismissedBy { get; init; }

    /// <summary>Why they did, in their words.</summary>
    public string Why { get; init; } = "";

    /// <summary>One person, whichever address of their mailbox they use.</summary>
    [JsonIgnore]
    public string Voter => VoterOf(By);

    /// <summary>What is told in one message: the day, and the criterion or the queue.</summary>
    [JsonIgnore]
    public string Told =>
        string.Create(CultureInfo.InvariantCulture, $"{Day:yyyy-MM-dd}:{(About.Length > 0 ? "criterion:" + About : "queue:" + Queue)}");

    /// <summary>The timer's subject: one look shows its owner all of that day.</summary>
    [JsonIgnore]
    public string Subject => Prefix + Told;

    /// <summary>The slot of the message to one of its readers.</summary>
    public string Slot(string email) => $"{Subject}:{email}";

    /// <summary>How a person is known here.</summary>
    public static string VoterOf(Party party) => MailAddresses.Mailbox(party.Email) ?? $"{party.Key.Channel}:{party.Key.Id}";

    /// <summary>The label without a person's name and words; the same one when they do not stand in it.</summary>
    public VerdictLabel Without(ErasedPerson person)
    {
        var (isTheirs, isDismissal) = (person.Is(By), person.Is(DismissedBy));
        var changed = this with
        {
            FromNewer = NewerWithout(person),
            By = isTheirs ? person.Party : By,
            Reason = isTheirs ? "" : person.In(Reason, tookPart: false),
            DismissedBy = isDismissal ? person.Party : DismissedBy,
            Why = isDismissal ? "" : person.In(Why, tookPart: false),
        };
        return changed == this ? this : changed with { Version = Version + 1 };
    }
}
