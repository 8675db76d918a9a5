using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Sending;

/// <summary>A stored message as one person sees it.</summary>
internal static class WebChatView
{
    /// <summary>Its JSON.</summary>
    public static MessageBody Body(WebMessage message, WebDirectory directory) =>
        new(
            WebMessageIds.Text(message.Id),
            message.Conversation,
            Text(message.Thread),
            message.Author,
            directory.NameOf(message.Author),
            message.Card,
            message.At,
            message.ChangedAt
        )
        {
            ReplyTo = Text(message.ReplyTo),
            OnlyYou = message.OnlyFor is not null,
            Edited = message.Edited,
            Deleted = message.Deleted,
            Reactions =
                message.Reactions.Count == 0
                    ? null
                    : [.. message.Reactions.Select(reaction => new ReactionBody(reaction.Person, reaction.Reaction))],
        };

    private static string? Text(long? id) => id is { } known ? WebMessageIds.Text(known) : null;
}
