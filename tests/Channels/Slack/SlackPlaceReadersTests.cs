using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Health;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>In which channels of queues and departments others than our own people read.</summary>
public sealed class SlackPlaceReadersTests
{
    private const string Channels = """
        {"ok":true,"channels":[
          {"id":"C1","name":"technical","is_member":true,"is_private":false,"is_ext_shared":false},
          {"id":"C2","name":"billing","is_member":true,"is_private":true,"is_ext_shared":true},
          {"id":"C3","name":"legal","is_member":true,"is_private":true,"is_ext_shared":false,"pending_shared":["T9"]}]}
        """;

    private const string One = """{"ok":true,"channel":{"id":"C0SECURITY","name":"security","is_member":true,"is_private":true}}""";

    private static readonly OrganisationSnapshot Organisation = OrganisationFixture.Of(
        (
            "organisation.yaml",
            OrganisationFixture.Yaml.Replace("web:specialists", "slack:#technical").Replace("web:billing", "slack:#billing")
        ),
        (
            "departments.yaml",
            """
            departments:
              - { id: legal, title: Legal, place: "slack:#legal", template: "What happened?", reply: 1d }
              - { id: security, title: Security, place: "slack:C0SECURITY", template: "What happened?", reply: 1d }
            """
        ),
        (
            "criteria.yaml",
            """
            version: 1
            owner: mia@example.com
            review_by: 2027-06-30
            criteria:
              - { id: fraud, when: { words: [fraud] }, then: { escalate: now, queue: technical, restricted: true }, why: y }
            """
        )
    );

    [Fact]
    public async Task A_channel_counts_as_shared_until_Slack_says_that_it_is_not()
    {
        await using var world = await SlackWorld.OpenAsync();
        var holder = Holder();
        using var asking = Asking(world, holder);

        world.Web.On("conversations.list", """{"ok":false,"error":"internal_error"}""");
        world.Web.On("conversations.info", """{"ok":false,"error":"internal_error"}""");
        await asking.AskAsync(default);
        Shared(holder).ShouldBe(["slack:#technical", "slack:#billing", "slack:#legal", "slack:C0SECURITY"]);

        world.Web.On("conversations.list", Channels).On("conversations.info", One);
        People(world, "[\"U1\",\"U2\"]", "[\"U2\"]");
        await asking.AskAsync(default);
        Shared(holder).ShouldBe(["slack:#billing", "slack:#legal"]);
        world.Senses.Health.State.Why.ShouldContain("slack:#billing is shared with another organisation");

        // Slack cannot be asked: what it said last stays.
        world.Web.On("conversations.list", """{"ok":false,"error":"internal_error"}""");
        world.Web.On("conversations.info", """{"ok":false,"error":"internal_error"}""");
        await asking.AskAsync(default);
        Shared(holder).ShouldBe(["slack:#billing", "slack:#legal"]);
    }

    [Fact]
    public async Task What_Slack_said_is_in_force_at_the_next_start_before_it_is_asked_again()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("conversations.list", Channels).On("conversations.info", One);
        People(world, "[\"U1\"]", "[\"U1\"]");
        using (var asking = Asking(world, Holder()))
        {
            await asking.AskAsync(default);
        }
        var holder = Holder();
        using var again = Asking(world, holder);

