using System.CommandLine;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Store;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Bot.Commands;

/// <summary><c>import</c>: articles into the knowledge base, or a whole dump into a new database.</summary>
internal static class ImportCommand
{
    private const long LargestCsv = 256 * 1024 * 1024;

    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var command = new Command(
            "import",
            "Brings articles into the knowledge base, idempotent by id; a running bot takes them over within 5 seconds."
        );
        Add(
            "markdown",
            "One Markdown file with front matter, or every *.md below a folder.",
            (path, now) => MarkdownImport.Read(path, now)
        );
        Add(
            "csv",
            "A CSV file with a header; id and body are needed.",
            (path, now) =>
                new FileInfo(path).Length > LargestCsv
                    ? throw new WrongUseException($"{path} is larger than 256 MB. Split it.")
                    : CsvImport.Read(path, File.ReadAllText(path), now)
        );
        Add("jsonl", "One JSON object per line: {id, title, body, tags}.", ReadJsonl);
        AddAll(command, set);
        root.Add(command);

        void Add(string name, string description, Func<string, DateTimeOffset, ImportedArticles> read)
        {
            var path = new Argument<string>("PATH") { Description = description };
            var kind = new Command(name, description) { path };
            kind.SetAction(
                (parsed, ct) => RunAsync(GivenSettings.Read(parsed, set), parsed.GetValue(path)!, read, parsed.InvocationConfiguration, ct)
            );
            command.Add(kind);
        }
    }

    private static void AddAll(Command command, Option<string[]> set)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder that export --all was given." };
        var all = new Command("all", "Puts everything that export --all wrote into a new database; made when missing. Stop the bot first.")
        {
            folder,
        };
        all.SetAction(
            (parsed, ct) =>
                RunAllAsync(GivenSettings.Read(parsed, set), parsed.GetValue(folder)!, parsed.InvocationConfiguration.Output, ct)
        );
        command.Add(all);
    }

    private static async Task<int> RunAsync(
        Dictionary<string, string?> given,
        string path,
        Func<string, DateTimeOffset, ImportedArticles> read,
        InvocationConfiguration console,
        CancellationToken ct
    )
    {
        await using var services = VerbParts.Build(given, ["Database", "Audit"], services => services.AddStore());
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new WrongUseException($"There is no file or folder {Path.GetFullPath(path)}.");
        }
        var refused = 0;
        await VerbFiles.WritingAsync(async () =>
        {
            var found = read(path, services.GetRequiredService<TimeProvider>().GetUtcNow());
            foreach (var problem in found.Notes.Concat(found.Refused))
            {
                await console.Error.WriteLineAsync(problem.ToString());
            }
            // Without a date of its own an article keeps the stored one while its words stay the same.
            var changes = await services
                .GetRequiredService<Articles>()
                .PutAsync([.. found.Articles.Select(article => article with { Updated = default })], ct);
            foreach (var (article, _) in found.Articles.Zip(changes).Where(pair => pair.Second == ArticleChange.FileWins))
            {
                await console.Error.WriteLineAsync(
                    $"{article.Id}: not taken over: a file of the organisation holds this id, and files win."
                );
            }
            refused = found.Refused.Count;
            await VerbAudit.RecordAsync(
                services,
                AuditKind.Admin,
                "import",
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"added {Count(ArticleChange.Added)}, changed {Count(ArticleChange.Changed)}"
                ),
                ct
            );
            await console.Output.WriteLineAsync(
                $"{Count(ArticleChange.Added)} added, {Count(ArticleChange.Changed)} changed, "
                    + $"{Count(ArticleChange.Unchanged)} unchanged, {refused} refused"
                    + $"{(Count(ArticleChange.FileWins) is > 0 and var wins ? $", {wins} left to the organisation's files" : "")}"
            );

            int Count(ArticleChange change) => changes.Count(one => one == change);
        });
        return refused > 0 ? 1 : 0;
    }

    private static ImportedArticles ReadJsonl(string path, DateTimeOffset now)
    {
        using var reader = File.OpenText(path);
        return JsonlImport.Read(path, reader, now);
    }

    private static async Task<int> RunAllAsync(Dictionary<string, string?> given, string folder, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(
            given,
            ["Database", "Audit"],
            services => services.AddStore().AddSingleton<WholeDatabase>()
        );
        var dump = Path.Combine(folder, ExportCommand.DumpFolder);
        // Before anything is made: a slip in the folder's name must not leave an empty database behind.
        WholeDatabase.Check(dump);
        var database = services.GetRequiredService<Database>();
        var isNew = database.Engine is DatabaseEngine.Sqlite && !File.Exists(database.Where);
        try
        {
            await database.OpenAsync(OpenMode.Create, ct);
            await VerbFiles.WritingAsync(async () =>
            {
                foreach (var (table, rows) in await services.GetRequiredService<WholeDatabase>().LoadAsync(dump, ct))
                {
                    await output.WriteLineAsync($"  {table} {rows}");
                }
            });
        }
        catch when (isNew)
        {
            // A file that holds nothing would pass for a database at the next start.
            await database.DisposeAsync();
            foreach (var ending in new[] { "", "-wal", "-shm" })
            {
                File.Delete(database.Where + ending);
            }
            throw;
        }
        await VerbAudit.RecordAsync(services, AuditKind.Admin, "import_all", null, ct);
        await output.WriteLineAsync($"All of {Path.GetFullPath(folder)} is in {database.Where} now.");
        return 0;
    }
}
