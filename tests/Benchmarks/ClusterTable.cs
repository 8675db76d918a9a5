using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Knowledge.Embeddings;

namespace EscalationBot.Benchmarks;

/// <summary>
/// Recurring issues of sets whose issues are known: the clusters as the product grows them, one question at a time in a shuffled order,
/// beside the usual single pass (the first question of a cluster leads it), and the names of the largest. Questions that no article covers
/// count as issues of their own.
/// </summary>
internal static class ClusterTable
{
    private const int MostQuestions = 1500,
        MostNames = 12,
        LeastShown = 3;

    public static void Print(string folder, IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        var cases = Cases(Path.Combine(folder, "banking77_cases", "cases.jsonl"));
        List<(string Name, IReadOnlyList<LabelledCase> Questions)> all =
        [
            .. sets.Where(set => set.Name != "banking77_cases").Select(set => (set.Name, set.Questions)),
        ];
        if (cases.Count > 0)
        {
            all.Insert(0, ("banking77_cases", cases));
        }
        Console.WriteLine(
            $"\n**Clusters, encoder {(encoder is null ? "off" : "on")}** ("
                + $"{string.Join(", ", ClusterFigures.Names)})\n\n| set | n | way | found / issues | NMI | ARI | B3 "
                + $"F1 | pair precision | shown | that are one issue | questions in them "
                + $"|\n|--|--|--|--|--|--|--|--|--|--|--|"
        );
        var names = new List<string>();
        foreach (var (name, questions) in all)
        {
            var mixed = Shuffled(questions);
            var leaders = Leaders.Of(mixed, encoder);
            Row(name, mixed, "leader", leaders, leaders);
            var watch = Stopwatch.StartNew();
            var clusters = new IssueClusters();
            foreach (var one in mixed)
            {
                clusters.Add(AsOccurrence(one), encoder?.Encode(one.Text) ?? []);
            }
            var took = watch.Elapsed;
            var groups = clusters.Groups.ToList();
            var named = groups
                .Where(group => group.Count >= LeastShown)
                .Select(group => IssueName.Of(group, clusters.Vocabulary, ForbiddenWords.None))
                .Where(issue => issue?.Members.Count >= LeastShown)
                .Select(issue => issue!.Value)
                .ToList();
            Row(name, mixed, "ours", groups, [.. named.Select(issue => issue.Members)]);
            names.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} ({took.TotalSeconds:0.0} s): "
                        + $"{string.Join(", ", named.OrderByDescending(one => one.Members.Count).Take(MostNames).Select(one => $"\"{one.Name}\" {one.Members.Count}"))}"
                )
            );
        }
        Console.WriteLine();
        foreach (var line in names)
        {
            Console.WriteLine(line);
        }
    }

    private static void Row(
        string set,
        List<LabelledCase> questions,
        string way,
        IReadOnlyList<IReadOnlyList<Occurrence>> groups,
        IReadOnlyList<IReadOnlyList<Occurrence>> told
    )
    {
        var issue = questions.ToDictionary(one => one.Id, one => one.Group, StringComparer.Ordinal);
        var figures = ClusterFigures.Of([.. groups.SelectMany((group, number) => group.Select(one => (number, issue[one.Id])))]);
        var shown = told.Where(group => group.Count >= LeastShown).ToList();
        var single = shown.Count(group =>
            group.CountBy(one => issue[one.Id], StringComparer.Ordinal).Max(count => count.Value) >= 0.8 * group.Count
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {set} | {questions.Count} | {way} | {groups.Count} / "
                    + $"{issue.Values.Distinct(StringComparer.Ordinal).Count()} | {figures.Nmi:.000} | "
                    + $"{figures.Ari:.000} | {figures.B3:.000} | {figures.PairPrecision:.000} | {shown.Count} | "
                    + $"{(shown.Count == 0 ? "" : $"{single / (double)shown.Count:.00}")} | "
                    + $"{shown.Sum(group => group.Count)} |"
            )
        );
    }

    private static Occurrence AsOccurrence(LabelledCase one) => new(one.Id, one.Text, one.Id, DateTimeOffset.UnixEpoch);

    /// <summary>Files are often sorted by issue, which no inbox is.</summary>
    private static List<LabelledCase> Shuffled(IReadOnlyList<LabelledCase> questions)
    {
        var random = new Random(7);
        return [.. questions.OrderBy(_ => random.Next()).Take(MostQuestions)];
    }

    private static List<LabelledCase> Cases(string file)
    {
        var cases = new List<LabelledCase>();
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            using var json = JsonDocument.Parse(line);
            cases.Add(
                new LabelledCase(
                    JsonLines.Text(json.RootElement, "id")!,
                    JsonLines.Text(json.RootElement, "text")!,
                    null,
                    InScope: true,
                    [JsonLines.Text(json.RootElement, "cluster")!],
                    new Dictionary<string, double>(StringComparer.Ordinal)
                )
            );
        }
        return cases;
    }

    /// <summary>
    /// The usual single pass: a text joins the leader it is most alike to when that is enough, weighed by all texts; the bar is ours.
    /// </summary>
    private static class Leaders
    {
        public static IReadOnlyList<IReadOnlyList<Occurrence>> Of(List<LabelledCase> questions, ISentenceEncoder? encoder)
        {
            var vocabulary = new IssueVocabulary();
            var texts = questions.ConvertAll(one => new IssueText(
                AsOccurrence(one),
                vocabulary.Read(one.Text),
                encoder?.Encode(one.Text) ?? []
            ));
            foreach (var text in texts)
            {
                text.Words = vocabulary.Weigh(text.Counts);
            }
            var likeness = IssueSimilarity.Of(texts);
            var leaders = new List<(IssueCluster Leader, List<Occurrence> Members)>();
            foreach (var text in texts)
            {
                text.Meaning = likeness.MeaningOf(text.Vector);
                var best = leaders
                    .Select((one, place) => (Likeness: one.Leader.Likeness(text, likeness.MeaningShare), place))
                    .DefaultIfEmpty((Likeness: -1, place: -1))
                    .MaxBy(one => one.Likeness);
                if (best.Likeness >= likeness.Enough)
                {
                    leaders[best.place].Members.Add(text.Occurrence);
                    continue;
                }
                var leader = new IssueCluster(leaders.Count);
                leader.Add(text);
                leaders.Add((leader, [text.Occurrence]));
            }
            return [.. leaders.Select(one => one.Members)];
        }
    }
}
