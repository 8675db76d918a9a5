using System.Globalization;
using EscalationBot.Core.Knowledge;
using EscalationBot.Core.Knowledge.Sentences;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>The engine with its defaults over every set, exactly as <c>eval</c> runs it.</summary>
internal static class TriageTable
{
    private const int WarmUp = 100;
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        var judged = new List<(string Set, Outcome Outcome)>();
        foreach (var set in sets)
        {
            var engine = new TriageEngine(new TriageData { Knowledge = SearchIndex.Of(set.Articles, encoder) });
            foreach (var question in set.Questions.Take(WarmUp)) Judge(engine, question);
            judged.AddRange(set.Questions.Select(question => (set.Name, Judge(engine, question))));
        }
        FigureTable.Print(encoder is null ? "Defaults, encoder off" : "Defaults, encoder on", judged.ToLookup(pair => pair.Set, pair => pair.Outcome, StringComparer.Ordinal));
    }

    private static Outcome Judge(TriageEngine engine, LabelledCase question)
    {
        var judgement = engine.Judge(Question.Of(question.Text) with { Scope = question.Company }, Circumstances.None, Now, out var ranking);
        return new Outcome(question.InScope, [.. ranking.Hits.Select(hit => hit.Article.Id)], question.Grades, judgement.Facts.Confidence, judgement.Verdict is Verdict.Answer);
    }
}
