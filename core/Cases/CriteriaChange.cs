using System.Text.Json.Serialization;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Cases;

/// <summary>Where a change of the criteria stands.</summary>
public enum CriteriaChangeState
{
    /// <summary>Managers write it.</summary>
    Draft,

    /// <summary>Another manager is asked to publish it.</summary>
    Asked,

    /// <summary>Published by a second manager; the file is yet to be written.</summary>
    Publishing,

    /// <summary>The file has its text.</summary>
    Published,

    /// <summary>Taken back; the former text is yet to be written.</summary>
    RollingBack,

    /// <summary>The file has the former text again.</summary>
    RolledBack,

    /// <summary>Thrown away before it was in the file.</summary>
    Discarded,

    /// <summary>The file was changed by somebody before it could be written: what stands there stays.</summary>
    Overtaken,
}

/// <summary>
/// A change of criteria.yaml: its draft, its publication by a second manager, and how it was taken back. The file is the source; the row
/// says what was put into it, when and by whom. One that is open (<see cref="IsOpen"/>) is the only one.
/// </summary>
public sealed record CriteriaChange : StoredRecord
{
    /// <summary>Begins the subjects of timers and the slots of messages.</summary>
    public const string Prefix = "criteria_change:";

    /// <summary>A draft has at most so many characters.</summary>
    public const int MostCharacters = 200_000;

    /// <summary>Our id.</summary>
    public required string Id { get; init; }

    /// <summary>1, 2, …: compare-and-swap.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required CriteriaChangeState State { get; init; }

    /// <summary>The whole file as it is to be.</summary>
    public required string Text { get; init; }

    /// <summary>Hash of the file that its writers had before them; <see cref="CriteriaPolicy.None"/>'s for no file.</summary>
    public required string Base { get; init; }

    /// <summary>The text that it replaced; null before that, and where there was no file.</summary>
    public string? Before { get; init; }

    /// <summary>Everybody who saved it, the last one last: none of them publishes it.</summary>
    public required IReadOnlyList<Party> Editors { get; init; }

    /// <summary>When it was saved last.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Who asked for its publication.</summary>
    public Party? AskedBy { get; init; }

    /// <summary>Who published it.</summary>
    public Party? PublishedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Since when the file has its text.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>Who took it back; null = nobody did, or the bot.</summary>
    public Party? RolledBackBy { get; init; }

    /// <summary>When it was taken back.</summary>
    public DateTimeOffset? RolledBackAt { get; init; }

    /// <summary>Why the bot took it back, in numbers.</summary>
    public string Why { get; init; } = "";

    /// <summary>Why the file cannot be written; empty when nothing failed.</summary>
    public string Fault { get; init; } = "";

    /// <summary>Nothing else may be begun before it ends.</summary>
    [JsonIgnore]
    public bool IsOpen => State is CriteriaChangeState.Draft or CriteriaChangeState.Asked or CriteriaChangeState.Publishing;

    /// <summary>The file has its text, or is to get it or the one before.</summary>
    [JsonIgnore]
    private bool IsOfFile => State is CriteriaChangeState.Publishing or CriteriaChangeState.Published or CriteriaChangeState.RollingBack;

    /// <summary>Hash of its text, as the file has it.</summary>
    [JsonIgnore]
    public string Hash => CriteriaPolicy.HashOf(Text);

    /// <summary>What its timers are kept under.</summary>
    [JsonIgnore]
    public string Subject => Prefix + Id;

    /// <summary>People who took part before it was published.</summary>
    [JsonIgnore]
    public IEnumerable<Party> Authors => AskedBy is null ? Editors : Editors.Append(AskedBy);

    /// <summary>
    /// The change without a person's name; the same one when they do not stand in it. What the file holds, or is to hold, is the
    /// organisation's own text, as the file is.
    /// </summary>
    public CriteriaChange Without(ErasedPerson person)
    {
        var (text, before) = IsOfFile ? (Text, Before) : (In(Text), Before is null ? null : In(Before));
        var why = In(Why);
        return
            !Authors.Append(PublishedBy).Append(RolledBackBy).Any(person.Is)
            && (text, before, why, NewerWithout(person)) == (Text, Before, Why, FromNewer)
            ? this
            : this with
            {
                FromNewer = NewerWithout(person),
                Version = Version + 1,
                // What was asked for is not what stands there now.
                State = text != Text && State is CriteriaChangeState.Asked ? CriteriaChangeState.Draft : State,
                Text = text,
                Before = before,
                Why = why,
                Fault = In(Fault),
                Editors = [.. Editors.Select(editor => person.Is(editor) ? person.Party : editor)],
                AskedBy = person.Is(AskedBy) ? person.Party : AskedBy,
                PublishedBy = person.Is(PublishedBy) ? person.Party : PublishedBy,
                RolledBackBy = person.Is(RolledBackBy) ? person.Party : RolledBackBy,
            };

        string In(string words) => person.In(words, tookPart: false);
    }

    /// <summary>The change without people and, unless its text is in the file or is to be put there, without words.</summary>
    public CriteriaChange WithoutPeople() =>
        this with
        {
            FromNewer = null,
            Version = Version + 1,
            Editors = [.. Editors.Select(_ => Forgotten.Nobody)],
            AskedBy = AskedBy is null ? null : Forgotten.Nobody,
            PublishedBy = PublishedBy is null ? null : Forgotten.Nobody,
            RolledBackBy = RolledBackBy is null ? null : Forgotten.Nobody,
            Text = IsOfFile ? Text : "",
            Before = IsOfFile ? Before : null,
            Why = "",
            Fault = "",
        };
}

/// <summary>Cases of a time, and those of them that were moved to another queue: the figure <c>misrouted</c>.</summary>
public sealed record Misroutes(int Made, int Moved)
{
    /// <summary>Moved of made, in percent; 0 without any.</summary>
    public double Percent => Made == 0 ? 0 : 100.0 * Moved / Made;
}
