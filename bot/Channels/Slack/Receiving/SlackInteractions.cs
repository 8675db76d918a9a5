using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>Presses, forms, shortcuts and type-ahead.</summary>
internal sealed class SlackInteractions(IReception reception, IForms forms, SlackForms modals, SlackSenses senses)
{
    public async Task<SlackReply> TakeAsync(JsonElement payload, CancellationToken ct)
    {
        if (payload.Text("type") is not { } type || payload.Object("user")?.Text("id") is not { Length: > 0 } userId)
        {
            return SlackReply.Unreadable;
        }
        var from = new PersonKey(ChannelNames.Slack, userId);
        switch (type)
        {
            case "block_actions":
                foreach (var action in payload.List("actions"))
                {
                    await PressAsync(payload, action, from, ct);
                }
                return SlackReply.Ok;
            case "view_submission" when payload.Object("view") is { } view:
                return await SubmitAsync(payload, view, from, ct);
            case "message_action":
                return await EscalateAsync(payload, from, ct);
            case "shortcut":
                await OpenAsync(
                    payload,
                    new FormRequest(Actions.GetSpecialist, new Dictionary<string, string>(StringComparer.Ordinal), from, DirectPlace(from)),
                    ct
                );
                return SlackReply.Ok;
            case "block_suggestion":
                return await SuggestAsync(payload, from, ct);
            default:
                return SlackReply.Ok;
        }
    }

    private async Task PressAsync(JsonElement payload, JsonElement action, PersonKey from, CancellationToken ct)
    {
        var actionId = action.Text("action_id") ?? "";
        var container = payload.Object("container") ?? default;
        var messageId = container.Text("message_ts") ?? payload.Object("message")?.Text("ts");
        var chosen = action.Object("selected_option")?.Text("value");
        if (actionId.EndsWith(SlackButtons.SelectSuffix, StringComparison.Ordinal))
        {
            // A choice does nothing by itself; it travels with the button. Slack sends it along then, but not from every client version.
            if (messageId is not null && chosen is not null)
            {
                senses.Recent.RememberChoice(from.Id, messageId, actionId, chosen);
            }
            return;
        }
        var place = PlaceOf(payload, container, messageId, from);
        // What is not of our making goes to the desk by its name: it says that it does not know such a button.
        var pressed =
            SlackButtons.Decode(chosen ?? action.Text("value"))
            ?? new PressedButton(actionId, OpensForm: false, new Dictionary<string, string>(StringComparer.Ordinal));
        senses.Recent.RememberStand(from.Id, place.Lane, atRoot: messageId is not null && messageId == place.Thread);
        if (pressed.OpensForm)
        {
            await OpenAsync(payload, new FormRequest(pressed.Action, pressed.Data, from, place), ct);
            return;
        }
        var at = action.Text("action_ts") ?? "";
        var where = messageId ?? payload.Object("view")?.Text("id") ?? "";
        var key = $"slack:{payload.Object("team")?.Text("id")}:{place.Conversation}:{where}:{from.Id}:{actionId}:{at}:pressed";
        await reception.AcceptAsync(
            new Inbound.Pressed(
                pressed.Action,
                pressed.Data,
                Values(payload, from, messageId),
                container.IsTrue("is_ephemeral") ? null : messageId
            )
            {
                Origin = new Origin
                {
                    DeliveryKey = payload.Text("trigger_id") is { } trigger ? $"slack:press:{trigger}:{actionId}" : key,
                    MessageKey = key,
                    From = from,
                    Place = place,
                    Direct = SlackReader.IsDirect(place.Conversation) || messageId is null,
                    At = at.Length > 0 ? SlackReader.TimeOf(at) : senses.Now,
                },
            },
            ct
        );
    }

    private async Task<SlackReply> SubmitAsync(JsonElement payload, JsonElement view, PersonKey from, CancellationToken ct)
    {
        if (view.Text("callback_id") is not { } form || SlackFormRenderer.ReadMetadata(view, from.Id) is not { } hidden)
        {
            return SlackReply.Ok;
        }
        var key = $"slack:{payload.Object("team")?.Text("id")}:{view.Text("id")}:{from.Id}:submitted";
        var submitted = new Inbound.Submitted(form, hidden.Data, SlackFormRenderer.ReadValues(view))
        {
            Origin = new Origin
            {
                DeliveryKey = key + ":" + view.Text("hash"),
                MessageKey = key,
                From = from,
                Place = hidden.Place,
                Direct = hidden.Place.Conversation is ['D' or 'U' or 'W', ..],
                At = senses.Now,
            },
        };
        var wrong = await forms.CheckAsync(submitted, ct);
        if (wrong.Count > 0)
        {
            return Errors(view, wrong);
        }
        await reception.AcceptAsync(submitted, ct);
        return SlackReply.Ok;
    }

