using System.Diagnostics;
using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Benchmarks;

/// <summary>
/// What being careful costs: masking and the audit's chain for each message, beside keeping the message at all; and counting for
/// <c>/metrics</c>, beside the same with a thousandth of the questions. SQLite, in a folder that is deleted afterwards.
/// </summary>
internal static class SafetyTable
{
    private const int Messages = 2_000,
        Few = 200,
        Many = 200_000,
        Chunk = 1_000,
        Rounds = 5;

    private static readonly Party Ana = new(new PersonKey("web", "ana@example.com"), "Ana", "ana@example.com");

    private const string Plain =
        "The export of invoice 4711 stops at page 12 since Monday, for two clients of mine. They use the new tariff, and "
        + "the button says \"done\" although no file comes. What can I tell them, and until when will it be repaired?";

    public static async Task PrintAsync()
    {
        Mask("a question without a secret", Plain);
        Mask("a question with a card's number", Plain + " Their card is 4111 1111 1111 1111.");
        Mask("a page of 4,000 characters", string.Concat(Enumerable.Repeat(Plain + "\n", 20))[..4_000]);
        var (without, with, seal, verify) = await KeepAsync();
        Say($"keeping a question: {without:0} µs, with two rows of the audit {with:0} µs ({with / without:0.00} times)");
        Say($"chaining a row of the audit, afterwards: {seal:0} µs ({seal / without:0.00} of keeping a question)");
        Say($"verifying a row: {verify:0} µs");
        var (few, many) = (await CountAsync(Few), await CountAsync(Many));
        Say($"/metrics, what waits (at most every 5 s): {few.Waiting:0} µs at {Few} questions, {many.Waiting:0} µs at {Many}");
        Say($"/metrics, totals (at most once a minute): {few.Totals:0} µs at {Few} questions, {many.Totals:0} µs at {Many}");
        Say($"/metrics, every other scrape: nothing of the store");
    }

    private static void Mask(string what, string text)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < Messages; i++)
            {
                Masking.Mask(text);
            }

            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / Messages);
        }

        Say($"masking {what}: {best:0.0} µs");
    }

    /// <summary>One after the other, so that both see the same machine; medians, since a disk's sync is now fast and now slow.</summary>
    private static async Task<(double Without, double With, double Seal, double Verify)> KeepAsync()
    {
        await using var place = await Scratch.OpenAsync();
        var cases = new CaseStore(place.Database);
        AuditEntry[] audit =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(_ => new AuditEntry(AuditKind.Decision, "answer", AuditActor.Of(Ana)) { Surface = ChannelNames.Web }),
        ];
        var (without, with) = (new double[Messages], new double[Messages]);
        for (var i = 0; i < Messages; i++)
        {
            without[i] = await CommitAsync($"a{i}", []);
            with[i] = await CommitAsync($"b{i}", audit);
        }

        var keys = new AuditKeys("a key of the benchmark, long enough");
        var watch = Stopwatch.StartNew();
        var done = await new AuditChain(place.Database, keys).SealAsync(default);
        var seal = watch.Elapsed.TotalMicroseconds / Math.Max(1, done);
        watch.Restart();
        var report = await new AuditCheck(place.Database, keys).VerifyAsync([], default);
        return report.Fault is { } fault
            ? throw new InvalidOperationException(fault.What)
            : (Median(without), Median(with), seal, watch.Elapsed.TotalMicroseconds / Math.Max(1, report.Rows));

        async Task<double> CommitAsync(string id, AuditEntry[] entries)
        {
            var one = Stopwatch.StartNew();
            await cases.CommitAsync(null, new Decision { Questions = [Question(id, DateTimeOffset.UtcNow)], Audit = entries }, default);
            return one.Elapsed.TotalMicroseconds;
        }

        static double Median(double[] all) => all.Order().ElementAt(all.Length / 2);
    }

    private static async Task<(double Waiting, double Totals)> CountAsync(int questions)
    {
        await using var place = await Scratch.OpenAsync();
        var cases = new CaseStore(place.Database);
        var now = DateTimeOffset.UtcNow;
        foreach (var some in Enumerable.Range(0, questions).Chunk(Chunk))
        {
            await cases.CommitAsync(
                null,
                new Decision { Questions = [.. some.Select(i => Question(i.ToString(CultureInfo.InvariantCulture), now))] },
                default
            );
        }

        var (inbox, outbox) = (new Inbox(place.Database), new Outbox(place.Database));
        var (measures, usage) = (new Measures(place.Database), new UsageCounts(place.Database));
        var (waiting, totals) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await inbox.WaitingAsync(default);
            await outbox.WaitingAsync(default);
            waiting = Math.Min(waiting, watch.Elapsed.TotalMicroseconds);
            watch.Restart();
            await inbox.FailedAsync(now.AddDays(-1), default);
            await measures.OpenCasesAsync(default);
            await measures.QuestionsByVerdictAsync(default);
            await usage.RefusedAsync(now.AddDays(-1), default);
            totals = Math.Min(totals, watch.Elapsed.TotalMicroseconds);
        }

        return (waiting, totals);
    }

    private static AskedQuestion Question(string id, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Version = 1,
            State = QuestionState.Shown,
            By = Ana,
            Place = new Place("web", "dm:ana"),
            Text = Plain,
            MessageId = "m" + id,
            AskedAt = now,
            Judgement = new Judgement(
                new Verdict.NotCovered(false),
                new QuestionFacts { Text = Plain },
                [],
                new Receipt(0, 0.8, 0.4, [], "1", "offer", "")
            ),
        };

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    /// <summary>A fresh database, and its folder's end.</summary>
    private sealed class Scratch(string folder, Database database) : IAsyncDisposable
    {
        public Database Database => database;

        public static async Task<Scratch> OpenAsync()
        {
            var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
            var options = new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "b.db")}" };
            var database = new Database(options, TimeProvider.System);
            await database.OpenAsync(OpenMode.Create, default);
            return new Scratch(folder, database);
        }

        public async ValueTask DisposeAsync()
        {
            await database.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
