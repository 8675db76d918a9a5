using EscalationBot.Bot.Channels.Slack.Protocol;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackManifestTests
{
    [Theory]
    [InlineData("https://bot.example.com", "https://bot.example.com/slack/events")]
    [InlineData("https://bot.example.com/base/", "https://bot.example.com/base/slack/events")]
    public void Over_HTTP_every_address_is_named(string url, string events)
    {
        var manifest = SlackManifest.Build(new Uri(url), socket: false);
        manifest["settings"]!["event_subscriptions"]!["request_url"]!.GetValue<string>().ShouldBe(events);
        manifest["settings"]!["interactivity"]!["message_menu_options_url"]!.GetValue<string>().ShouldEndWith("/slack/interactivity");
        manifest["features"]!["slash_commands"]!
            .AsArray()
            .ShouldAllBe(command => command!["url"]!.GetValue<string>().EndsWith("/slack/commands", StringComparison.Ordinal));
    }

    [Fact]
    public void With_Socket_Mode_no_address_is_named()
    {
        var manifest = SlackManifest.Build(new Uri("https://bot.example.com"), socket: true);
        manifest.ToJsonString().ShouldNotContain("bot.example.com");
        manifest["settings"]!["socket_mode_enabled"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Every_event_has_the_scope_that_it_needs()
    {
        var manifest = SlackManifest.Build(new Uri("https://bot.example.com"), socket: false);
        var needs = new Dictionary<string, string>
        {
            ["app_mention"] = "app_mentions:read",
            ["message.channels"] = "channels:history",
            ["message.groups"] = "groups:history",
            ["message.im"] = "im:history",
            ["message.mpim"] = "mpim:history",
            ["reaction_added"] = "reactions:read",
            ["reaction_removed"] = "reactions:read",
            ["member_joined_channel"] = "channels:read",
            ["member_left_channel"] = "channels:read",
        };
        foreach (var name in manifest["settings"]!["event_subscriptions"]!["bot_events"]!.AsArray().Select(one => one!.GetValue<string>()))
        {
            if (needs.TryGetValue(name, out var scope))
            {
                SlackManifest.Scopes.ShouldContain(scope);
            }
        }
    }
}
