using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Auth;

/// <summary>Who acts, where, and upon which message, after it was checked that they may.</summary>
/// <param name="Message">The message that they act upon, or null.</param>
/// <param name="Conversation">Where they are.</param>
/// <param name="Thread">The thread in which they are, or null.</param>
internal sealed record Acting(WebPerson Who, string Conversation, long? Thread, WebMessage? Message, DateTimeOffset At)
{
    /// <summary>A 1:1 chat with the bot.</summary>
    public bool Direct => WebDirectory.WhoseDirect(Conversation) is not null;

    /// <summary>Where an answer goes.</summary>
    public Place Place => new(ChannelNames.Web, Conversation, Thread is { } thread ? WebMessageIds.Text(thread) : null);
}

/// <summary>
/// Finds out who acts where. Names of people and messages come from the sender and are believed only when they exist and belong together.
/// </summary>
internal sealed class WebChatActors(WebMessages messages, ReadWebDirectory directory, Visitors visitors, TimeProvider time)
{
    private const string Nobody = "Say who you are: `as` is the e-mail of somebody in the organisation.";
    private const string Yourself = "You act as yourself only: leave `as` away, or write your own e-mail.";
    private const string Key = "The emergency key opens the console; it is nobody in the chat. Sign in as yourself.";

    /// <summary>
    /// Somebody acts upon a message that they can see. Null when the request was answered already (400 nobody, 404 no such message).
    /// </summary>
    public async Task<Acting?> UponAsync(HttpContext http, string? email, string? messageId)
    {
        if (await WhoAsync(http, email) is not { } who)
        {
            return null;
        }

        var found = WebMessageIds.Number(messageId) is { } id ? await messages.FindAsync(id, http.RequestAborted) : null;
        if (found is null || found.Deleted || !directory().MaySee(who, found))
        {
            await JsonBody.RefuseAsync(
                http,
                StatusCodes.Status404NotFound,
                "This message is gone. Load the page again to see what is there now."
            );
            return null;
        }

        return On(found, who);
    }

    /// <summary>
    /// Somebody acts in a conversation that is open to them, at its top level or in a thread. Null when the request was answered already
    /// (400, 403, 404).
    /// </summary>
    public async Task<Acting?> InAsync(HttpContext http, string? email, string? conversation, string? thread)
    {
        if (await WhoAsync(http, email) is not { } who)
        {
            return null;
        }

        var known = directory();
        if (conversation is null || !known.Knows(conversation))
        {
            await JsonBody.RefuseAsync(
                http,
                StatusCodes.Status404NotFound,
                "There is no such conversation. GET /webchat/people lists them."
            );
            return null;
        }

        if (!known.MaySee(who, conversation))
        {
            await JsonBody.RefuseAsync(
                http,
                StatusCodes.Status403Forbidden,
                "Only its own people may read and write in this conversation."
            );
            return null;
        }

        if (thread is null)
        {
            return new(who, conversation, null, null, time.GetUtcNow());
        }

        var root = WebMessageIds.Number(thread) is { } id ? await messages.FindAsync(id, http.RequestAborted) : null;
        if (root is null || root.Conversation != conversation || !known.MaySee(who, root))
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status404NotFound, "There is no such thread in this conversation.");
            return null;
        }

        return new(who, conversation, root.Thread ?? root.Id, null, time.GetUtcNow());
    }

    /// <summary>Upon a message when one is named, else in a conversation.</summary>
    public async Task<Acting?> AtAsync(HttpContext http, string? email, string? messageId, string? conversation)
    {
        if (messageId is not null)
        {
            return await UponAsync(http, email, messageId);
        }

        return await WhoAsync(http, email) is { } who
            ? await InAsync(http, who.Email, conversation ?? WebDirectory.DirectWith(who.Email), thread: null)
            : null;
    }

    /// <summary>Whoever wrote it acts upon it: for reading the table again after a restart. Null when they left.</summary>
    public Acting? AuthorOf(WebMessage message) =>
        directory().Find(message.Author) is { } who ? On(message, who) with { At = message.At } : null;

    /// <summary>A top-level message of a room starts its own thread; in a 1:1 chat there is none unless somebody made one.</summary>
    private Acting On(WebMessage message, WebPerson who) =>
        new(
            who,
            message.Conversation,
            message.Thread ?? (WebDirectory.WhoseDirect(message.Conversation) is null ? message.Id : null),
            message,
            time.GetUtcNow()
        );

    /// <summary>
    /// Whoever signed in is themselves, whatever the request says. On the playground the request says who is played. Null when the request
    /// was answered already (400, 403).
    /// </summary>
    public async Task<WebPerson?> WhoAsync(HttpContext http, string? email)
    {
        var known = directory();
        var visitor = visitors.Of(http);
        var who = visitor switch
        {
            Visitor.Person person when email is null || person.Colleague.Email == known.Find(email)?.Email => known.Find(
                person.Colleague.Email
            ),
            Visitor.Player => known.Find(email),
            _ => null,
        };
        if (who is null)
        {
            var (status, sentence) = visitor switch
            {
                Visitor.Person => (StatusCodes.Status403Forbidden, Yourself),
                Visitor.Player => (StatusCodes.Status400BadRequest, Nobody),
                _ => (StatusCodes.Status403Forbidden, Key),
            };
            await JsonBody.RefuseAsync(http, status, sentence);
        }

        return who;
    }
}
