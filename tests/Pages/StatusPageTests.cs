using System.Net;
using System.Xml.Linq;
using EscalationBot.Bot.Pages;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Pages;

/// <summary>The public status page: what managers wrote for clients, and nothing else.</summary>
public sealed class StatusPageTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly Party Mia = new(new PersonKey("teams", "U-mia"), "Mia", "mia@example.com"),
        Bob = new(new PersonKey("slack", "U-bob"), "Bob", "bob@example.com");

    private const string Hush = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: hush, when: { words: [hush] }, then: { escalate: now, queue: technical, restricted: true }, why: y }
        """;

    private static Task<DeskWorld> OpenAsync() =>
        DeskWorld.OpenAsync(
            ("organisation.yaml", OrganisationFixture.Yaml + "\nincidents: { status_page: true }\n"),
            ("accounts.csv", "id,name,tier,arr,renewal,owner_email,language,notes\nacme,Acme Freight,enterprise,1,2027-01-31,,en,\n"),
            ("criteria.yaml", Hush)
        );

    private static Incident Of(DateTimeOffset at, params IncidentUpdate[] updates) =>
        new()
        {
            Id = "in1",
            Version = 1,
            State = IncidentState.Open,
            Title = "title of ours",
            Queue = "technical",
            Topic = new(["gateway", "503"], []),
            Since = at,
            CreatedAt = at,
            ChangedAt = at,
            DeclaredBy = Bob,
            DeclaredAt = at,
            Updates = updates,
        };

    private static Task PutAsync(DeskWorld world, Incident incident) =>
        world.Cases.CommitAsync(null, new Decision { Incidents = [incident] }, default);

    [Fact]
    public async Task Nothing_is_there_until_the_organisation_wants_it()
    {
        await using var bot = await RunningBot.StartAsync();
        foreach (var path in new[] { "status.md", "status.atom" })
        {
            using var answer = await bot.Http.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await answer.Content.ReadAsStringAsync()).ShouldBeEmpty();
        }

        (await bot.Http.GetStringAsync(new Uri("console", UriKind.Relative))).ShouldNotContain("/status.md");
    }

    [Fact]
    public async Task A_stranger_reads_what_a_manager_wrote_as_Markdown_and_as_a_feed_and_the_console_links_to_it()
    {
        using var organisation = new OrganisationFixture();
        organisation.Change("organisation.yaml", "askers: anyone", "askers: anyone\nincidents: { status_page: true }");
        await using var bot = await RunningBot.StartAsync([new("Organisation:Folder", organisation.Folder)]);
        var now = bot.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision { Incidents = [Of(now, new IncidentUpdate("for reps", "Orders are <b>late</b>.", Mia, now))] },
                default
            );

        using var page = await bot.Http.GetAsync(new Uri("status.md", UriKind.Relative));
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/markdown; charset=utf-8");
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await page.Content.ReadAsStringAsync();
        text.ShouldContain("## Open since ");
        text.ShouldContain(@"> Orders are \<b\>late\<\/b\>\.".Replace(@"\/", "/", StringComparison.Ordinal));
        using var feed = await bot.Http.GetAsync(new Uri("status.atom", UriKind.Relative));
        feed.Content.Headers.ContentType!.ToString().ShouldBe("application/atom+xml; charset=utf-8");
        var entry = XDocument.Parse(await feed.Content.ReadAsStringAsync()).Root!.Elements(Atom + "entry").ShouldHaveSingleItem();
        entry.Element(Atom + "content")!.Value.ShouldContain("Orders are <b>late</b>.");
        (await bot.Http.GetStringAsync(new Uri("console", UriKind.Relative))).ShouldContain("href=\"/status.md\"");
    }

    [Fact]
    public async Task A_text_stands_there_only_when_a_manager_wrote_it_for_clients_and_it_gives_nothing_away()
    {
        await using var world = await OpenAsync();
        using var reader = new StatusReader(world.Workplaces, world.Cases, world.Clock);
        var now = world.Clock.GetUtcNow();
        await PutAsync(
            world,
            Of(
                now,
                new IncidentUpdate("reps: look at the gateway", "", Mia, now),
                new IncidentUpdate("x", "a specialist's words", Bob, now),
                new IncidentUpdate("x", "Acme Freight cannot order", Mia, now),
                new IncidentUpdate("x", "see esc-1001 of yesterday", Mia, now),
                new IncidentUpdate("x", "bob looks at it", Mia, now),
                new IncidentUpdate("x", "Write to BOB@example.com", Mia, now),
                new IncidentUpdate("x", "This is hush", Mia, now),
                new IncidentUpdate("x", "Told by Zelda Quist", Mia, now),
                new IncidentUpdate("x", "We work on it. \U0001F527\u0001\nPassword: hunter2secret", Mia, now)
            )
        );
        await world.Cases.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Case("ESC-1001") with
                    {
                        Rep = new(new PersonKey("teams", "U-z"), "Zelda Quist", null),
                        Incident = new("in1", "t", now),
                    },
                ],
            },
            default
        );

        var model = await reader.ReadAsync(default);
        model.Incidents.ShouldHaveSingleItem().Texts.ShouldHaveSingleItem().Text.ShouldStartWith("We work on it.");
        foreach (var shown in new[] { model.Markdown(), model.Feed() })
        {
            shown.ShouldContain("We work on it");
            shown.ShouldContain("\U0001F527");
            foreach (
                var secret in new[]
                {
                    "title of ours",
                    "reps:",
                    "specialist",
                    "Acme",
                    "1001",
                    "bob",
                    "BOB",
                    "hush",
                    "Zelda",
                    "hunter2",
                    "in1",
                }
            )
            {
                shown.ShouldNotContain(secret, Shouldly.Case.Sensitive);
            }
        }
    }

    [Fact]
    public async Task Without_an_incident_it_says_so_and_what_was_fixed_stands_there_for_fourteen_days()
    {
        await using var world = await OpenAsync();
        using var reader = new StatusReader(world.Workplaces, world.Cases, world.Clock);
        var now = world.Clock.GetUtcNow();
        var empty = await reader.ReadAsync(default);
        empty.Markdown().ShouldContain("No incident is open.");
        Check(empty.Feed()).ShouldBeEmpty();

        var open = Of(now, new IncidentUpdate("x", "We work on it.", Mia, now));
        await PutAsync(world, open);
        (await reader.ReadAsync(default)).ShouldBeSameAs(empty);
        await world.WaitAsync(TimeSpan.FromSeconds(6));
        var id = Check((await reader.ReadAsync(default)).Feed()).ShouldHaveSingleItem();
        var ended = open with
        {
            Version = 2,
            State = IncidentState.Fixed,
            FixedAt = now.AddHours(1),
            ChangedAt = now.AddHours(1),
            EndedBy = Mia,
            TellClient = "It works again.",
        };
        await PutAsync(world, ended);
        // Another process, or this one after a restart: the ids stay.
        using var restarted = new StatusReader(world.Workplaces, world.Cases, world.Clock);
        var model = await restarted.ReadAsync(default);
        Check(model.Feed()).ShouldBe([id]);
        model.Markdown().ShouldContain("No incident is open.");
        model.Markdown().ShouldContain(@"> It works again\.");
        // Its memo changes it later: that does not make it new.
        await PutAsync(world, ended with { Version = 3, ChangedAt = now.AddDays(10) });
        await world.WaitAsync(TimeSpan.FromDays(15));
        (await reader.ReadAsync(default)).Incidents.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(IncidentState.Suspected)]
    [InlineData(IncidentState.Dismissed)]
    [InlineData(IncidentState.Undone)]
    [InlineData(IncidentState.Merged)]
    [InlineData(null)]
    public async Task What_was_taken_back_merged_or_erased_is_gone(IncidentState? became)
    {
        await using var world = await OpenAsync();
        using var reader = new StatusReader(world.Workplaces, world.Cases, world.Clock);
        var now = world.Clock.GetUtcNow();
        var open = Of(now, new IncidentUpdate("x", "We work on it.", Mia, now));
        await PutAsync(world, open);
        (await reader.ReadAsync(default)).Incidents.Count.ShouldBe(1);
        await PutAsync(world, became is { } state ? open with { Version = 2, State = state } : open.WithoutPeople());
        await world.WaitAsync(TimeSpan.FromSeconds(6));
        var model = await reader.ReadAsync(default);
        model.Markdown().ShouldContain("No incident is open.");
        Check(model.Feed()).ShouldBeEmpty();
    }

    /// <summary>RFC 4287, sections 4.1.1 and 4.1.2: what a feed and its entries must have. Gives the ids of the entries.</summary>
    private static List<string> Check(string feed)
    {
        var root = XDocument.Parse(feed).Root!;
        root.Name.ShouldBe(Atom + "feed");
        root.Element(Atom + "author")!.Element(Atom + "name")!.Value.ShouldNotBeEmpty();
        foreach (var one in root.Elements(Atom + "entry").Append(root))
        {
            one.Elements(Atom + "id").ShouldHaveSingleItem().Value.ShouldMatch("^urn:uuid:[0-9a-f-]{36}$");
            one.Elements(Atom + "title").ShouldHaveSingleItem().Value.ShouldNotBeEmpty();
            one.Elements(Atom + "updated").ShouldHaveSingleItem().Value.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
        }

        return [.. root.Elements(Atom + "entry").Select(one => one.Element(Atom + "id")!.Value)];
    }
}
