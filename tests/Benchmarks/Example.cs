using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>
/// One ranking with the features of its first article and whether that was right. Without a first article the features are empty.
/// </summary>
/// <param name="Set">Name of the set.</param>
/// <param name="Group">Questions of one group (the article that is right, else the question itself) are never in the fitted and in the
/// judged part at once.</param>
/// <param name="Features">As the confidence model reads them.</param>
/// <param name="Right">The first article was right.</param>
/// <param name="InScope">Some article was right.</param>
/// <param name="Ranking">Ids, best first.</param>
/// <param name="Grades">Right articles.</param>
internal sealed record Example(
    string Set,
    string Group,
    double[] Features,
    bool Right,
    bool InScope,
    IReadOnlyList<string> Ranking,
    IReadOnlyDictionary<string, double> Grades
)
{
    /// <summary>Asked of a part of the set's articles.</summary>
    public bool IsPart { get; init; }

    /// <summary>Sets of one source share their words: "a_b" and "a_c".</summary>
    public string Source => Set.Split('_')[0];

    public Outcome Judged(double confidence, double answerFrom) => new(InScope, Ranking, Grades, confidence, confidence >= answerFrom);
}
