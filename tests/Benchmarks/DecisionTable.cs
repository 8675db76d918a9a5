using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Benchmarks;

/// <summary>
/// How often the sample organisation's messages are decided as its policy says: to people at once, only to people when the asker wants it,
/// or left to the articles; by which criterion, into which queue, how urgently. `decisions/README.md` says what each line means.
/// </summary>
internal static class DecisionTable
{
    /// <summary>A Monday morning at which the sample is open. Renewals are counted from it.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Prints the figures of the open part, or of the part that nobody looks at while building.</summary>
    /// <param name="sample">The sample organisation's folder.</param>
    /// <param name="decisions">The folder of the messages.</param>
    /// <param name="heldBack">The third that was drawn, without its misses.</param>
    public static void Print(string sample, string decisions, bool heldBack)
    {
        var organisation =
            OrganisationFolder.Read(sample, Now).Organisation ?? throw new InvalidOperationException($"'{sample}' cannot be read.");
        var index = SearchIndex.Of(
            Directory
                .EnumerateFiles(Path.Combine(sample, "knowledge"), "*.md")
                .Select(file => ArticleFiles.Read(Path.GetFileName(file), File.ReadAllText(file), Now).Article)
                .OfType<Article>()
        );
        var data = TriageData.Of(index, organisation, new TriageOptions());
        var engine = new TriageEngine(
            data with
            {
                Self = SelfCalibration.Measure(index, data.Synonyms, organisation.Calendar.DateOf(Now), CancellationToken.None),
            }
        );
        var file = heldBack ? Path.Combine(decisions, "held-back", "held-back.jsonl") : Path.Combine(decisions, "open.jsonl");
        var judged = File.ReadLines(file)
            .Select(line => JsonSerializer.Deserialize(line, DecisionJson.Default.WrittenMessage)!)
            .Select(message => Judge(engine, organisation, message))
            .ToList();
        if (!heldBack)
        {
            PrintMisses(judged);
        }
        PrintFigures(judged);
    }

    private static Judged Judge(TriageEngine engine, OrganisationSnapshot organisation, WrittenMessage message)
    {
        if (SmallTalk.Read(message.Text) is not TypedCommand.None)
        {
            return new Judged(message, "none", [], null, null, []);
        }
        var judgement = engine.Judge(
            Question.Of(message.Text),
            new Circumstances(
                [.. Enumerable.Range(1, Math.Max(0, message.Contacts - 1)).Select(days => Now - TimeSpan.FromDays(days))],
                message.IncidentOpen,
                message.OutsideHours,
                null
            ),
            Now
        );
        var fired = judgement.Receipt.Fired;
        var outcome = organisation.Criteria.Criteria.FirstOrDefault(criterion => fired.Count > 0 && criterion.Id == fired[0])?.Then;
        return judgement.Verdict switch
        {
            Verdict.Escalate escalate => new Judged(
                message,
                "escalate",
                fired,
                (organisation.FindQueue(escalate.Queue) ?? organisation.QueueFor(judgement.Facts.Category, judgement.Facts.Queue)).Id,
                escalate.Priority ?? Priorities.Usual,
                []
            ),
            Verdict.NotCovered { OnlyPeople: true } => new Judged(
                message,
                "offer",
                fired,
                (organisation.FindQueue(outcome?.Queue) ?? organisation.QueueFor(judgement.Facts.Category, judgement.Facts.Queue)).Id,
                outcome?.Priority ?? Priorities.Usual,
                []
            ),
            Verdict.Answer answer => new Judged(message, "answer", fired, null, null, [answer.Best, .. answer.Alternatives]),
            Verdict.Offer offer => new Judged(message, "answer", fired, null, null, offer.Candidates) { OnlyOffered = true },
            Verdict.Ask => new Judged(message, "answer", fired, null, null, []),
            _ => new Judged(message, "none", fired, null, null, []),
        };
    }

