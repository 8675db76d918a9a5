using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;

namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>What the <c>knowledge</c> folder of an organisation holds.</summary>
/// <param name="Articles">In the order of their files; empty when any file has an error.</param>
/// <param name="Problems">Errors and warnings, each with file and line.</param>
public sealed record KnowledgeReading(IReadOnlyList<Article> Articles, IReadOnlyList<Problem> Problems)
{
    /// <summary>A file cannot be used: nothing of the folder is.</summary>
    public bool HasErrors => Problems.Any(problem => problem.Level == ProblemLevel.Error);
}

/// <summary>Reads the Markdown files below <c>knowledge/</c> of an organisation folder, all of it or nothing.</summary>
public static class KnowledgeFolder
{
    private const string Name = "knowledge";
    private const long LargestFile = 4 * 1024 * 1024;

    /// <summary>
    /// Reads every file; a missing folder is an empty one. The articles carry no date: the store dates them when their words change.
    /// </summary>
    /// <param name="organisationFolder">The folder that holds organisation.yaml.</param>
    public static KnowledgeReading Read(string organisationFolder)
    {
        var articles = new List<Article>();
        var problems = new List<Problem>();
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, shown) in Files(organisationFolder))
        {
            if (ReadFile(organisationFolder, path, shown, problems) is not { } article)
            {
                continue;
            }
            if (places.TryAdd(article.Id, shown))
            {
                articles.Add(article with { Source = "file" });
            }
            else
            {
                problems.Add(
                    new Problem(
                        ProblemLevel.Error,
                        shown,
                        1,
                        $"The id \"{article.Id}\" stands already in {places[article.Id]}.",
                        "Give one of them another id."
                    )
                );
            }
        }
        var reading = new KnowledgeReading(articles, problems);
        return reading.HasErrors ? reading with { Articles = [] } : reading;
    }

    /// <summary>Changes when a file is added, removed, renamed or written.</summary>
    public static string Fingerprint(string organisationFolder) =>
        string.Join(
            '|',
            Files(organisationFolder)
                .Select(file => new FileInfo(file.Path))
                .Select(file =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{file.Name}:{(file.Exists ? file.Length : -1)}:{file.LastWriteTimeUtc.Ticks}"
                    )
                )
        );

    private static IEnumerable<(string Path, string Shown)> Files(string organisationFolder)
    {
        var folder = Path.Combine(organisationFolder, Name);
        if (!System.IO.Directory.Exists(folder))
        {
            return [];
        }
        return ArticleFiles
            .In(organisationFolder, folder)
            .Select(path => (path, $"{Name}/{Path.GetRelativePath(folder, path).Replace('\\', '/')}"));
    }

    private static Article? ReadFile(string root, string path, string shown, List<Problem> problems)
    {
        try
        {
            if (PlainFiles.Refusal(root, path) is var (what, fix))
            {
                problems.Add(new Problem(ProblemLevel.Error, shown, 0, what, fix));
                return null;
            }
            if (new FileInfo(path).Length > LargestFile)
            {
                problems.Add(
                    new Problem(ProblemLevel.Error, shown, 0, "The file is larger than 4 MiB.", "Split it into several articles.")
                );
                return null;
            }
            var bytes = File.ReadAllBytes(path);
            if (Utf8File.TryRead(bytes) is not { } text)
            {
                problems.Add(Utf8File.Problem(shown, bytes));
                return null;
            }
            var reading = ArticleFiles.Read(shown, text, updated: default);
            problems.AddRange(reading.Problems);
            return reading.Article;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            problems.Add(
                new Problem(ProblemLevel.Error, shown, 0, $"The file cannot be read: {denied.Message}", "Let the bot's user read it.")
            );
        }
        return null;
    }
}
