using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// A delivery that is not for us is refused, never silently: it is counted, seen in health, and whoever waits for an answer gets a word, as
/// far as their workspace lets us.
/// </summary>
internal sealed class SlackRefusals(
    IHttpClientFactory clients,
    SlackOptions options,
    BotMetrics metrics,
    WorkplaceHolder workplaces,
    SlackSenses senses
)
{
    private const string Problem = "foreign";
    private const string ResponseHost = "hooks.slack.com";

    /// <summary>Counts one.</summary>
    /// <param name="why"><c>app</c> or <c>workspace</c>: whose it is instead of ours.</param>
    public void Count(string why)
    {
        metrics.Refused(ChannelNames.Slack, why);
        senses.Health.RaiseFor(
            Problem,
            $"Slack delivers what is meant for another {why}: compare the app's page and its installations "
                + $"with Slack:BotToken and Slack:SigningSecret.",
            senses.Time
        );
    }

    /// <summary>The word as an answer to a slash command.</summary>
    public SlackReply Say() =>
        new(StatusCodes.Status200OK, new JsonObject { ["response_type"] = "ephemeral", ["text"] = Sentence }.ToUtf8());

    /// <summary>
    /// The word to whoever pressed or sent something: in the form, which stays open; else by the address that Slack gave for this.
    /// </summary>
    public async Task<SlackReply> TellAsync(JsonElement payload, CancellationToken ct)
    {
        switch (payload.Text("type"))
        {
            case "view_submission":
                return new SlackReply(
                    StatusCodes.Status200OK,
                    new JsonObject { ["response_action"] = "push", ["view"] = SlackFormRenderer.Notice(Sentence) }.ToUtf8()
                );
            case "block_suggestion":
                return new SlackReply(StatusCodes.Status200OK, new JsonObject { ["options"] = new JsonArray() }.ToUtf8());
            default:
                await RespondAsync(payload.Text("response_url"), ct);
                return SlackReply.Ok;
        }
    }

    private string Sentence => Words.In(workplaces.IsLoaded ? workplaces.Current.Organisation.Language : "en")["slack_not_ours"];

    /// <summary>Needs no token, and goes to Slack alone. Whether it arrives changes nothing.</summary>
    private async Task RespondAsync(string? url, CancellationToken ct)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !IsSlack(address))
        {
            return;
        }
        try
        {
            using var client = clients.CreateClient(SlackApi.ClientName);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromSeconds(1.5));
            using var body = new StringContent(
                new JsonObject
                {
                    ["response_type"] = "ephemeral",
                    ["replace_original"] = false,
                    ["text"] = Sentence,
                }.ToText(),
                Encoding.UTF8,
                "application/json"
            );
            using var answer = await client.PostAsync(address, body, limit.Token);
        }
        catch (Exception failed)
            when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // Said where it can be said.
        }
    }

    private bool IsSlack(Uri address) =>
        address.UserInfo.Length == 0
        && (
            (address.Scheme == Uri.UriSchemeHttps && address.Host == ResponseHost)
            || (address.Scheme == options.ApiBase.Scheme && address.Authority == options.ApiBase.Authority)
        );
}
