using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>Slash commands. Each is acknowledged with nothing; what there is to say comes for this person's eyes alone.</summary>
internal sealed class SlackCommands(IReception reception, SlackForms modals, SlackSenses senses)
{
    /// <summary>What fits into a form's hidden data; the rest of a longer text is in the card that asks again.</summary>
    private const int LongestFormText = 1800;

    public async Task<SlackReply> TakeAsync(Func<string, string?> field, CancellationToken ct)
    {
        if (
            field("user_id") is not { Length: > 0 } user
            || field("channel_id") is not { Length: > 0 } channel
            || field("command") is not { } command
        )
        {
            return SlackReply.Unreadable;
        }
        var from = new PersonKey(ChannelNames.Slack, user);
        var place = new Place(ChannelNames.Slack, channel);
        var text = SlackText.Read(field("text"), senses.Identity.Self?.UserId, senses.Recent.NameOf);
        var trigger = field("trigger_id");
        if (command == "/escalate" && trigger is not null && text.Length <= LongestFormText)
        {
            var data = new Dictionary<string, string>(StringComparer.Ordinal);
            if (text.Length > 0)
            {
                data[DataKeys.Text] = text;
            }
            if (await modals.OpenAsync(new FormRequest(Actions.GetSpecialist, data, from, place), trigger, ct) != FormShown.Failed)
            {
                return SlackReply.Ok;
            }
        }
        var now = senses.Now;
        var key = $"slack:command:{trigger ?? $"{user}:{now.ToUnixTimeMilliseconds()}"}";
        await reception.AcceptAsync(
            new Inbound.Said(
                $"command:{trigger ?? now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)}",
                text
            )
            {
                Origin = new Origin
                {
                    DeliveryKey = key,
                    MessageKey = $"{key}:said",
                    From = from,
                    Place = place,
                    At = now,
                },
                Addressed = true,
                Privately = true,
                Command = CommandOf(command),
            },
            ct
        );
        return SlackReply.Ok;
    }

    private static string CommandOf(string command) =>
        command switch
        {
            "/escalate" => "specialist",
            "/case" => "status",
            "/cases" => "my cases",
            "/digest" => "digest",
            _ => "help",
        };
}
