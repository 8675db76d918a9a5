using System.Text.Json.Serialization;

namespace EscalationBot.Core.Cases;

/// <summary>Where an approval stands.</summary>
public enum ApprovalState
{
    /// <summary>Somebody is to decide.</summary>
    Waiting,

    /// <summary>Granted.</summary>
    Approved,

    /// <summary>Refused, with a reason.</summary>
    Refused,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>Somebody who was asked to decide.</summary>
/// <param name="Email">Whose 1:1 chat has the card.</param>
/// <param name="For">For whom they stand in, who cannot be reached; null = for themselves.</param>
public sealed record AskedApprover(string Email, string? For);

/// <summary>
/// More than its asker may grant: it waits for a person who may. One row; the first decision wins, because it is the one that makes the
/// next version.
/// </summary>
public sealed record Approval : StoredRecord
{
    /// <summary>Our id.</summary>
    public required string Id { get; init; }

    /// <summary>Counts changes; starts with 1.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required ApprovalState State { get; init; }

    /// <summary>A word of authority.yaml.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the account of accounts.csv.</summary>
    public required string Account { get; init; }

    /// <summary>In <see cref="Currency"/>.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>Why the client should get it, in the asker's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Who asks.</summary>
    public required Party By { get; init; }

    /// <summary>When they asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it lapses.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The case it is for, or null.</summary>
    public string? CaseId { get; init; }

    /// <summary>The question that it grew from, or null.</summary>
    public string? QuestionId { get; init; }

    /// <summary>Queue whose people are asked.</summary>
    public required string Queue { get; init; }

    /// <summary>How many different people must still agree.</summary>
    public required int Needed { get; init; }

    /// <summary>Who was asked.</summary>
    public IReadOnlyList<AskedApprover> Asked { get; init; } = [];

    /// <summary>Who agreed first, when two must.</summary>
    public Party? FirstBy { get; init; }

    /// <summary>Those who were asked were reminded.</summary>
    public bool Reminded { get; init; }

    /// <summary>Who decided; null while it waits and when it lapsed.</summary>
    public Party? DecidedBy { get; init; }

    /// <summary>When it was decided or lapsed.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was refused.</summary>
    public string? Why { get; init; }

    /// <summary>It waits.</summary>
    [JsonIgnore]
    public bool IsWaiting => State is ApprovalState.Waiting;

    /// <summary>The timer's subject.</summary>
    [JsonIgnore]
    public string Subject => Prefix + Id;

    /// <summary>Begins the subjects of timers, and the slots of cards.</summary>
    public const string Prefix = "approval:";

    /// <summary>The approval without a person's words and name; the same one when they do not stand in it.</summary>
    public Approval Without(ErasedPerson person)
    {
        var theirs = person.Is(By);
        var changed = this with
        {
            FromNewer = NewerWithout(person),
            By = theirs ? person.Party : By,
            Reason = theirs ? "" : person.In(Reason, tookPart: false),
            FirstBy = person.Is(FirstBy) ? person.Party : FirstBy,
            DecidedBy = person.Is(DecidedBy) ? person.Party : DecidedBy,
            Why =
                Why is null ? null
                : person.Is(DecidedBy) ? ""
                : person.In(Why, tookPart: false),
            Asked = [.. Asked.Where(asked => person.Email is null || (asked.Email != person.Email && asked.For != person.Email))],
        };
        return changed == this with { Asked = changed.Asked } && changed.Asked.Count == Asked.Count
            ? this
            : changed with
            {
                Version = Version + 1,
            };
    }

    /// <summary>The approval without people and words.</summary>
    public Approval WithoutPeople() =>
        this with
        {
            FromNewer = null,
            Version = Version + 1,
            By = Forgotten.Nobody,
            Reason = "",
            Asked = [],
            FirstBy = FirstBy is null ? null : Forgotten.Nobody,
            DecidedBy = DecidedBy is null ? null : Forgotten.Nobody,
            Why = Why is null ? null : "",
        };
}
