using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Core;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>Buttons that people press and forms that they fill in.</summary>
internal sealed class WebChatPressing(WebChatActors actors, IForms forms, IReception reception)
{
    private const int MostEntries = 50;
    private const int LongestEntry = 20_000;
    private const int LongestName = 100;

    /// <summary>POST /webchat/press: upon a message; on the page of a case, in the person's own chat.</summary>
    public async Task PressAsync(HttpContext http)
    {
        if (
            await JsonBody.ReadAsync(http, WebChatJson.Default.PressBody) is not { } body
            || await ByAsync(http, body) is not { } by
            || !await IsGoodAsync(http, body.Action, body.ClientId, body.Data, body.Values)
        )
        {
            return;
        }

        await reception.AcceptAsync(
            WebChatReader.Pressed(by, body.ClientId ?? Ids.New(by.At), body.Action!, Clean(body.Data), Clean(body.Values)),
            http.RequestAborted
        );
        await JsonBody.WriteAsync(http, new Done(true), WebChatJson.Default.Done);
    }

    private Task<Acting?> ByAsync(HttpContext http, PressBody body) =>
        body is { Message: null, Conversation: { } conversation }
            ? actors.InAsync(http, body.As, conversation, thread: null)
            : actors.UponAsync(http, body.As, body.Message);

    /// <summary>POST /webchat/forms/open: the form, or a sentence why there is none.</summary>
    public async Task OpenAsync(HttpContext http)
    {
        if (
            await JsonBody.ReadAsync(http, WebChatJson.Default.OpenFormBody) is not { } body
            || await actors.AtAsync(http, body.As, body.Message, body.Conversation) is not { } by
            || !await IsGoodAsync(http, body.Action, clientId: null, body.Data)
        )
        {
            return;
        }

        var answer = await forms.OpenAsync(new(body.Action!, Clean(body.Data), by.Who.Key, by.Place), http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            answer is FormAnswer.Open open
                ? new FormOrRefusal(open.Form, null)
                : new FormOrRefusal(null, (answer as FormAnswer.Refused)?.Sentence),
            WebChatJson.Default.FormOrRefusal
        );
    }

    /// <summary>POST /webchat/forms/submit: 422 with what is wrong with which field, or kept.</summary>
    public async Task SubmitAsync(HttpContext http)
    {
        if (
            await JsonBody.ReadAsync(http, WebChatJson.Default.SubmitBody) is not { } body
            || await actors.AtAsync(http, body.As, body.Message, body.Conversation) is not { } by
            || !await IsGoodAsync(http, body.Form, body.ClientId, body.Data, body.Values)
        )
        {
            return;
        }

        var submitted = WebChatReader.Submitted(by, body.ClientId ?? Ids.New(by.At), body.Form!, Clean(body.Data), Clean(body.Values));
        var errors = await forms.CheckAsync(submitted, http.RequestAborted);
        if (errors.Count > 0)
        {
            await JsonBody.WriteAsync(
                http,
                new FieldErrors(errors),
                WebChatJson.Default.FieldErrors,
                StatusCodes.Status422UnprocessableEntity
            );
            return;
        }

        await reception.AcceptAsync(submitted, http.RequestAborted);
        await JsonBody.WriteAsync(http, new Done(true), WebChatJson.Default.Done);
    }

    /// <summary>GET /webchat/search?as=&amp;form=&amp;field=&amp;q=: options for a field that is filled in by typing.</summary>
    public async Task SearchAsync(HttpContext http, string? email, string? form, string? field, string? typed)
    {
        if (await actors.AtAsync(http, email, messageId: null, conversation: null) is not { } by)
        {
            return;
        }

        if (
            form is not { Length: > 0 and <= LongestName }
            || field is not { Length: > 0 and <= LongestName }
            || typed?.Length > LongestName
        )
        {
            await JsonBody.RefuseAsync(
                http,
                StatusCodes.Status400BadRequest,
                "Name the form and the field, and type at most 100 characters."
            );
            return;
        }

        var options = await forms.SearchAsync(form, field, typed ?? "", by.Who.Key, by.Place, http.RequestAborted);
        await JsonBody.WriteAsync(http, new FoundOptions(options), WebChatJson.Default.FoundOptions);
    }

    private static async Task<bool> IsGoodAsync(
        HttpContext http,
        string? name,
        string? clientId,
        params Dictionary<string, string>?[] entries
    )
    {
        var refusal =
            name is not { Length: > 0 and <= LongestName } ? "Name the action."
            : !ClientIds.AreGood(clientId) ? ClientIds.Rule
            : entries.Any(map => map?.Count > MostEntries)
            || entries.Any(map => map?.Any(entry => entry.Key.Length > LongestName || entry.Value?.Length > LongestEntry) == true)
                ? "Data and values have at most 50 entries of 20,000 characters each."
            : null;
        if (refusal is not null)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, refusal);
        }

        return refusal is null;
    }

    /// <summary>Without what was left empty, as the desk expects it.</summary>
    private static Dictionary<string, string> Clean(Dictionary<string, string>? entries) =>
        (entries ?? [])
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Value))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
}
