using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Bot.Channels.Webhooks;

/// <summary>
/// Asks the company's own endpoint about accounts: signed, for two seconds at most. Whatever comes back is an answer: nothing is tried
/// again behind anybody's back. Facts that are fresh are not asked for twice, and while the endpoint fails only a press asks.
/// </summary>
internal sealed class AccountSource(IHttpClientFactory clients, WorkplaceHolder workplaces, IConfiguration settings, TimeProvider time)
{
    /// <summary>The setting that holds its secret.</summary>
    public const string SecretSetting = "LiveAccounts:Secret";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2),
        Rest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(Uri Url, string Account), AccountAnswer> _fresh = new();
    private readonly ConcurrentDictionary<string, AccountAnswer> _refused = new(StringComparer.Ordinal);
    private volatile AccountAnswer? _away,
        _last;

    /// <summary>How it went last.</summary>
    public PartState State =>
        !workplaces.IsLoaded || workplaces.Current.Organisation.LiveAccounts is null ? PartState.Ok()
        : Secret is null ? PartState.Degraded(NoSecret)
        : _last is { Facts: null } failed ? PartState.Degraded(ChannelWords.Say("account_failed", failed.At.ToString("u"), failed.Why!))
        : PartState.Ok();

    /// <summary>As the files say now: an endpoint that moved is asked at its new address.</summary>
    public async Task<AccountAnswer> AskAsync(string key, AccountQuery query, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (workplaces.Current.Organisation is not { LiveAccounts: { } source } organisation)
        {
            return new(query.Account, null, ChannelWords.Say("account_gone"), now);
        }

        if (!query.Again)
        {
            if (_fresh.TryGetValue((source.Url, query.Account), out var known) && now - known.At <= source.FreshFor)
            {
                return known;
            }

            // An endpoint that is away is away for all; what it answers wrongly about one account says nothing of the others.
            if ((_away ?? _refused.GetValueOrDefault(query.Account)) is { } failed && now - failed.At < Rest)
            {
                return failed with { Account = query.Account };
            }
        }

        var (answer, isAway) = await ReadAsync(source, organisation.Tiers, key, query.Account, ct);
        _last = answer;
        _away = isAway ? answer : null;
        if (answer.Facts is not null)
        {
            _fresh[(source.Url, query.Account)] = answer;
            _refused.TryRemove(query.Account, out _);
        }
        else if (!isAway)
        {
            _refused[query.Account] = answer;
        }

        return answer;
    }

    /// <summary>Asks, whatever is known; whether the endpoint gave no answer of its own.</summary>
    public async Task<(AccountAnswer Answer, bool IsAway)> ReadAsync(
        LiveAccountSource source,
        IReadOnlyCollection<string> tiers,
        string key,
        string account,
        CancellationToken ct
    )
    {
        var (facts, why, isAway) = Secret is { } secret
            ? await AnswerAsync(source, tiers, secret, key, account, ct)
            : (null, NoSecret, true);
        return (new(account, facts, why, time.GetUtcNow()), isAway);
    }

    /// <summary>Null when it is not set, or too short.</summary>
    private string? Secret => settings[SecretSetting] is { Length: >= WebhookBody.ShortestSecret } secret ? secret : null;

    private static string NoSecret => ChannelWords.Say("account_no_secret", WebhookBody.ShortestSecret);

    private async Task<(AccountFacts? Facts, string? Why, bool IsAway)> AnswerAsync(
        LiveAccountSource source,
        IReadOnlyCollection<string> tiers,
        string secret,
        string key,
        string account,
        CancellationToken ct
    )
    {
        var body = Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["type"] = "account.read",
                ["id"] = key,
                ["account"] = account,
            }.ToJsonString()
        );
        using var request = SignedPost.Of(source.Url, secret, key, body, time.GetUtcNow());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = clients.CreateClient(WebhookChannel.Http);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return (null, ChannelWords.Say("account_answered", (int)answer.StatusCode), (int)answer.StatusCode >= 500);
            }
            if (await SignedPost.BodyOfAsync(answer, AccountAnswers.Largest, limit.Token) is not { } read)
            {
                return (null, ChannelWords.Say("account_large", AccountAnswers.Largest / 1024), false);
            }
            var (facts, why) = AccountAnswers.Read(read, account, tiers);
            return (facts, why, false);
        }
        catch (HttpRequestException failed) when (failed.InnerException is ForbiddenAddressException forbidden)
        {
            return (null, forbidden.Message, true);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return (null, ChannelWords.Say("webhook_away", source.Url.Host), true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, ChannelWords.Say("webhook_slow", source.Url.Host, Patience.TotalSeconds), true);
        }
    }
}
