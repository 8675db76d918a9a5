using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// Presses of card buttons. They wait a moment for the desk and are answered with the true card; words for the presser alone stand on top
/// of it.
/// </summary>
internal sealed class Presses(IReception reception, TrueCards cards, CardReaders readers, TeamsWords words)
{
    /// <summary>Teams gives up after 10-15 s, some clients after 5 s; nobody should look at a spinner for more than a second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<JsonObject> AnswerAsync(Activity activity, DateTimeOffset now)
    {
        if (Read(activity.Value) is not { Action: { } action } carried)
        {
            return Invokes.Error(400, "BadRequest", words["teams_unknown"]);
        }
        var press = TeamsReader.Press(activity, carried, action, now);
        // The press is kept whatever becomes of this request: it is not delivered again.
        var handled = await reception.AcceptAndWaitAsync(press, Patience, CancellationToken.None);
        return handled is null ? Say(words["teams_working"]) : await AnswerAsync(press, handled);
    }

    /// <summary>Thumbs up or down on an answer, with or without words.</summary>
    public async Task<JsonObject> TakeFeedbackAsync(Activity activity, DateTimeOffset now)
    {
        if (
            activity.ReplyToId is { Length: > 0 } message
            && activity.Value.ValueKind == JsonValueKind.Object
            && activity.Value.TryGetProperty("actionValue", out var given)
            && given.ValueKind == JsonValueKind.Object
            && given.TryGetProperty("reaction", out var reaction)
            && reaction.ValueKind == JsonValueKind.String
            && reaction.GetString() is "like" or "dislike"
        )
        {
            var kind = given.GetProperty("reaction").GetString()!;
            await reception.AcceptAsync(
                new Inbound.Reacted(message, kind, Added: true)
                {
                    Origin = TeamsReader.OriginOf(activity, $"{TeamsReader.IdOf(activity)}:feedback", now),
                },
                CancellationToken.None
            );
        }
        return [];
    }

    private async Task<JsonObject> AnswerAsync(Inbound.Pressed press, Handled handled)
    {
        var (card, isNew) = await cards.FindAsync(press, handled, CancellationToken.None);
        // When the card itself changes, its edit would wipe the words off at once: they go their own way then.
        var whispers = isNew ? null : await WhisperedAsync(handled, press.From);
        if (card is not null && (isNew || whispers is not null))
        {
            return new JsonObject
            {
                ["statusCode"] = 200,
                ["type"] = CardJson.ContentType,
                ["value"] = TeamsCardRenderer.Render(await readers.ResolveAsync(card, CancellationToken.None), above: whispers),
            };
        }
        return Say(whispers ?? words["teams_done"]);
    }

    /// <summary>
    /// What the desk says to this person alone, taken out of the outbox so that it is said once. Words with buttons need a message of their
    /// own and stay there.
    /// </summary>
    public async Task<string?> WhisperedAsync(Handled handled, PersonKey person)
    {
        var said = new List<string>();
        foreach (
            var whisper in handled
                .Outbound.OfType<Outbound.Whisper>()
                .Where(whisper => whisper.Person == person && whisper.Card.Buttons.Count == 0)
        )
        {
            if (PlainWords(whisper.Card) is { } sentence && await reception.TakeAsync(whisper.Key, CancellationToken.None))
            {
                said.Add(sentence);
            }
        }
        return said.Count == 0 ? null : string.Join("\n", said);
    }

    /// <summary>What a message that is on its way to this person alone says first; null when there is none.</summary>
    public static string? SentenceFor(Handled handled, PersonKey person) =>
        handled.Outbound.OfType<Outbound.Whisper>().FirstOrDefault(whisper => whisper.Person == person)?.Card.Fallback;

    /// <summary>The words of a card that is nothing but words; null for others.</summary>
    private static string? PlainWords(Card card) =>
        card.Parts.All(part => part is CardPart.Text or CardPart.Note)
            ? string.Join("\n", card.Parts.Select(part => part is CardPart.Text text ? text.Content : ((CardPart.Note)part).Content))
            : null;

    /// <summary>What the pressed button carries; null when there is none.</summary>
    public static Carried? Read(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty("action", out var action)
        && action.ValueKind == JsonValueKind.Object
        && action.TryGetProperty("data", out var data)
            ? Carried.Read(data)
            : null;

    private static JsonObject Say(string sentence) =>
        new()
        {
            ["statusCode"] = 200,
            ["type"] = "application/vnd.microsoft.activity.message",
            ["value"] = sentence,
        };
}
