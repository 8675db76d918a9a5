using System.Net;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

public sealed class AuditPageTests
{
    private static async Task FillAsync(RunningBot bot, int count)
    {
        var log = bot.Services.GetRequiredService<AuditLog>();
        await log.RecordAsync(
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new AuditEntry(
                        AuditKind.Action,
                        "claimed",
                        AuditActor.Of(i % 2 == 0 ? "bob@example.com" : "carol@example.com")
                    )
                    {
                        Surface = "slack",
                        Subject = $"ESC-{1001 + i}",
                    }),
            ],
            default
        );
        await bot.Services.GetRequiredService<AuditChain>().SealAsync(default);
    }

    [Fact]
    public async Task The_page_shows_who_did_what_newest_first_and_that_somebody_looked()
    {
        await using var bot = await RunningBot.StartAsync();
        (
            await bot.Http.PostAsync(
                "/webchat/messages",
                WebChatHost.Json(
                    new
                    {
                        @as = "ana@example.com",
                        conversation = "dm:ana@example.com",
                        text = "their lawyer <b>hunter2</b> will call us tomorrow",
                    }
                )
            )
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = "";
        for (var i = 0; i < 200 && !page.Contains("ESC-1001", StringComparison.Ordinal); i++)
        {
            await Task.Delay(50);
            page = await bot.Http.GetStringAsync("/console/audit");
        }

        foreach (
            var words in new[]
            {
                "<td class=\"fit\">escalated</td>",
                "decision",
                "ana@example.com",
                "ESC-1001",
                "web",
                "started",
                "Newest row ",
            }
        )
        {
            page.ShouldContain(words);
        }

        page.ShouldNotContain("hunter2");
        (await bot.Http.GetStringAsync("/console/audit?kind=view")).ShouldContain("<td class=\"fit\">audit</td>");
        (await bot.Http.GetStringAsync("/console")).ShouldContain("href=\"/console/audit\"");
    }

    [Fact]
    public async Task It_is_filtered_by_person_subject_kind_and_day_and_goes_on_page_by_page()
    {
        await using var bot = await RunningBot.StartAsync();
        await FillAsync(bot, 230);
        var first = await bot.Http.GetStringAsync("/console/audit?kind=action");
        first.ShouldContain("ESC-1230");
        first.ShouldNotContain("ESC-1100<");
        var next = WebUtility.HtmlDecode(first[(first.IndexOf("<p><a href=\"", StringComparison.Ordinal) + 12)..].Split('"')[0]);
        (await bot.Http.GetStringAsync(next)).ShouldContain("ESC-1100<");

        var ofCarol = await bot.Http.GetStringAsync("/console/audit?kind=action&who=carol@example.com");
        ofCarol.ShouldContain("ESC-1230");
        ofCarol.ShouldNotContain("ESC-1229");
        (await bot.Http.GetStringAsync("/console/audit?subject=esc-1005")).ShouldContain("ESC-1005<");
        (await bot.Http.GetStringAsync("/console/audit?until=2001-01-01")).ShouldContain("Nothing fits.");
        (await bot.Http.GetStringAsync("/console/audit?since=nonsense&below=x&who=%27%3B--")).ShouldContain("Nothing fits.");
    }

    [Fact]
    public async Task The_same_rows_come_as_csv()
    {
        await using var bot = await RunningBot.StartAsync();
        await FillAsync(bot, 3);
        var answer = await bot.Http.GetAsync("/console/audit.csv?kind=action&who=bob@example.com");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd().Split('\n');
        lines.Length.ShouldBe(3);
        lines[0].ShouldStartWith("number,at,kind,who,verb");
        lines[1].ShouldContain("action,bob@example.com,claimed,slack,ESC-1003");
    }
}
