using System.Net;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>The page of one case, and the list of those that are over.</summary>
public sealed partial class SignedInPersonTests
{
    private CaseStore Cases => _bot.Services.GetRequiredService<CaseStore>();

    [Fact]
    public async Task Whoever_works_on_a_case_reads_it_and_acts_on_its_page_as_themselves()
    {
        using var dave = await SignInAsync(Dave);
        var page = await dave.ReadAsync("/console/cases/esc-1002");
        foreach (var words in new[] { "billing words", "data-action=\"claim\"", $"data-as=\"{Dave}\"", "What happened" })
        {
            page.ShouldContain(words);
        }

        var since = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds();
        (await PressAsync(dave, Dave, "claim", "ESC-1002")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await RunningBot.UntilAsync(async () => (await Cases.FindCaseAsync("ESC-1002", default))?.Owner?.Email == Dave);
        (await dave.ReadAsync("/console/cases/ESC-1002")).ShouldContain("claimed");

        // What the desk answers stands on the page: somebody else has it already.
        using var mia = await SignInAsync(Mia);
        (await PressAsync(mia, Mia, "claim", "ESC-1002")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await RunningBot.UntilAsync(async () =>
            (await mia.ReadAsync($"/console/cases/ESC-1002?since={since}")).Contains("id=\"answers\"><p", StringComparison.Ordinal)
        );
        (await mia.ReadAsync($"/console/cases/ESC-1002?since={since}")).ShouldContain("id=\"answers\"><p");
        (await Cases.FindCaseAsync("ESC-1002", default))!.Owner!.Email.ShouldBe(Dave);

        await _bot.Services.GetRequiredService<AuditChain>().SealAsync(default);
        var views = await _bot
            .Services.GetRequiredService<AuditReading>()
            .FindAsync(
                new AuditFilter
                {
                    Who = Dave,
                    Subject = "ESC-1002",
                    Kind = "view",
                },
                default
            );
        views.ShouldContain(row => row.Verb == "case_page" && row.Surface == "console");
    }

    [Fact]
    public async Task What_was_meant_for_somebody_who_may_not_have_it_any_more_is_not_sent_again()
    {
        var outbox = _bot.Services.GetRequiredService<Outbox>();
        await Cases.CommitAsync(
            null,
            new Decision
            {
                Outbound =
                [
                    new Outbound.Show("gone", new Destination.Direct("web", "gone@example.com", "gone@example.com"), Card.Of("words"))
                    {
                        Key = "gone",
                        Lane = "gone",
                        CaseId = "ESC-1003",
                    },
                ],
            },
            default
        );
        await RunningBot.UntilAsync(async () => (await outbox.DroppedAsync(1, default)).Count == 1);
        using var otto = await SignInAsync("otto@example.com");
        (await otto.ReadAsync("/console")).ShouldNotContain("Send again");
        var id = (await outbox.DroppedAsync(1, default))[0].Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var answer = await otto.SendFormAsync("/console/undelivered", ("id", id));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("no longer to be sent again");
    }

    [Fact]
    public async Task A_case_that_is_not_theirs_to_read_is_not_there_and_nobody_presses_its_buttons()
    {
        await Cases.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    TestDatabaseSamples.Case("ESC-1004", queue: "trust") with
                    {
                        Question = "ZANZIBAR words",
                        State = CaseState.Unclaimed,
                        Owner = null,
                        Restricted = true,
                        ReadIn = ["trust"],
                    },
                ],
            },
            CancellationToken.None
        );
        using var bob = await SignInAsync("bob@example.com");
        foreach (var path in new[] { "/console/cases/ESC-1004", "/console/cases/ESC-9999", "/console/cases/%3Cb%3E" })
        {
            var answer = await bob.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            var page = await answer.Content.ReadAsStringAsync();
            page.ShouldContain("No such case");
            page.ShouldNotContain("ZANZIBAR");
        }
        // `as` is for the playground only.
        (await bob.GetAsync($"/console/cases/ESC-1004?as={Carol}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PressAsync(bob, "bob@example.com", "claim", "ESC-1004")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var carol = await SignInAsync(Carol);
        (await carol.ReadAsync("/console/cases/ESC-1004")).ShouldContain("ZANZIBAR");
        using var ana = await SignInAsync(Ana);
        (await ana.GetAsync("/console/cases/ESC-1002")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ana.GetAsync("/console/closed")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // In somebody else's chat nobody presses.
        (await PressAsync(bob, Carol, "claim", "ESC-1004")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Cases.FindCaseAsync("ESC-1004", default))!.Owner.ShouldBeNull();
    }

    [Fact]
    public async Task Cases_that_are_over_are_listed_for_their_queues_the_newest_first()
    {
        await Cases.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    TestDatabaseSamples.Case("ESC-1005", queue: "billing") with
                    {
                        Question = "over and told",
                        State = CaseState.Closed,
                    },
                    TestDatabaseSamples.Case("ESC-1006", queue: "technical") with
                    {
                        Question = "elsewhere",
                        State = CaseState.Declined,
                    },
                ],
            },
            CancellationToken.None
        );
        using var dave = await SignInAsync(Dave);
        var page = await dave.ReadAsync("/console/closed");
        page.ShouldContain("over and told");
        page.ShouldContain("href=\"/console/cases/ESC-1005\"");
        page.ShouldNotContain("elsewhere");
        page.ShouldNotContain("billing words");
        var csv = await dave.ReadAsync("/console/closed.csv?q=told");
        csv.ShouldContain("ESC-1005");
        (await dave.ReadAsync("/console/closed.csv?q=nothing")).ShouldNotContain("ESC-1005");
    }

    private static Task<HttpResponseMessage> PressAsync(Browser person, string email, string action, string id) =>
        person.SendJsonAsync(
            "/webchat/press",
            new
            {
                conversation = $"dm:{email}",
                action,
                data = new Dictionary<string, string> { ["case"] = id },
            }
        );
}
