using EscalationBot.Bot.Channels.WebChat.Protocol;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.WebChat;

public sealed class BotMentionTests
{
    [Theory]
    [InlineData("@bot my cases", "my cases")]
    [InlineData("@Bot, my cases", "my cases")]
    [InlineData("@EscalationBot: help", "help")]
    [InlineData("hello @bot", "hello")]
    [InlineData("hello @bot.", "hello .")]
    [InlineData("ask @bot about it", "ask about it")]
    [InlineData("@bot @escalationbot help", "help")]
    [InlineData("@bot", "")]
    public void A_call_is_found_and_taken_out(string text, string rest) => BotMention.Remove(text).ShouldBe((rest, true));

    [Theory]
    [InlineData("write to robot@bot.example")]
    [InlineData("@bottom of the list")]
    [InlineData("@bot.example is a domain")]
    [InlineData("@@bot")]
    [InlineData("no call at all @")]
    [InlineData("")]
    public void What_only_looks_like_one_is_left_alone(string text) => BotMention.Remove(text).ShouldBe((text, false));
}
