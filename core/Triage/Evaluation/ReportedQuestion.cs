namespace EscalationBot.Core.Triage.Evaluation;

/// <summary>One question of an evaluation with all that its report shows.</summary>
/// <param name="Question">As in the file, with its labels.</param>
/// <param name="Judged">The line of the run.</param>
/// <param name="Judgement">With the receipt.</param>
public sealed record ReportedQuestion(EvaluationQuestion Question, Judged Judged, Judgement Judgement)
{
    /// <summary>As measures need it; null when the file does not say what is right.</summary>
    public Outcome? Outcome => OutcomeOf(Question, Judged);

    /// <summary>The same of another run.</summary>
    public static Outcome? OutcomeOf(EvaluationQuestion question, Judged judged) =>
        question.Right is { } right
            ? new Outcome(
                right.InScope,
                [.. judged.Ranking.Select(hit => hit.Article)],
                right.Grades,
                judged.Confidence,
                judged.Decision == "answer"
            )
            : null;
}

/// <summary>An evaluation as its report page needs it.</summary>
/// <param name="Name">What was measured: the questions file.</param>
/// <param name="At">When.</param>
/// <param name="LastLine">Speed and memory.</param>
/// <param name="Articles">How many were searched.</param>
/// <param name="Questions">All of them.</param>
public sealed record ReportData(string Name, DateTimeOffset At, string LastLine, int Articles, IReadOnlyList<ReportedQuestion> Questions)
{
    /// <summary>Name of the run to compare with, or null.</summary>
    public string? OtherName { get; init; }

    /// <summary>That run by question id.</summary>
    public IReadOnlyDictionary<string, Judged> Other { get; init; } = new Dictionary<string, Judged>(StringComparer.Ordinal);

    /// <summary>"10 % errors · encoder off".</summary>
    public string Settings { get; init; } = "";

    /// <summary>The share of wrong answers that was allowed.</summary>
    public double ErrorRate { get; init; }

    /// <summary>Labelled questions of this run.</summary>
    public IReadOnlyList<Outcome> Outcomes => [.. Questions.Select(one => one.Outcome).OfType<Outcome>()];

    /// <summary>The same questions in the other run.</summary>
    public IReadOnlyList<Outcome> OtherOutcomes =>
        [
            .. Questions
                .Where(one => Other.ContainsKey(one.Question.Id))
                .Select(one => ReportedQuestion.OutcomeOf(one.Question, Other[one.Question.Id]))
                .OfType<Outcome>(),
        ];
}
