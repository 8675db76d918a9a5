using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Evaluation;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Benchmarks;

/// <summary>The engine with its defaults over every set, exactly as <c>eval</c> runs it.</summary>
internal static class TriageTable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        var judged = sets.SelectMany(set => Judge(set, encoder).Select(outcome => (set.Name, Outcome: outcome)));
        FigureTable.Print(
            encoder is null ? "Defaults, encoder off" : "Defaults, encoder on",
            judged.ToLookup(pair => pair.Name, pair => pair.Outcome, StringComparer.Ordinal)
        );
    }

    public static IReadOnlyList<Outcome> Judge(DataSet set, ISentenceEncoder? encoder)
    {
        var engine = new TriageEngine(new TriageData { Knowledge = SearchIndex.Of(set.Articles, encoder) });
        return [.. set.Questions.Select(question => Judge(engine, question))];
    }

    private static Outcome Judge(TriageEngine engine, LabelledCase question)
    {
        var judgement = engine.Judge(
            Question.Of(question.Text) with
            {
                Scope = question.Company,
            },
            Circumstances.None,
            Now,
            out var ranking
        );
        return new Outcome(
            question.InScope,
            [.. ranking.Hits.Select(hit => hit.Article.Id)],
            question.Grades,
            judgement.Facts.Confidence,
            judgement.Verdict is Verdict.Answer
        );
    }
}
