using System.Diagnostics;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>What a refusal means: later, or never and why, in words for people. The pauses grow, and spread, in the outbox.</summary>
internal static class Refusals
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterUnauthorized = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <param name="isPost">A new message: where it may have arrived, sending it again may show it twice. Edits and deletes do no harm
    /// twice.</param>
    /// <param name="to">Where it goes. What is for a conversation waits until the app is installed there again; of what is for a person,
    /// wherever they are, the desk is told and finds another way.</param>
    public static Delivery Judge(TeamsResult result, bool isPost, Destination? to = null) =>
        result switch
        {
            TeamsResult.Unreached unreached => new Delivery.Retry(First, unreached.Why, MayHaveArrived: false),
            TeamsResult.Lost lost => new Delivery.Retry(First, lost.Why, MayHaveArrived: isPost),
            TeamsResult.Refused refused => Judge(refused, isPost, to),
            _ => throw new UnreachableException(),
        };

    private static Delivery Judge(TeamsResult.Refused refused, bool isPost, Destination? to) =>
        refused.Status switch
        {
            401 => new Delivery.Retry(AfterUnauthorized, ChannelWords.Say("teams_token"), MayHaveArrived: false),
            // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
            429 or 412 or 503 => Retry(refused, mayHaveArrived: false),
            408 or >= 500 and not 501 => Retry(refused, mayHaveArrived: isPost),
            403 when refused.Code == "BotDisabledByAdmin" || to is Destination.At => new Delivery.Retry(
                First,
                Forbidden(refused),
                MayHaveArrived: false
            )
            {
                NeedsSomebody = true,
            },
            403 => new Delivery.Drop(Forbidden(refused)),
            404 => new Delivery.Drop(ChannelWords.Say("teams_conversation_gone", Said(refused))),
            413 => new Delivery.Drop(ChannelWords.Say("teams_too_big")),
            _ => new Delivery.Drop(ChannelWords.Say("teams_refused", Said(refused))),
        };

    private static string Forbidden(TeamsResult.Refused refused) =>
        refused.Code switch
        {
            "MessageWritesBlocked" or "ConversationBlockedByUser" => ChannelWords.Say("teams_blocked"),
            "BotDisabledByAdmin" => ChannelWords.Say("teams_disabled"),
            _ => ChannelWords.Say("teams_not_installed", Said(refused)),
        };

    private static Delivery.Retry Retry(TeamsResult.Refused refused, bool mayHaveArrived)
    {
        var after = refused.RetryAfter is { } asked && asked > TimeSpan.Zero ? asked : First;
        return new Delivery.Retry(
            after < Longest ? after : Longest,
            refused.Status == 429 ? ChannelWords.Say("teams_slow_down") : ChannelWords.Say("teams_not_now", Said(refused)),
            mayHaveArrived
        )
        {
            IsAsked = refused.RetryAfter > TimeSpan.Zero,
        };
    }

    private static string Said(TeamsResult.Refused refused) => $"{refused.Status} {refused.Code}".TrimEnd();
}
