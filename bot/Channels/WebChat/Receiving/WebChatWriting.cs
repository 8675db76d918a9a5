using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Core;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>Messages that people write, change, delete and react to.</summary>
internal sealed class WebChatWriting(WebMessages messages, WebChatActors actors, IReception reception, WebChatFiles files)
{
    /// <summary>Most characters of a message.</summary>
    public const int Longest = 40_000;

    /// <summary>
    /// POST /webchat/messages. The message is kept first and handed to the desk then; when that fails in between, the sender hears so and
    /// sends again under the same client id, and <see cref="HandInAsync"/> repeats it after a restart.
    /// </summary>
    public async Task SayAsync(HttpContext http)
    {
        if (
            await JsonBody.ReadAsync(http, WebChatJson.Default.SayBody) is not { } body
            || await actors.InAsync(http, body.As, body.Conversation, body.Thread) is not { } by
            || await AttachedAsync(http, body.Files ?? [], by) is not { } attached
            || await CleanAsync(http, body.Text, body.ClientId, attached.Count > 0) is not { } text
        )
        {
            return;
        }
        foreach (var file in attached)
        {
            files.Sent(file);
        }
        IReadOnlyList<FileLink> links = [.. attached.Select(file => file.Link)];

        var key = $"in:{by.Who.Email}:{body.ClientId ?? Ids.New(by.At)}";
        var message = await messages.AddAsync(
            new(
                key,
                by.Conversation,
                by.Thread,
                by.Who.Email,
                OnlyFor: null,
                PersonCards.Of(Masking.Mask(text), links),
                WebMessageIds.Number(body.ReplyTo)
            ),
            http.RequestAborted
        );
        // The inbox masks by itself, and keeps what it takes out.
        await HandInAsync(
            message.Deleted || message.Edited ? message : message with { Card = PersonCards.Of(text, links) },
            http.RequestAborted
        );
        await JsonBody.WriteAsync(http, new Said(WebMessageIds.Text(message.Id)), WebChatJson.Default.Said);
    }

    /// <summary>Hands a person's message to the desk; harmless when it has it already.</summary>
    public async Task HandInAsync(WebMessage message, CancellationToken ct)
    {
        if (actors.AuthorOf(message) is { } by)
        {
            await reception.AcceptAsync(WebChatReader.Said(by, message), ct);
        }
    }

    /// <summary>PUT /webchat/messages/{id}: only its author may.</summary>
    public async Task EditAsync(HttpContext http, string id)
    {
        if (
            await JsonBody.ReadAsync(http, WebChatJson.Default.EditBody) is not { } body
            || await OwnAsync(http, body.As, id, isEdit: true) is not { Message: { } message } by
            || PersonCards.FilesOf(message.Card) is not { } links
            || await CleanAsync(http, body.Text, clientId: null, links.Count > 0) is not { } text
        )
        {
            return;
        }

        await reception.AcceptAsync(WebChatReader.Edited(by, message, text), http.RequestAborted);
        await messages.ChangeAsync(message.Id, PersonCards.Of(Masking.Mask(text), links), edited: true, http.RequestAborted);
        await JsonBody.WriteAsync(http, new Done(true), WebChatJson.Default.Done);
    }

    /// <summary>
    /// DELETE /webchat/messages/{id}?as=: its author deletes it; what only this person sees is put away without telling anybody.
    /// </summary>
    public async Task DeleteAsync(HttpContext http, string id, string? email)
    {
        if (await OwnAsync(http, email, id, isEdit: false) is not { Message: { } message } by)
        {
            return;
        }

        if (message.OnlyFor is null)
        {
            await reception.AcceptAsync(WebChatReader.Deleted(by, message), http.RequestAborted);
        }

        await messages.DeleteAsync(message.Id, http.RequestAborted);
        foreach (var own in PersonCards.FilesOf(message.Card).Where(_ => message.Author == by.Who.Email))
        {
            if (own.Source is { Channel: ChannelNames.Web, Address: var address })
            {
                files.Delete(address);
            }
        }
        await JsonBody.WriteAsync(http, new Done(true), WebChatJson.Default.Done);
    }

    /// <summary>POST /webchat/reactions.</summary>
    public async Task ReactAsync(HttpContext http)
    {
        if (
            await JsonBody.ReadAsync(http, WebChatJson.Default.ReactBody) is not { } body
            || await actors.UponAsync(http, body.As, body.Message) is not { Message: { } message } by
        )
        {
            return;
        }

        if (body.Reaction is not { Length: > 0 and <= 40 } reaction || !reaction.All(one => char.IsAsciiLetterLower(one) || one == '_'))
        {
            await JsonBody.RefuseAsync(
                http,
                StatusCodes.Status400BadRequest,
                "A reaction is a short name in lower-case letters, such as thumbs_up."
            );
            return;
        }

        await reception.AcceptAsync(WebChatReader.Reacted(by, message, reaction, body.Added), http.RequestAborted);
        await messages.ReactAsync(new(message.Id, by.Who.Email, reaction), body.Added, http.RequestAborted);
        await JsonBody.WriteAsync(http, new Done(true), WebChatJson.Default.Done);
    }

    /// <summary>Words are changed by who wrote them; what the bot shows one person alone they may only put away.</summary>
    private async Task<Acting?> OwnAsync(HttpContext http, string? email, string id, bool isEdit)
    {
        var by = await actors.UponAsync(http, email, id);
        if (by is null || by.Message!.Author == by.Who.Email || (!isEdit && by.Message.OnlyFor == by.Who.Email))
        {
            return by;
        }

        await JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "Only its author may change or delete a message.");
        return null;
    }

    /// <summary>What the sender uploaded before; null when the request was answered already.</summary>
    private async Task<IReadOnlyList<UploadedFile>?> AttachedAsync(HttpContext http, IReadOnlyList<string> ids, Acting by)
    {
        var found = ids.Take(WebChatFiles.MostOfMessage + 1).Distinct().Select(id => files.Find(id, by.Who.Email)).ToList();
        var refusal =
            found.Count > WebChatFiles.MostOfMessage ? ChannelWords.Say("web_files_many")
            : found.Contains(null) ? ChannelWords.Say("web_files_gone")
            : null;
        if (refusal is null)
        {
            return [.. found.OfType<UploadedFile>()];
        }
        await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, refusal);
        return null;
    }

    private static async Task<string?> CleanAsync(HttpContext http, string? text, string? clientId, bool hasFiles)
    {
        var clean = (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        var refusal = clean switch
        {
            "" when !hasFiles => "Write something first.",
            { Length: > Longest } => "A message has at most 40,000 characters. Send it in parts.",
            _ when !ClientIds.AreGood(clientId) => ClientIds.Rule,
            _ => null,
        };
        if (refusal is null)
        {
            return clean;
        }

        await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, refusal);
        return null;
    }
}
