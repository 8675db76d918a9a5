using System.Globalization;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// Cards that ask for their present state when somebody looks at them
/// (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards).
/// A bot cannot look up its messages in Teams: after a crash a copy may stay behind that nothing edits any more. This way it becomes true
/// all the same, and says that it is a copy.
/// </summary>
internal sealed class CardRefreshes(ICurrentCards cards, SlotMessages messages, CardReaders readers, TeamsWords words)
{
    /// <summary>The card as it is now; nothing when it shows that already, and then what was typed or chosen in it stays.</summary>
    public async Task<JsonObject> AnswerAsync(Activity activity, Carried carried, CancellationToken ct)
    {
        var place = ActivityPlaces.Of(activity);
        var named = carried.Data.GetValueOrDefault(CardRefreshAction.SlotName) ?? "";
        var bound = activity.ReplyToId is { Length: > 0 } message
            ? await messages.FindBindingAsync(ChannelNames.Teams, place.Conversation, message, ct)
            : null;
        // What the store knows of the message goes before what the card says of itself.
        var slot = bound?.Slot ?? named;
        var known = bound is null or { IsCopy: true } ? await messages.FindSlotAsync(slot, ct) : null;
        // Somebody may look before the send of the slot's own message is recorded: then that is known a moment later, and it is no copy.
        var isCopy = known is { Place.Channel: ChannelNames.Teams } && activity.ReplyToId is { Length: > 0 } seen && !known.Is(place, seen);
        if (await cards.FindAsync(slot, new PersonKey(ChannelNames.Teams, activity.From!.Id!), place, ct) is not { } card)
        {
            return Nothing();
        }
        var isTrue =
            !isCopy
            && card.Refresh?.Version.ToString(CultureInfo.InvariantCulture)
                == carried.Data.GetValueOrDefault(CardRefreshAction.VersionName);
        if (isTrue && card.Parts.Any(part => part is CardPart.Select))
        {
            return Nothing();
        }
        if (bound is null && (isCopy || known is null) && activity.ReplyToId is { Length: > 0 } unknown)
        {
            await messages.AdoptAsync(slot, place.Thread == unknown ? place with { Thread = null } : place, unknown, ct);
        }

        card = await readers.ResolveAsync(card, ct);
        return new JsonObject
        {
            ["statusCode"] = 200,
            ["type"] = CardJson.ContentType,
            ["value"] = isCopy ? TeamsCardRenderer.Render(Inert(card), above: words["teams_copy"]) : TeamsCardRenderer.Render(card),
        };
    }

    /// <summary>To be read, and no more: two cards that can be pressed are one too many.</summary>
    private static Card Inert(Card card) =>
        card with
        {
            Parts = [.. card.Parts.Where(part => part is not (CardPart.Select or CardPart.ButtonRow))],
            Buttons = [],
        };

    private static JsonObject Nothing() =>
        new()
        {
            ["statusCode"] = 200,
            ["type"] = "application/vnd.microsoft.activity.message",
            ["value"] = "",
        };
}
