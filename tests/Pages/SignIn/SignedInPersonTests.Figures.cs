using System.Net;
using EscalationBot.Core.Store.Audit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>The page of figures.</summary>
public sealed partial class SignedInPersonTests
{
    [Fact]
    public async Task A_manager_reads_the_figures_with_what_they_count_and_others_do_not()
    {
        using var carol = await SignInAsync(Carol);
        (await carol.GetAsync("/console/figures")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        using var mia = await SignInAsync(Mia);
        (await mia.ReadAsync("/console")).ShouldContain("href=\"/console/figures\"");
        var page = await mia.ReadAsync("/console/figures?from=2026-10-01&to=2026-10-31");
        foreach (
            var words in new[]
            {
                "Came back",
                "Answers after which the asker had a contact about the client, category or article within 72 hours, of all answers.",
                "/console/figures.csv?from=2026-10-01&amp;to=2026-10-31",
                "value=\"2026-10-31\"",
            }
        )
        {
            page.ShouldContain(words);
        }

        page.ShouldNotContain("role=\"alert\"");
        (await mia.ReadAsync("/console/figures?from=2026-10-31&to=2026-10-01")).ShouldContain("The last 30 days are shown.");
        (await mia.GetAsync("/console/figures.csv?from=2026-10-31&to=2026-10-01")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await _bot.Services.GetRequiredService<AuditChain>().SealAsync(default);
        (
            await _bot.Services.GetRequiredService<AuditReading>().FindAsync(new AuditFilter { Who = Mia, Kind = "view" }, default)
        ).ShouldContain(row => row.Verb == "figures");
    }
}
