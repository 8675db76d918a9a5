using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Observability;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_hold_what_is_stored_and_the_process_and_every_line_has_its_help()
    {
        await using var bot = await RunningBot.StartAsync();
        await bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision
                {
                    Cases = [TestDatabaseSamples.Case()],
                    Questions = [TestDatabaseSamples.Question("q1", state: QuestionState.Escalated, caseId: "ESC-1001")],
                },
                CancellationToken.None
            );
        using var answer = await bot.Http.GetAsync("/metrics");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldStartWith("text/plain; version=0.0.4");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("escalationbot_cases_open{queue=\"technical\",state=\"unclaimed\"} 1\n");
        text.ShouldContain("escalationbot_questions{verdict=\"not_covered\",state=\"escalated\"} 1\n");
        text.ShouldContain("escalationbot_inbox_failed 0\n");
        foreach (var name in new[] { "process_cpu_seconds_total", "process_resident_memory_bytes", "process_start_time_seconds" })
        {
            text.ShouldContain($"# HELP {name} ");
        }
        HelpIsComplete(text);
        PromtoolAgrees(text);
    }

    [Fact]
    public async Task Counts_of_a_database_that_does_not_answer_are_left_out_not_kept()
    {
        var factory = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        await using var nowhere = new Database(
            new DatabaseOptions { Engine = DatabaseEngine.Postgres, ConnectionString = "Host=127.0.0.1;Port=9;Username=nobody;Timeout=1" },
            TimeProvider.System
        );
        using var text = new PrometheusText(factory);
        var gauges = new StoreGauges(
            new BotMetrics(factory),
            new Inbox(nowhere),
            new Outbox(nowhere),
            new Measures(nowhere),
            new UsageCounts(nowhere)
        );
        await gauges.RefreshAsync(CancellationToken.None);
        text.Write().ShouldNotContain("escalationbot_inbox");
        text.Write().ShouldContain("escalationbot_database_answers 0");
    }

    [Fact]
    public async Task Counts_go_on_after_the_clock_was_set_back()
    {
        var factory = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        await using var test = await TestDatabase.OpenAsync();
        var inbox = new Inbox(test.Database);
        using var text = new PrometheusText(factory);
        var gauges = new StoreGauges(
            new BotMetrics(factory),
            inbox,
            new Outbox(test.Database),
            new Measures(test.Database),
            new UsageCounts(test.Database)
        );
        test.Clock.SetBy(TimeSpan.FromHours(1));
        await gauges.RefreshAsync(CancellationToken.None);
        text.Write().ShouldContain("escalationbot_database_answers 1");
        test.Clock.SetBy(TimeSpan.FromHours(-1));
        await inbox.AddAsync(TestDatabaseSamples.Said("1"), CancellationToken.None);
        await gauges.RefreshAsync(CancellationToken.None);
        text.Write().ShouldContain("escalationbot_inbox_waiting{");
    }

    private static void HelpIsComplete(string text)
    {
        string? family = null;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
            }
            else if (!line.StartsWith('#'))
            {
                line.ShouldStartWith(family.ShouldNotBeNull());
            }
        }
    }

    /// <summary>Prometheus' own checker, where it is installed (tests/run brings it on Debian).</summary>
    private static void PromtoolAgrees(string text)
    {
        if (Programs.Find("promtool") is not { } promtool)
        {
            return;
        }
        using var process = Process.Start(
            new ProcessStartInfo(promtool, "check metrics")
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        process.StandardInput.Write(text);
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, said);
    }
}
