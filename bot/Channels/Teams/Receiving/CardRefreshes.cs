using System.Globalization;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// Cards that ask for their present state when somebody looks at them (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards).
/// A bot cannot look up its messages in Teams: after a crash a copy may stay behind that nothing edits any more. This way it becomes true all the same, and says that it is a copy.
/// </summary>
internal sealed class CardRefreshes(ICurrentCards cards, SlotMessages messages, CardReaders readers, TeamsWords words)
{
    /// <summary>The verb of the action, and the name under which its data travels.</summary>
    public const string Verb = "refresh_card";

    private const string SlotName = "slot", VersionName = "version";

    /// <summary>The action for a card, whose readers are resolved.</summary>
    public static JsonObject Write(CardRefresh refresh)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal) { [SlotName] = refresh.Slot, [VersionName] = refresh.Version.ToString(CultureInfo.InvariantCulture) };
        var written = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = Verb, ["verb"] = Verb, ["data"] = Carried.Write(Verb, data) } };
        // Without names Teams asks for everybody in a small conversation.
        if (refresh.Readers.Select(reader => reader.Key?.Id).OfType<string>().ToList() is { Count: > 0 } ids) written["userIds"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]);
        return written;
    }

    /// <summary>The card as it is now; nothing when it shows that already, and then what was typed or chosen in it stays.</summary>
    public async Task<JsonObject> AnswerAsync(Activity activity, Carried carried, CancellationToken ct)
    {
        var place = TeamsReader.PlaceOf(activity);
        var named = carried.Data.GetValueOrDefault(SlotName) ?? "";
        var bound = activity.ReplyToId is { Length: > 0 } message ? await messages.FindBindingAsync(ChannelNames.Teams, place.Conversation, message, ct) : null;
        // What the store knows of the message goes before what the card says of itself.
        var slot = bound?.Slot ?? named;
        var isCopy = bound is null && activity.ReplyToId is { Length: > 0 } && await messages.FindSlotAsync(slot, ct) is { Place.Channel: ChannelNames.Teams };
        if (await cards.FindAsync(slot, new PersonKey(ChannelNames.Teams, activity.From!.Id!), place, ct) is not { } card) return Nothing();
        var isTrue = !isCopy && card.Refresh?.Version.ToString(CultureInfo.InvariantCulture) == carried.Data.GetValueOrDefault(VersionName);
        if (isTrue && card.Parts.Any(part => part is CardPart.Select)) return Nothing();
        card = await readers.ResolveAsync(card, ct);
        return new JsonObject { ["statusCode"] = 200, ["type"] = CardJson.ContentType, ["value"] = isCopy ? TeamsCardRenderer.Render(Inert(card), above: words["teams_copy"]) : TeamsCardRenderer.Render(card) };
    }

    /// <summary>To be read, and no more: two cards that can be pressed are one too many.</summary>
    private static Card Inert(Card card) => card with { Parts = [.. card.Parts.Where(part => part is not (CardPart.Select or CardPart.ButtonRow))], Buttons = [] };

    private static JsonObject Nothing() => new() { ["statusCode"] = 200, ["type"] = "application/vnd.microsoft.activity.message", ["value"] = "" };
}

/// <summary>Turns the readers of a card into people as Teams knows them.</summary>
internal sealed class CardReaders(People people)
{
    /// <summary>Teams asks for at most so many people by itself.</summary>
    private const int Most = 60;

    public async Task<Card> ResolveAsync(Card card, CancellationToken ct)
    {
        if (card.Refresh is not { } refresh) return card;
        var ids = await people.IdsAsync(ChannelNames.Teams, refresh.Readers.Where(reader => reader.Key?.Channel != ChannelNames.Teams).Select(reader => reader.Email).OfType<string>(), ct);
        List<CardReader> known = [.. refresh.Readers.Select(reader => reader.Key?.Channel == ChannelNames.Teams ? reader.Key.Id : reader.Email is { } email ? ids.GetValueOrDefault(email) : null)
            .OfType<string>().Distinct(StringComparer.Ordinal).Take(Most).Select(id => new CardReader(new PersonKey(ChannelNames.Teams, id), null))];
        return card with { Refresh = refresh with { Readers = known } };
    }
}
