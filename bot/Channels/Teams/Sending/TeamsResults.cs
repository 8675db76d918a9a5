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
    public static Delivery Judge(TeamsResult result, bool isPost) =>
        result switch
        {
            TeamsResult.Unreached unreached => new Delivery.Retry(First, unreached.Why, MayHaveArrived: false),
            TeamsResult.Lost lost => new Delivery.Retry(First, lost.Why, MayHaveArrived: isPost),
            TeamsResult.Refused refused => Judge(refused, isPost),
            _ => throw new UnreachableException(),
        };

    private static Delivery Judge(TeamsResult.Refused refused, bool isPost) =>
        refused.Status switch
        {
            401 => new Delivery.Retry(
                AfterUnauthorized,
                "Teams refuses the bot's token. Check Teams:AppId, Teams:TenantId and the secret.",
                MayHaveArrived: false
            ),
            // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
            429 or 412 or 503 => Retry(refused, mayHaveArrived: false),
            408 or >= 500 and not 501 => Retry(refused, mayHaveArrived: isPost),
            403 => new Delivery.Drop(
                refused.Code switch
                {
                    "MessageWritesBlocked" or "ConversationBlockedByUser" => "This person has blocked the bot on Teams.",
                    "BotDisabledByAdmin" => "An administrator has disabled the bot on Teams.",
                    _ => $"The bot is not installed there on Teams{Said(refused)}",
                }
            ),
            404 => new Delivery.Drop($"That conversation no longer exists on Teams{Said(refused)}"),
            413 => new Delivery.Drop("The message is too big for Teams."),
            _ => new Delivery.Drop($"Teams refused the message{Said(refused)}"),
        };

    private static Delivery.Retry Retry(TeamsResult.Refused refused, bool mayHaveArrived)
    {
        var after = refused.RetryAfter is { } asked && asked > TimeSpan.Zero ? asked : First;
        return new Delivery.Retry(
            after < Longest ? after : Longest,
            refused.Status == 429 ? "Teams asks to slow down." : $"Teams cannot take it now{Said(refused)}",
            mayHaveArrived
        );
    }

    private static string Said(TeamsResult.Refused refused) => $" ({refused.Status}{(refused.Code.Length > 0 ? " " + refused.Code : "")}).";
}
