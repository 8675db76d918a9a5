using System.Text.Json;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;

namespace EscalationBot.Benchmarks;

/// <summary>A public question set of the data folder.</summary>
internal sealed record DataSet(string Name, IReadOnlyList<Article> Articles, IReadOnlyList<LabelledCase> Questions)
{
    /// <summary>Every folder with articles and questions; an empty list when the folder is absent.</summary>
    public static IReadOnlyList<DataSet> All(string folder) =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .GetDirectories(folder)
                    .Order(StringComparer.Ordinal)
                    .Where(set => File.Exists(Path.Combine(set, "questions.jsonl")))
                    .Select(Read),
            ];

    /// <summary>Every second question; taught: the covered ones of the others stand as confirmed ones at their articles.</summary>
    public DataSet Half(bool taught)
    {
        var past = Questions
            .Where((question, i) => i % 2 == 0 && question.InScope)
            .SelectMany(question => question.Relevant.Select(article => (article, question.Text)))
            .ToLookup(pair => pair.article, pair => pair.Text, StringComparer.Ordinal);
        var articles = taught ? Articles.Select(article => article with { SolvedQuestions = [.. past[article.Id]] }) : Articles;
        return this with { Articles = [.. articles], Questions = [.. Questions.Where((_, i) => i % 2 == 1)] };
    }

    private static DataSet Read(string folder)
    {
        using var kb = File.OpenText(Path.Combine(folder, "kb.jsonl"));
        var articles = JsonlImport.Read("kb.jsonl", kb, DateTimeOffset.UnixEpoch, asTheyAre: true).Articles;
        var questions = new List<LabelledCase>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "questions.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var entry = json.RootElement;
            var relevant = entry.GetProperty("relevant").EnumerateArray().Select(id => id.GetString()!).ToList();
            var grades = relevant.ToDictionary(id => id, _ => 1.0, StringComparer.Ordinal);
            if (entry.TryGetProperty("grades", out var graded) && graded.ValueKind == JsonValueKind.Object)
            {
                foreach (var grade in graded.EnumerateObject())
                {
                    grades[grade.Name] = grade.Value.GetDouble();
                }
            }
            questions.Add(
                new LabelledCase(
                    JsonLines.Text(entry, "id")!,
                    JsonLines.Text(entry, "text") ?? "",
                    JsonLines.Text(entry, "company"),
                    entry.GetProperty("in_scope").GetBoolean(),
                    relevant,
                    grades
                )
            );
        }
        return new DataSet(Path.GetFileName(folder), articles, questions);
    }
}

/// <summary>A question with what is right for it.</summary>
internal sealed record LabelledCase(
    string Id,
    string Text,
    string? Company,
    bool InScope,
    IReadOnlyList<string> Relevant,
    IReadOnlyDictionary<string, double> Grades
)
{
    /// <summary>What questions of one matter share: the first right article, else the question stands alone.</summary>
    public string Group => Relevant.Count > 0 ? Relevant[0] : Id;
}
