using System.Diagnostics;
using System.Globalization;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;
using Microsoft.Data.Sqlite;

namespace EscalationBot.Benchmarks;

/// <summary>
/// Speed and size with many articles: one question through the whole engine on one core, beside SQLite's full-text search over the same
/// articles in the same run.
/// </summary>
internal static class ScaleTable
{
    private const int Questions = 2_000,
        OfSqlite = 40;

    // Some thirty words that no article has.
    private const string Trace =
        "System.InvalidOperationException: Sequence contains no elements\n   at "
        + "Kestrelworks.Pipeline.MiddlewareInvoker.InvokeAllAsync(HttpContext contextual, RequestDelegate "
        + "following)\n   at Kestrelworks.Hosting.Dispatcher.<ProcessAsync>d__12.MoveNext() in "
        + "/sources/build/Dispatcher.cs:line 4412\n";
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    public static void Print(int count)
    {
        var generated = new GeneratedArticles(7);
        var articles = Enumerable.Range(0, count).Select(generated.Next).ToList();
        var random = new Random(11);
        var questions = Enumerable.Range(0, Questions).Select(_ => generated.QuestionAbout(articles[random.Next(count)])).ToList();
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} articles, {articles.Average(article => article.Title.Count(c => c == ' ') + article.Body.Count(c => c == ' ')):0}"
                    + $" words each"
            )
        );
        SearchIndex.Of(articles.Take(2_000));
        var index = SearchIndex.Empty();
        for (var round = 0; round < 3; round++)
        {
            index = SearchIndex.Empty();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            index = SearchIndex.Of(articles);
            Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"built in {watch.ElapsedMilliseconds} ms ("
                        + $"{(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms of CPU), "
                        + $"{(double)(GC.GetTotalMemory(forceFullCollection: true) - before) / count:0} bytes an article"
                )
            );
        }
        Snapshot(articles, index);
        SelfCalibrate(index);
        var engine = new TriageEngine(new TriageData { Knowledge = index });
        OneCore();
        foreach (var question in questions.Take(300))
        {
            engine.Judge(Question.Of(question), Circumstances.None, Now);
        }
        var took = questions.Select(question => Time(() => engine.Judge(Question.Of(question), Circumstances.None, Now))).Order().ToList();
        Undisturbed("", questions, engine);
        Undisturbed(", a typing error in each", [.. questions.Select(GeneratedArticles.Mistyped)], engine);
        Undisturbed(", behind a stack trace", [.. questions.Select(question => Trace + question)], engine);
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"one question, whole engine: p50 {At(took, 0.5):0.00} ms, p99 {At(took, 0.99):0.00} ms"
            )
        );
        var searched = questions
            .Select(question => Time(() => index.Search(new SearchQuery(question, Audience.Internal, new DateOnly(2026, 11, 2)))))
            .Order()
            .ToList();
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"of which the search: p50 {At(searched, 0.5):0.00} ms, p99 {At(searched, 0.99):0.00} ms"
            )
        );
        Sqlite(articles, questions, At(took, 0.5));
    }

    /// <summary>On a machine that does other things as well, the best of three times is the question's own.</summary>
    private static void Undisturbed(string kind, List<string> questions, TriageEngine engine)
    {
        var took = questions
            .Select(question => Enumerable.Range(0, 3).Min(_ => Time(() => engine.Judge(Question.Of(question), Circumstances.None, Now))))
            .Order()
            .ToList();
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the best of three times each, as on an idle machine{kind}: p50 {At(took, 0.5):0.00} ms, p99 {At(took, 0.99):0.00} ms"
            )
        );
    }

    private static void SelfCalibrate(SearchIndex index)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var questions = 0;
        var took = Time(() =>
            questions = SelfCalibration.Measure(index, Synonyms.None, new DateOnly(2026, 11, 2), CancellationToken.None).Questions
        );
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"confidence measured on the articles by {questions} questions in {took:0} ms "
                    + $"({(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms of CPU)"
            )
        );
    }

    private static void Snapshot(List<Article> articles, SearchIndex index)
    {
        var path = Path.Combine(Path.GetTempPath(), $"scale-{Environment.ProcessId}.index");
        try
        {
            var saved = Time(() => SearchSnapshot.Save(path, index));
            var size = new FileInfo(path).Length;
            for (var round = 0; round < 3; round++)
            {
                var cpu = Environment.CpuUsage.TotalTime;
                var watch = Stopwatch.StartNew();
                var load = SearchSnapshot.Load(path, articles, encoder: null);
                Say(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"snapshot of {size / 1024.0 / 1024:0} MiB saved in {saved:0} ms, loaded in "
                            + $"{watch.ElapsedMilliseconds} ms ({(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms "
                            + $"of CPU), {load.Read} articles read anew {load.Why}"
                    )
                );
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Sqlite(List<Article> articles, List<string> questions, double ours)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var create = connection.CreateCommand();
        create.CommandText = "CREATE VIRTUAL TABLE a USING fts5(title, body, tags)";
        create.ExecuteNonQuery();
        using (var transaction = connection.BeginTransaction())
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO a(title, body, tags) VALUES ($t, $b, $g)";
            var (title, body, tags) = (
                insert.Parameters.Add("$t", SqliteType.Text),
                insert.Parameters.Add("$b", SqliteType.Text),
                insert.Parameters.Add("$g", SqliteType.Text)
            );
            foreach (var article in articles)
            {
                (title.Value, body.Value, tags.Value) = (article.Title, article.Body, string.Join(' ', article.Tags));
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        using var select = connection.CreateCommand();
        select.CommandText = "SELECT rowid FROM a WHERE a MATCH $q ORDER BY rank LIMIT 10";
        var match = select.Parameters.Add("$q", SqliteType.Text);
        var took = questions
            .Take(OfSqlite)
            .Select(question =>
                Time(() =>
                {
                    match.Value = string.Join(" OR ", question.TrimEnd('?').Split(' ').Select(word => $"\"{word}\""));
                    using var rows = select.ExecuteReader();
                    while (rows.Read())
                    {
                        // Reading is the work.
                    }
                })
            )
            .Order()
            .ToList();
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SQLite FTS5: p50 {At(took, 0.5):0} ms, p99 {At(took, 0.99):0} ms: {At(took, 0.5) / ours:0} times the engine's p50"
            )
        );
    }

    private static void OneCore()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().ProcessorAffinity = 1;
        }
    }

    private static double Time(Action act)
    {
        var from = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static void Say(string text) => Console.WriteLine(text);
}
