using System.Text.Json.Serialization;

namespace EscalationBot.Core.Cases;

/// <summary>Where an incident stands.</summary>
public enum IncidentState
{
    /// <summary>Several accounts report alike things; nobody has said yet that it is one problem.</summary>
    Suspected,

    /// <summary>Somebody said that it is not one problem.</summary>
    Dismissed,

    /// <summary>Declared: answers on its topic say so, and new cases on it belong to it.</summary>
    Open,

    /// <summary>Somebody said that it is fixed; each rep is asked whether it is.</summary>
    Fixed,

    /// <summary>Declared by mistake.</summary>
    Undone,

    /// <summary>Part of another incident (<see cref="Incident.MergedInto"/>).</summary>
    Merged,
}

/// <summary>What words are about an incident.</summary>
/// <param name="Words">Stems, folded; half of them, two at least, make a text one about it.</param>
/// <param name="Codes">Error codes; any of them makes a text one about it.</param>
public sealed record IncidentTopic(IReadOnlyList<string> Words, IReadOnlyList<string> Codes);

/// <summary>What everybody who waits was told.</summary>
/// <param name="Text">For reps.</param>
/// <param name="ForClients">Words that clients may have; empty when there are none.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When.</param>
public sealed record IncidentUpdate(string Text, string ForClients, Party By, DateTimeOffset At);

/// <summary>That a case belongs to an incident, and how far its rep knows.</summary>
/// <param name="Id">The incident's id.</param>
/// <param name="Title">What it was called when the case joined it.</param>
/// <param name="At">When the case joined it.</param>
public sealed record CaseIncident(string Id, string Title, DateTimeOffset At)
{
    /// <summary>Number of the last update that its rep was told; 0 = none yet.</summary>
    public int Told { get; init; }

    /// <summary>When the rep was asked whether it is fixed; null = not yet.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>How often the rep was reminded of that.</summary>
    public int Reminded { get; init; }

    /// <summary>When the rep said that it is.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>When the rep said that it is not: the case is worked on by itself since.</summary>
    public DateTimeOffset? StillBrokenAt { get; init; }

    /// <summary>The case waits for what becomes of the incident.</summary>
    [JsonIgnore]
    public bool Holds => StillBrokenAt is null && VerifiedAt is null;

    /// <summary>The rep is to say whether it is fixed.</summary>
    [JsonIgnore]
    public bool WaitsForRep => Holds && AskedAt is not null;
}

/// <summary>
/// One problem that several clients have. One row, changed by compare-and-swap on <see cref="Version"/>; which cases belong to it stands in
/// the cases (<see cref="Case.Incident"/>), so that a hundred new ones never wait for each other.
/// </summary>
public sealed record Incident : StoredRecord
{
    /// <summary>Begins the subjects of timers, and the slots of cards.</summary>
    public const string Prefix = "incident:";

    /// <summary>Kind of the line of history that an answer was shown below its last update; the detail names both.</summary>
    public const string Banner = "incident_banner";

    /// <summary>Names what a rep was told of the fix, where an update has its number.</summary>
    public const string ToldAsFix = "fix";

    /// <summary>Number of an update as something that is told: 1 is that it is known.</summary>
    public static string ToldAs(int update) => (update + 2).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Our id.</summary>
    public required string Id { get; init; }

    /// <summary>1, 2, …</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required IncidentState State { get; init; }

    /// <summary>In a few words: "gateway 503".</summary>
    public required string Title { get; init; }

    /// <summary>Queue whose people decide about it, and in whose place its card stands.</summary>
    public required string Queue { get; init; }

    /// <summary>What words are about it.</summary>
    public required IncidentTopic Topic { get; init; }

    /// <summary>When the first of the reports came, or when it was declared from a case.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it was found or declared.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Last change of its state.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Cases among the reports that made it suspected.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>How many reports there were, those that are no case among them.</summary>
    public int Reports { get; init; }

    /// <summary>How many accounts, or people without a known account, they came from.</summary>
    public int Sources { get; init; }

    /// <summary>Cases that somebody confirmed and that are still to join.</summary>
    public IReadOnlyList<string> Joining { get; init; } = [];

    /// <summary>Who declared it; null = nobody.</summary>
    public Party? DeclaredBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DeclaredAt { get; init; }

    /// <summary>What those who wait were told, oldest first; before the first one that it is known.</summary>
    public IReadOnlyList<IncidentUpdate> Updates { get; init; } = [];

    /// <summary>Who said that it is fixed, dismissed it, took it back or merged it; null = nobody.</summary>
    public Party? EndedBy { get; init; }

    /// <summary>When it was said to be fixed.</summary>
    public DateTimeOffset? FixedAt { get; init; }

    /// <summary>What fixed it.</summary>
    public string Fix { get; init; } = "";

    /// <summary>What clients may be told of the fix.</summary>
    public string TellClient { get; init; } = "";

    /// <summary>What it cost and whether it stays away; null before it was fixed for the first time.</summary>
    public PatternMemo? Memo { get; init; }

    /// <summary>The incident that it became a part of.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Number of what was told last: 1 = that it is known.</summary>
    [JsonIgnore]
    public int LastTold => 1 + Updates.Count;

    /// <summary>The timer's subject.</summary>
    [JsonIgnore]
    public string Subject => Prefix + Id;

    /// <summary>The slot of its card in the queue's place.</summary>
    [JsonIgnore]
    public string Slot => $"{Prefix}{Id}:card";

    /// <summary>The incident without a person's words and name; the same one when they do not stand in it.</summary>
    public Incident Without(ErasedPerson person)
    {
        var changed = this with
        {
            FromNewer = NewerWithout(person),
            Title = person.In(Title, tookPart: false),
            Topic = new([.. Topic.Words.Where(IsAbout)], [.. Topic.Codes.Where(IsAbout)]),
            DeclaredBy = person.Is(DeclaredBy) ? person.Party : DeclaredBy,
            EndedBy = person.Is(EndedBy) ? person.Party : EndedBy,
            Memo = person.Is(Memo?.Owner) ? Memo! with { Owner = null } : Memo,
            Fix = person.Is(EndedBy) ? "" : person.In(Fix, tookPart: false),
            TellClient = person.Is(EndedBy) ? "" : person.In(TellClient, tookPart: false),
            Updates =
            [
                .. Updates.Select(update =>
                    person.Is(update.By)
                        ? new IncidentUpdate("", "", person.Party, update.At)
                        : update with
                        {
                            Text = person.In(update.Text, tookPart: false),
                            ForClients = person.In(update.ForClients, tookPart: false),
                        }
                ),
            ],
        };
        return
            changed with { Updates = Updates, Topic = Topic } == this
            && changed.Updates.SequenceEqual(Updates)
            && (changed.Topic.Words.Count, changed.Topic.Codes.Count) == (Topic.Words.Count, Topic.Codes.Count)
            ? this
            : changed with
            {
                Version = Version + 1,
            };

        bool IsAbout(string word) => !person.StandsIn(word, tookPart: false);
    }

    /// <summary>The incident without people and words.</summary>
    public Incident WithoutPeople() =>
        this with
        {
            FromNewer = null,
            Version = Version + 1,
            Title = "",
            Topic = new([], []),
            DeclaredBy = DeclaredBy is null ? null : Forgotten.Nobody,
            EndedBy = EndedBy is null ? null : Forgotten.Nobody,
            Memo = Memo is null ? null : Memo with { Owner = null },
            Fix = "",
            TellClient = "",
            Updates = [.. Updates.Select(update => new IncidentUpdate("", "", Forgotten.Nobody, update.At))],
        };
}
