using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Pages;

/// <summary>The criteria and the draft of them, as managers see them.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="InForce">The criteria in force.</param>
/// <param name="Draft">What the editor holds.</param>
public sealed record CriteriaModel(PageContext Context, CriteriaInForce InForce, CriteriaEditor Draft)
{
    /// <summary>What came of something that was done, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>The notice says why something was not done.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The file on disk is not the one in force.</summary>
    public bool IsStale { get; init; }

    /// <summary>Why the file cannot be written, so that its text is to be put there by hand; null when nothing failed.</summary>
    public string? Fault { get; init; }

    /// <summary>Somebody signed in as a manager: they act.</summary>
    public bool Acts { get; init; }

    /// <summary>A replay that was asked for.</summary>
    public CriteriaReplayed? Replayed { get; init; }

    /// <summary>What people say verdicts should have been.</summary>
    public CriteriaLabelsModel Labels { get; init; } = new([], null, null);

    /// <summary>Changes that were in the file or should have been, the newest first.</summary>
    public IReadOnlyList<CriteriaLine> Ended { get; init; } = [];
}

/// <summary>The criteria in force.</summary>
/// <param name="Label">Version and hash.</param>
/// <param name="Owner">Name or address.</param>
/// <param name="ReviewBy">The day, in words; empty without one.</param>
/// <param name="Criteria">How many.</param>
/// <param name="Bound">When a publication is taken back by itself, in words.</param>
/// <param name="Watch">How the newest publication does by now, in words; null when it is not watched.</param>
public sealed record CriteriaInForce(string Label, string Owner, string ReviewBy, int Criteria, string Bound, string? Watch);

/// <summary>What the editor holds.</summary>
/// <param name="Text">The file as it is to be.</param>
/// <param name="Id">Of the draft; empty when there is none yet.</param>
/// <param name="Version">Of the draft; 0 when there is none yet.</param>
/// <param name="Base">Hash of the file that is shown beside it.</param>
public sealed record CriteriaEditor(string Text, string Id, int Version, string Base)
{
    /// <summary>Who saved it, where it stands; null without a draft.</summary>
    public string? State { get; init; }

    /// <summary>It may be changed.</summary>
    public bool IsEditable { get; init; } = true;

    /// <summary>What <c>check</c> says.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Lines that go and come, with what stands around them; empty when nothing differs.</summary>
    public string Changes { get; init; } = "";

    /// <summary>The changes are those against what somebody else saved, not against the file.</summary>
    public bool IsBesideSaved { get; init; }

    /// <summary>The viewer may ask for its publication.</summary>
    public bool MayAsk { get; init; }

    /// <summary>The viewer may publish it.</summary>
    public bool MayPublish { get; init; }

    /// <summary>It may be thrown away.</summary>
    public bool MayDiscard { get; init; }
}

/// <summary>A change that was in the file or should have been.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">For a press.</param>
/// <param name="State">Where it stands, in words.</param>
/// <param name="Authors">Who wrote it.</param>
/// <param name="By">Who published it.</param>
/// <param name="At">When.</param>
/// <param name="MayRollBack">It is the newest in the file.</param>
public sealed record CriteriaLine(string Id, int Version, string State, string Authors, string By, DateTimeOffset At, bool MayRollBack);

/// <summary>What would have changed of the questions of some days.</summary>
/// <param name="Days">How many days back.</param>
/// <param name="Summary">Counted.</param>
/// <param name="Shown">Moved questions that the viewer may read.</param>
/// <param name="KeptBack">How many moved ones they may not read.</param>
/// <param name="Worse">Labelled messages that would not be right any more and that the viewer may read.</param>
public sealed record CriteriaReplayed(
    int Days,
    ReplaySummary Summary,
    IReadOnlyList<MovedLine> Shown,
    int KeptBack,
    IReadOnlyList<MovedLine> Worse
);

/// <summary>A moved question.</summary>
/// <param name="CaseId">The case that it became.</param>
/// <param name="Words">Its words, shortened.</param>
/// <param name="At">When it was asked.</param>
/// <param name="Move">From what to what.</param>
/// <param name="Because">Criteria that come (+) and go (−).</param>
public sealed record MovedLine(string CaseId, string Words, DateTimeOffset At, string Move, string Because);
