using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Knowledge;

/// <summary>What putting an article did.</summary>
public enum ArticleChange
{
    /// <summary>Its id is new, or was retired.</summary>
    Added,

    /// <summary>It differs from what was stored.</summary>
    Changed,

    /// <summary>The same as stored.</summary>
    Unchanged,

    /// <summary>Not stored: the organisation's files hold this id, and files win.</summary>
    FileWins,
}

/// <summary>The knowledge base as stored. Files of the organisation are mirrored into it, imports add to it.</summary>
public sealed class Articles(Database database)
{
    /// <summary>The source of articles that mirror a file of the organisation.</summary>
    public const string File = "file";
    internal const string RevisionCounter = "articles";

    /// <summary>
    /// Wordings that teach the search, and of each colleague for one article: the newest ones. Nobody's crowd out the others'.
    /// </summary>
    private const int MostWordings = 20,
        MostOfColleague = 10,
        MostLooked = 100;

    /// <summary>Adds or changes articles, all or none. Version and date of an article whose words are the same stay.</summary>
    /// <returns>One result for each article, in order.</returns>
    public Task<IReadOnlyList<ArticleChange>> PutAsync(IReadOnlyCollection<Article> articles, CancellationToken ct)
    {
        var now = database.Time.GetUtcNow();
        return database.WriteAsync<IReadOnlyList<ArticleChange>>(
            async session =>
            {
                var changes = new List<ArticleChange>(articles.Count);
                foreach (var article in articles)
                {
                    changes.Add(await PutAsync(session, article, now));
                }
                if (changes.Exists(change => change is ArticleChange.Added or ArticleChange.Changed))
                {
                    await Counters.AddAsync(session, RevisionCounter, 1);
                }
                return changes;
            },
            ct
        );
    }

    /// <summary>
    /// Takes an article out of use; it stays stored for the answers that quoted it. False: there is none, or it is retired.
    /// </summary>
    public Task<bool> RetireAsync(string id, CancellationToken ct) =>
        database.WriteAsync(session => RetireAsync(session, id, database.Time.GetUtcNow()), ct);

    /// <summary>Retires all live articles of a source whose ids are not among those that still exist.</summary>
    /// <returns>Their ids.</returns>
    public Task<IReadOnlyList<string>> RetireOthersAsync(string source, IReadOnlySet<string> existing, CancellationToken ct) =>
        database.WriteAsync<IReadOnlyList<string>>(
            async session =>
            {
                var live = await session.QueryAsync(
                    "SELECT id FROM articles WHERE source = @source AND retired = 0 ORDER BY id",
                    row => row.Text(0),
                    source
                );
                var gone = live.Where(id => !existing.Contains(id)).ToList();
                foreach (var id in gone)
                {
                    await RetireAsync(session, id, database.Time.GetUtcNow());
                }
                return gone;
            },
            ct
        );

    /// <summary>
    /// How many articles of files are stored otherwise than the files say: changed, missing, or not among them. After they were mirrored
    /// that is none, until another program writes.
    /// </summary>
    public Task<int> DifferingAsync(IReadOnlyCollection<Article> files, CancellationToken ct) =>
        database.ReadAsync(
            async session =>
            {
                var stored = (
                    await session.QueryAsync(
                        "SELECT id, hash FROM articles WHERE source = @source AND retired = 0",
                        row => (Id: row.Text(0), Hash: row.Text(1)),
                        File
                    )
                ).ToDictionary(one => one.Id, one => one.Hash, StringComparer.Ordinal);
                return files.Count(article => !stored.Remove(article.Id, out var hash) || hash != Hash(article)) + stored.Count;
            },
            ct
        );

    /// <summary>Only one bot writes to this database.</summary>
    public bool HasOneWriter => database.Engine is DatabaseEngine.Sqlite;

    /// <summary>
    /// All articles in use, by id, with the wordings of questions that two colleagues said they solved, those for which people reported
    /// them as wrong, and whether their own words are doubted.
    /// </summary>
    public Task<IReadOnlyList<Article>> LiveAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<Article>>(
            async session =>
            {
                var articles = await session.QueryAsync("SELECT body FROM articles WHERE retired = 0 ORDER BY id", Read);
                // What several colleagues call wrong is given as no answer until its words change.
                var doubted = (
                    await session.QueryAsync(
                        "SELECT d.id FROM article_doubts d JOIN articles a ON a.id = d.id AND a.version = d.article_version "
                            + "WHERE d.is_open = 1",
                        row => row.Text(0)
                    )
                ).ToHashSet(StringComparer.Ordinal);
                var lessons = (
                    await session.QueryAsync(
                        "SELECT article_id, kind, question_text, by_email FROM feedback WHERE kind IN ('solved', "
                            + "'rejected') AND question_text <> '' AND undone_at IS NULL ORDER BY id DESC",
                        row => (Article: row.Text(0), Kind: row.Text(1), Lesson: LessonOf(row.Text(2), row.TextOrNull(3) ?? ""))
                    )
                ).ToLookup(lesson => (lesson.Article, lesson.Kind), lesson => lesson.Lesson);
                return
                [
                    .. articles.Select(article =>
                        article with
                        {
                            SolvedQuestions =
                            [
                                .. article
                                    .SolvedQuestions.Concat(Wordings.Confirmed(Looked(lessons[(article.Id, "solved")])))
                                    .Distinct(StringComparer.Ordinal)
                                    .Take(MostWordings),
                            ],
                            WrongFor = Looked(lessons[(article.Id, "rejected")]),
                            IsDoubted = doubted.Contains(article.Id),
                        }
                    ),
                ];
            },
            ct
        );

