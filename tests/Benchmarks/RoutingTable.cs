using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EscalationBot.Core.Knowledge.Import;
using EscalationBot.Core.Triage;

namespace EscalationBot.Benchmarks;

/// <summary>Learning the right service from past tickets: three fifths teach, two fifths are guessed; tickets that begin alike stay together.</summary>
internal static class RoutingTable
{
    private const string Label = "business_service";
    private const int OpeningWords = 12;

    public static void Print(string folder)
    {
        var file = Path.Combine(folder, "endava_tickets", "tickets.jsonl");
        if (!File.Exists(file)) return;
        var tickets = File.ReadLines(file).Select(Read).OfType<(string Text, string Label)>().ToList();
        var past = tickets.Where(ticket => !IsAsked(ticket.Text)).ToList();
        var asked = tickets.Where(ticket => IsAsked(ticket.Text)).ToList();
        var watch = Stopwatch.StartNew();
        var model = LabelModel.Train(past)!;
        var guesses = asked.Select(ticket => (ticket.Label, Guess: model.Guess(ticket.Text)[0])).ToList();
        var right = guesses.Count(pair => pair.Label == pair.Guess.Label) / (double)guesses.Count;
        var most = past.CountBy(ticket => ticket.Label, StringComparer.Ordinal).MaxBy(count => count.Value).Key;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n**Routing**: {past.Count} past tickets, {asked.Count} guessed, {model.Labels.Count} services: accuracy {right:0.000}, macro-F1 {MacroF1(guesses.ConvertAll(pair => (pair.Label, pair.Guess.Label))):0.000}; always the most frequent {asked.Count(ticket => ticket.Label == most) / (double)asked.Count:0.000}; {watch.Elapsed.TotalSeconds:0.0} s"));
    }

    private static double MacroF1(List<(string Truth, string Guess)> pairs) => pairs.Select(pair => pair.Truth).Distinct(StringComparer.Ordinal).Average(label =>
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
        var opening = string.Join(' ', text.Split((char[]?)null, OpeningWords + 1, StringSplitOptions.RemoveEmptyEntries).Take(OpeningWords));
        return opening.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u)) % 5 < 2;
    }
}
