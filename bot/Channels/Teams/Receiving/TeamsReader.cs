using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// An activity as inbound rows. Pure; invokes are read by <see cref="Invokes"/>, which asks <see cref="OriginOf"/> for what every row has.
/// </summary>
internal static class TeamsReader
{
    /// <summary>What it means; empty when there is nothing for us in it. Coming and going is read by <see cref="ReadPresence"/>.</summary>
    public static IReadOnlyList<Inbound> Read(Activity activity, DateTimeOffset now) =>
        activity.Type switch
        {
            "message" => ReadMessage(activity, now) is { } row ? [row] : [],
            "messageUpdate"
                when activity.Id is { Length: > 0 } id && activity.ChannelData?.EventType is null or "editMessage" or "undeleteMessage" =>
            [
                ReadEdit(activity, id, now),
            ],
            "messageDelete" when activity.Id is { Length: > 0 } id =>
            [
                new Inbound.Deleted(id) { Origin = OriginOf(activity, $"{id}:delete:{Moment(activity)}", now) },
            ],
            "messageReaction" when activity.ReplyToId is { Length: > 0 } =>
            [
                .. Reactions(activity, activity.ReactionsAdded, added: true, now),
                .. Reactions(activity, activity.ReactionsRemoved, added: false, now),
            ],
            _ => [],
        };

    /// <summary>+1: the bot came into the conversation. -1: it was removed from it. 0: neither.</summary>
    public static int ReadPresence(Activity activity)
    {
        switch (activity.Type)
        {
            case "installationUpdate":
                return activity.Action switch
                {
                    "add" or "add-upgrade" => 1,
                    "remove" or "remove-upgrade" => -1,
                    _ => 0,
                };
            case "conversationUpdate" when activity.ChannelData?.EventType is "channelDeleted" or "teamDeleted" or "teamHardDeleted":
                return -1;
            case "conversationUpdate" when Holds(activity.MembersAdded):
                return 1;
            case "conversationUpdate" when Holds(activity.MembersRemoved):
                return -1;
            default:
                return 0;
        }

        bool Holds(IReadOnlyList<Account>? members) =>
            activity.Recipient?.Id is { Length: > 0 } bot && members?.Any(member => member?.Id == bot) == true;
    }

    /// <summary>
    /// People who came or went: whoever was met before is looked up anew. (They left the tenant, were let in as a guest, got another role.)
    /// </summary>
    public static IEnumerable<string> ReadRosterChanges(Activity activity) =>
        activity.Type != "conversationUpdate"
            ? []
            : (activity.MembersAdded ?? [])
                .Concat(activity.MembersRemoved ?? [])
                .Select(member => member?.Id)
                .OfType<string>()
                .Where(id => id.Length > 0 && id != activity.Recipient?.Id)
                .Distinct(StringComparer.Ordinal);

    /// <summary>Fills in who, where, when and the two keys.</summary>
    /// <param name="what">Tells this row from others of the conversation, whoever delivers it again.</param>
    public static Origin OriginOf(Activity activity, string what, DateTimeOffset now)
    {
        var key = $"{ChannelNames.Teams}:{activity.Conversation!.Id}:{what}";
        return new Origin
        {
            DeliveryKey = key,
            MessageKey = key,
            From = new PersonKey(ChannelNames.Teams, activity.From!.Id!),
            FromName = activity.From.Name is { Length: > 0 } name ? name : null,
            Place = ActivityPlaces.Of(activity),
            Direct = ActivityPlaces.IsDirect(activity),
            At = activity.Timestamp ?? now,
            ServiceUrl = activity.ServiceUrl,
            Locale =
                activity.Locale
                ?? activity.Entities?.FirstOrDefault(entity => entity is { Type: "clientInfo", Locale.Length: > 0 })?.Locale,
        };
    }

    /// <summary>The activity's own id; without one, a hash of what it says.</summary>
    public static string IdOf(Activity activity) =>
        activity.Id is { Length: > 0 } id
            ? id
            : Hash(
                $"{activity.Type} {activity.From?.Id} {activity.Timestamp:O} {activity.Text} "
                    + $"{(activity.Value.ValueKind == JsonValueKind.Undefined ? "" : activity.Value.GetRawText())}"
            );

    public static Inbound.Pressed Press(Activity activity, Carried carried, string action, DateTimeOffset now) =>
        new Inbound.Pressed(action, carried.Data, carried.Values, activity.ReplyToId)
        {
            Origin = OriginOf(activity, $"{IdOf(activity)}:press", now),
        };

    private static Inbound? ReadMessage(Activity activity, DateTimeOffset now)
    {
        if (activity.From is { Role: "bot" } or { Id: ['2', '8', ':', ..] })
        {
            return null;
        }
        var carried = Carried.Read(activity.Value);
        if (carried.Action is { } action)
        {
            return Press(activity, carried, action, now);
        }
        var text = TextOf(activity);
        var files = TeamsAttachments.FilesOf(activity);
        // Something that another app's card sent; there are no words in it for anybody.
        if (text.Length == 0 && files.Count == 0 && activity.Value.ValueKind == JsonValueKind.Object)
        {
            return null;
        }
        var id = IdOf(activity);
        return new Inbound.Said(id, text)
        {
            Origin = OriginOf(activity, $"{id}:message", now),
            Addressed = ActivityPlaces.IsDirect(activity) || TeamsText.MentionsBot(activity),
            ReplyTo = TeamsText.ReplyTo(activity),
            Files = files,
        };
    }

    /// <summary>Edits of one message share its id: moment and words tell them apart.</summary>
    private static Inbound.Edited ReadEdit(Activity activity, string id, DateTimeOffset now)
    {
        var text = TextOf(activity);
        return new Inbound.Edited(id, text)
        {
            Origin = OriginOf(activity, $"{id}:edit:{Moment(activity)}:{Hash(text)}", now),
            Files = TeamsAttachments.FilesOf(activity),
        };
    }

    private static IEnumerable<Inbound> Reactions(Activity activity, IReadOnlyList<Reaction>? reactions, bool added, DateTimeOffset now) =>
        (reactions ?? [])
            .Where(reaction => reaction?.Type is { Length: > 0 })
            .Select(reaction => new Inbound.Reacted(activity.ReplyToId!, reaction.Type!, added)
            {
                Origin = OriginOf(
                    activity,
                    $"{activity.ReplyToId}:{activity.From!.Id}:{(added ? "+" : "-")}{reaction.Type}:{IdOf(activity)}",
                    now
                ),
            });

    /// <summary>The person's own words, then those of cards and of messages that they passed on.</summary>
    private static string TextOf(Activity activity) =>
        $"{TeamsText.Read(activity)}\n\n{TeamsAttachments.WordsOf(activity.Attachments ?? [])}".Trim();

    private static string Moment(Activity activity) =>
        activity.Timestamp?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
