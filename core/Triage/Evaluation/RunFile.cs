using System.Text.Json;

namespace EscalationBot.Core.Triage.Evaluation;

/// <summary>A run as <c>eval --out</c> writes it: {question id: {ranking, decision, confidence}}; a bare ranking is read, too.</summary>
internal static class RunFile
{
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static Dictionary<string, Judged> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => Of(entry.Value), StringComparer.Ordinal);
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no run of eval: {broken.Message}", broken);
        }
    }

    private static Judged Of(JsonElement entry)
    {
        var bare = entry.ValueKind == JsonValueKind.Array;
        var ranking = (bare ? entry : entry.GetProperty("ranking"))
            .EnumerateArray()
            .Select(hit => (hit[0].GetString() ?? "", hit[1].GetDouble()))
            .ToList();
        var decision = !bare && entry.TryGetProperty("decision", out var decided) ? decided.GetString() : null;
        var confidence = !bare && entry.TryGetProperty("confidence", out var sure) ? sure.GetDouble() : 0;
        return new Judged(ranking, decision ?? "escalate", confidence);
    }
}
