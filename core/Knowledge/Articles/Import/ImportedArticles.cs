using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Knowledge.Articles.Import;

/// <summary>What an import file held.</summary>
/// <param name="Articles">Articles that can be stored, each id once.</param>
/// <param name="Refused">One problem per refused entry, with its line.</param>
public sealed record ImportedArticles(IReadOnlyList<Article> Articles, IReadOnlyList<Problem> Refused)
{
    /// <summary>What was left alone without harm, e.g. columns that are not read.</summary>
    public IReadOnlyList<Problem> Notes { get; init; } = [];

    /// <summary>The articles that come with a new id, with other content than stored, and as stored.</summary>
    /// <param name="storedHash"><see cref="ArticleContent.Hash"/> of the stored article of an id, or null.</param>
    public (IReadOnlyList<Article> Added, IReadOnlyList<Article> Changed, int Unchanged) Compare(Func<string, string?> storedHash)
    {
        var added = new List<Article>();
        var changed = new List<Article>();
        foreach (var article in Articles)
        {
            var stored = storedHash(article.Id);
            if (stored is null)
            {
                added.Add(article);
            }
            else if (stored != ArticleContent.Hash(article))
            {
                changed.Add(article);
            }
        }
        return (added, changed, Articles.Count - added.Count - changed.Count);
    }
}

/// <summary>Collects entries; the first of an id is kept, further ones are refused.</summary>
internal sealed class ImportCollector(string file)
{
    private readonly List<Article> _articles = [];
    private readonly List<Problem> _refused = [];
    private readonly List<Problem> _notes = [];
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    public void Add(Article? article, IReadOnlyList<Problem> problems, string from, int line)
    {
        if (article is null)
        {
            // One line per refused entry, with all that is wrong with it.
            var errors = problems.Where(problem => problem.Level == ProblemLevel.Error).ToList();
            _refused.Add(
                errors[0] with
                {
                    What = string.Join(' ', errors.Select(error => error.What)),
                    Fix = string.Join(' ', errors.Select(error => error.Fix)),
                }
            );
            return;
        }
        if (!_seen.TryAdd(article.Id, $"{from}:{line.ToString(System.Globalization.CultureInfo.InvariantCulture)}"))
        {
            Refuse(
                from,
                line,
                $"The id \"{article.Id}\" stands already at {_seen[article.Id]}.",
                "Keep one of them, or give this one another id."
            );
            return;
        }
        _articles.Add(article with { Source = "import" });
    }

    public void Refuse(string from, int line, string what, string fix) =>
        _refused.Add(new Problem(ProblemLevel.Error, from, line, what, fix));

    public void Note(int line, string what, string fix) => _notes.Add(new Problem(ProblemLevel.Note, file, line, what, fix));

    public void Refuse(int line, string what, string fix) => Refuse(file, line, what, fix);

    public ImportedArticles Result() => new(_articles, _refused) { Notes = _notes };
}
