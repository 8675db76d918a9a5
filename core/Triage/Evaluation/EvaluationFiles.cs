using System.Text.Json;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Triage.Evaluation;

/// <summary>A question to measure with.</summary>
/// <param name="Id">As in the file; the key in the run.</param>
/// <param name="Text">Its words.</param>
/// <param name="Scope">Value of the scope field, or null.</param>
public sealed record EvaluationQuestion(string Id, string Text, string? Scope)
{
    /// <summary>What is right for it; null when the file does not say.</summary>
    public EvaluationLabels? Right { get; init; }
}

/// <summary>What is right for a question.</summary>
/// <param name="InScope">Some article covers it.</param>
/// <param name="Grades">Right articles with their grades (1 where none is given).</param>
public sealed record EvaluationLabels(bool InScope, IReadOnlyDictionary<string, double> Grades)
{
    /// <summary>From <c>relevant</c>, <c>grades</c> and <c>in_scope</c> of a line; null when it has no <c>relevant</c>.</summary>
    public static EvaluationLabels? Of(JsonElement entry)
    {
        if (!entry.TryGetProperty("relevant", out var relevant) || relevant.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        var grades = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var id in relevant.EnumerateArray())
        {
            if (id.ValueKind == JsonValueKind.String)
            {
                grades[id.GetString()!] = 1;
            }
        }
        if (entry.TryGetProperty("grades", out var graded) && graded.ValueKind == JsonValueKind.Object)
        {
            foreach (var grade in graded.EnumerateObject())
            {
                if (grade.Value.ValueKind == JsonValueKind.Number)
                {
                    grades[grade.Name] = grade.Value.GetDouble();
                }
            }
        }
        var inScope =
            entry.TryGetProperty("in_scope", out var said) && said.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? said.GetBoolean()
                : grades.Count > 0;
        return new EvaluationLabels(inScope, grades);
    }
}

/// <summary>A past question whose right label (an article's id) is known.</summary>
internal sealed record LabelledQuestion(string Text, string Label);

/// <summary>
/// Reads the questions and labelled questions of an evaluation; lines that cannot be used are problems, the others are read.
/// </summary>
internal static class EvaluationFiles
{
    public static List<EvaluationQuestion> Questions(string path, string? scopeField, List<Problem> problems)
    {
        var questions = new List<EvaluationQuestion>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Read(
            path,
            problems,
            (line, entry) =>
            {
                var id = JsonLines.Text(entry, "id");
                if (string.IsNullOrEmpty(id) || !seen.Add(id))
                {
                    return "The question has no id of its own.";
                }
                questions.Add(
                    new EvaluationQuestion(
                        id,
                        JsonLines.Text(entry, "text") ?? "",
                        scopeField is null ? null : JsonLines.Text(entry, scopeField)
                    )
                    {
                        Right = EvaluationLabels.Of(entry),
                    }
                );
                return null;
            }
        );
        return questions;
    }

    public static List<LabelledQuestion> Labelled(string path, List<Problem> problems)
    {
        var labelled = new List<LabelledQuestion>();
        Read(
            path,
            problems,
            (line, entry) =>
            {
                var label = JsonLines.Text(entry, "label");
                var text = JsonLines.Text(entry, "text");
                if (string.IsNullOrEmpty(label) || string.IsNullOrWhiteSpace(text))
                {
                    return "The question has no text or no label.";
                }
                labelled.Add(new LabelledQuestion(text, label));
                return null;
            }
        );
        return labelled;
    }

    private static void Read(string path, List<Problem> problems, Func<int, JsonElement, string?> take)
    {
        using var reader = File.OpenText(path);
        foreach (var (line, text) in JsonLines.Of(reader))
        {
            var wrong = text is null ? "The line is too long." : Take(line, text, take);
            if (wrong is not null)
            {
                problems.Add(
                    new Problem(
                        ProblemLevel.Error,
                        path,
                        line,
                        wrong,
                        "Write one JSON object with id and text (or text and label) per line; this one is left out."
                    )
                );
            }
        }
    }

    private static string? Take(int line, string text, Func<int, JsonElement, string?> take)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? take(line, json.RootElement) : "The line is not a JSON object.";
        }
        catch (JsonException broken)
        {
            return $"The line is not JSON: {JsonLines.Plain(broken)}";
        }
    }
}
