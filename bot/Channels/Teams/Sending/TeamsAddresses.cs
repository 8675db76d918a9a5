using System.Diagnostics;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>Where a message goes, as the connector sees it.</summary>
internal abstract record Target
{
    private Target() { }

    /// <summary>A conversation that exists: a 1:1 chat, a group chat, a thread.</summary>
    public sealed record Chat(Place Place) : Target;

    /// <summary>A new thread in a channel.</summary>
    public sealed record NewThread(Place Place) : Target;

    /// <summary>Nowhere, or not now.</summary>
    public sealed record None(Delivery Delivery) : Target;
}

/// <summary>Finds the conversation of a destination; opens the 1:1 chat with a person when there is none yet.</summary>
internal sealed class TeamsAddresses(KnownConversations conversations, People people, TeamsApi connector)
{
    public Task<string?> ServiceUrlAsync(CancellationToken ct) => conversations.ServiceUrlAsync(ct);

    public async Task<Target> ResolveAsync(string serviceUrl, Destination to, CancellationToken ct) =>
        to switch
        {
            Destination.At { Place: { Thread: null } place }
                when await conversations.KindAsync(place.Conversation, ct) is ConversationKind.Channel => new Target.NewThread(place),
            Destination.At at => new Target.Chat(at.Place),
            Destination.Direct direct => await ResolveAsync(serviceUrl, direct, ct),
            _ => throw new UnreachableException(),
        };

    /// <summary>Words for one person only: where they acted when that is their own chat with the bot, else that chat.</summary>
    public async Task<Destination> PrivatelyAsync(Outbound.Whisper whisper, CancellationToken ct) =>
        whisper.Place.Thread is null && await conversations.KindAsync(whisper.Place.Conversation, ct) is ConversationKind.Personal
            ? new Destination.At(whisper.Place)
            : new Destination.Direct(ChannelNames.Teams, whisper.Person.Id, null);

    /// <summary>The 1:1 chat with somebody, opened when there is none yet; null when there can be none.</summary>
    /// <exception cref="PlatformUnavailableException">Not now.</exception>
    public async Task<string?> OpenChatAsync(string serviceUrl, PersonKey person, CancellationToken ct) =>
        await ResolveAsync(serviceUrl, new Destination.Direct(ChannelNames.Teams, person.Id, null), ct) switch
        {
            Target.Chat chat => chat.Place.Conversation,
            Target.None { Delivery: Delivery.Retry retry } => throw new PlatformUnavailableException(retry.Why, retry.After),
            _ => null,
        };

    /// <summary>The body that opens a thread.</summary>
    public async Task<JsonObject> NewThreadAsync(Place place, JsonObject message, CancellationToken ct)
    {
        var body = await OpeningAsync(isGroup: true, ct);
        body["channelData"]!["channel"] = new JsonObject { ["id"] = place.Conversation };
        body["activity"] = message;
        return body;
    }

    private async Task<Target> ResolveAsync(string serviceUrl, Destination.Direct direct, CancellationToken ct)
    {
        var person =
            direct.Id is { } id ? await people.FindAsync(new PersonKey(ChannelNames.Teams, id), ct)
            : direct.Email is null ? null
            : (await people.FindByEmailAsync(direct.Email, ct)).FirstOrDefault(seen => seen.Key.Channel == ChannelNames.Teams);
        if (person?.Conversation is { } known)
        {
            return new Target.Chat(new Place(ChannelNames.Teams, known));
        }
        if ((direct.Id ?? person?.Key.Id) is not { } member)
        {
            return new Target.None(new Delivery.Drop(ChannelWords.Say("teams_never_met", direct.Email)));
        }

        var body = await OpeningAsync(isGroup: false, ct);
        body["members"] = new JsonArray(new JsonObject { ["id"] = member });
        var result = await connector.OpenAsync(serviceUrl, body, ct);
        // Opening the same chat twice gives the same chat.
        if (result is not TeamsResult.Done { Answer.Id: { Length: > 0 } conversation })
        {
            return new Target.None(
                result is TeamsResult.Done ? new Delivery.Drop(ChannelWords.Say("teams_no_chat")) : Refusals.Judge(result, isPost: false)
            );
        }
        await people.OpenedAsync(new PersonKey(ChannelNames.Teams, member), conversation, ct);
        return new Target.Chat(new Place(ChannelNames.Teams, conversation));
    }

    private async Task<JsonObject> OpeningAsync(bool isGroup, CancellationToken ct)
    {
        var body = new JsonObject { ["isGroup"] = isGroup, ["channelData"] = new JsonObject() };
        if (await conversations.BotIdAsync(ct) is { } bot)
        {
            body["bot"] = new JsonObject { ["id"] = bot };
        }
        if (await conversations.TenantAsync(ct) is { } tenant)
        {
            body["tenantId"] = tenant;
            body["channelData"]!["tenant"] = new JsonObject { ["id"] = tenant };
        }
        return body;
    }
}
