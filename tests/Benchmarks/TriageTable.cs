using System.Diagnostics;
using System.Globalization;
using EscalationBot.Core.Knowledge;
using EscalationBot.Core.Knowledge.Sentences;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>Quality of the engine with its defaults, one line per set.</summary>
internal static class TriageTable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        Console.WriteLine("| set | n | nDCG@10 | hit@1 | AUROC scope | AUROC right | cov@95 | cov@90 | cov@80 | answered | precision | refused | ECE | conflict | us |");
        Console.WriteLine("|--|--|--|--|--|--|--|--|--|--|--|--|--|--|--|");
        foreach (var set in sets)
        {
            var engine = new TriageEngine(new TriageData { Knowledge = SearchIndex.Of(set.Articles, encoder) });
            foreach (var question in set.Questions.Take(200)) Judge(engine, question, out _);
            var watch = Stopwatch.StartNew();
            var conflicts = 0;
            var outcomes = set.Questions.Select(question =>
            {
                var outcome = Judge(engine, question, out var conflict);
                if (conflict) conflicts++;
                return outcome;
            }).ToList();
            var micro = watch.Elapsed.TotalMicroseconds / set.Questions.Count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {set.Name} | {outcomes.Count} | {Measures.Ndcg(outcomes):0.000} | {Measures.HitAt1(outcomes):0.000} | {Measures.Auroc(outcomes, outcome => outcome.InScope):0.000} | {Measures.Auroc(outcomes, outcome => outcome.Right):0.000} | {Measures.Coverage(outcomes, 0.95):0.000} | {Measures.Coverage(outcomes, 0.9):0.000} | {Measures.Coverage(outcomes, 0.8):0.000} | {Measures.Answered(outcomes):0.000} | {Measures.Precision(outcomes):0.000} | {Measures.Refused(outcomes):0.000} | {Measures.DebiasedCalibrationError(outcomes):0.000} | {conflicts} | {micro:0} |"));
        }
    }

    private static Outcome Judge(TriageEngine engine, LabelledCase question, out bool conflict)
    {
        var judgement = engine.Judge(Question.Of(question.Text) with { Scope = question.Company }, Circumstances.None, Now, out var ranking);
        conflict = judgement.Conflict;
        return new Outcome(question.InScope, [.. ranking.Hits.Select(hit => hit.Article.Id)], question.Grades, judgement.Facts.Confidence, judgement.Verdict is Verdict.Answer);
    }
}
