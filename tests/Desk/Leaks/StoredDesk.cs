using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>The desk as it runs, over a real store: what is read for a decision, digests and forms are tested with it.</summary>
internal sealed class StoredDesk : LeakDesk, IProfiles, IThreads
{
    private readonly TestClock _clock = new();
    private readonly Database _database;
    private readonly CaseStore _cases;
    private readonly RecurringIssues _recurring;
    private readonly Loader _reading;
    private readonly FormDesk _forms;
    private readonly string _folder;

    private StoredDesk(Workplace workplace, string folder)
        : base(workplace)
    {
        _folder = folder;
        _database = new Database(new DatabaseOptions { ConnectionString = $"Data Source={Path.Combine(folder, "leaks.db")}" }, _clock);
        _cases = new CaseStore(_database);
        _recurring = new RecurringIssues(new Records(_database), _cases, _clock);
        var holder = new WorkplaceHolder();
        holder.Replace(workplace);
        _reading = new Loader(
            _cases,
            new SlotMessages(_database),
            new PersonLookup(new People(_database), new Identities(_database), this, _clock),
            new FiguresReading(new Measures(_database), _cases, _recurring, _clock),
            this
        );
        _forms = new FormDesk(_reading, holder, _clock);
    }

    public override DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>A database that is made once and copied for each history.</summary>
    public static async Task<string> TemplateAsync(string folder)
    {
        var path = Path.Combine(folder, "template.db");
        await using var made = new Database(new DatabaseOptions { ConnectionString = $"Data Source={path}" }, new TestClock());
        await made.OpenAsync(OpenMode.Create, CancellationToken.None);
        await made.BackupAsync(Path.Combine(folder, "copy.db"));
        return Path.Combine(folder, "copy.db");
    }

    public static async Task<StoredDesk> OpenAsync(Workplace workplace, string template, string folder)
    {
        System.IO.Directory.CreateDirectory(folder);
        File.Copy(template, Path.Combine(folder, "leaks.db"));
        var desk = new StoredDesk(workplace, folder);
        await desk._database.OpenAsync(OpenMode.Existing, CancellationToken.None);
        return desk;
    }

    public override void Wait(TimeSpan by) => _clock.Advance(by);

    public override async Task<Decision> HandleAsync(long id, Inbound inbound)
    {
        var loaded = (await _reading.LoadAsync(id, inbound, Workplace, Now, CancellationToken.None)) with { Secret = "0123456789abcdef" };
        var decision = Decider.Decide(inbound, loaded, Now);
        Committed result;
        if (decision.Cases.FirstOrDefault(one => one.Id == EscalateQuestion.NoNumberYet) is { } opened)
        {
            var near = await _reading.WithNeighboursAsync(loaded, opened, CancellationToken.None);
            (result, decision) = await _cases.CommitNewAsync(
                null,
                number => Decider.Decide(inbound, near with { NewCaseId = number }, Now),
                CancellationToken.None
            );
        }
        else
        {
            result = await _cases.CommitAsync(null, decision, CancellationToken.None);
        }

        return result is Committed.Stored ? decision : throw new InvalidOperationException("A lone history lost a race.");
    }

    public override async Task<FormAnswer?> OpenAsync(FormRequest request) => await _forms.OpenAsync(request, CancellationToken.None);

    public override async Task PutAsync(Standing standing)
    {
        await base.PutAsync(standing);
        await _database.WriteAsync(
            session =>
                SlotMessages.PutAsync(
                    session,
                    standing.Slot,
                    standing.Place,
                    standing.MessageId,
                    standing.CaseId,
                    standing.QuestionId,
                    Now
                ),
            CancellationToken.None
        );
    }

    public override async Task RemoveAsync(string slot)
    {
        await base.RemoveAsync(slot);
        await _database.WriteAsync(session => SlotMessages.RemoveAsync(session, slot), CancellationToken.None);
    }

    public Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
        Task.FromResult<Profile?>(
            new Profile(person, person.Id, LeakOrganisation.Email(person.Id), null, null)
            {
                Membership = person.Id == "eve" ? Membership.Guest : Membership.Member,
                AccountId = person.Id,
            }
        );

    public Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct) => Task.FromResult<IReadOnlyList<Quoted>?>(null);

    public override async ValueTask DisposeAsync()
    {
        _recurring.Dispose();
        await _database.DisposeAsync();
        System.IO.Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }
}
