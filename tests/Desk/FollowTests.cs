using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Who follows a case hears what becomes of it, once each, and only while they may read it.</summary>
public sealed class FollowTests
{
    private const string Card = "case:ESC-1001:card";

    [Fact]
    public async Task Carol_follows_by_the_menu_hears_of_each_step_once_and_stops_by_typing()
    {
        var (world, ana, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await carol.PressesAsync(Card, "Follow");
        carol.Heard.ShouldStartWith("You follow ESC-1001 and hear of it");
        await carol.PressesAsync(Card, "Follow");
        carol.Heard.ShouldStartWith("You follow ESC-1001 already.");
        await bob.FillsAsync(Card, "Release", ("Note for the next person", "x"));
        await bob.PressesAsync(Card, "Claim");
        Count("ESC-1001: Bob has it now.").ShouldBe(1);
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        Count("ESC-1001 is resolved by Bob.").ShouldBe(1);
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        Count("ESC-1001 is closed: the client was told.").ShouldBe(1);
        await bob.FillsAsync(Card, "Reopen", ("What is still wrong?", "It wobbles."));
        Count("ESC-1001 is open again, with Technical.").ShouldBe(1);
        await carol.SaysAsync("unfollow ESC-1001");
        carol.Heard.ShouldBe("You follow ESC-1001 no longer.");
        await bob.FillsAsync(Card, "Transfer", ("Queue", "billing"));
        Count("ESC-1001 moved").ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind IN ('followed', 'unfollowed')")).ShouldBe(2);

        int Count(string words) => carol.Reads.Count(text => text.Contains(words));
    }

    [Theory]
    [InlineData("follow ESC-1001", 1)]
    [InlineData("Follow esc 1001!", 1)]
    [InlineData("following ESC-1001", 1)]
    [InlineData("follow up on ESC-1001 please", 0)]
    [InlineData("follow ESC-1001 and tell me", 0)]
    [InlineData("follow ESC-9999", 0)]
    [InlineData("unfollow ESC-1001", 0)]
    public async Task Follow_is_typed_with_a_number_and_nothing_else(string typed, int followers)
    {
        var (world, _, _, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await carol.SaysAsync(typed);
        (await world.TheCaseAsync()).Followers.Count.ShouldBe(followers);
    }

    [Fact]
    public async Task A_follower_who_may_no_longer_read_it_hears_nothing_and_the_one_who_acts_is_not_told_of_it()
    {
        var (world, _, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await carol.SaysAsync("follow ESC-1001");
        await bob.PressesAsync(Card, "Follow");
        // Carol is no colleague any more.
        world.Reorganise(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace(", deputy: carol@example.com", "", StringComparison.Ordinal)
                    .Replace(
                        "  - { email: carol@example.com, name: Carol, roles: [specialist], queues: [technical] }\n",
                        "",
                        StringComparison.Ordinal
                    )
            )
        );
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "x"), ("Tell the client", "y"));
        carol.Reads.ShouldAllBe(text => !text.Contains("is resolved"));
        world.Person("bob", ChannelNames.Slack).Reads.ShouldAllBe(text => !text.Contains("is resolved by"));
    }

    [Fact]
    public async Task The_rep_hears_everything_anyway_and_a_rep_of_another_case_may_not_follow()
    {
        var (world, ana, _, _) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await ana.SaysAsync("follow ESC-1001");
        ana.Heard.ShouldBe("ESC-1001 is yours: you hear everything about it anyway.");
        await world.Person("kim").SaysAsync("follow ESC-1001");
        (await world.TheCaseAsync()).Followers.ShouldBeEmpty();
    }
}
