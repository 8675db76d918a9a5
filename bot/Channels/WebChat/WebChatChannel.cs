using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat;

/// <summary>
/// The built-in chat. Its platform is our own database, so nothing here is uncertain: a send with a key that was used before finds its
/// message again.
/// </summary>
internal sealed class WebChatChannel(WebMessages messages, ReadWebDirectory directory, WebChatPreviews previews, CarriedFiles carried)
    : IChannel
{
    private const int MostOfThread = 500;

    public string Name => ChannelNames.Web;

    public ChannelState State { get; } = new("ok", "");

    public bool IsReady => true;

    public async Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct) =>
        dispatch.What switch
        {
            Outbound.Show { File: { } file } => await HandOverAsync(file, ct),
            Outbound.Show show when WebMessageIds.Number(dispatch.MessageId) is { } id => await ChangeAsync(id, show.Card, ct),
            Outbound.Show show => await PostAsync(show, dispatch.To, ct),
            Outbound.Whisper whisper => await WhisperAsync(whisper, ct),
            Outbound.Remove => await RemoveAsync(WebMessageIds.Number(dispatch.MessageId), ct),
            _ => new Delivery.Sent(null, null),
        };

    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct)
    {
        var now = directory();
        return Task.FromResult(
            now.Find(person.Id) is { } found
                ? new Profile(person, found.Name, found.Email, now.Zone.Id, now.Language) { Membership = Membership.Member }
                : null
        );
    }

    /// <summary>What only one person saw, and what the bot said, is left out.</summary>
    public async Task<IReadOnlyList<Quoted>?> ReadThreadAsync(Place thread, CancellationToken ct)
    {
        if (WebMessageIds.Number(thread.Thread) is not { } root)
        {
            return [];
        }

        var now = directory();
        return
        [
            .. (await messages.ThreadAsync(root, WebMessage.Bot, MostOfThread, ct))
                .Where(message => message.Author != WebMessage.Bot)
                .Select(message => new Quoted(
                    now.NameOf(message.Author),
                    message.At,
                    BotMention.Remove(PersonCards.WordsOf(message.Card)).Text
                )
                {
                    MessageId = WebMessageIds.Text(message.Id),
                    Files = PersonCards.FilesOf(message.Card),
                }),
        ];
    }

    /// <summary>The place of a message as others name it.</summary>
    public static Place PlaceOf(WebMessage message) =>
        new(ChannelNames.Web, message.Conversation, message.Thread is { } thread ? WebMessageIds.Text(thread) : null);

    /// <summary>
    /// The message that shows the file opens it, through the bot; no bytes move before somebody does. Whether it can be opened is tried
    /// now, so that both sides know at once when it cannot.
    /// </summary>
    private async Task<Delivery> HandOverAsync(FileLink file, CancellationToken ct)
    {
        if (file is { Source: null, Url.Length: > 0 })
        {
            return new Delivery.Sent(null, null);
        }
        try
        {
            var (bytes, instead) = await carried.OpenAsync(file, ct);
            bytes?.Dispose();
            return instead ?? new Delivery.Sent(null, null);
        }
        catch (Exception failed)
            when (failed is HttpRequestException || (failed is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new Delivery.Retry(TimeSpan.FromSeconds(10), ChannelWords.Say("file_cut"), MayHaveArrived: false);
        }
    }

    private async Task<Delivery> ChangeAsync(long id, Card card, CancellationToken ct) =>
        await messages.ChangeAsync(id, card, edited: false, ct) is { } changed
            ? new Delivery.Sent(PlaceOf(changed), WebMessageIds.Text(id))
            : new Delivery.Vanished();

    private async Task<Delivery> PostAsync(Outbound.Show show, Destination? to, CancellationToken ct)
    {
        var place = to switch
        {
            Destination.At at => at.Place,
            Destination.Direct direct => new Place(
                ChannelNames.Web,
                WebDirectory.DirectWith(MailAddresses.Lower(direct.Id ?? direct.Email ?? ""))
            ),
            _ => null,
        };
        if (place is null)
        {
            return new Delivery.Drop(ChannelWords.Say("no_destination"));
        }
        var delivery = await AddAsync(show.Key, place, show.Card, onlyFor: null, ct);
        previews.End(show.Slot);
        return delivery;
    }

    private async Task<Delivery> WhisperAsync(Outbound.Whisper whisper, CancellationToken ct)
    {
        if (whisper.Person.Channel != Name)
        {
            return new Delivery.Drop(ChannelWords.Say("web_no_person"));
        }

        // The person may have acted on another channel's message; what only they may see then goes to their own chat.
        var place = whisper.Place.Channel == Name ? whisper.Place : new Place(Name, WebDirectory.DirectWith(whisper.Person.Id));
        return await AddAsync(whisper.Key, place, whisper.Card, whisper.Person.Id, ct) is Delivery.Drop drop
            ? drop
            : new Delivery.Sent(null, null);
    }

    private async Task<Delivery> RemoveAsync(long? id, CancellationToken ct)
    {
        if (id is { } known)
        {
            await messages.DeleteAsync(known, ct);
        }

        return new Delivery.Sent(null, null);
    }

    private async Task<Delivery> AddAsync(string key, Place place, Card card, string? onlyFor, CancellationToken ct)
    {
        if (!directory().Knows(place.Conversation))
        {
            return new Delivery.Drop(ChannelWords.Say("web_no_conversation", place.Conversation));
        }

        var thread = await RootOfAsync(WebMessageIds.Number(place.Thread), ct);
        var added = await messages.AddAsync(new($"out:{key}", place.Conversation, thread, WebMessage.Bot, onlyFor, card), ct);
        return new Delivery.Sent(PlaceOf(added), WebMessageIds.Text(added.Id));
    }

    /// <summary>Threads have one level: what answers a reply stands under the reply's own root.</summary>
    private async Task<long?> RootOfAsync(long? id, CancellationToken ct) =>
        id is not { } known ? null
        : await messages.FindAsync(known, ct) is { } found ? found.Thread ?? found.Id
        : null;
}
