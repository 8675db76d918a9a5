using System.Net;
using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>What Slack vouches for. The manager's address alone makes nobody the manager.</summary>
public sealed class SlackProfilesTests
{
    private const string Address = "\"profile\":{\"display_name\":\"Mia\",\"email\":\"mia@example.com\"}";

    [Theory]
    [InlineData("\"team_id\":\"T000000001\"", Membership.Member)]
    [InlineData("\"team_id\":\"T000000001\",\"is_email_confirmed\":true", Membership.Member)]
    [InlineData("\"team_id\":\"T000000001\",\"is_email_confirmed\":false", Membership.Unconfirmed)]
    [InlineData("\"team_id\":\"T000000001\",\"deleted\":true", Membership.Deactivated)]
    [InlineData("\"team_id\":\"T000000001\",\"is_bot\":true", Membership.Bot)]
    [InlineData("\"team_id\":\"T000000001\",\"is_workflow_bot\":true", Membership.Bot)]
    [InlineData("\"team_id\":\"T000000001\",\"is_restricted\":true", Membership.Guest)]
    [InlineData("\"team_id\":\"T000000001\",\"is_restricted\":true,\"is_ultra_restricted\":true", Membership.Guest)]
    [InlineData("\"team_id\":\"T000000001\",\"is_ultra_restricted\":true", Membership.Guest)]
    [InlineData("\"team_id\":\"T000000001\",\"is_stranger\":true", Membership.Outsider)]
    [InlineData("\"team_id\":\"T0PARTNER01\"", Membership.Outsider)]
    [InlineData("\"team_id\":\"T0PARTNER01\",\"is_stranger\":false", Membership.Outsider)]
    [InlineData(
        "\"team_id\":\"T0PARTNER01\",\"enterprise_user\":{\"id\":\"W1\",\"enterprise_id\":\"E0OTHER\",\"enterprise_name\":\"Acme\"}",
        Membership.Outsider
    )]
    [InlineData("\"is_restricted\":false", Membership.Unknown)]
    [InlineData("\"team_id\":\"\"", Membership.Outsider)]
    [InlineData("\"team_id\":7", Membership.Unknown)]
    public async Task Only_an_account_of_our_own_workspace_in_full_use_is_a_member(string user, Membership expected)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.info", User(user)).On("team.info", """{"ok":false,"error":"missing_scope"}""");
        (await FindAsync(world))!.Membership.ShouldBe(expected);
    }

    [Theory]
    [InlineData("\"team_id\":\"T0OTHERWORKSPACE\",\"enterprise_user\":{\"id\":\"W0MIA\",\"enterprise_id\":\"E0OURS\"}", Membership.Member)]
    [InlineData("\"team_id\":\"E0OURS\"", Membership.Member)]
    [InlineData("\"team_id\":null,\"enterprise_user\":{\"id\":\"W0MIA\",\"enterprise_id\":\"E0OURS\"}", Membership.Member)]
    [InlineData(
        "\"team_id\":null,\"enterprise_user\":{\"id\":\"W0MIA\",\"enterprise_id\":\"E0OURS\"},\"is_restricted\":true",
        Membership.Guest
    )]
    [InlineData(
        "\"team_id\":\"T0OTHERWORKSPACE\",\"enterprise_user\":{\"id\":\"W0MIA\",\"enterprise_id\":\"E0OTHER\"}",
        Membership.Outsider
    )]
    [InlineData("\"team_id\":null,\"enterprise_user\":{\"id\":\"W0MIA\",\"enterprise_id\":\"E0OTHER\"}", Membership.Outsider)]
    public async Task In_a_Grid_organisation_its_other_workspaces_are_ours_too(string user, Membership expected)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Senses.Identity.Learn(SlackWorld.Self with { EnterpriseId = "E0OURS" });
        world.Web.On("users.info", User(user)).On("team.info", """{"ok":false,"error":"missing_scope"}""");
        (await FindAsync(world))!.Membership.ShouldBe(expected);
    }

    [Fact]
    public async Task Who_is_from_outside_is_named_with_their_organisation()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("users.info", """{"ok":true,"user":{"id":"U0ANA","team_id":"T0ACME","profile":{"display_name":"Ana"}}}""")
            .On("team.info", """{"ok":true,"team":{"id":"T0ACME","name":"Acme &amp; Sons"}}""");
        (await FindAsync(world, "U0ANA"))!.Organisation.ShouldBe("Acme & Sons");
        world.Senses.Recent.NameOf("U0ANA").ShouldBe("Ana (Acme & Sons)");

        // The name of a workspace is asked for once; nobody of ours has one.
        world.Web.On("users.info", """{"ok":true,"user":{"id":"U0EVA","team_id":"T0ACME","profile":{"display_name":"Eva"}}}""");
        (await FindAsync(world, "U0EVA"))!.Organisation.ShouldBe("Acme & Sons");
        world.Web.On("users.info", User("\"team_id\":\"T000000001\""));
        (await FindAsync(world))!.Organisation.ShouldBeNull();
    }

    [Fact]
    public async Task Without_the_name_of_a_workspace_the_domain_of_the_address_tells_where_somebody_is_from()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On(
                "users.info",
                """{"ok":true,"user":{"id":"U0ANA","team_id":"T0ACME","profile":{"display_name":"Ana","email":"ana@acme.example"}}}"""
            )
            .On("team.info", """{"ok":false,"error":"missing_scope"}""");
        (await FindAsync(world, "U0ANA"))!.Organisation.ShouldBe("acme.example");
        world.Web.On(
            "users.info",
            """{"ok":true,"user":{"id":"U0GUS","team_id":"T000000001","is_restricted":true,"profile":{"display_name":"Gus","email":"gus@guests.example"}}}"""
        );
        (await FindAsync(world, "U0GUS"))!.Organisation.ShouldBe("guests.example");
    }

    [Fact]
    public async Task A_missing_scope_is_told_to_health_and_no_reason_to_wait()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.info", """{"ok":false,"error":"missing_scope","needed":"users:read"}""");
        (await FindAsync(world)).ShouldBeNull();
        world.Channel.State.Why.ShouldContain("users:read");

        world.Web.On("users.info", """{"ok":true,"user":{"id":"U0MIA","team_id":"T000000001","profile":{"display_name":"Mia"}}}""");
        (await FindAsync(world))!.Email.ShouldBeNull();
        world.Channel.State.Why.ShouldContain("users:read.email");

        world.Web.On("users.info", User("\"team_id\":\"T000000001\""));
        (await FindAsync(world))!.Email.ShouldBe("mia@example.com");
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task Slack_that_cannot_be_asked_says_how_long_to_wait()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("users.info", "", HttpStatusCode.TooManyRequests, retryAfter: 30);
        (await Should.ThrowAsync<PlatformUnavailableException>(() => FindAsync(world))).After.ShouldBe(TimeSpan.FromSeconds(30));
        // The pause holds for everybody, and nobody calls meanwhile.
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        (await Should.ThrowAsync<PlatformUnavailableException>(() => FindAsync(world, "U0BOB"))).After.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_foreign_letter_that_folds_into_one_of_ours_makes_no_address_of_ours()
    {
        await using var world = await SlackWorld.OpenAsync();
        // The Kelvin sign is a K, and its lower case is our k.
        world.Web.On("users.info", User("\"team_id\":\"T000000001\"").Replace("mia@", "\\u212Aim@", StringComparison.Ordinal));
        (await FindAsync(world))!.Email.ShouldBe("\u212Aim@example.com");
    }

    [Fact]
    public async Task A_name_is_one_line_of_what_can_be_seen()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On(
            "users.info",
            User("\"team_id\":\"T000000001\"").Replace("\"Mia\"", "\"Ana\\nClaimed by Mia\\u202E\\u200B\\u0007\"", StringComparison.Ordinal)
        );
        (await FindAsync(world))!.Name.ShouldBe("Ana Claimed by Mia");
        world.Senses.Recent.NameOf("U0MIA").ShouldBe("Ana Claimed by Mia");
    }

    private static string User(string members) => "{\"ok\":true,\"user\":{\"id\":\"U0MIA\"," + members + "," + Address + "}}";

    private static Task<Profile?> FindAsync(SlackWorld world, string user = "U0MIA") =>
        world.Channel.FindProfileAsync(new PersonKey("slack", user), new Place("slack", "C1"), CancellationToken.None);
}