        await again.RememberAsync(default);
        Shared(holder).ShouldBe(["slack:#billing", "slack:#legal"]);
    }

    [Theory]
    [InlineData("is_restricted")]
    [InlineData("is_ultra_restricted")]
    [InlineData("is_stranger")]
    public async Task Where_a_guest_is_among_the_members_words_are_kept_back_until_they_have_left(string guest)
    {
        await using var world = await SlackWorld.OpenAsync();
        var holder = Holder();
        using var asking = Asking(world, holder);
        world.Web.On("conversations.list", Channels).On("conversations.info", One);
        People(world, "[\"U1\",\"U9\"]", "[\"U1\"]", guest);

        await asking.AskAsync(default);
        Shared(holder).ShouldBe(["slack:#technical", "slack:#billing", "slack:#legal"]);
        world.Senses.Health.State.Why.ShouldContain("Guests read in slack:#technical");

        world.Web.On("conversations.list", Channels).On("conversations.info", One);
        People(world, "[\"U1\"]", "[\"U1\"]", guest);
        await asking.AskAsync(default);
        Shared(holder).ShouldBe(["slack:#billing", "slack:#legal"]);
        world.Senses.Health.State.Why.ShouldNotContain("Guests");
    }

    [Theory]
    [InlineData("users.list")]
    [InlineData("conversations.members")]
    public async Task Members_whom_Slack_does_not_list_count_as_others(string silent)
    {
        await using var world = await SlackWorld.OpenAsync();
        var holder = Holder();
        using var asking = Asking(world, holder);
        world.Web.On("conversations.list", Channels).On("conversations.info", One);
        if (silent == "users.list")
        {
            world
                .Web.On("users.list", """{"ok":false,"error":"internal_error"}""")
                .On("users.list", """{"ok":false,"error":"internal_error"}""");
        }
        else
        {
            world.Web.On("users.list", Users("is_restricted"));
            world.Web.On("conversations.members", """{"ok":true,"members":["U1"],"response_metadata":{"next_cursor":"more"}}""");
            world.Web.On("conversations.members", """{"ok":false,"error":"internal_error"}""");
            world.Web.On("conversations.members", """{"ok":false,"error":"internal_error"}""");
        }

        await asking.AskAsync(default);
        Shared(holder).ShouldBe(["slack:#technical", "slack:#billing", "slack:#legal", "slack:C0SECURITY"]);
    }

    [Fact]
    public async Task The_doctor_tells_which_channels_more_people_read()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("auth.test", """{"ok":true,"user":"triage","team":"Acme"}""")
            .On("conversations.list", Channels)
            .On("conversations.list", Channels);
        await using var services = new ServiceCollection().AddSingleton(world.Options).AddSingleton(world.Api).BuildServiceProvider();

        var found = await SlackChecks.RunAsync(services, Organisation, default);

        var warned = found.Where(one => one.Level == Level.Warn).Select(one => one.What).ToList();
        warned.ShouldContain(text => text.StartsWith("#technical is public: every member of the workspace can read"));
        warned.ShouldContain(text => text.StartsWith("#billing is shared with another organisation"));
    }

    private static SlackPlaceReaders Asking(SlackWorld world, WorkplaceHolder holder) =>
        new(world.Api, world.Memory, holder, world.Senses, NullLogger<SlackPlaceReaders>.Instance);

    private static WorkplaceHolder Holder()
    {
        var holder = new WorkplaceHolder();
        holder.Replace(new Workplace(Organisation, null!));
        return holder;
    }

    /// <summary>Members of the workspace, of #technical, and of the channel that is named by its id.</summary>
    private static void People(SlackWorld world, string technical, string security, string guest = "is_restricted") =>
        world
            .Web.On("users.list", Users(guest))
            .On("conversations.members", $$"""{"ok":true,"members":{{technical}}}""")
            .On("conversations.members", $$"""{"ok":true,"members":{{security}}}""");

    private static string Users(string guest) =>
        $$"""
            {"ok":true,"members":[
              {"id":"U1","team_id":"{{SlackWorld.Self.TeamId}}"},
              {"id":"U2","team_id":"{{SlackWorld.Self.TeamId}}","deleted":true},
              {"id":"U9","team_id":"{{SlackWorld.Self.TeamId}}","{{guest}}":true}]}
            """;

    private static List<string> Shared(WorkplaceHolder holder)
    {
        var organisation = holder.Current.Organisation;
        return
        [
            .. organisation
                .Queues.Select(queue => queue.Place)
                .Concat(organisation.Departments.Select(department => department.Place))
                .Where(organisation.IsReadByOutsiders)
                .Select(place => place.Text)
                .Distinct(),
        ];
    }
}
