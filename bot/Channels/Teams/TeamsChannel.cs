using System.Diagnostics;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams;

/// <summary>The sending side of Teams.</summary>
internal sealed class TeamsChannel(
    TeamsApi connector,
    TeamsAddresses addresses,
    TeamsProfiles profiles,
    TeamsAfterwards afterwards,
    TeamsHealth health,
    CarriedFiles carried,
    TeamsFiles files,
    WorkplaceHolder workplaces
) : IChannel
{
    /// <summary>When the first size was refused.</summary>
    private const int SmallCard = 20 * 1024;

    public string Name => ChannelNames.Teams;

    public ChannelState State => health.State;

    public bool IsReady => true;

    public async Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct)
    {
        if (dispatch.What is Outbound.Home || (dispatch.What is Outbound.Remove && dispatch.MessageId is null))
        {
            return new Delivery.Sent(null, null);
        }
        if (await addresses.ServiceUrlAsync(ct) is not { } serviceUrl)
        {
            return Wait("No service address is known yet: nobody has written on Teams, and Teams:ServiceUrl is empty.");
        }
        var delivery = dispatch.What switch
        {
            Outbound.Show { File: { } file } => await HandOverAsync(serviceUrl, file, dispatch, ct),
            Outbound.Show edited when dispatch is { MessageId: { } message, MessagePlace: { } place } => await EditAsync(
                serviceUrl,
                place,
                message,
                await afterwards.Readers.ResolveAsync(edited.Card, ct),
                dispatch.To,
                ct
            ),
            Outbound.Show when dispatch.To is null => new Delivery.Drop(ChannelWords.Say("teams_no_address")),
            Outbound.Show posted => await PostAsync(
                serviceUrl,
                dispatch.To!,
                posted with
                {
                    Card = await afterwards.Readers.ResolveAsync(posted.Card, ct),
                },
                dispatch.LookSince is not null,
                ct
            ),
            Outbound.Whisper { Person.Channel: not ChannelNames.Teams } => new Delivery.Drop(ChannelWords.Say("teams_no_person")),
            Outbound.Whisper whisper => await PostAsync(
                serviceUrl,
                await addresses.PrivatelyAsync(whisper, ct),
                whisper.Card,
                dispatch.LookSince is not null,
                ct
            ),
            Outbound.Remove => await RemoveAsync(
                serviceUrl,
                dispatch.MessagePlace ?? throw new UnreachableException(),
                dispatch.MessageId!,
                ct
            ),
            _ => throw new UnreachableException(),
        };
        health.Note(delivery);
        if (
            delivery is not Delivery.Retry { NeedsSomebody: true } waits
            || dispatch is not { What: Outbound.Show show, To: Destination.At { Place: var at } }
            || !workplaces.IsLoaded
        )
        {
            return delivery;
        }
        var organisation = workplaces.Current.Organisation;
        // Where the case's queue has another place by now the desk makes a new card there.
        return show.To is Destination.ThreadOf && !organisation.HasPlace(ChannelNames.Teams, at.Conversation) ? new Delivery.Drop(waits.Why)
            // Nobody looks there any more: what is for a named place belongs where that is now.
            : dispatch.MessagePlace is { } stands
            && stands.Conversation != at.Conversation
            && !organisation.HasPlace(ChannelNames.Teams, stands.Conversation)
                ? new Delivery.Vanished()
            : delivery;
    }

    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct) => profiles.FindAsync(person, seenIn, ct);

    /// <summary>A file that people here cannot open where it lies.</summary>
    private async Task<Delivery> HandOverAsync(string serviceUrl, FileLink file, Dispatch dispatch, CancellationToken ct)
    {
        var (to, key) = (dispatch.To ?? throw new UnreachableException(), dispatch.What.Key);
        if (file.Source is null)
        {
            return new Delivery.Sent(null, null);
        }
        var target = await addresses.ResolveAsync(serviceUrl, to, ct);
        if (target is not Target.Chat { Place: var place })
        {
            return target is Target.None none ? none.Delivery : new Delivery.Drop(ChannelWords.Say("teams_no_thread"));
        }
        var (fetched, instead) = await carried.FetchAsync(file, ct);
        if (fetched is null)
        {
            return instead!;
        }
        await using (fetched)
        {
            var (message, why) = await files.MessageAsync(file, fetched, place, key, ct);
            if (message is null)
            {
                return new Delivery.Drop(why);
            }
            var result = await connector.PostAsync(serviceUrl, TeamsApi.ConversationOf(place), message, ct);
            return result is TeamsResult.Done { Answer: var answer }
                ? new Delivery.Sent(place, answer.Id ?? answer.ActivityId)
                : Refusals.Judge(result, isPost: true, to);
        }
    }

    /// <summary>A message that was shown while it was written ends its stream; all others are posted.</summary>
    private async Task<Delivery> PostAsync(string serviceUrl, Destination to, Outbound.Show show, bool again, CancellationToken ct)
    {
        if (
            to is not Destination.At { Place: var place }
            || await afterwards.Streams.FinishAsync(serviceUrl, place, show, again, ct) is not var (result, stream)
        )
        {
            return await PostAsync(serviceUrl, to, show.Card, again, ct);
        }
        if (result is not TeamsResult.Done { Answer: var answer })
        {
            return Refusals.Judge(result, isPost: true, to);
        }
        var id = new[] { answer.ActivityId, answer.Id, stream }.First(one => !string.IsNullOrEmpty(one))!;
        afterwards.Sent(place, id, show.Card);
        return new Delivery.Sent(place, id);
    }

    private async Task<Delivery> PostAsync(string serviceUrl, Destination to, Card card, bool again, CancellationToken ct)
    {
        // Teams lets a bot look for nothing: what may have arrived is sent again, and says so.
        var note = again ? afterwards.SentAgain : null;
        switch (await addresses.ResolveAsync(serviceUrl, to, ct))
        {
            case Target.Chat chat:
                return await PostAsync(
                    chat.Place,
                    to,
                    card,
                    message => connector.PostAsync(serviceUrl, TeamsApi.ConversationOf(chat.Place), message, ct),
                    note
                );
            case Target.NewThread thread:
                return await PostAsync(
                    thread.Place,
                    to,
                    card,
                    async message => await connector.OpenAsync(serviceUrl, await addresses.NewThreadAsync(thread.Place, message, ct), ct),
                    note
                );
            case Target.None none:
                return none.Delivery;
            default:
                throw new UnreachableException();
        }
    }

    private async Task<Delivery> PostAsync(Place place, Destination to, Card card, Func<JsonObject, Task<TeamsResult>> post, string? note)
    {
        var result = await post(MessageJson.Write(card, note));
        if (result is TeamsResult.Refused { Status: 413 })
        {
            result = await post(MessageJson.Write(card, note, SmallCard));
        }
        if (result is not TeamsResult.Done done)
        {
            return Refusals.Judge(result, isPost: true, to);
        }
        var id = done.Answer.ActivityId ?? done.Answer.Id;
        if (string.IsNullOrEmpty(id))
        {
            return new Delivery.Drop(ChannelWords.Say("teams_no_id"));
        }
        afterwards.Sent(place, id, card);
        return new Delivery.Sent(place, id);
    }

    private async Task<Delivery> EditAsync(string serviceUrl, Place place, string message, Card card, Destination? to, CancellationToken ct)
    {
        var conversation = TeamsApi.ConversationOf(place);
        var result = await connector.EditAsync(serviceUrl, conversation, message, Edit(card, message, TeamsCardRenderer.LargestCard), ct);
        if (result is TeamsResult.Refused { Status: 413 })
        {
            result = await connector.EditAsync(serviceUrl, conversation, message, Edit(card, message, SmallCard), ct);
        }
        if (result is TeamsResult.Refused { Status: 404 })
        {
            return new Delivery.Vanished();
        }
        if (result is not TeamsResult.Done)
        {
            return Refusals.Judge(result, isPost: false, to);
        }
        afterwards.Sent(place, message, card);
        return new Delivery.Sent(place, message);
    }

    private async Task<Delivery> RemoveAsync(string serviceUrl, Place place, string message, CancellationToken ct)
    {
        var result = await connector.DeleteAsync(serviceUrl, TeamsApi.ConversationOf(place), message, ct);
        return result is TeamsResult.Done or TeamsResult.Refused { Status: 404 }
            ? new Delivery.Sent(place, message)
            : Refusals.Judge(result, isPost: false);
    }

    private static JsonObject Edit(Card card, string message, int largest)
    {
        var activity = MessageJson.Write(card, largest: largest);
        activity["id"] = message;
        return activity;
    }

    private static Delivery.Retry Wait(string why) => new(TimeSpan.FromSeconds(30), why, MayHaveArrived: false);
}
