using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Receiving;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// Reads what the playground shows. The query says who is played in a column (<c>rep=EMAIL</c>), what is open there
/// (<c>rep_at=CONVERSATION</c>) and how far back (<c>rep_before=ID</c>). Whoever signed in is played by nobody but themselves, in the
/// columns of their own roles.
/// </summary>
internal sealed class PlaygroundReader(WebMessages messages, ReadWebDirectory directory, TrySentences sentences, TimeProvider time)
{
    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["rep", "specialist", "manager"];

    /// <summary>Everything.</summary>
    public async Task<PlaygroundModel> ReadAsync(Visitor visitor, IQueryCollection query, CancellationToken ct)
    {
        // The moment is taken first: what changes while the page is read comes again over the stream.
        var context = Context(visitor);
        var columns = new List<ColumnModel>();
        foreach (var role in Roles)
        {
            columns.Add(await ReadColumnAsync(context, visitor, role, query, ct));
        }

        return new(context, visitor is Visitor.Player ? columns : [.. columns.Where(column => column.Who is not null)]);
    }

    /// <summary>People, words and the moment.</summary>
    public PageContext Context(Visitor? visitor)
    {
        var now = directory();
        var words = PageWords.In(now.Language);
        return new(now, words, time.GetUtcNow())
        {
            Viewer = visitor switch
            {
                Visitor.Player => new(null, true, true),
                Visitor.Person person => new(person.Colleague.Name, true, person.SeesConsole),
                Visitor.Operator => new(words["login_by_key"], false, true),
                _ => PageViewer.Nobody,
            } with
            {
                SeesAll = visitor?.SeesAll == true,
            },
        };
    }

    /// <summary>One column.</summary>
    public async Task<ColumnModel> ReadColumnAsync(
        PageContext context,
        Visitor visitor,
        string role,
        IQueryCollection query,
        CancellationToken ct
    )
    {
        WebPerson[] candidates = [.. context.Directory.People.Where(person => Has(person, role) && MayPlay(visitor, person))];
        var who = candidates.FirstOrDefault(person => person.Email == query[role]) ?? candidates.FirstOrDefault();
        if (who is null)
        {
            return new(role, candidates, null, null, [], [], null, []);
        }

        string[] conversations = role == "rep" ? [WebDirectory.DirectWith(who.Email)] : [.. context.Directory.ConversationsOf(who)];
        var open =
            conversations.FirstOrDefault(conversation => conversation == query[$"{role}_at"])
            ?? (role == "specialist" ? conversations.FirstOrDefault(conversation => WebDirectory.WhoseDirect(conversation) is null) : null)
            ?? WebDirectory.DirectWith(who.Email);
        var page = await messages.PageAsync(open, who.Email, WebMessageIds.Number(query[$"{role}_before"]), WebChatReading.PageSize, ct);
        var roots = page.Where(message => message.Thread is null).ToList();
        var replies = page.Where(message => message is { Thread: not null, Deleted: false }).ToLookup(message => message.Thread!.Value);
        ThreadModel[] threads =
        [
            .. roots.Where(root => !root.Deleted || replies.Contains(root.Id)).Select(root => new ThreadModel(root, [.. replies[root.Id]])),
        ];
        var earlier = roots.Count == WebChatReading.PageSize ? WebMessageIds.Text(roots[0].Id) : null;
        return new(role, candidates, who, open, conversations, threads, earlier, [.. Tries(context, role, open)]);
    }

    private static bool MayPlay(Visitor visitor, WebPerson person) =>
        visitor is Visitor.Player || (visitor as Visitor.Person)?.Colleague.Email == person.Email;

    private static bool Has(WebPerson person, string role) =>
        role switch
        {
            "rep" => person.IsRep,
            "specialist" => person.IsSpecialist,
            _ => person.IsManager,
        };

    private IEnumerable<string> Tries(PageContext context, string role, string conversation) =>
        role == "rep" ? sentences.ForRep(context) : Fixed(context, role, conversation);

    private static IEnumerable<string> Fixed(PageContext context, string role, string conversation)
    {
        var key = role == "specialist" && WebDirectory.WhoseDirect(conversation) is not null ? "specialist_direct" : role;
        for (var i = 1; context.Words.Find($"try_{key}_{i}", "") is { Length: > 0 } sentence; i++)
        {
            yield return sentence;
        }
    }
}