    /// <summary>An article, in use or retired; null when there never was one.</summary>
    public Task<Article?> FindAsync(string id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT body FROM articles WHERE id = @id", Read, id), ct);

    /// <summary>Grows with each change of the articles: a running bot asks it to notice imports.</summary>
    public Task<long> RevisionAsync(CancellationToken ct) => new Counters(database).GetAsync(RevisionCounter, ct);

    /// <summary>How often an article was confirmed and rejected: kind (<c>solved</c>, <c>rejected</c>) to count.</summary>
    public Task<IReadOnlyDictionary<string, long>> FeedbackAsync(string id, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyDictionary<string, long>>(
            async session =>
                (
                    await session.QueryAsync(
                        "SELECT kind, COUNT(*) FROM feedback WHERE article_id = @id AND undone_at IS NULL GROUP BY kind",
                        row => (Kind: row.Text(0), Count: row.Long(1)),
                        id
                    )
                ).ToDictionary(pair => pair.Kind, pair => pair.Count),
            ct
        );

    /// <summary>Two addresses of one mailbox are one colleague; whoever has none is known by the channel's key.</summary>
    private static Lesson LessonOf(string words, string by) => new(words, MailAddresses.Mailbox(by) ?? by);

    /// <summary>The newest lessons of each colleague, each wording of theirs once.</summary>
    private static IReadOnlyList<Lesson> Looked(IEnumerable<Lesson> newestFirst) =>
        [
            .. newestFirst
                .Distinct()
                .GroupBy(lesson => lesson.By, StringComparer.Ordinal)
                .SelectMany(own => own.Take(MostOfColleague))
                .Take(MostLooked),
        ];

    internal static async Task<ArticleChange> PutAsync(Session session, Article article, DateTimeOffset now)
    {
        var hash = Hash(article);
        var stored = await session.FindAsync(
            "SELECT body, hash, retired FROM articles WHERE id = @id",
            row => new StoredArticle(Read(row), row.Text(1), row.Long(2) != 0),
            article.Id
        );
        if (stored is { Retired: false, Article.Source: File } && article.Source != File)
        {
            return ArticleChange.FileWins;
        }
        if (stored is { Retired: false } && stored.ContentHash == hash && stored.Article.Source == article.Source)
        {
            return ArticleChange.Unchanged;
        }
        var sameWords = stored is not null && stored.Article.Title == article.Title && stored.Article.Body == article.Body;
        var next = article with
        {
            Version =
                stored is null ? 1
                : sameWords ? stored.Article.Version
                : stored.Article.Version + 1,
            Updated =
                article.Updated != default ? article.Updated
                : sameWords ? stored!.Article.Updated
                : now,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO articles (id, version, retired, source, hash, updated_at, body) VALUES (@id, @version, 0, @source, @hash, @now,
                @body)
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, retired = 0, source = excluded.source, hash = excluded.hash,
                updated_at = excluded.updated_at, body = excluded.body
            """,
            next.Id,
            next.Version,
            next.Source,
            hash,
            now,
            JsonSerializer.Serialize(next, StoreJson.Default.Article)
        );
        if (!sameWords && await session.FindAsync("SELECT is_open FROM article_doubts WHERE id = @id", row => row.Long(0), next.Id) > 0)
        {
            // Whoever was asked to put it right hears that it is.
            await ArticleDoubtRows.LookAsync(session, next.Id, now, next.Version);
        }
        return stored is null or { Retired: true } ? ArticleChange.Added : ArticleChange.Changed;
    }

    /// <summary>Nobody of that address keeps an article any more, as far as no file says so anew. How many they kept.</summary>
    internal static async Task<int> WithoutOwnerAsync(Session session, string email)
    {
        var count = 0;
        // Only ids stay in memory: articles are long, and few have one owner.
        foreach (var id in await session.QueryAsync("SELECT id FROM articles ORDER BY id", row => row.Text(0)))
        {
            if (
                await session.FindAsync("SELECT body FROM articles WHERE id = @id", Read, id) is { Owner: { } owner } article
                && MailAddresses.Normal(owner) == email
            )
            {
                var without = article with { Owner = null };
                count += await session.ExecuteAsync(
                    "UPDATE articles SET hash = @hash, body = @body WHERE id = @id",
                    Hash(without),
                    JsonSerializer.Serialize(without, StoreJson.Default.Article),
                    id
                );
            }
        }

        if (count > 0)
        {
            await Counters.AddAsync(session, RevisionCounter, 1);
        }

        return count;
    }

    private static async Task<bool> RetireAsync(Session session, string id, DateTimeOffset now)
    {
        if (await session.ExecuteAsync("UPDATE articles SET retired = 1, updated_at = @now WHERE id = @id AND retired = 0", now, id) == 0)
        {
            return false;
        }
        await Counters.AddAsync(session, RevisionCounter, 1);
        return true;
    }

    /// <summary>A person wrote the same in both, wherever they are kept.</summary>
    public static bool AreSame(Article one, Article other) => Hash(one with { WrongFor = [] }) == Hash(other with { WrongFor = [] });

    /// <summary>Of all that a person wrote; not of what the store counts.</summary>
    private static string Hash(Article article) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    JsonSerializer.Serialize(
                        article with
                        {
                            Version = 1,
                            SolvedQuestions = [],
                            Updated = default,
                            Source = File,
                        },
                        StoreJson.Default.Article
                    )
                )
            )
        );

    private static Article Read(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.Article)!;

    private sealed record StoredArticle(Article Article, string ContentHash, bool Retired);
}
