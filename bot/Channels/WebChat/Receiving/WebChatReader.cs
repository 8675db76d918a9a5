using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>
/// Turns what people do in the web chat into inbound rows. Pure. Keys are made of our own message ids, so reading a message again makes the
/// same row.
/// </summary>
internal static class WebChatReader
{
    /// <summary>A message that stands in the table.</summary>
    public static Inbound.Said Said(Acting by, WebMessage message)
    {
        var words = PersonCards.WordsOf(message.Card);
        var (text, mentioned) = BotMention.Remove(words);
        return new(WebMessageIds.Text(message.Id), by.Direct || mentioned ? text : words)
        {
            Origin = new Origin
            {
                DeliveryKey = $"web:{message.Id}:said",
                MessageKey = $"web:{message.Id}:said",
                From = by.Who.Key,
                FromName = by.Who.Name,
                Place = by.Place,
                Direct = by.Direct,
                At = message.At,
            },
            Addressed = by.Direct || mentioned,
            ReplyTo = message.ReplyTo is { } answered ? WebMessageIds.Text(answered) : null,
            Files = PersonCards.FilesOf(message.Card),
        };
    }

    /// <summary>A message was changed to what it says now.</summary>
    public static Inbound.Edited Edited(Acting by, WebMessage message, string text) =>
        new(WebMessageIds.Text(message.Id), by.Direct ? text : BotMention.Remove(text).Text)
        {
            Origin = new Origin
            {
                DeliveryKey = $"web:{message.Id}:edited:{by.At.ToUnixTimeMilliseconds()}",
                MessageKey = $"web:{message.Id}:edited:{by.At.ToUnixTimeMilliseconds()}",
                From = by.Who.Key,
                FromName = by.Who.Name,
                Place = by.Place,
                Direct = by.Direct,
                At = by.At,
            },
            Files = PersonCards.FilesOf(message.Card),
        };

    /// <summary>A message was deleted.</summary>
    public static Inbound.Deleted Deleted(Acting by, WebMessage message) =>
        new(WebMessageIds.Text(message.Id))
        {
            Origin = new Origin
            {
                DeliveryKey = $"web:{message.Id}:deleted",
                MessageKey = $"web:{message.Id}:deleted",
                From = by.Who.Key,
                FromName = by.Who.Name,
                Place = by.Place,
                Direct = by.Direct,
                At = by.At,
            },
        };

    /// <summary>A reaction was put on or taken off; each change is one event.</summary>
    public static Inbound.Reacted Reacted(Acting by, WebMessage message, string reaction, bool added)
    {
        var key = $"web:{message.Id}:reacted:{by.Who.Email}:{reaction}:{(added ? "on" : "off")}:{by.At.ToUnixTimeMilliseconds()}";
        return new(WebMessageIds.Text(message.Id), reaction, added)
        {
            Origin = new Origin
            {
                DeliveryKey = key,
                MessageKey = key,
                From = by.Who.Key,
                FromName = by.Who.Name,
                Place = by.Place,
                Direct = by.Direct,
                At = by.At,
            },
        };
    }

    /// <summary>A button was pressed.</summary>
    public static Inbound.Pressed Pressed(
        Acting by,
        string id,
        string action,
        IReadOnlyDictionary<string, string> data,
        IReadOnlyDictionary<string, string> values
    )
    {
        var key = $"web:{by.Who.Email}:pressed:{id}";
        return new(action, data, values, by.Message is { } message ? WebMessageIds.Text(message.Id) : null)
        {
            Origin = new Origin
            {
                DeliveryKey = key,
                MessageKey = key,
                From = by.Who.Key,
                FromName = by.Who.Name,
                Place = by.Place,
                Direct = by.Direct,
                OnPage = by.Message is null,
                At = by.At,
            },
        };
    }

    /// <summary>A form was sent.</summary>
    public static Inbound.Submitted Submitted(
        Acting by,
        string id,
        string form,
        IReadOnlyDictionary<string, string> data,
        IReadOnlyDictionary<string, string> values
    )
    {
        var key = $"web:{by.Who.Email}:submitted:{id}";
        return new(form, data, values)
        {
            Origin = new Origin
            {
                DeliveryKey = key,
                MessageKey = key,
                From = by.Who.Key,
                FromName = by.Who.Name,
                Place = by.Place,
                Direct = by.Direct,
                OnPage = by.Message is null,
                At = by.At,
            },
        };
    }

    /// <summary>A person looks at their 1:1 chat; only the first time counts.</summary>
    public static Inbound.Arrived Arrived(WebPerson who, DateTimeOffset at)
    {
        var key = $"web:{who.Email}:arrived";
        return new()
        {
            Origin = new Origin
            {
                DeliveryKey = key,
                MessageKey = key,
                From = who.Key,
                FromName = who.Name,
                Place = new(ChannelNames.Web, WebDirectory.DirectWith(who.Email)),
                Direct = true,
                At = at,
            },
        };
    }
}
