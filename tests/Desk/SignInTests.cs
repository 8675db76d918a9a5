using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Who gets a sign-in link, and where.</summary>
public sealed class SignInTests
{
    [Theory]
    [InlineData("console", ChannelNames.Teams)]
    [InlineData("Sign in.", ChannelNames.Slack)]
    public async Task A_listed_person_gets_a_link_in_their_own_chat(string words, string channel)
    {
        await using var world = await DeskWorld.OpenAsync();
        var mia = world.Person("mia", channel);

        await mia.SaysAsync(words);

        mia.Reads.ShouldHaveSingleItem().ShouldContain("](sign-in:)");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE body LIKE '%sign_in_for%'")).ShouldBe(1);
    }

    [Fact]
    public async Task In_a_channel_in_a_cases_thread_and_in_the_web_chat_nobody_gets_one()
    {
        await using var world = await DeskWorld.OpenAsync();
        var room = new Actor(world, new PersonKey(ChannelNames.Slack, "bob"), new Place(ChannelNames.Slack, "C0SOMEWHERE"), false);
        await room.SaysAsync("console");
        room.Heard.ShouldContain("1:1 chat only");
        var web = world.Person("bob", ChannelNames.Web);
        await web.SaysAsync("console");
        web.Reads[^1].ShouldContain("web pages already");
        await world.Person("ana").SaysAsync("specialist please, their lawyer will call");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE body LIKE '%sign_in_for%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Somebody_who_is_not_listed_hears_whom_to_ask()
    {
        await using var world = await DeskWorld.OpenAsync();
        var eve = world.Person("eve");

        await eve.SaysAsync("console");

        eve.Reads.ShouldHaveSingleItem().ShouldContain("Ask Mia");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE body LIKE '%sign_in_for%'")).ShouldBe(0);
    }
}
