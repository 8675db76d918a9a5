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
public sealed record CriteriaChange
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

    /// <summary>Hash of its text, as the file has it.</summary>
    [JsonIgnore]
    public string Hash => CriteriaPolicy.HashOf(Text);

    /// <summary>What its timers are kept under.</summary>
    [JsonIgnore]
    public string Subject => Prefix + Id;

    /// <summary>People who took part before it was published.</summary>
    [JsonIgnore]
    public IEnumerable<Party> Authors => AskedBy is null ? Editors : Editors.Append(AskedBy);

    /// <summary>The change without a person's name; the texts are the organisation's own. The same one when they took no part.</summary>
    public CriteriaChange Without(ErasedPerson person)
    {
        if (!Authors.Append(PublishedBy).Append(RolledBackBy).Any(person.Is))
        {
            return this;
        }

        return this with
        {
            Version = Version + 1,
            Editors = [.. Editors.Select(editor => person.Is(editor) ? person.Party : editor)],
            AskedBy = person.Is(AskedBy) ? person.Party : AskedBy,
            PublishedBy = person.Is(PublishedBy) ? person.Party : PublishedBy,
            RolledBackBy = person.Is(RolledBackBy) ? person.Party : RolledBackBy,
        };
    }

    /// <summary>The change without people and, unless it is still to be written or may be taken back, without words.</summary>
    public CriteriaChange WithoutPeople() =>
        this with
        {
            Version = Version + 1,
            Editors = [.. Editors.Select(_ => Forgotten.Nobody)],
            AskedBy = AskedBy is null ? null : Forgotten.Nobody,
            PublishedBy = PublishedBy is null ? null : Forgotten.Nobody,
            RolledBackBy = RolledBackBy is null ? null : Forgotten.Nobody,
            Text = State is CriteriaChangeState.Discarded or CriteriaChangeState.RolledBack or CriteriaChangeState.Overtaken ? "" : Text,
            Before = State is CriteriaChangeState.Published ? Before : null,
        };
}

/// <summary>Cases of a time, and those of them that were moved to another queue: the figure <c>misrouted</c>.</summary>
public sealed record Misroutes(int Made, int Moved)
{
    /// <summary>Moved of made, in percent; 0 without any.</summary>
    public double Percent => Made == 0 ? 0 : 100.0 * Moved / Made;
}
