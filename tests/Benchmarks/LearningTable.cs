using System.Globalization;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>
/// What people's confirmations bring to a knowledge base that the model never saw, and whether the promise is kept meanwhile: half of each
/// set's questions are asked one after the other, people say what was right, and the calibration changes as the bot changes it; the other
/// half is judged on the first day and after so many labels. Each set by a model that saw neither it nor another of its source.
/// </summary>
internal static class LearningTable
{
    private const int Draws = 20,
        Look = 25;
    private static readonly int[] Stages = [0, 50, 100, 200, 400];
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    /// <param name="sets">The sets.</param>
    /// <param name="encoder">Takes part where there is one.</param>
    /// <param name="said">The share of people who say whether they were helped; the others are silent.</param>
    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder, double said)
    {
        var lines = new List<string>();
        foreach (var (set, examples, confidence) in SelfCalibrationTable.LeftOut(sets, encoder))
        {
            if (examples.Count < 2 * Look)
            {
                continue;
            }
            var by = Stages.ToDictionary(stage => stage, _ => new List<List<Outcome>>());
            for (var draw = 0; draw < Draws; draw++)
            {
                Play(examples, confidence, encoder is not null, said, new Random(draw), by);
            }
            lines.Add($"| {set} | {string.Join(" | ", Stages.Select(stage => Cell(by[stage])))} |");
        }
        Console.WriteLine($"\n| set | {string.Join(" | ", Stages.Select(stage => stage == 0 ? "first day" : $"{stage} labels"))} |");
        Console.WriteLine($"|--|{string.Concat(Stages.Select(_ => "--|"))}");
        lines.ForEach(Console.WriteLine);
    }

    private static void Play(
        IReadOnlyList<Example> examples,
        IReadOnlyList<double> confidence,
        bool byMeaning,
        double said,
        Random random,
        Dictionary<int, List<List<Outcome>>> by
    )
    {
        var answerFrom = Thresholds.From(new TriageOptions(), byMeaning).Bent().AnswerFrom;
        var order = Enumerable.Range(0, examples.Count).OrderBy(_ => random.Next()).ToList();
        var (asked, aside) = (order[..(order.Count / 2)], order[(order.Count / 2)..]);
        var labels = new List<ConfidenceLabel>();
        var log = new CalibrationLog([]);
        var (now, stage, spoken) = (Start, 0, 0);
        Judge();
        foreach (var i in asked)
        {
            now += TimeSpan.FromMinutes(10);
            var worked = log.Current.Of(confidence[i]);
            var (answer, speaks) = (worked >= answerFrom, random.NextDouble() < said);
            var label = new ConfidenceLabel(confidence[i], examples[i].Right)
            {
                At = now,
                WasAnswer = answer,
                AnswerFrom = answerFrom,
            };
            if (confidence[i] <= 0 || worked < new TriageOptions().OfferFrom)
            {
                continue;
            }
            // Of what is offered only what helps is opened, and praised.
            if (answer ? speaks : speaks && examples[i].Right)
            {
                labels.Add(label);
                spoken++;
            }
            else if (!answer)
            {
                labels.Add(label with { Right = false, Weight = 0 });
            }
            if (spoken > 0 && spoken % Look == 0 && labels[^1].IsSaid)
            {
                log = Fit(labels, log, now);
                if (stage + 1 < Stages.Length && spoken >= Stages[stage + 1])
                {
                    stage++;
                    Judge();
                }
            }
        }

        void Judge() => by[Stages[stage]].Add([.. aside.Select(i => examples[i].Judged(log.Current.Of(confidence[i]), answerFrom))]);
    }

    /// <summary>As <c>ConfidenceRefit</c> of the bot does it.</summary>
    private static CalibrationLog Fit(List<ConfidenceLabel> labels, CalibrationLog log, DateTimeOffset now) =>
        CalibrationStep.Of(labels, log, new TriageOptions(), now) is { Taken: { } taken } ? log.With(now, taken) : log;

    /// <summary>Share answered, precision, and in how many draws more than a tenth of the answers were wrong beyond chance.</summary>
    private static string Cell(List<List<Outcome>> draws)
    {
        if (draws.Count < Draws)
        {
            return "-";
        }
        var (answered, right) = (
            draws.Sum(draw => draw.Count(one => one.Answered)),
            draws.Sum(draw => draw.Count(one => one.Answered && one.Right))
        );
        var broken = draws.Count(draw =>
            draw.Count(one => one.Answered) is var all
            && draw.Count(one => one.Answered && !one.Right) is var wrong
            && wrong > 0
            && ClopperPearson.Lower(wrong, all) > new TriageOptions().ErrorRate
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(double)answered / draws.Sum(draw => draw.Count):.000}, {(answered == 0 ? "-" : $"{(double)right / answered:.000}")}"
                + $"{(broken > 0 ? $" ({broken} of {Draws} refuted)" : "")}"
        );
    }
}
