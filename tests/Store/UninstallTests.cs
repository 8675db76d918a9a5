using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Store;

/// <summary>The app was removed from a platform: what is kept of it goes after the stated days, unless it is installed again.</summary>
public sealed class UninstallTests
{
    private static UninstallNotice Notice(TestDatabase test, int days = 30) =>
        new(
            new Uninstalls(test.Database, new ChannelMemory(test.Database)),
            new AuditLog(test.Database),
            Options.Create(new RetentionOptions { AfterUninstallDays = days }),
            test.Clock
        );

    private static Inbound.Departed Gone(TestDatabase test, string channel = ChannelNames.Slack) =>
        new(Everywhere: true, "app_uninstalled")
        {
            Origin = new Origin
            {
                DeliveryKey = $"{channel}:gone",
                MessageKey = $"{channel}:gone",
                From = new PersonKey(channel, ""),
                Place = new Place(channel, ""),
                At = test.Clock.GetUtcNow(),
            },
        };

    private static Inbound Word(TestDatabase test, TimeSpan ago) =>
        Said("m1") with
        {
            Origin = Said("m1").Origin with { Place = new Place(ChannelNames.Slack, "D1"), At = test.Clock.GetUtcNow() - ago },
        };

    [Theory, Engines]
    public async Task After_the_stated_days_the_platforms_data_are_due_and_health_says_when(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var notice = Notice(test);
        (await notice.LookAsync(default)).State.ShouldBe("ok");
        await notice.NoticeAsync(Gone(test), default);
        var told = await notice.LookAsync(default);
        told.State.ShouldBe("degraded");
        told.Why.ShouldContain(
            $"what is kept of it is deleted on {test.Clock.GetUtcNow().AddDays(30):yyyy-MM-dd} unless it is "
                + $"installed again (Retention:AfterUninstallDays)."
        );

        test.Clock.Advance(TimeSpan.FromDays(20));
        await notice.NoticeAsync(Gone(test), default); // told again: the first time counts
        (await notice.DueAsync(default)).ShouldBeEmpty();
        test.Clock.Advance(TimeSpan.FromDays(10));
        (await notice.DueAsync(default)).ShouldBe(["slack"]);
        await notice.DeletedAsync("slack", default);
        (await notice.DueAsync(default)).ShouldBeEmpty();
        (await notice.LookAsync(default)).Why.ShouldContain("what was kept of it was deleted on");
    }

    [Fact]
    public async Task Installing_again_cancels_it_and_words_from_before_the_removal_do_not()
    {
        await using var test = await TestDatabase.OpenAsync();
        var notice = Notice(test);
        await notice.NoticeAsync(Gone(test), default);
        test.Clock.Advance(TimeSpan.FromMinutes(5));
        // Delivered late.
        await notice.NoticeAsync(Word(test, TimeSpan.FromMinutes(10)), default);
        test.Clock.Advance(TimeSpan.FromDays(31));
        (await notice.DueAsync(default)).ShouldBe(["slack"]);
        await notice.NoticeAsync(Word(test, TimeSpan.Zero), default);
        (await notice.DueAsync(default)).ShouldBeEmpty();
        (await notice.LookAsync(default)).State.ShouldBe("ok");

        await notice.NoticeAsync(Gone(test), default);
        await notice.BackAsync("slack", default);
        (await notice.LookAsync(default)).State.ShouldBe("ok");
        await new AuditChain(test.Database, new AuditKeys()).SealAsync(default);
        (await new AuditReading(test.Database).FindAsync(new AuditFilter(), default))
            .Select(row => row.Verb)
            .ShouldBe(["installed_again", "uninstalled", "installed_again", "uninstalled"]);
    }

    [Theory, Engines]
    public async Task Of_the_platform_everything_goes_of_others_and_of_held_cases_nothing(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var slack = new PersonKey(ChannelNames.Slack, "U1");
        Case Of(string id, Party rep, Place place) =>
            TestDatabaseSamples.Case(id) with
            {
                Rep = rep,
                RepPlace = place,
                Question = "words of " + id,
            };
        var onSlack = new Party(slack, "Sal", "sal@example.com");
        var cases = new CaseStore(test.Database);
        await cases.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Of("ESC-1", onSlack, new Place("slack", "D1")),
                    Of("ESC-2", onSlack, new Place("slack", "D1")) with
                    {
                        Hold = new Held(onSlack, Morning, "claim"),
                    },
                    Of("ESC-3", AnaParty, new Place("teams", "a:1")),
                ],
                Questions =
                [
                    Question("q1", conversation: "D1", caseId: "ESC-1") with
                    {
                        Place = new Place("slack", "D1"),
                        By = onSlack,
                    },
                    Question("q2", conversation: "D1", caseId: "ESC-2") with
                    {
                        Place = new Place("slack", "D1"),
                        By = onSlack,
                    },
                    Question("q3", conversation: "a:1") with
                    {
                        Place = new Place("teams", "a:1"),
                    },
                ],
                History =
                [
                    new HistoryEntry("ESC-1", "q1", Morning, "escalated", "Sal", "sal@example.com", "words"),
                    new HistoryEntry("ESC-2", "q2", Morning, "escalated", "Sal", "sal@example.com", "words"),
                ],
            },
            default
        );
        await new People(test.Database).LearnAsync(
            new Profile(slack, "Sal", "sal@example.com", null, null) { Membership = Membership.Member },
            default
        );
        await new ChannelMemory(test.Database).SetAsync("slack", "self", "x", default);
        await new ChannelMemory(test.Database).SetAsync("teams", "self", "x", default);
        await new Inbox(test.Database).AddAsync(Word(test, TimeSpan.Zero), default);

        (await new Forgetting(test.Database).ForgetChannelAsync("slack", default)).ShouldBeGreaterThan(4);

        (await cases.FindCaseAsync("ESC-1", default)).ShouldBeNull();
        (await test.CountAsync("SELECT COUNT(*) FROM cases WHERE id = 'ESC-1' AND state = 'declined'")).ShouldBe(1);
        (await cases.FindCaseAsync("ESC-2", default)).ShouldNotBeNull().Question.ShouldBe("words of ESC-2");
        (await cases.FindCaseAsync("ESC-3", default)).ShouldNotBeNull();
        (await cases.FindQuestionAsync("q1", default)).ShouldBeNull();
        (await cases.FindQuestionAsync("q2", default)).ShouldNotBeNull();
        (await cases.FindQuestionAsync("q3", default)).ShouldNotBeNull();
        (await test.CountAsync("SELECT COUNT(*) FROM history WHERE who <> ''")).ShouldBe(1);
        (await test.CountAsync("SELECT COUNT(*) FROM people_seen")).ShouldBe(0);
        (await test.CountAsync("SELECT COUNT(*) FROM inbox")).ShouldBe(0);
        (await test.CountAsync("SELECT COUNT(*) FROM channel_memory WHERE channel = 'slack'")).ShouldBe(0);
        (await test.CountAsync("SELECT COUNT(*) FROM channel_memory WHERE channel = 'teams'")).ShouldBe(1);
        (await test.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(3);
    }
}
