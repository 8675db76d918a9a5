namespace EscalationBot.Core.Triage.Evaluation;

/// <summary>One judged question, as far as measures need it.</summary>
/// <param name="InScope">Some article covers it.</param>
/// <param name="Ranking">Article ids, best first.</param>
/// <param name="Grades">The articles that are right for it, each with its grade (1 where the file gives none).</param>
/// <param name="Confidence">0..1 that the first of the ranking is right.</param>
/// <param name="Answered">The engine answered; it offered nothing and handed nothing on.</param>
public sealed record Outcome(
    bool InScope,
    IReadOnlyList<string> Ranking,
    IReadOnlyDictionary<string, double> Grades,
    double Confidence,
    bool Answered
)
{
    /// <summary>The first article of the ranking is a right one.</summary>
    public bool Right => InScope && Ranking.Count > 0 && Grades.ContainsKey(Ranking[0]);
}
