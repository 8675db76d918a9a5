namespace EscalationBot.Core.Triage;

/// <summary>What the criteria say about one question.</summary>
/// <param name="EscalateNow">It becomes a case at once.</param>
/// <param name="OnlyPeople">No article may answer it; the button is shown.</param>
/// <param name="Queue">Queue id of the deciding criterion, or null.</param>
/// <param name="Priority">p1..p4 of it, or null.</param>
/// <param name="Department">Department id of it, or null.</param>
/// <param name="Restricted">Only people of the queue may read the case.</param>
/// <param name="Ask">Names of facts that criteria which hold want, in order.</param>
/// <param name="Fired">Ids of the criteria that hold, the deciding one first.</param>
public sealed record CriteriaRuling(bool EscalateNow, bool OnlyPeople, string? Queue, string? Priority, string? Department, bool Restricted, IReadOnlyList<string> Ask, IReadOnlyList<string> Fired)
{
    /// <summary>Nothing holds.</summary>
    public static CriteriaRuling Nothing { get; } = new(false, false, null, null, null, false, [], []);
}
