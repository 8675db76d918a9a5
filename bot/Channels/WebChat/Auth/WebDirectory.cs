using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Channels.WebChat.Auth;

/// <summary>
/// What the web chat and its pages know of the organisation: one consistent picture. (Public, like its parts, because Razor components
/// are.)
/// </summary>
/// <param name="Organisation">Its name.</param>
/// <param name="Language">BCP 47 tag of the pages.</param>
/// <param name="Zone">Its time zone, for pages before the browser's own is known.</param>
/// <param name="People">In file order, each e-mail lower case and unique.</param>
/// <param name="Rooms">The places <c>web:ID</c> that queues and departments name, without repeats.</param>
public sealed record WebDirectory(
    string Organisation,
    string Language,
    TimeZoneInfo Zone,
    IReadOnlyList<WebPerson> People,
    IReadOnlyList<WebRoom> Rooms
)
{
    /// <summary>What the bot is called.</summary>
    public const string BotName = "EscalationBot";

    private const string DirectPrefix = "dm:";

    /// <summary>The person of an e-mail in any case, or null.</summary>
    public WebPerson? Find(string? email) =>
        email is null ? null : People.FirstOrDefault(person => MailAddresses.Normal(person.Email) == MailAddresses.Normal(email));

    /// <summary>The name to show for an author; people who left the organisation keep their address.</summary>
    public string NameOf(string author) => author == WebMessage.Bot ? BotName : Find(author)?.Name ?? author;

    /// <summary>The person's 1:1 chat with the bot.</summary>
    public static string DirectWith(string email) => DirectPrefix + email;

    /// <summary>Whose 1:1 chat it is, or null for a room.</summary>
    public static string? WhoseDirect(string conversation) =>
        conversation.StartsWith(DirectPrefix, StringComparison.Ordinal) ? conversation[DirectPrefix.Length..] : null;

    /// <summary>There is such a conversation.</summary>
    public bool Knows(string conversation) =>
        WhoseDirect(conversation) is { } owner ? Find(owner) is not null : Rooms.Any(room => room.Id == conversation);

    /// <summary>The person may read and write there: their own 1:1 chat, and the rooms that are for them.</summary>
    public bool MaySee(WebPerson person, string conversation) =>
        WhoseDirect(conversation) is { } owner ? owner == person.Email : Rooms.Any(room => room.Id == conversation && room.IsFor(person));

    /// <summary>The person may see the message.</summary>
    public bool MaySee(WebPerson person, WebMessage message) =>
        (message.OnlyFor is null || message.OnlyFor == person.Email) && MaySee(person, message.Conversation);

    /// <summary>The conversations of a person: where they work, their chat with the bot, and rooms of other teams.</summary>
    public IEnumerable<string> ConversationsOf(WebPerson person) =>
        [
            .. RoomsOf(person).Where(room => room.Members is not null).Select(room => room.Id),
            DirectWith(person.Email),
            .. RoomsOf(person).Where(room => room.Members is null).Select(room => room.Id),
        ];

    private IEnumerable<WebRoom> RoomsOf(WebPerson person) => Rooms.Where(room => room.IsFor(person));
}

/// <summary>A person who can be played.</summary>
/// <param name="Email">Lower case; also the person's id on this channel.</param>
/// <param name="Name">As shown.</param>
/// <param name="IsRep">Asks.</param>
/// <param name="IsSpecialist">Works in rooms.</param>
/// <param name="IsManager">Sees to queues.</param>
public sealed record WebPerson(string Email, string Name, bool IsRep, bool IsSpecialist, bool IsManager)
{
    /// <summary>How inbound rows name them.</summary>
    public PersonKey Key => new(ChannelNames.Web, Email);
}

/// <summary>A named room.</summary>
/// <param name="Id">As in <c>place: web:ID</c>.</param>
/// <param name="Title">What it is for: the titles of what is posted there.</param>
/// <param name="Members">E-mails of those who work in its queues, else of those whom departments.yaml lists: cases may be restricted to
/// them. Null: a room of other teams that list nobody, open to every specialist and manager.</param>
public sealed record WebRoom(string Id, string Title, IReadOnlySet<string>? Members)
{
    /// <summary>A department is asked there, and no queue works there.</summary>
    public bool IsOfDepartment { get; init; }

    /// <summary>The person may read and write there.</summary>
    public bool IsFor(WebPerson person) => Members?.Contains(person.Email) ?? (person.IsSpecialist || person.IsManager);
}

/// <summary>Reads the present picture; the organisation's files may change under a running bot.</summary>
internal delegate WebDirectory ReadWebDirectory();
