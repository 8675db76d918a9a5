using EscalationBot.Bot.Channels.Slack.Protocol;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackOptionsTests
{
    [Fact]
    public void Without_credentials_the_channel_is_off_and_nothing_is_wrong()
    {
        var options = Read([]);
        options.IsOff.ShouldBeTrue();
        options.Problems().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Slack:BotToken=xoxb-1", "Slack:SigningSecret")]
    [InlineData("Slack:SigningSecret=s", "Slack:BotToken")]
    [InlineData("Slack:Mode=socket;Slack:BotToken=xoxb-1", "Slack:AppToken")]
    [InlineData("Slack:Mode=socket;Slack:AppToken=xapp-1", "Slack:BotToken")]
    [InlineData("Slack:Mode=socket;Slack:SigningSecret=s", "Slack:BotToken|Slack:AppToken")]
    [InlineData("Slack:Mode=rtm", "Slack:Mode")]
    [InlineData("Slack:Pacing=fast", "Slack:Pacing")]
    [InlineData("Slack:ApiUrl=http://slack.example/api/", "Slack:ApiUrl")]
    [InlineData("Slack:ApiUrl=nonsense", "Slack:ApiUrl")]
    [InlineData("Slack:SigningSecret=s;Slack:BotToken=xapp-1;Slack:AppToken=xoxb-1", "Slack:BotToken|Slack:AppToken")]
    public void Half_a_configuration_names_everything_that_is_missing(string settings, string named) =>
        Read(settings.Split(';'))
            .Problems()
            .Select(problem => problem.Split(' ', ':')[0] + ":" + problem.Split(' ', ':')[1])
            .ShouldBe(named.Split('|'));

    [Theory]
    [InlineData("Slack:SigningSecret=s;Slack:BotToken=xoxb-1")]
    [InlineData("Slack:Mode=Socket;Slack:AppToken=xapp-1;Slack:BotToken=xoxb-1")]
    [InlineData("Slack:SigningSecret=s;Slack:BotToken=xoxb-1;Slack:ApiUrl=http://127.0.0.1:4600/api")]
    public void A_whole_configuration_is_fine(string settings) => Read(settings.Split(';')).Problems().ShouldBeEmpty();

    [Fact]
    public void The_addresss_last_slash_may_be_left_out() =>
        Read(["Slack:ApiUrl=http://127.0.0.1:4600/api"]).ApiBase.ToString().ShouldBe("http://127.0.0.1:4600/api/");

    private static SlackOptions Read(string[] settings) =>
        SlackOptions.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => (string?)pair[1]))
                .Build()
        );
}
