using EscalationBot.Bot.Health;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

/// <summary>The bot looks at itself: secrets and channels every day.</summary>
public sealed class SelfCheckTests
{
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
