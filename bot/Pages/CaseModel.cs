using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Pages;

/// <summary>One case on a page of its own.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Id">ESC-1001.</param>
/// <param name="State">In words.</param>
/// <param name="ActsAs">E-mail of the person whose buttons these are; null = nobody acts here.</param>
/// <param name="ActsAsName">Their name, when it is somebody who is played; else null.</param>
/// <param name="Card">As it is now, with the buttons that this person has.</param>
/// <param name="Said">What was said in it, oldest first.</param>
/// <param name="Unread">How many older messages are not in <paramref name="Said"/>.</param>
/// <param name="History">What happened, newest first.</param>
/// <param name="Undelivered">What of it could not be delivered, newest first.</param>
/// <param name="Answers">What the bot answered this person since they began to act here.</param>
public sealed record CaseModel(
    PageContext Context,
    string Id,
    string State,
    string? ActsAs,
    string? ActsAsName,
    Card Card,
    IReadOnlyList<Turn> Said,
    int Unread,
    IReadOnlyList<HistoryEntry> History,
    IReadOnlyList<UndeliveredLine> Undelivered,
    IReadOnlyList<string> Answers
);
