using System.Text.Json;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Protocol;

/// <summary>Where an activity happened.</summary>
internal static class ActivityPlaces
{
    private const string ThreadMark = ";messageid=";

    /// <summary>Where it happened. In a channel the thread is the root message's id; group chats and 1:1 chats have none.</summary>
    public static Place Of(Activity activity)
    {
        var id = activity.Conversation!.Id!;
        var mark = id.IndexOf(ThreadMark, StringComparison.Ordinal);
        if (mark >= 0)
        {
            return new Place(ChannelNames.Teams, id[..mark], id[(mark + ThreadMark.Length)..]);
        }
        var thread = !IsChannel(activity)
            ? null
            : activity.Type switch
            {
                "message" when activity.Value.ValueKind != JsonValueKind.Object => activity.Id,
                "message" or "invoke" or "messageReaction" => activity.ReplyToId,
                "messageUpdate" or "messageDelete" => activity.Id,
                _ => null,
            };
        return new Place(ChannelNames.Teams, id, thread is { Length: > 0 } ? thread : null);
    }

    public static bool IsDirect(Activity activity) =>
        activity.Conversation?.ConversationType is "personal"
        || (
            activity.Conversation is { ConversationType: null, IsGroup: not true } personal
            && personal.Id?.StartsWith("a:", StringComparison.Ordinal) == true
        );

    public static bool IsChannel(Activity activity) => activity.Conversation?.ConversationType == "channel";
}
