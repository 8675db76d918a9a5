using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Commands;

/// <summary>All that a replay has to tell.</summary>
/// <param name="Policy">The criteria in force.</param>
/// <param name="Other">The criteria that were tried.</param>
/// <param name="Since">First day, or null.</param>
/// <param name="Summary">What moves.</param>
/// <param name="Problems">What <c>check</c> says about the file, its failing examples included.</param>
internal sealed record ReplayFindings(string Policy, string Other, DateOnly? Since, ReplaySummary Summary, IReadOnlyList<Problem> Problems);

/// <summary>A replay for people and for programs.</summary>
internal static class ReplayReport
{
    private const int Shown = 10,
        Words = 70;

    public static async Task WriteAsync(ReplayFindings found, TextWriter output)
    {
        var summary = found.Summary;
        await output.WriteLineAsync(
            $"Criteria {found.Other} instead of {found.Policy}"
                + $"{(found.Since is { } since ? string.Create(CultureInfo.InvariantCulture, $", questions since {since:yyyy-MM-dd}") : "")}"
                + $"."
        );
        await output.WriteLineAsync(
            $"{summary.Moved.Count} of {summary.Questions} questions change: {summary.NewlyEscalated.Count} "
                + $"newly escalated, {summary.NewlyAnswered.Count} newly answered, "
                + $"{summary.Moved.Count - summary.NewlyEscalated.Count - summary.NewlyAnswered.Count} otherwise."
        );
        foreach (var move in summary.Moves)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync($"{move.Count()} × {move.Key}");
            foreach (var one in move.Take(Shown))
            {
                await output.WriteLineAsync($"  {Line(one)}");
            }
            if (move.Count() > Shown)
            {
                await output.WriteLineAsync($"  … and {move.Count() - Shown} more (--json names all)");
            }
        }

