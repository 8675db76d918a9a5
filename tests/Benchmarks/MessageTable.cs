using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Benchmarks;

/// <summary>
/// What one message costs in each of its steps, without any platform: processor time, bytes allocated, reads of the database. Steps are
/// measured over batches of messages of as many people, so that neither the clock's grain nor the collector's moment decides.
/// </summary>
internal static class MessageTable
{
    private const int Batch = 250,
        Warm = 40;
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static readonly string[] Steps = ["accept", "lease", "load", "decide", "commit", "send"];

    public static async Task PrintAsync(string sample, int batches)
    {
        var folder = Directory.CreateTempSubdirectory("escalationbot-bench-").FullName;
        try
        {
            var database = new Database(
                new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "bench.db")}" },
                TimeProvider.System
            );
            await database.OpenAsync(OpenMode.Create, CancellationToken.None);
            var bench = new Desk(database, WithoutRepeats(sample, Path.Combine(folder, "organisation")));
            var costs = Steps.ToDictionary(step => step, _ => new List<Cost>(), StringComparer.Ordinal);
            for (var round = 0; round < Warm + batches; round++)
            {
                var spent = await bench.RunAsync(round);
                if (round >= Warm)
                {
                    for (var i = 0; i < Steps.Length; i++)
                    {
                        costs[Steps[i]].Add(spent[i]);
                    }
                }
            }

            Console.WriteLine($"{"", -8} {"CPU us", 8} {"bytes", 9} {"reads", 6}   of a message");
            foreach (var step in Steps)
            {
                Console.WriteLine(Line(step, costs[step]));
            }

            Console.WriteLine(Line("all", [.. Enumerable.Range(0, batches).Select(i => Sum(Steps.Select(step => costs[step][i])))]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Few people who ask often is what the sample's criteria on repeated contacts are for: a case each. Here a message is answered.
    /// </summary>
    private static string WithoutRepeats(string sample, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var text = File.ReadAllText(file);
            var parts = text.Split("\n  - id: ");
            File.WriteAllText(
                copy,
                Path.GetFileName(file) == "criteria.yaml"
                    ? string.Join("\n  - id: ", parts.Where(part => !part.Contains("repeat_contacts", StringComparison.Ordinal)))
                    : text
            );
        }

        return folder;
    }

    private static Cost Sum(IEnumerable<Cost> costs) =>
        costs.Aggregate((one, other) => new(one.Micros + other.Micros, one.Bytes + other.Bytes, one.Reads + other.Reads));

    private static string Line(string name, List<Cost> costs) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name, -8} {Median(costs, one => one.Micros), 8:0.0} {Median(costs, one => one.Bytes), 9:0} {Median(costs, one => one.Reads), 6:0.0}"
        );

    private static double Median(List<Cost> costs, Func<Cost, double> of) => costs.Select(of).Order().ElementAt(costs.Count / 2);

    /// <summary>Of one message: microseconds of processor time, bytes allocated, reads.</summary>
    private sealed record Cost(double Micros, double Bytes, double Reads);

    private sealed class Desk : IProfiles, IThreads
    {
        private readonly Database _database;
        private readonly Inbox _inbox;
        private readonly Outbox _outbox;
        private readonly CaseStore _cases;
        private readonly Loader _loader;
        private readonly Workplace _workplace;

        public Desk(Database database, string folder)
        {
            _database = database;
            (_inbox, _outbox, _cases) = (new(database), new(database), new(database));
            var organisation =
                OrganisationFolder.Read(folder).Organisation ?? throw new InvalidOperationException($"{folder} holds no organisation.");
            _workplace = new(
                organisation,
                new TriageEngine(
                    new TriageData
                    {
                        Knowledge = SearchIndex.Of(KnowledgeFolder.Read(folder).Articles),
                        Accounts = new AccountFinder(organisation.Accounts),
                        Intake = organisation.Intake,
                        Criteria = CriteriaSet.From(organisation),
                        Categories = organisation.Categories,
                    }
                )
            );
            var recurring = new RecurringIssues(new Records(database), _cases, TimeProvider.System);
            _loader = new Loader(
                _cases,
                new SlotMessages(database),
                new PersonLookup(new People(database), new Identities(database), this, TimeProvider.System),
                new FiguresReading(new Measures(database), _cases, recurring, TimeProvider.System),
                this
            );
        }

        public async Task<Cost[]> RunAsync(int round)
        {
            var ct = CancellationToken.None;
            List<InboxRow> rows = [];
            List<LoadedState> loaded = [];
            List<Decision> decisions = [];
            return
            [
                await MeasureAsync(async () =>
                {
                    await Task.WhenAll(Enumerable.Range(0, Batch).Select(i => _inbox.AddAsync(Message(round, i), ct)));
                }),
                await MeasureAsync(async () =>
                {
                    while (rows.Count < Batch)
                    {
                        rows.AddRange(await _inbox.LeaseAsync(20, [], ct));
                    }
                }),
                await MeasureAsync(async () =>
                {
                    foreach (var row in rows)
                    {
                        var state = await _loader.LoadAsync(row.Id, row.Inbound, _workplace, Now, ct);
                        loaded.Add(state with { Secret = "0123456789abcdef" });
                    }
                }),
                await MeasureAsync(() =>
                {
                    decisions.AddRange(rows.Select((row, i) => Decider.Decide(row.Inbound, loaded[i], Now)));
                    return Task.CompletedTask;
                }),
                await MeasureAsync(async () =>
                {
                    await Task.WhenAll(rows.Select((row, i) => _cases.CommitAsync(row.Id, decisions[i], ct)));
                }),
                await MeasureAsync(async () =>
                {
                    for (var sent = 0; sent < Batch; )
                    {
                        var sends = await _outbox.LeaseAsync(20, [ChannelNames.Slack], ct);
                        sent += sends.Count;
                        await Task.WhenAll(
                            sends.Select(send =>
                                _outbox.RecordAsync(
                                    send,
                                    new Delivery.Sent(new Place(ChannelNames.Slack, "D0"), send.Id.ToString(CultureInfo.InvariantCulture)),
                                    ct
                                )
                            )
                        );
                    }
                }),
            ];
        }

        private async Task<Cost> MeasureAsync(Func<Task> work)
        {
            var (cpu, bytes, reads) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true), _database.Reads);
            await work();
            return new(
                (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Batch,
                (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / Batch,
                (double)(_database.Reads - reads) / Batch
            );
        }

        private static Inbound.Said Message(int round, int i)
        {
            var (n, id) = ((round * Batch) + i, $"{round}.{i:D6}");
            var person = $"U0{n % 2000:D8}";
            return new(id, $"Question {n}: does the premium plan include SSO for contractors?")
            {
                Addressed = true,
                Origin = new Origin
                {
                    DeliveryKey = $"slack:Ev{id}",
                    MessageKey = $"slack:{person}:{id}",
                    From = new PersonKey(ChannelNames.Slack, person),
                    Place = new Place(ChannelNames.Slack, $"D0{n % 2000:D8}"),
                    Direct = true,
                    At = Now,
                },
            };
        }

        public Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
            Task.FromResult<Profile?>(
                new(person, person.Id, $"{person.Id}@example.com", null, null) { Membership = Membership.Member, AccountId = person.Id }
            );

        public Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct) => Task.FromResult<IReadOnlyList<Quoted>?>(null);
    }
}
