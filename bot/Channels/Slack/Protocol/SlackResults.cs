using System.Collections.Frozen;
using System.Text.Json;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>How a Web API call ended.</summary>
internal enum SlackOutcome
{
    Done,

    /// <summary>Slack will say the same next time.</summary>
    Refused,

    /// <summary>Rate limit, outage, lost connection.</summary>
    Later,

    /// <summary>The token is dead or lacks a scope: nothing will work until an administrator acts.</summary>
    NoAccess,
}

/// <summary>The answer to a Web API call.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Body">Slack's answer; undefined when there was none.</param>
/// <param name="Error">Slack's error name, or ours for what happened on the way.</param>
/// <param name="After">For <see cref="SlackOutcome.Later"/>: wait this long.</param>
/// <param name="MayHaveArrived">The answer was lost after the request may have reached Slack.</param>
internal sealed record SlackResult(SlackOutcome Outcome, JsonElement Body, string Error, TimeSpan After, bool MayHaveArrived)
{
    private static readonly FrozenSet<string> AccessErrors = FrozenSet.ToFrozenSet(
        [
            "not_authed",
            "invalid_auth",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "missing_scope",
            "not_allowed_token_type",
            "team_access_not_granted",
            "org_login_required",
            "ekm_access_denied",
            "user_removed_from_team",
            "team_disabled",
            "no_permission",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> PassingErrors = FrozenSet.ToFrozenSet(
        [
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
            "ratelimited",
            "rate_limited",
            "accesslimited",
            "team_added_to_org",
            "external_service_unavailable",
        ],
        StringComparer.Ordinal
    );

    /// <summary>A rate limit, which says itself how long to wait.</summary>
    public bool IsAsked => Outcome is SlackOutcome.Later && Error is "ratelimited" or "rate_limited";

    /// <summary>Nothing at all works until the token is replaced; the other refusals of access are of a method alone.</summary>
    public bool IsTokenDead =>
        Outcome is SlackOutcome.NoAccess && Error is not ("missing_scope" or "no_permission" or "not_allowed_token_type");

    public bool Ok => Outcome == SlackOutcome.Done;

    /// <summary>One sentence for logs and people.</summary>
    public string Why =>
        ChannelWords.Find("slack_" + Error)
        ?? (Outcome == SlackOutcome.NoAccess ? ChannelWords.Say("slack_token", Error) : ChannelWords.Say("slack_answered", Error));

    public static SlackResult Done(JsonElement body) => new(SlackOutcome.Done, body, "", TimeSpan.Zero, MayHaveArrived: false);

    public static SlackResult Later(string error, TimeSpan after, bool mayHaveArrived) =>
        new(SlackOutcome.Later, default, error, after, mayHaveArrived);

    /// <summary>An answer with <c>ok: false</c>.</summary>
    public static SlackResult Failed(JsonElement body)
    {
        var error = body.Text("error") ?? "an answer that cannot be read";
        if (AccessErrors.Contains(error))
        {
            return new(SlackOutcome.NoAccess, body, error, TimeSpan.FromSeconds(2), MayHaveArrived: false);
        }
        // Slack says of its internal errors that the request may have been carried out.
        if (PassingErrors.Contains(error))
        {
            return new(
                SlackOutcome.Later,
                body,
                error,
                TimeSpan.FromSeconds(2),
                MayHaveArrived: error is not ("ratelimited" or "rate_limited" or "accesslimited")
            );
        }
        return new(SlackOutcome.Refused, body, error, TimeSpan.Zero, MayHaveArrived: false);
    }

    /// <summary>What an unsuccessful call means for an outbox row.</summary>
    public Delivery ToDelivery() =>
        Outcome switch
        {
            SlackOutcome.Refused => new Delivery.Drop(Why),
            _ => new Delivery.Retry(After, Why, MayHaveArrived) { IsAsked = IsAsked },
        };
}
