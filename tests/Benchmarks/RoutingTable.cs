using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Evaluation;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Benchmarks;

/// <summary>
/// Learning the right service from past tickets: three fifths teach, two fifths are guessed; tickets that begin alike stay together.
/// </summary>
internal static class RoutingTable
{
    private const string Label = "business_service";
    private const int OpeningWords = 12;

    public static void Print(string folder)
    {
        var file = Path.Combine(folder, "endava_tickets", "tickets.jsonl");
        if (!File.Exists(file))
        {
            return;
        }
        var tickets = File.ReadLines(file).Select(Read).OfType<(string Text, string Label)>().ToList();
        var past = tickets.Where(ticket => !IsAsked(ticket.Text)).ToList();
        var asked = tickets.Where(ticket => IsAsked(ticket.Text)).ToList();
        var watch = Stopwatch.StartNew();
        var model = LabelModel.Train(past)!;
        var guesses = asked.Select(ticket => (ticket.Label, Guess: model.Guess(ticket.Text)[0])).ToList();
        var right = guesses.Count(pair => pair.Label == pair.Guess.Label) / (double)guesses.Count;
        var most = past.CountBy(ticket => ticket.Label, StringComparer.Ordinal).MaxBy(count => count.Value).Key;
        var took = watch.Elapsed.TotalSeconds;
        // As `eval --train` does it: each service an article that learned the past tickets.
        var taught = past.ToLookup(ticket => ticket.Label, ticket => ticket.Text, StringComparer.Ordinal);
        var services = new TriageEngine(
            new TriageData
            {
                Knowledge = SearchIndex.Of(
                    taught.Select(service => new Article(service.Key, $"Service {service.Key}", "", []) { SolvedQuestions = [.. service] })
                ),
            }
        );
        var ranking = LabelRanking.Train(
            past.ConvertAll(ticket => new LabelledQuestion(ticket.Text, ticket.Label)),
            services.Data.Knowledge
        )!;
        var ranked = asked.ConvertAll(ticket =>
        {
            services.Judge(Question.Of(ticket.Text), Circumstances.None, DateTimeOffset.UnixEpoch, out var found);
            return (ticket.Label, ranking.Judge(new EvaluationQuestion("", ticket.Text, null), found, 1).Ranking[0].Article);
        });
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nrouting by `eval --train`: accuracy "
                    + $"{ranked.Count(pair => pair.Label == pair.Article) / (double)ranked.Count:0.000}, macro-F1 "
                    + $"{MacroF1(ranked):0.000}"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\n**Routing**: {past.Count} past tickets, {asked.Count} guessed, {model.Labels.Count} services: "
                    + $"accuracy {right:0.000}, macro-F1 "
                    + $"{MacroF1(guesses.ConvertAll(pair => (pair.Label, pair.Guess.Label))):0.000}; always the most "
                    + $"frequent {asked.Count(ticket => ticket.Label == most) / (double)asked.Count:0.000}; {took:0.0} s"
            )
        );
    }

    private static double MacroF1(List<(string Truth, string Guess)> pairs) =>
        pairs
            .Select(pair => pair.Truth)
            .Distinct(StringComparer.Ordinal)
            .Average(label =>
            {
                var hits = pairs.Count(pair => pair.Truth == label && pair.Guess == label);
                return 2.0 * hits / (pairs.Count(pair => pair.Truth == label) + pairs.Count(pair => pair.Guess == label));
            });

    private static (string Text, string Label)? Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var label = JsonLines.Text(json.RootElement.GetProperty("labels"), Label);
        return label is null ? null : ($"{JsonLines.Text(json.RootElement, "title")}\n{JsonLines.Text(json.RootElement, "body")}", label);
    }

    private static bool IsAsked(string text)
    {
        var opening = string.Join(
            ' ',
            text.Split((char[]?)null, OpeningWords + 1, StringSplitOptions.RemoveEmptyEntries).Take(OpeningWords)
        );
        return opening.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u)) % 5 < 2;
    }
}
