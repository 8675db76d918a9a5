using System.Net;
using EscalationBot.Bot.Pages;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Insights.Recurring;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

public sealed class ConsolePageTests
{
    [Fact]
    public async Task An_empty_console_says_what_would_fill_it_and_names_queues_and_channels()
    {
        await using var bot = await RunningBot.StartAsync();

        var page = await bot.Http.GetStringAsync("/console");

        foreach (
            var words in new[]
            {
                "No open case.",
                "Every message reached its reader.",
                "Billing and contracts",
                "web:billing",
                "slack",
                "No credentials are set.",
                "teams",
                "Nothing recurs.",
            }
        )
        {
            page.ShouldContain(words);
        }
    }

    [Fact]
    public async Task An_open_case_stands_in_its_queue_and_in_the_list_and_in_the_csv()
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
                        text = "=cmd|x; <b>their</b> lawyer will call us tomorrow",
                    }
                )
            )
        ).StatusCode.ShouldBe(HttpStatusCode.OK);
        var cases = bot.Services.GetRequiredService<CaseStore>();
        for (var i = 0; i < 200 && await cases.CountCasesAsync(new(), CancellationToken.None) == 0; i++)
        {
            await Task.Delay(50);
        }

        var page = await bot.Http.GetStringAsync("/console");
        page.ShouldContain("ESC-1001");
        page.ShouldContain("unclaimed");
        page.ShouldContain("=cmd|x; &lt;b&gt;their&lt;/b&gt; lawyer");
        var csv = await bot.Http.GetStringAsync("/console/cases.csv");
        csv.ShouldStartWith("case,priority,due,owner,queue,account,state,question\n");
        csv.ShouldContain("ESC-1001,P1,");
        csv.ShouldContain(",\"'=cmd|x");
        (await bot.Http.GetStringAsync("/console/cases.csv?q=LAWYER%20unclaimed")).ShouldContain("ESC-1001");
        (await bot.Http.GetStringAsync("/console/cases.csv?q=lawyer%20zzzz")).ShouldNotContain("ESC-1001");
    }

    [Fact]
    public async Task What_was_granted_stands_there_with_who_approved_it_and_what_the_client_got_of_them_in_all()
    {
        await using var bot = await RunningBot.StartAsync();
        var cases = bot.Services.GetRequiredService<CaseStore>();
        var now = bot.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (bob, mia) = (
            TestDatabaseSamples.AnaParty with
            {
                Name = "Bob B",
                Email = "bob@example.com",
            },
            TestDatabaseSamples.AnaParty with
            {
                Name = "Mia M",
                Email = "mia@example.com",
            }
        );
        var secret = TestDatabaseSamples.Case() with { Restricted = true };
        await cases.CommitAsync(null, new Decision { Cases = [secret] }, CancellationToken.None);
        long version = 0;
        foreach (
            var one in new[]
            {
                new RecordedGrant("g1", "acme", "credit", 40m, "EUR", bob, null, "two lost days", null, now.AddDays(-2)),
                new RecordedGrant("g2", "acme", "credit", 60.5m, "EUR", bob, mia, "a third", null, now.AddDays(-1)),
                new RecordedGrant("g3", "acme", "credit", 7m, "EUR", mia, null, "ZANZIBAR", secret.Id, now),
            }
        )
        {
            await cases.CommitAsync(null, new Decision { Grants = [new NewGrant(one, version++)] }, CancellationToken.None);
        }

        var page = await bot.Http.GetStringAsync("/console");
        var rows = page[
            page.IndexOf("id=\"grants\"", StringComparison.Ordinal)..page.IndexOf("id=\"undelivered\"", StringComparison.Ordinal)
        ];
        foreach (var part in new[] { "Bob B", "60.50 EUR", "Mia M", "100.50 EUR", "two lost days", "Acme" })
        {
            rows.ShouldContain(part);
        }

        rows.ShouldNotContain("ZANZIBAR");
    }

    [Fact]
    public async Task What_recurs_stands_there_with_its_numbers_and_links_to_its_open_cases()
    {
        await using var bot = await RunningBot.StartAsync();
        var cases = bot.Services.GetRequiredService<CaseStore>();
        var now = bot.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var outbreak = IssueSamples.Outbreak(now).ToList();
        outbreak[4] = outbreak[4] with { CaseId = "ESC-1001" };
        outbreak[3] = outbreak[3] with { CaseId = "ESC-1000" };
        await IssueSamples.PutAsync(
            cases,
            [.. IssueSamples.Month(now), .. outbreak],
            [TestDatabaseSamples.Case("ESC-1001"), TestDatabaseSamples.Case("ESC-1000", state: CaseState.Closed)]
        );

        var page = await bot.Http.GetStringAsync("/console");

        page.ShouldContain("manifest cache");
        page.ShouldContain("<a href=\"#ESC-1001\">ESC-1001</a>");
        page.ShouldContain("<tr id=\"ESC-1001\">");
        page.ShouldContain("ESC-1000");
        page.ShouldNotContain("href=\"#ESC-1000\"");
    }

    [Fact]
    public async Task What_is_restricted_or_for_one_person_alone_is_quoted_in_no_table()
    {
        await using var bot = await RunningBot.StartAsync();
        var cases = bot.Services.GetRequiredService<CaseStore>();
        var (secret, plain) = (
            TestDatabaseSamples.Case() with
            {
                Restricted = true,
                Question = "ZANZIBAR",
                Account = "acme",
            },
            TestDatabaseSamples.Case("ESC-1002") with
            {
                Question = "QUAGMIRE",
                Account = "kestrel",
            }
        );
        var question = TestDatabaseSamples.Question("q7");
        question = question with { Judgement = question.Judgement with { Restricted = true } };
        var place = new Place(ChannelNames.Web, "specialists");
        Outbound.Show Lost(string key, string words, string? caseId, string? questionId = null) =>
            new(key, new Destination.At(place), Card.Of(words))
            {
                Key = key,
                Lane = "lost",
                CaseId = caseId,
                QuestionId = questionId,
            };
        await cases.CommitAsync(null, new Decision { Cases = [secret, plain], Questions = [question] }, CancellationToken.None);
        await cases.CommitAsync(
            null,
            new Decision
            {
                Outbound =
                [
                    Lost("l1", "MADAGASCAR", "ESC-1001"),
                    Lost("l2", "TIMBUKTU", "ESC-1002"),
                    Lost("l3", "SAMARKAND", null, "q7"),
                    Lost("l4", "ATLANTIS", "ESC-0999"),
                    new Outbound.Whisper(place, new PersonKey(ChannelNames.Web, "bob@example.com"), Card.Of("KATMANDU"))
                    {
                        Key = "l5",
                        Lane = "lost",
                    },
                ],
            },
            CancellationToken.None
        );
        await bot
            .Services.GetRequiredService<Database>()
            .WriteAsync(
                session =>
                    session.ExecuteAsync(
                        "UPDATE outbox SET state = 2, done_at = @now, error = 'gone' WHERE lane = 'lost'",
                        bot.Services.GetRequiredService<TimeProvider>().GetUtcNow()
                    ),
                CancellationToken.None
            );

        var page = await bot.Http.GetStringAsync("/console");
        page.ShouldContain("TIMBUKTU");
        page.ShouldContain("QUAGMIRE");
        page.ShouldContain("Words for this person alone.");
        var all = page + await bot.Http.GetStringAsync("/console/cases.csv");
        foreach (var word in new[] { "ZANZIBAR", "MADAGASCAR", "SAMARKAND", "ATLANTIS", "KATMANDU", "Acme" })
        {
            all.ShouldNotContain(word);
        }
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two, of them", "\"two, of them\"")]
    [InlineData("-1+cmd|x", "\"'-1+cmd|x\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("@sum", "\"'@sum\"")]
    public void What_a_spreadsheet_would_run_is_text(string account, string field) =>
        CasesCsv
            .Of([new CaseLine("ESC-1001", "P1", "Technical", account, null, "unclaimed", "", null, false, "?")])
            .ShouldContain($",{field},");
}