    private static void PrintMisses(List<Judged> judged)
    {
        Console.WriteLine("| message | kind | wanted | got |");
        Console.WriteLine("|--|--|--|--|");
        foreach (var one in judged.Where(one => !one.IsRight || one.Message.Criterion is not null && !one.IsPlacedRight))
        {
            var wanted = $"{one.Message.Decision} {one.Message.Criterion} {one.Message.Queue} {one.Message.Priority}".Trim();
            var got = $"{one.Decision} {string.Join('+', one.Fired)} {one.Queue} {one.Priority}".Trim();
            Console.WriteLine($"| {one.Message.Id} {one.Message.Text} | {one.Message.Kind} | {wanted} | {got} |");
        }
        Console.WriteLine();
    }

    private static void PrintFigures(List<Judged> judged)
    {
        Console.WriteLine("| of | messages | right |");
        Console.WriteLine("|--|--|--|");
        Line("decision", judged, one => one.IsRight);
        foreach (var decision in judged.GroupBy(one => one.Message.Decision, StringComparer.Ordinal))
        {
            Line($"decision, wanted {decision.Key}", decision, one => one.IsRight);
        }
        var cited = judged.Where(one => one.Message.Criterion is not null).ToList();
        Line("criterion cited", cited, one => one.IsCited);
        Line("queue", cited, one => one.Queue == one.Message.Queue);
        Line("priority", cited, one => one.Priority == one.Message.Priority);
        var withArticle = judged.Where(one => one.Message.Article is not null).ToList();
        Line("its article shown first", withArticle, one => one.Shown.Count > 0 && one.Shown[0].ArticleId == one.Message.Article);
        Line("its article among those shown", withArticle, one => one.Shown.Any(hit => hit.ArticleId == one.Message.Article));
        Line(
            "no article: none answered",
            judged.Where(one => one.Message.Verdict == "none"),
            one => one.Shown.Count == 0 || one.OnlyOffered
        );
        Line("no article: none shown", judged.Where(one => one.Message.Verdict == "none"), one => one.Shown.Count == 0);
        foreach (var kind in judged.GroupBy(one => one.Message.Kind, StringComparer.Ordinal))
        {
            Line(kind.Key, kind, one => one.IsRight);
        }
    }

    private static void Line(string name, IEnumerable<Judged> judged, Func<Judged, bool> isRight)
    {
        var all = judged.ToList();
        var right = all.Count(isRight);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| {name} | {all.Count} | {right} ({right / Math.Max(1.0, all.Count):0.000}) |")
        );
    }

    /// <summary>What came of a message.</summary>
    private sealed record Judged(
        WrittenMessage Message,
        string Verdict,
        IReadOnlyList<string> Fired,
        string? Queue,
        string? Priority,
        IReadOnlyList<Hit> Shown
    )
    {
        public bool OnlyOffered { get; init; }

        /// <summary>Whether an article answers is the search's matter, and measured apart.</summary>
        public string Decision => Verdict == "none" ? "answer" : Verdict;

        public bool IsRight => Decision == Message.Decision;

        public bool IsCited => Fired.Count > 0 && Fired[0] == Message.Criterion;

        public bool IsPlacedRight => IsCited && Queue == Message.Queue && Priority == Message.Priority;
    }
}

/// <summary>A message with what the policy wants of it; the fields are told in `decisions/README.md`.</summary>
internal sealed record WrittenMessage
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public required string Text { get; init; }
    public required string Verdict { get; init; }
    public string? Criterion { get; init; }
    public string? Queue { get; init; }
    public string? Priority { get; init; }
    public string? Article { get; init; }
    public int Contacts { get; init; }
    public bool IncidentOpen { get; init; }
    public bool OutsideHours { get; init; }

    /// <summary>Escalate, offer, or answer: no criterion stands before the articles, whether one covers the question or not.</summary>
    [JsonIgnore]
    public string Decision => Verdict == "none" ? "answer" : Verdict;
}

[JsonSerializable(typeof(WrittenMessage))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class DecisionJson : JsonSerializerContext;