    /// <summary>Slack shows errors under input blocks only: what belongs to none of them stands under the first.</summary>
    private static SlackReply Errors(JsonElement view, IReadOnlyDictionary<string, string> wrong)
    {
        var inputs = view.List("blocks")
            .Where(block => block.Is("type", "input"))
            .Select(block => block.Text("block_id"))
            .OfType<string>()
            .ToList();
        var answer = new JsonObject();
        if (inputs.Count == 0)
        {
            answer["response_action"] = "update";
            answer["view"] = SlackFormRenderer.Notice(string.Join('\n', wrong.Values));
        }
        else
        {
            var errors = new JsonObject();
            foreach (var (field, sentence) in wrong)
            {
                errors[inputs.Contains(field, StringComparer.Ordinal) ? field : inputs[0]] = ShortText.Of(sentence, 300);
            }
            answer["response_action"] = "errors";
            answer["errors"] = errors;
        }
        return new SlackReply(StatusCodes.Status200OK, answer.ToUtf8());
    }

    private async Task<SlackReply> EscalateAsync(JsonElement payload, PersonKey from, CancellationToken ct)
    {
        if (
            payload.Object("channel")?.Text("id") is not { } channel
            || payload.Object("message") is not { } message
            || message.Text("ts") is not { } ts
        )
        {
            return SlackReply.Unreadable;
        }
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [DataKeys.Text] = ShortText.Of(
                SlackWords.Of(message, new SlackReader.Frame("", "", senses.Identity.Self?.UserId, senses.Recent.NameOf)),
                1800
            ),
            [DataKeys.Message] = ts,
        };
        var place = SlackMessageReader.PlaceOf(channel, message.Text("thread_ts"), ts, SlackReader.IsDirect(channel));
        senses.Recent.RememberStand(from.Id, place.Lane, atRoot: ts == place.Thread);
        await OpenAsync(payload, new FormRequest(Actions.EscalateMessage, data, from, place), ct);
        return SlackReply.Ok;
    }

    private async Task<SlackReply> SuggestAsync(JsonElement payload, PersonKey from, CancellationToken ct)
    {
        var field = payload.Text("block_id") ?? payload.Text("action_id") ?? "";
        var place =
            payload.Object("view") is { } view && SlackFormRenderer.ReadMetadata(view, from.Id) is { } hidden
                ? hidden.Place
                : DirectPlace(from);
        var found = await forms.SearchAsync(
            payload.Object("view")?.Text("callback_id") ?? "",
            field,
            payload.Text("value") ?? "",
            from,
            place,
            ct
        );
        var options = found.Count == 0 ? new JsonObject { ["options"] = new JsonArray() } : SlackBlocks.Options(found, chosen: null);
        return new SlackReply(StatusCodes.Status200OK, options.ToUtf8());
    }

    private async Task OpenAsync(JsonElement payload, FormRequest request, CancellationToken ct)
    {
        var trigger = payload.Text("trigger_id");
        if (trigger is not null && await modals.OpenAsync(request, trigger, ct) != FormShown.Failed)
        {
            return;
        }
        // The person is told by the desk, like of everything else: once, however often and to whichever replica the press is delivered.
        var key = $"slack:form:{trigger ?? $"{request.From.Id}:{request.Action}:{senses.Now.ToUnixTimeMilliseconds()}"}";
        await reception.AcceptAsync(
            new Inbound.Pressed(Actions.FormTooLate, request.Data, new Dictionary<string, string>(StringComparer.Ordinal), null)
            {
                Origin = new Origin
                {
                    DeliveryKey = key,
                    MessageKey = key + ":told",
                    From = request.From,
                    Place = request.Place,
                    Direct = request.Place.Conversation is ['D' or 'U' or 'W', ..],
                    At = senses.Now,
                },
            },
            ct
        );
    }

    /// <summary>Where the card stands. A card in App Home stands nowhere: the 1:1 chat is meant.</summary>
    private Place PlaceOf(JsonElement payload, JsonElement container, string? messageId, PersonKey from)
    {
        if ((container.Text("channel_id") ?? payload.Object("channel")?.Text("id")) is not { } channel || messageId is null)
        {
            return DirectPlace(from);
        }
        var thread = container.Text("thread_ts") ?? payload.Object("message")?.Text("thread_ts");
        // An ephemeral message can start no thread.
        if (container.IsTrue("is_ephemeral"))
        {
            return new Place(ChannelNames.Slack, channel, thread);
        }
        return SlackMessageReader.PlaceOf(channel, thread, messageId, SlackReader.IsDirect(channel));
    }

    private Place DirectPlace(PersonKey from) => new(ChannelNames.Slack, senses.Recent.DirectOf(from.Id) ?? from.Id);

    /// <summary>What stands chosen in the card's selects.</summary>
    private Dictionary<string, string> Values(JsonElement payload, PersonKey from, string? messageId)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var state = payload.Object("state") ?? payload.Object("view")?.Object("state");
        if (state?.Object("values") is not { } blocks)
        {
            return values;
        }
        foreach (var block in blocks.EnumerateObject().Where(block => block.Value.ValueKind == JsonValueKind.Object))
        {
            foreach (
                var input in block
                    .Value.EnumerateObject()
                    .Where(input => input.Name.EndsWith(SlackButtons.SelectSuffix, StringComparison.Ordinal))
            )
            {
                var value =
                    input.Value.Object("selected_option")?.Text("value")
                    ?? (messageId is null ? null : senses.Recent.ChoiceOf(from.Id, messageId, input.Name));
                if (value is not null)
                {
                    values[input.Name[..^SlackButtons.SelectSuffix.Length]] = value;
                }
            }
        }
        return values;
    }
}
