using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Receiving;

/// <summary>What people read: who is there, and what was said.</summary>
internal sealed class WebChatReading(WebMessages messages, WebChatActors actors, ReadWebDirectory directory, Visitors visitors)
{
    /// <summary>Top-level messages of one page.</summary>
    public const int PageSize = 50;

    private const int MostChanges = 500;

    /// <summary>GET /webchat/people: whoever signed in finds themselves and their rooms there.</summary>
    public Task PeopleAsync(HttpContext http)
    {
        var now = directory();
        var self = (visitors.Of(http) as Visitor.Person)?.Colleague.Email;
        var shown = now.People.Where(person => self is null || person.Email == self).ToList();
        PersonBody[] people =
        [
            .. shown.Select(person => new PersonBody(person.Email, person.Name, [.. RolesOf(person)], [.. now.ConversationsOf(person)])),
        ];
        RoomBody[] rooms =
        [
            .. now.Rooms.Where(room => self is null || shown.Exists(room.IsFor)).Select(room => new RoomBody(room.Id, room.Title)),
        ];
        return JsonBody.WriteAsync(http, new PeopleList(people, rooms), WebChatJson.Default.PeopleList);
    }

    /// <summary>
    /// GET /webchat/messages?as=&amp;conversation=[&amp;after=|&amp;before=]: the newest page, what is newer than a message, or the page
    /// before one.
    /// </summary>
    public async Task MessagesAsync(HttpContext http, string? email, string? conversation, string? after, string? before)
    {
        if (await actors.InAsync(http, email, conversation, thread: null) is not { } by)
        {
            return;
        }

        var page = after is null
            ? await messages.PageAsync(by.Conversation, by.Who.Email, WebMessageIds.Number(before), PageSize, http.RequestAborted)
            : await messages.NewerAsync(by.Conversation, by.Who.Email, WebMessageIds.Number(after) ?? 0, MostChanges, http.RequestAborted);
        var now = directory();
        var earlier = after is null && page.Count(message => message.Thread is null) == PageSize;
        await JsonBody.WriteAsync(
            http,
            new MessageList([.. page.Where(message => !message.Deleted).Select(message => WebChatView.Body(message, now))], earlier),
            WebChatJson.Default.MessageList
        );
    }

    private static IEnumerable<string> RolesOf(WebPerson person)
    {
        if (person.IsRep)
        {
            yield return "rep";
        }

        if (person.IsSpecialist)
        {
            yield return "specialist";
        }

        if (person.IsManager)
        {
            yield return "manager";
        }
    }
}
