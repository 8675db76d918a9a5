using System.Globalization;
using System.Net;
using System.Text;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Organisation;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

/// <summary>Who is there and who is on call, as managers see it.</summary>
public sealed class PeoplePageTests : IDisposable
{
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private Task<RunningBot> StartAsync() =>
        RunningBot.StartAsync(
            [new("Organisation:Folder", _fixture.Folder)],
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedClock()))
        );

    private static async Task<string> ReadAsync(RunningBot bot, string query = "") =>
        WebUtility.HtmlDecode(await bot.Http.GetStringAsync("/console/people" + query));

    private static string Row(string page, string name)
    {
        var at = page.IndexOf($"<strong>{name}</strong>", StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0, name);
        return page[at..page.IndexOf("</tr>", at, StringComparison.Ordinal)];
    }

    [Fact]
    public async Task It_tells_who_is_away_who_has_how_much_to_do_and_where_people_were_met()
    {
        _fixture.Change(OrganisationFolder.MainFile, "deputy: carol@example.com }", "deputy: carol@example.com, most_open: 1 }");
        await using var bot = await StartAsync();
        var now = bot.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var bob = new Party(new("web", "bob@example.com"), "Bob", "bob@example.com");
        await bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision
                {
                    Cases = [TestDatabaseSamples.Case("ESC-1001", state: CaseState.Claimed) with { Owner = bob }],
                    Absences =
                    [
                        new("carol@example.com", now.AddHours(-1), now.AddDays(2), IsHere: false),
                        new("mia@example.com", now.AddDays(3), now.AddDays(4), IsHere: false),
                    ],
                },
                CancellationToken.None
            );
        var page = await ReadAsync(bot);
        Row(page, "Bob").ShouldContain("1 of 1");
        Row(page, "Bob").ShouldContain("(full)");
        Row(page, "Bob").ShouldContain("Billing, Technical");
        Row(page, "Bob").ShouldContain(">here<");
        Row(page, "Carol").ShouldContain("class=\"late\">away until ");
        Row(page, "Mia").ShouldContain(">here, away from ");
        Row(page, "Ana").ShouldContain("not met yet");
        page.ShouldNotContain("ESC-1001");
        (await bot.Http.GetStringAsync("/console")).ShouldContain("href=\"/console/people\"");
        await bot.Services.GetRequiredService<AuditChain>().SealAsync(default);
        (await bot.Services.GetRequiredService<AuditReading>().FindAsync(new AuditFilter { Kind = "view" }, default)).ShouldContain(row =>
            row.Verb == "people"
        );
    }

    [Fact]
    public async Task The_rota_shows_who_is_on_call_who_follows_and_the_gaps_in_words()
    {
        var today = new ShiftedClock().GetUtcNow().Date;
        _fixture.Write(
            "rota/technical.ics",
            RotaFileTests.Calendar(Shift("bob", today.AddDays(-2), 4), Shift("carol", today.AddDays(2), 1))
        );
        _fixture.Change(OrganisationFolder.MainFile, "default: true,", "default: true, rota: rota/technical.ics,");
        await using var bot = await StartAsync();
        var page = await ReadAsync(bot);
        var technical = Row(page, "Technical");
        technical.ShouldContain("until Wed 25 Nov 01:00");
        technical.ShouldContain(": Carol");
        technical.ShouldContain("gap, nobody is named");
        technical.ShouldContain("Add an event for each gap to rota/technical.ics.");
        Row(page, "Billing").ShouldContain("Neither a rota nor an on_call list");

        static string Shift(string who, DateTime from, int days) =>
            RotaFileTests.Event(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SUMMARY:{who}@example.com\nDTSTART:{from:yyyyMMdd}T000000Z\nDTEND:{from.AddDays(days):yyyyMMdd}T000000Z"
                ),
                who
            );
    }

    [Fact]
    public async Task A_thousand_people_come_page_by_page_are_found_by_name_and_their_names_are_text()
    {
        var people = new StringBuilder("people:\n  - { email: x@example.com, name: \"<b>Zoë</b>\", roles: [rep] }\n");
        for (var i = 0; i < 1000; i++)
        {
            people.Append(CultureInfo.InvariantCulture, $"  - {{ email: p{i}@example.com, name: Person {i:0000}, roles: [rep] }}\n");
        }

        _fixture.Change(OrganisationFolder.MainFile, "people:\n", people.ToString());
        await using var bot = await StartAsync();
        var first = await bot.Http.GetStringAsync("/console/people");
        first.ShouldContain("1,005");
        first.ShouldContain("/console/people?page=2");
        first.ShouldNotContain("Person 0500");
        (await ReadAsync(bot, "?page=6")).ShouldContain("Person 0500");
        (await ReadAsync(bot, "?q=person+0500")).ShouldContain("<small>1 of 1,005</small>");
        (await bot.Http.GetStringAsync("/console/people?q=ZOE")).ShouldContain("&lt;b&gt;Zo");
        (await ReadAsync(bot, "?queue=billing")).ShouldContain("<small>2 of 1,005</small>");
        foreach (var strange in new[] { "?q=nobody-is-called-so", "?queue=%27%3B--", "?q=%00%ff" })
        {
            (await ReadAsync(bot, strange)).ShouldContain("Nobody fits.", customMessage: strange);
        }

        (await ReadAsync(bot, "?page=-1&q=+")).ShouldContain("Ana");
        (await ReadAsync(bot, "?page=99999")).ShouldContain("Person 0999");
    }
}
