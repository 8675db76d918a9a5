using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Tests.Workers;

public sealed class ConfidenceRefitTests
{
    [Fact]
    public async Task Feedback_in_the_store_bends_the_confidence_survives_a_restart_and_can_be_turned_off()
    {
        await using var store = await TestDatabase.OpenAsync();
        using var organisation = new OrganisationFixture();
        await AskAsync(store, 600);
        var (refit, loader) = Make(store, organisation, refits: true);
        var taken = await refit.FitAsync(CancellationToken.None);
        taken.ShouldNotBe(Calibration.Shipped);
        taken.Of(0.9).ShouldBeLessThan(0.9);
        loader.Calibration.ShouldBe(taken);
        // The next fit reads the old confidences by the log and finds nothing better.
        (await Make(store, organisation, refits: true).Refit.FitAsync(CancellationToken.None)).Shift.ShouldBeInRange(-1, 0.01);
        var off = Make(store, organisation, refits: false);
        (await off.Refit.FitAsync(CancellationToken.None)).ShouldBe(Calibration.Shipped);
        CalibrationLog
            .Parse(await new ChannelMemory(store.Database).FindAsync("triage", "calibrations", CancellationToken.None))
            .Current.ShouldBe(Calibration.Shipped);
    }

    [Fact]
    public async Task Little_good_feedback_changes_nothing()
    {
        await using var store = await TestDatabase.OpenAsync();
        using var organisation = new OrganisationFixture();
        await AskAsync(store, PromiseCheck.LeastToTrust - 1, wrongEvery: int.MaxValue);
        var (refit, loader) = Make(store, organisation, refits: true);
        (await refit.FitAsync(CancellationToken.None)).ShouldBe(Calibration.Shipped);
        (await new ChannelMemory(store.Database).FindAsync("triage", "calibrations", CancellationToken.None)).ShouldBeNull();
        loader.ConfirmedAnswers.ShouldBe(PromiseCheck.LeastToTrust - 1);
    }

    [Fact]
    public async Task Little_bad_feedback_makes_it_more_careful_and_the_managers_hear_of_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        using var organisation = new OrganisationFixture();
        await world.Person("mia").SaysAsync("hello");
        await AskAsync(world.Store, 20);
        (await Make(world.Store, organisation, refits: true).Refit.FitAsync(CancellationToken.None)).Of(0.85).ShouldBeLessThan(0.85);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        world
            .Person("mia")
            .Reads[^1]
            .ShouldContain("Answers held less than was promised\nOf the newest 20 answers 10 were wrong; at most 10% were promised.");
    }

    private static (ConfidenceRefit Refit, WorkplaceLoader Loader) Make(TestDatabase store, OrganisationFixture organisation, bool refits)
    {
        var options = new TriageOptions { Refit = refits };
        var loader = new WorkplaceLoader(
            new WorkplaceSources(organisation.Folder, options, new IndexKeeper(store.Database, NullLogger<IndexKeeper>.Instance)),
            new Articles(store.Database),
            new WorkplaceHolder(),
            store.Clock
        );
        return (
            new ConfidenceRefit(
                loader,
                new Records(store.Database),
                new ChannelMemory(store.Database),
                new RefitSurroundings(options, store.Clock, NullLogger<ConfidenceRefit>.Instance) { Timers = new Timers(store.Database) }
            ),
            loader
        );
    }

    /// <summary>Sure answers of which only half solved anything.</summary>
    private static async Task AskAsync(TestDatabase store, int count, int wrongEvery = 2)
    {
        var cases = new CaseStore(store.Database);
        var party = new Party(new PersonKey("teams", "ana"), "Ana", "ana@example.com");
        var now = store.Clock.GetUtcNow();
        for (var i = 0; i < count; i++)
        {
            var confidence = 0.6 + (0.35 * (i % 10) / 10);
            var hit = new Hit("a", 1, "A", "Text.", "", 10, confidence, now, Unverified: false, 0);
            var solved = i % wrongEvery != wrongEvery - 1;
            await cases.CommitAsync(
                null,
                new Decision
                {
                    Questions =
                    [
                        new AskedQuestion
                        {
                            Id = $"q{i:D6}",
                            Version = 1,
                            State = solved ? QuestionState.Solved : QuestionState.Shown,
                            By = party,
                            Place = new Place("teams", "dm:ana"),
                            Direct = true,
                            Text = "question",
                            AskedAt = now.AddMinutes(i - count),
                            ShownArticle = solved ? "a" : null,
                            Rejected = solved ? [] : ["a"],
                            Judgement = new Judgement(
                                new Verdict.Answer(hit, []),
                                new QuestionFacts { Text = "question", Confidence = confidence },
                                [hit],
                                new Receipt(confidence, 0.89, 0.25, [], "1", "offer", "")
                            ),
                        },
                    ],
                },
                CancellationToken.None
            );
        }
    }
}
