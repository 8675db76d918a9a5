using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Core.Messages;
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
            Opened(message),
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

    /// <summary>Where a file lies is for the bot alone; readers open it by the message, and say who they are with <c>as</c>.</summary>
    private static Card Opened(WebMessage message)
    {
        var number = 0;
        return message.Card.Parts.OfType<CardPart.Files>().Any()
            ? message.Card with
            {
                Parts =
                [
                    .. message.Card.Parts.Select(part =>
                        part is CardPart.Files files ? new CardPart.Files([.. files.Links.Select(link => Open(link, number++))]) : part
                    ),
                ],
            }
            : message.Card;

        FileLink Open(FileLink link, int at) => new(link.Name, link.Source is null ? link.Url : FileAddress(message, at));
    }

    /// <summary>Where a file of a message is opened.</summary>
    public static string FileAddress(WebMessage message, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"/webchat/files/{message.Id}/{number}");

    private static string? Text(long? id) => id is { } known ? WebMessageIds.Text(known) : null;
}
