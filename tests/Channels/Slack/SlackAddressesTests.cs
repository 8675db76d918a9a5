using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackAddressesTests
{
    private const string Posted = """{"ok":true,"channel":"C0QUEUE","ts":"1.1"}""";

    [Fact]
    public async Task A_name_is_found_on_any_page_joined_and_remembered_across_restarts()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On(
                "conversations.list",
                """{"ok":true,"channels":[{"id":"C1","name":"general","is_member":true}],"response_metadata":{"next_cursor":"p2"}}"""
            )
            .On(
                "conversations.list",
                """{"ok":true,"channels":[{"id":"C0QUEUE","name":"specialists","is_member":false,"is_private":false}],"response_metadata":{"next_cursor":""}}"""
            )
            .On("conversations.join")
            .On("chat.postMessage", Posted)
            .On("chat.postMessage", Posted);
        (await world.ShowAsync("#specialists")).ShouldBe(new Delivery.Sent(new Place("slack", "C0QUEUE"), "1.1"));
        world.Web.Calls[1].Form["cursor"].ShouldBe("p2");
        (await world.ShowAsync("#Specialists")).ShouldBeOfType<Delivery.Sent>();
        world.Web.Calls.Count(call => call.Method == "conversations.list").ShouldBe(2);
        (await world.Memory.FindAsync("slack", "channel:#specialists", CancellationToken.None)).ShouldBe("C0QUEUE");
    }

    [Theory]
    [InlineData("""{"ok":true,"channels":[]}""")]
    [InlineData("""{"ok":true,"channels":[{"id":"C2","name":"secret","is_member":false,"is_private":true}]}""")]
    public async Task A_channel_that_we_were_not_invited_to_makes_posts_wait_and_says_how_to_invite_us(string listed)
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("conversations.list", listed);
        (await world.ShowAsync("#secret"))
            .ShouldBeOfType<Delivery.Retry>()
            .ShouldSatisfyAllConditions(retry => retry.Why.ShouldContain("/invite @bot"), retry => retry.MayHaveArrived.ShouldBeFalse());
        world.Channel.State.Status.ShouldBe("degraded");
        world.Channel.State.Why.ShouldContain("#secret");
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world
            .Web.On("conversations.list", """{"ok":true,"channels":[{"id":"C2","name":"secret","is_member":true,"is_private":true}]}""")
            .On("chat.postMessage", Posted);
        (await world.ShowAsync("#secret")).ShouldBeOfType<Delivery.Sent>();
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task A_channel_known_by_id_is_joined_when_it_is_public()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("chat.postMessage", """{"ok":false,"error":"not_in_channel"}""")
            .On("conversations.join")
            .On("chat.postMessage", Posted);
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
    }

    [Fact]
    public async Task A_private_channel_known_by_id_makes_new_posts_wait_and_drops_replies()
    {
        await using var world = await SlackWorld.OpenAsync();
        const string hidden = """{"ok":false,"error":"channel_not_found"}""";
        world.Web.On("chat.postMessage", hidden).On("chat.postMessage", hidden).On("chat.postMessage", Posted);
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Retry>().Why.ShouldContain("/invite @bot");
        (await world.ShowAsync("C0QUEUE", "1.0")).ShouldBeOfType<Delivery.Drop>();
        world.Channel.State.Status.ShouldBe("degraded");
        (await world.ShowAsync("C0QUEUE")).ShouldBeOfType<Delivery.Sent>();
        world.Channel.State.Status.ShouldBe("ok");
    }

    [Theory]
    [InlineData("channel_not_found")]
    [InlineData("is_archived")]
    public async Task A_channel_made_anew_under_its_name_is_found_again(string error)
    {
        await using var world = await SlackWorld.OpenAsync();
        await world.Memory.SetAsync("slack", "channel:#specialists", "C0OLD", CancellationToken.None);
        world
            .Web.On("chat.postMessage", $$"""{"ok":false,"error":"{{error}}"}""")
            .On("conversations.list", """{"ok":true,"channels":[{"id":"C0QUEUE","name":"specialists","is_member":true}]}""")
            .On("chat.postMessage", Posted);
        (await world.ShowAsync("#specialists")).ShouldBe(new Delivery.Sent(new Place("slack", "C0QUEUE"), "1.1"));
        (await world.Memory.FindAsync("slack", "channel:#specialists", CancellationToken.None)).ShouldBe("C0QUEUE");
    }

    [Theory]
    [InlineData("channel_not_found")]
    [InlineData("is_archived")]
    public async Task What_waits_in_a_channel_that_was_made_anew_goes_to_the_new_one(string error)
    {
        await using var world = await SlackWorld.OpenAsync();
        await world.Memory.SetAsync("slack", "channel:#specialists", "C0OLD", CancellationToken.None);
        var dead = $$"""{"ok":false,"error":"{{error}}"}""";
        world
            .Web.On("chat.postMessage", dead)
            .On("conversations.list", """{"ok":true,"channels":[]}""")
            .On("chat.postMessage", dead)
            .On("chat.update", dead)
            .On("conversations.list", """{"ok":true,"channels":[{"id":"C0NEW","name":"specialists","is_member":true}]}""");
        var nobodyYet = await world.ShowAsync("C0OLD", "1.0");
        (error == "is_archived" ? nobodyYet is Delivery.Retry : nobodyYet is Delivery.Drop).ShouldBeTrue();
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        (await world.ShowAsync("C0OLD", "1.0")).ShouldBe(new Delivery.Vanished { IsRoot = true });
        var old = new Place("slack", "C0OLD");
        (await world.SendAsync(SlackWorld.Show(Card.Of("x")), new Destination.At(new Place("slack", "#specialists")), "1.2", old)).ShouldBe(
            new Delivery.Vanished()
        );
    }

    [Fact]
    public async Task All_that_wait_for_a_channel_that_is_not_there_share_one_look()
    {
        await using var world = await SlackWorld.OpenAsync();
        world.Web.On("conversations.list", """{"ok":true,"channels":[]}""");
        for (var i = 0; i < 5; i++)
        {
            (await world.ShowAsync("#specialists")).ShouldBeOfType<Delivery.Retry>().NeedsSomebody.ShouldBeTrue();
        }
        world.Web.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_place_that_names_only_a_person_is_their_direct_chat()
    {
        await using var world = await SlackWorld.OpenAsync();
        world
            .Web.On("conversations.open", """{"ok":true,"channel":{"id":"D0BOB"}}""")
            .On("chat.postMessage", """{"ok":true,"channel":"D0BOB","ts":"1.1"}""");
        (await world.ShowAsync("U0BOB")).ShouldBe(new Delivery.Sent(new Place("slack", "D0BOB"), "1.1"));
    }
}
