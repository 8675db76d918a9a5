using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>Dialogs: forms and menus that open from a button or on a message, and what is sent from them.</summary>
internal sealed class DialogInvokes(IReception reception, IForms forms, Presses presses, TeamsWords words)
{
    private const string MessageCommand = "escalate_message";
    private const int LongestQuote = 3000;

    /// <summary><c>task/fetch</c>: a form, or a menu whose choices lead to forms.</summary>
    public async Task<JsonObject> OpenAsync(Activity activity, DateTimeOffset now, CancellationToken ct)
    {
        var data = DataOf(activity);
        if (Carried.ReadMenu(data) is { } menu)
        {
            return menu.Choices.Count == 0
                ? TeamsFormRenderer.Message(words["teams_nothing_to_choose"])
                : TeamsFormRenderer.Menu(menu.Title, words["teams_choose"], menu.Choices);
        }
        return Carried.Read(data) is { Action: { } action } carried
            ? await OpenAsync(activity, action, carried.Data, ct)
            : TeamsFormRenderer.Message(words["teams_unknown"]);
    }

    /// <summary><c>composeExtension/fetchTask</c>: "Escalate this" on a message of any chat.</summary>
    public Task<JsonObject> OpenOnMessageAsync(Activity activity, CancellationToken ct)
    {
        if (
            Member(activity.Value, "commandId") is { ValueKind: JsonValueKind.String } command
            && command.GetString() is not (MessageCommand or "")
        )
        {
            return Task.FromResult(TeamsFormRenderer.Message(words["teams_unknown"]));
        }
        var message = Member(activity.Value, "messagePayload");
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Member(message, "id") is { ValueKind: JsonValueKind.String } id)
        {
            data[DataKeys.Message] = id.GetString()!;
        }
        if (WordsOf(message) is { Length: > 0 } text)
        {
            data[DataKeys.Text] = ShortText.Of(text, LongestQuote);
        }
        if (Member(Member(Member(message, "from"), "user"), "displayName") is { ValueKind: JsonValueKind.String } who)
        {
            data[DataKeys.Who] = ShortText.Of(who.GetString()!, 200);
        }
        return OpenAsync(activity, Actions.EscalateMessage, data, ct);
    }

    /// <summary>A message as Graph tells it (https://learn.microsoft.com/graph/api/resources/chatmessage).</summary>
    private static string WordsOf(JsonElement message)
    {
        var body = Member(message, "body");
        var content = Member(body, "content") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        var isHtml = Member(body, "contentType") is { ValueKind: JsonValueKind.String } kind && kind.GetString() == "html";
        var attachments = AttachmentsOf(message);
        var parts = new[]
        {
            TeamsAttachments.QuotesOf(attachments),
            isHtml ? TeamsText.FromHtml(content) : content.Trim(),
            TeamsAttachments.WordsOf(attachments),
        };
        return string.Join("\n\n", parts.Where(part => part.Length > 0));
    }

    private static List<Attachment> AttachmentsOf(JsonElement message)
    {
        try
        {
            return Member(message, "attachments") is { ValueKind: JsonValueKind.Array } list
                ? [.. list.Deserialize(TeamsJson.Default.AttachmentArray)!.OfType<Attachment>()]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary><c>task/submit</c>: a form that was sent, a choice that opens its form, a choice that is done at once.</summary>
    public async Task<JsonObject> SubmitAsync(Activity activity, DateTimeOffset now, CancellationToken ct)
    {
        var carried = Carried.Read(DataOf(activity));
        if (carried.Action is not { } action)
        {
            return TeamsFormRenderer.Message(words["teams_unknown"]);
        }
        if (carried.Step == Carried.Opens)
        {
            return await OpenAsync(activity, action, carried.Data, ct);
        }
        if (carried.Step == Carried.Presses)
        {
            return await TakeAsync(TeamsReader.Press(activity, carried, action, now), words["teams_done"]);
        }
        var submitted = new Inbound.Submitted(action, carried.Data, carried.Values)
        {
            Origin = TeamsReader.OriginOf(activity, $"{TeamsReader.IdOf(activity)}:submit", now),
        };
        var errors = await forms.CheckAsync(submitted, ct);
        if (errors.Count == 0)
        {
            return await TakeAsync(submitted, words["teams_sent"]);
        }
        return await forms.OpenAsync(new FormRequest(action, carried.Data, submitted.From, submitted.Place), ct) switch
        {
            FormAnswer.Open open => TeamsFormRenderer.Form(open.Form, carried.Values, errors),
            FormAnswer.Refused refused => TeamsFormRenderer.Message(refused.Sentence),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Keeps it; closes the dialog with what the desk says to this person, or with a word.</summary>
    private async Task<JsonObject> TakeAsync(Inbound row, string word)
    {
        var handled = await reception.AcceptAndWaitAsync(row, Presses.Patience, CancellationToken.None);
        // Words with more than sentences (a refusal that gives back what was typed) come as a message of their own; the dialog says their
        // first sentence, never that it worked.
        return TeamsFormRenderer.Message(
            handled is null ? word : await presses.WhisperedAsync(handled, row.From) ?? Presses.SentenceFor(handled, row.From) ?? word
        );
    }

    private async Task<JsonObject> OpenAsync(
        Activity activity,
        string action,
        IReadOnlyDictionary<string, string> data,
        CancellationToken ct
    ) =>
        await forms.OpenAsync(
            new FormRequest(action, data, new PersonKey(ChannelNames.Teams, activity.From!.Id!), ActivityPlaces.Of(activity)),
            ct
        ) switch
        {
            FormAnswer.Open open => TeamsFormRenderer.Form(open.Form),
            FormAnswer.Refused refused => TeamsFormRenderer.Message(refused.Sentence),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static JsonElement DataOf(Activity activity) => Member(activity.Value, "data");

    private static JsonElement Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var member) ? member : default;
}
