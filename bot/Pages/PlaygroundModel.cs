using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Pages;

/// <summary>The playground: one column for each role.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Columns">Rep, specialists, manager.</param>
public sealed record PlaygroundModel(PageContext Context, IReadOnlyList<ColumnModel> Columns);

/// <summary>One column.</summary>
/// <param name="Role"><c>rep | specialist | manager</c>.</param>
/// <param name="Candidates">Who can be played in it; empty = nobody has the role.</param>
/// <param name="Who">Who is, or null.</param>
/// <param name="Conversation">What is open, or null.</param>
/// <param name="Conversations">What could be.</param>
/// <param name="Threads">Top-level messages with their replies, oldest first.</param>
/// <param name="Earlier">Id to load what is before, or null.</param>
/// <param name="Tries">Ready sentences.</param>
public sealed record ColumnModel(
    string Role,
    IReadOnlyList<WebPerson> Candidates,
    WebPerson? Who,
    string? Conversation,
    IReadOnlyList<string> Conversations,
    IReadOnlyList<ThreadModel> Threads,
    string? Earlier,
    IReadOnlyList<string> Tries
);

/// <summary>A message and what is said under it.</summary>
/// <param name="Root">The message.</param>
/// <param name="Replies">Oldest first.</param>
public sealed record ThreadModel(WebMessage Root, IReadOnlyList<WebMessage> Replies);
