using System.Globalization;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Workers;

public sealed class PastCaseLearningTests
{
    private const string Asked = "our fuel card was refused";

    [Theory, Engines]
    public async Task What_resolved_cases_taught_is_in_force_at_the_next_look_in_every_replica_and_after_a_restart(DatabaseEngine engine)
    {
        await using var store = await TestDatabase.OpenAsync(engine);
        using var organisation = new OrganisationFixture();
        var one = await MakeAsync(store, organisation);
        await one.LookAsync();
        one.Facts.PastPlaces.ShouldBeEmpty();
        await PutAsync(store, 20, "fuel card {0} is refused at the pump", "billing");
        await PutAsync(store, 20, "webhook endpoint {0} does not answer", "technical");
        await one.LookAsync();
        one.Facts.Queue.ShouldBe("billing");
        var other = await MakeAsync(store, organisation);
        await other.LookAsync();
        other.Facts.PastPlaces.ShouldBe(one.Facts.PastPlaces);
    }

    [Fact]
    public async Task Forgotten_open_declined_and_restricted_cases_teach_nothing()
    {
        await using var store = await TestDatabase.OpenAsync();
        using var organisation = new OrganisationFixture();
        var bot = await MakeAsync(store, organisation);
        await PutAsync(store, 20, "webhook endpoint {0} does not answer", "technical");
        await PutAsync(store, 20, "fuel card {0} is refused at the pump", "billing", theCase => theCase with { Restricted = true });
        await PutAsync(store, 20, "fuel card {0} is refused at the pump", "billing", theCase => theCase with { State = CaseState.Claimed });
        await PutAsync(
            store,
            20,
            "fuel card {0} is refused at the pump",
            "billing",
            theCase => theCase with { State = CaseState.Declined }
        );
        await bot.LookAsync();
        bot.Facts.PastPlaces.ShouldBeEmpty();
        await PutAsync(store, 20, "fuel card {0} is refused at the pump", "billing");
        await bot.LookAsync();
        bot.Facts.Queue.ShouldBe("billing");
        (await new Forgetting(store.Database).ForgetAsync(store.Clock.GetUtcNow().AddYears(3), CancellationToken.None)).ShouldBeGreaterThan(
            0
        );
        await bot.LookAsync();
        bot.Facts.PastPlaces.ShouldBeEmpty();
        bot.Facts.Queue.ShouldBeNull();
    }

    [Fact]
    public async Task A_look_at_unchanged_cases_learns_nothing_anew_and_a_changed_organisation_does()
    {
        await using var store = await TestDatabase.OpenAsync();
        using var organisation = new OrganisationFixture();
        var bot = await MakeAsync(store, organisation);
        await PutAsync(store, 20, "fuel card {0} is refused at the pump", "billing");
        await PutAsync(store, 20, "webhook endpoint {0} does not answer", "technical");
        await bot.LookAsync();
        var learned = bot.Loader.PastCases.ShouldNotBeNull();
        await bot.LookAsync();
        bot.Loader.PastCases.ShouldBeSameAs(learned);
        organisation.Change("organisation.yaml", "categories: [billing, contract]", "categories: [billing]");
        store.Clock.Advance(TimeSpan.FromSeconds(10));
        await bot.Loader.RefreshAsync(CancellationToken.None);
        await bot.LookAsync();
        bot.Facts.Category.ShouldBe("billing"); // the queue's only one now
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bot_that_is_not_to_learn_learns_nothing(bool learns)
    {
        await using var store = await TestDatabase.OpenAsync();
        using var organisation = new OrganisationFixture();
        await PutAsync(store, 20, "fuel card {0} is refused at the pump", "billing");
        await PutAsync(store, 20, "webhook endpoint {0} does not answer", "technical");
        var bot = await MakeAsync(store, organisation, learns);
        await bot.LookAsync();
        (bot.Loader.PastCases is not null).ShouldBe(learns);
        bot.Facts.Queue.ShouldBe(learns ? "billing" : null);
    }

    private static async Task<Learner> MakeAsync(TestDatabase store, OrganisationFixture organisation, bool learns = true)
    {
        var (holder, options) = (new WorkplaceHolder(), new TriageOptions { LearnFromCases = learns });
        var loader = new WorkplaceLoader(
            new WorkplaceSources(organisation.Folder, options, new IndexKeeper(store.Database, NullLogger<IndexKeeper>.Instance)),
            new Articles(store.Database),
            holder,
            store.Clock
        );
        await loader.RefreshAsync(CancellationToken.None);
        return new Learner(
            loader,
            holder,
            new PastCaseLearning(
                loader,
                new Records(store.Database),
                holder,
                new LearningSurroundings(options, new CaseStore(store.Database), store.Clock, NullLogger<PastCaseLearning>.Instance)
            )
        );
    }

    private static async Task PutAsync(TestDatabase store, int count, string question, string queue, Func<Case, Case>? change = null)
    {
        var cases = new CaseStore(store.Database);
        for (var i = 0; i < count; i++)
        {
            var one = TestDatabaseSamples.Case(
                $"ESC-{queue}-{await store.CountAsync("SELECT COUNT(*) FROM cases")}",
                state: CaseState.Closed,
                queue: queue
            ) with
            {
                Question = string.Format(CultureInfo.InvariantCulture, question, $"k{i}"),
            };
            await cases.CommitAsync(null, new Decision { Cases = [change?.Invoke(one) ?? one] }, CancellationToken.None);
        }
    }

    private sealed record Learner(WorkplaceLoader Loader, WorkplaceHolder Holder, PastCaseLearning Learning)
    {
        public QuestionFacts Facts => Holder.Current.Triage.Judge(Question.Of(Asked), Circumstances.None, DateTimeOffset.UnixEpoch).Facts;

        /// <summary>What the running bot does on its own: the learning every few minutes, the loader every two seconds.</summary>
        public async Task LookAsync()
        {
            await Learning.LookAsync(CancellationToken.None);
            await Loader.RefreshAsync(CancellationToken.None);
        }
    }
}
