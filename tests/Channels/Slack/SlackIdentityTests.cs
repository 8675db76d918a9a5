using EscalationBot.Bot.Channels.Slack.Auth;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>Whose a signed payload is.</summary>
public sealed class SlackIdentityTests
{
    [Theory]
    [InlineData("A1", "T1", null)]
    [InlineData(null, "T1", null)]
    [InlineData("A1", null, null)]
    [InlineData("A2", "T1", "app")]
    [InlineData("A2", null, "app")]
    [InlineData("A1", "T2", "workspace")]
    public void A_payload_for_another_app_or_workspace_is_not_ours(string? app, string? workspace, string? why)
    {
        var identity = new SlackIdentity();
        identity.ForeignBecause(app, workspace is null ? [] : [workspace]).ShouldBeNull();
        identity.Learn(new SlackSelf("T1", "U1", "B1", "A1", "bot"));
        identity.ForeignBecause(app, workspace is null ? [] : [workspace]).ShouldBe(why);
    }
}
