using System.Globalization;
using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>
/// Turns an event of the Events API into what happened, or null when it is nothing for us: own and other bots' messages, talk that no
/// thread holds, news about channels.
/// </summary>
internal static class SlackReader
{
    public static Inbound? Read(JsonElement envelope, SlackSelf? self, Func<string, string?> nameOf)
    {
        if (envelope.Object("event") is not { } what || envelope.Text("event_id") is not { Length: > 0 and < 200 } eventId)
        {
            return null;
        }
        // Of our own installation: the same message of a shared channel may be delivered under one workspace's id and another's.
        var team = SlackInstallation.OfEvent(envelope) is [var installed, ..] ? installed : "";
        var own = self?.UserId ?? OwnFromAuthorizations(envelope);
        var frame = new Frame("slack:" + eventId, $"slack:{team}:", own, nameOf) { OwnBot = self?.BotId };
        return what.Text("type") switch
        {
            "message" => SlackMessageReader.Read(what, frame),
            "app_mention" => SlackMessageReader.ReadMention(what, frame),
            "reaction_added" => Reaction(what, frame, added: true),
            "reaction_removed" => Reaction(what, frame, added: false),
            "app_home_opened" => Home(what, frame),
            "member_joined_channel" => Joined(what, frame),
            "member_left_channel" => Left(what, frame),
            "channel_left" or "group_left" => LeftSelf(what, frame),
            "app_uninstalled" => Gone(what, envelope, frame, "app_uninstalled"),
            "tokens_revoked" => Gone(what, envelope, frame, "tokens_revoked"),
            _ => null,
        };
    }

    /// <summary>What every event shares.</summary>
    internal sealed record Frame(string DeliveryKey, string KeyPrefix, string? Own, Func<string, string?> NameOf)
    {
        /// <summary>Id of our bot, whatever user it posts as; null when unknown.</summary>
        public string? OwnBot { get; init; }

        public string Text(string? text) => SlackText.Read(text, Own, NameOf);
    }

    /// <summary>A Slack ts (<c>1392734382.000200</c>, seconds and a counter) as a time.</summary>
    public static DateTimeOffset TimeOf(string ts) =>
        double.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddMicroseconds(Math.Round(seconds * 1_000_000))
            : DateTimeOffset.UnixEpoch;

    public static bool IsDirect(string channel) => channel.StartsWith('D');

    /// <summary>
    /// Every delivery names the bot user it was sent for, so that mentions are known even before <c>auth.test</c> has answered.
    /// </summary>
    private static string? OwnFromAuthorizations(JsonElement envelope)
    {
        foreach (var authorization in envelope.List("authorizations"))
        {
            if (authorization.IsTrue("is_bot") && authorization.Text("user_id") is { } user)
            {
                return user;
            }
        }
        return null;
    }

    private static Inbound.Reacted? Reaction(JsonElement what, Frame frame, bool added)
    {
        if (
            what.Object("item") is not { } item
            || item.Text("channel") is not { } channel
            || item.Text("ts") is not { } ts
            || what.Text("user") is not { } user
            || what.Text("reaction") is not { } reaction
        )
        {
            return null;
        }
        // Only what people think of our own words matters; in a 1:1 chat Slack does not always say whose they are.
        if (user == frame.Own || (!IsDirect(channel) && what.Text("item_user") != frame.Own))
        {
            return null;
        }
        var at = what.Text("event_ts") ?? ts;
        return new Inbound.Reacted(ts, reaction, added)
        {
            Origin = new Origin
            {
                DeliveryKey = frame.DeliveryKey,
                MessageKey = $"{frame.KeyPrefix}{channel}:{ts}:{user}:{reaction}:{at}:{(added ? "reacted" : "unreacted")}",
                From = new PersonKey(ChannelNames.Slack, user),
                Place = new Place(ChannelNames.Slack, channel, IsDirect(channel) ? null : ts),
                Direct = IsDirect(channel),
                At = TimeOf(at),
            },
        };
    }

    private static Inbound? Home(JsonElement what, Frame frame)
    {
        if (what.Text("user") is not { } user || what.Text("channel") is not { } channel)
        {
            return null;
        }
        var at = what.Text("event_ts") ?? "";
        var from = new PersonKey(ChannelNames.Slack, user);
        var place = new Place(ChannelNames.Slack, channel);
        return what.Text("tab") switch
        {
            "home" => new Inbound.HomeOpened
            {
                Origin = new Origin
                {
                    DeliveryKey = frame.DeliveryKey,
                    MessageKey = $"{frame.KeyPrefix}{user}:{at}:home",
                    From = from,
                    Place = place,
                    Direct = true,
                    At = TimeOf(at),
                },
            },
            // The messages tab is opened often; a welcome is due once, so the key has no time in it.
            "messages" => new Inbound.Arrived
            {
                Origin = new Origin
                {
                    DeliveryKey = frame.DeliveryKey,
                    MessageKey = $"{frame.KeyPrefix}{user}:arrived",
                    From = from,
                    Place = place,
                    Direct = true,
                    At = TimeOf(at),
                },
            },
            _ => null,
        };
    }

    private static Inbound.Arrived? Joined(JsonElement what, Frame frame)
    {
        if (frame.Own is null || what.Text("user") != frame.Own || what.Text("channel") is not { } channel)
        {
            return null;
        }
        var at = what.Text("event_ts") ?? "";
        return new Inbound.Arrived
        {
            Origin = new Origin
            {
                DeliveryKey = frame.DeliveryKey,
                MessageKey = $"{frame.KeyPrefix}{channel}:{at}:joined",
                From = new PersonKey(ChannelNames.Slack, what.Text("inviter") ?? frame.Own),
                Place = new Place(ChannelNames.Slack, channel),
                At = TimeOf(at),
            },
        };
    }

    private static Inbound.Departed? Left(JsonElement what, Frame frame) =>
        frame.Own is not null && what.Text("user") == frame.Own ? LeftSelf(what, frame) : null;

    private static Inbound.Departed? LeftSelf(JsonElement what, Frame frame)
    {
        if (what.Text("channel") is not { } channel)
        {
            return null;
        }
        var at = what.Text("event_ts") ?? "";
        return new Inbound.Departed(Everywhere: false, "The bot was removed from the channel.")
        {
            Origin = new Origin
            {
                DeliveryKey = frame.DeliveryKey,
                MessageKey = $"{frame.KeyPrefix}{channel}:{at}:left",
                From = new PersonKey(ChannelNames.Slack, frame.Own ?? ""),
                Place = new Place(ChannelNames.Slack, channel),
                At = TimeOf(at),
            },
        };
    }

    private static Inbound.Departed? Gone(JsonElement what, JsonElement envelope, Frame frame, string why)
    {
        if (why == "tokens_revoked" && !(what.Object("tokens") is { } tokens && tokens.List("bot").Any()))
        {
            return null;
        }
        var at =
            envelope.TryGetProperty("event_time", out var time)
            && time.ValueKind == JsonValueKind.Number
            && time.TryGetInt64(out var seconds)
            && seconds is > 0 and < 253_402_300_799
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : DateTimeOffset.UnixEpoch;
        return new Inbound.Departed(Everywhere: true, why)
        {
            Origin = new Origin
            {
                DeliveryKey = frame.DeliveryKey,
                MessageKey = $"{frame.KeyPrefix}{frame.DeliveryKey}:{why}",
                From = new PersonKey(ChannelNames.Slack, frame.Own ?? ""),
                Place = new Place(ChannelNames.Slack, ""),
                At = at,
            },
        };
    }
}
