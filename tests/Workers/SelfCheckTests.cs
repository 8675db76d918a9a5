using EscalationBot.Bot.Health;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Workers;

/// <summary>The bot looks at itself: cards at start, secrets and channels every day.</summary>
public sealed class SelfCheckTests
{
    [Fact]
    public async Task At_start_the_cards_of_open_cases_are_edited_and_one_that_is_gone_is_posted_again_and_health_says_so()
    {
        var channel = new FakeChannel();
        await using var bot = await WorkingBot.PrepareAsync(DatabaseEngine.Sqlite, channel);
        await bot.Get<Database>().OpenAsync(OpenMode.Create, CancellationToken.None);
        var (cases, outbox) = (bot.Get<CaseStore>(), bot.Get<Outbox>());
        await cases.CommitAsync(
            null,
            new Decision
            {
                Cases = [Case("ESC-1"), Case("ESC-2"), Case("ESC-3", state: CaseState.Closed)],
                Outbound = [.. new[] { "ESC-1", "ESC-2", "ESC-3" }.Select(id => Show(id, Slots.CaseCard(id, 0), id) with { CaseId = id })],
            },
            default
        );
        foreach (var row in await outbox.LeaseAsync(10, ["web"], default))
        {
            await outbox.RecordAsync(row, new Delivery.Sent(new Place("web", "room"), "old-" + row.What.Key), default);
        }
        // As the desk does: the case's card is shown again.
        bot.Decide = (inboxId, inbound) =>
            Task.FromResult(
                inbound is Inbound.TimePassed { Timer: TimerNames.CardCheck, Subject: var id }
                    ? new Decision { Outbound = [Show($"check-{inboxId}", Slots.CaseCard(id, 0), id) with { CaseId = id }] }
                    : Decision.Nothing
            );
        channel.Answer = dispatch =>
            Task.FromResult<Delivery>(
                dispatch.MessageId == "old-ESC-2"
                    ? new Delivery.Vanished()
                    : new Delivery.Sent(new Place("web", "room"), dispatch.MessageId ?? "new")
            );

        await bot.StartAsync();
        await bot.UntilAsync(() => bot.Get<CardCheck>().State.State == "degraded", TimeSpan.FromSeconds(1));

        bot.Get<CardCheck>()
            .State.Why.ShouldBe("Of the cards of 2 open cases 1 could be edited, 1 were gone and are posted again, 0 are still tried.");
        (await bot.Get<SlotMessages>().FindSlotAsync(Slots.CaseCard("ESC-2", 0), default))!.MessageId.ShouldBe("new");
        channel.Sends.ShouldNotContain(send => send.MessageId == "old-ESC-3");

        // What was wrong once is not wrong for ever.
        await bot.UntilAsync(() => bot.Get<CardCheck>().State.State == "ok", TimeSpan.FromSeconds(5));
        bot.Get<CardCheck>().State.Why.ShouldBe("Of the cards of 2 open cases 2 could be edited.");
    }

    [Fact]
    public void The_end_of_the_secret_is_warned_of_at_thirty_seven_and_one_days()
    {
        var ends = new DateOnly(2026, 12, 31);
        var warnings = Enumerable
            .Range(0, 45)
            .Select(day =>
                (
                    Left: 40 - day,
                    Warning: DailyCheckup.SecretWarning(ends, new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero).AddDays(day))
                )
            )
            .ToList();
        warnings.Where(one => one.Left is > 30 or < 0).ShouldAllBe(one => one.Warning == null);
        // Told once for each key: also when nobody ran the bot on that very day.
        warnings
            .Where(one => one.Warning is not null)
            .GroupBy(one => one.Warning!.Value.Key, StringComparer.Ordinal)
            .Select(group => group.First().Left)
            .ShouldBe([30, 7, 1]);
    }

    [Fact]
    public async Task What_fails_stands_in_health_and_a_queue_on_a_channel_that_is_off_is_told_at_start()
    {
        using var organisation = new OrganisationFixture();
        organisation.Write(
            "organisation.yaml",
            OrganisationFixture.Yaml.Replace("web:billing", "slack:#billing", StringComparison.Ordinal)
        );
        await using var bot = await RunningBot.StartAsync([new("Organisation:Folder", organisation.Folder)]);
        await bot.Services.GetRequiredService<DailyCheckup>().LookAsync(default);
        await bot.Services.GetRequiredService<DailyCheckup>().LookAsync(default);
        (await ToldAsync(bot)).ShouldBe(1, "managers are told once");
        var ready = await bot.Http.GetStringAsync("/health/ready");
        ready.ShouldContain("Queue billing posts to slack:#billing, and that channel is off: its cases are seen by nobody.");
        bot.Services.GetRequiredService<DailyCheckup>().State.State.ShouldBe("degraded");
        System
            .Text.RegularExpressions.Regex.Count(
                ready,
                "\"redis\"",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(5)
            )
            .ShouldBe(1);
    }

    /// <summary>Timers that were set, or fired since.</summary>
    private static Task<long> ToldAsync(RunningBot bot) =>
        bot
            .Services.GetRequiredService<Database>()
            .ReadAsync(
                session =>
                    session.FindAsync(
                        "SELECT (SELECT COUNT(*) FROM timers WHERE timer = 'checkup') + (SELECT COUNT(*) FROM inbox "
                            + "WHERE body LIKE '%\"checkup\"%')",
                        row => row.Long(0)
                    ),
                CancellationToken.None
            );
}