        if (summary.SolvedAndTaken.Count > 0)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(
                $"{summary.SolvedAndTaken.Count} of them were solved by the article that would not be shown any more:"
            );
            foreach (var one in summary.SolvedAndTaken.Take(Shown))
            {
                await output.WriteLineAsync($"  {Line(one)}");
            }
        }

        if (summary.KnownBad > 0)
        {
            await output.WriteLineAsync();
            await output.WriteLineAsync(
                $"Known bad (an article was shown, and the asker rejected it or wanted a person): "
                    + $"{summary.KnownBad}; kept from an article: {summary.KnownBadCaughtBefore} before, "
                    + $"{summary.KnownBadCaughtAfter} after."
            );
        }

        await WriteLabelsAsync(summary.Labels, output);
        await WriteQueuesAsync(summary, output);
        if (found.Problems.Count == 0)
        {
            return;
        }
        await output.WriteLineAsync();
        foreach (var problem in found.Problems)
        {
            await output.WriteLineAsync(problem.ToString());
        }
    }

    public static void WriteJson(ReplayFindings found, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("policy", found.Policy);
            json.WriteString("tried", found.Other);
            if (found.Since is { } since)
            {
                json.WriteString("since", since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
            json.WriteNumber("questions", found.Summary.Questions);
            json.WriteNumber("newly_escalated", found.Summary.NewlyEscalated.Count);
            json.WriteNumber("newly_answered", found.Summary.NewlyAnswered.Count);
            json.WriteNumber("solved_and_taken", found.Summary.SolvedAndTaken.Count);
            json.WriteStartObject("known_bad");
            json.WriteNumber("all", found.Summary.KnownBad);
            json.WriteNumber("caught_before", found.Summary.KnownBadCaughtBefore);
            json.WriteNumber("caught_after", found.Summary.KnownBadCaughtAfter);
            json.WriteEndObject();
            if (found.Summary.Labels is { } labels)
            {
                json.WriteStartObject("labelled");
                json.WriteNumber("all", labels.Labelled);
                json.WriteNumber("right_before", labels.RightBefore);
                json.WriteNumber("right_after", labels.RightAfter);
                json.WriteNumber("disagree", labels.Disagree);
                json.WriteNumber("gone", labels.Gone);
                json.WriteStartArray("worse");
                foreach (var one in labels.Worse)
                {
                    json.WriteStringValue(one.Id);
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteStartObject("queues");
            foreach (var (queue, load) in found.Summary.Queues)
            {
                json.WriteStartObject(queue);
                json.WriteNumber("before", load.Before);
                json.WriteNumber("after", load.After);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartArray("moved");
            foreach (var one in found.Summary.Moved)
            {
                Write(json, one);
            }
            json.WriteEndArray();
            json.WriteStartArray("problems");
            foreach (var problem in found.Problems)
            {
                json.WriteStringValue(problem.ToString());
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static async Task WriteLabelsAsync(LabelCheck? labels, TextWriter output)
    {
        if (labels is null)
        {
            return;
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(
            $"Of {labels.Labelled} labelled messages (Wrong verdict) right before {labels.RightBefore}, now {labels.RightAfter}."
        );
        if (labels.Worse.Count > 0)
        {
            await output.WriteLineAsync($"{labels.Worse.Count} of them were right and would not be any more:");
            foreach (var one in labels.Worse.Take(Shown))
            {
                await output.WriteLineAsync($"  {Line(one)}");
            }
        }

        if (labels.Disagree > 0)
        {
            await output.WriteLineAsync($"Labelled differently by several people, not counted: {labels.Disagree}.");
        }

        if (labels.Gone > 0)
        {
            await output.WriteLineAsync($"Labels that name a queue or criterion that is not there any more, not counted: {labels.Gone}.");
        }
    }

    private static void Write(Utf8JsonWriter json, Replayed one)
    {
        json.WriteStartObject();
        json.WriteString("question", one.Id);
        if (one.CaseId is not null)
        {
            json.WriteString("case", one.CaseId);
        }
        json.WriteString("asked_at", one.AskedAt);
        json.WriteString("text", one.Text);
        json.WriteBoolean("solved", one.Solved);
        json.WriteBoolean("known_bad", one.KnownBad);
        Write(json, "before", one.Before);
        Write(json, "after", one.After);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ReplayOutcome outcome)
    {
        json.WriteStartObject(name);
        json.WriteString("verdict", outcome.Verdict);
        if (outcome.Queue is not null)
        {
            json.WriteString("queue", outcome.Queue);
        }
        if (outcome.Priority is not null)
        {
            json.WriteString("priority", outcome.Priority);
        }
        if (outcome.Department is not null)
        {
            json.WriteString("department", outcome.Department);
        }
        if (outcome.Restricted)
        {
            json.WriteBoolean("restricted", value: true);
        }
        json.WriteStartArray("criteria");
        foreach (var id in outcome.Criteria)
        {
            json.WriteStringValue(id);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Line(Replayed one)
    {
        var words = ShortText.Of(string.Join(' ', one.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), Words);
        var because = one
            .After.Criteria.Except(one.Before.Criteria, StringComparer.Ordinal)
            .Select(id => "+" + id)
            .Concat(one.Before.Criteria.Except(one.After.Criteria, StringComparer.Ordinal).Select(id => "-" + id));
        var quoted = words.Length == 0 ? "(restricted)" : $"\"{words}\"";
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Id}{(one.CaseId is { } id ? $" {id}" : "")}  {one.AskedAt:yyyy-MM-dd}  {quoted}  {string.Join(' ', because)}"
            )
            .TrimEnd();
    }

    private static async Task WriteQueuesAsync(ReplaySummary summary, TextWriter output)
    {
        if (summary.Queues.Count == 0)
        {
            return;
        }
        var width = Math.Max("queue".Length, summary.Queues.Keys.Max(queue => queue.Length));
        await output.WriteLineAsync();
        await output.WriteLineAsync($"{"cases by queue".PadRight(Math.Max(width, 14))}  before  after");
        foreach (var (queue, load) in summary.Queues)
        {
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{queue.PadRight(Math.Max(width, 14))}  {load.Before, 6}  {load.After, 5}  {load.After - load.Before:+0;-0;=}"
                )
            );
        }
    }
}
