using System.Net;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Bot.Channels.Webhooks;

/// <summary>
/// Sends reports to the webhooks of departments, and questions to the company's own endpoint: a channel to which the outbox hands rows like
/// to any other, so that they survive a crash; reports are tried again, and told of when they are given up.
/// </summary>
internal sealed class WebhookChannel(
    IHttpClientFactory clients,
    WorkplaceHolder workplaces,
    AccountSource accounts,
    IConfiguration settings,
    TimeProvider time
) : IChannel
{
    /// <summary>Name of its HTTP client.</summary>
    public const string Http = "webhooks";

    private const int LargestAnswer = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10),
        LongestWait = TimeSpan.FromMinutes(15);
    private readonly Pauses _pauses = new(time);

    public string Name => ChannelNames.Webhook;

    public ChannelState State { get; } = new("ok", "");

    public bool IsReady => true;

    /// <summary>Nobody writes here.</summary>
    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct) => Task.FromResult<Profile?>(null);

    /// <summary>
    /// What was sent stands in a program of somebody else: only reports and questions go out, and nothing is edited or removed.
    /// </summary>
    public async Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct) =>
        dispatch.What switch
        {
            Outbound.Show { Report: { } report } show => await PostAsync(show.Key, report, ct),
            Outbound.Show { Query: { } query } show => new Delivery.Sent(null, null)
            {
                Answer = await accounts.AskAsync(show.Key, query, ct),
            },
            _ => new Delivery.Sent(null, null),
        };

    /// <summary>Its secret: <c>Webhooks:DEPARTMENT:Secret</c>; null when it is not set, or too short.</summary>
    public static string? SecretOf(IConfiguration settings, Department department) =>
        settings[$"Webhooks:{department.Id}:Secret"] is { Length: >= WebhookBody.ShortestSecret } secret ? secret : null;

    private async Task<Delivery> PostAsync(string key, BugReport report, CancellationToken ct)
    {
        // As the files say now: a department that moved gets it at its new address.
        if (workplaces.Current.Organisation.FindDepartment(report.Department) is not { Webhook: { } address } department)
        {
            return new Delivery.Drop(ChannelWords.Say("webhook_gone", report.Department));
        }

        if (SecretOf(settings, department) is not { } secret)
        {
            return new Delivery.Drop(ChannelWords.Say("webhook_no_secret", department.Id, WebhookBody.ShortestSecret));
        }

        if (_pauses.Left(address.Authority) is var left && left > TimeSpan.Zero)
        {
            return Later(left, HttpStatusCode.TooManyRequests);
        }

        using var request = SignedPost.Of(address, secret, key, WebhookBody.Of(key, report), time.GetUtcNow());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = clients.CreateClient(Http);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.IsSuccessStatusCode
                ? new Delivery.Sent(null, null)
                {
                    Receipt = new(address.Authority, WebhookBody.LinkIn(await StartOfAsync(answer, limit.Token))),
                }
                : Refused(address, answer);
        }
        catch (HttpRequestException failed) when (failed.InnerException is ForbiddenAddressException forbidden)
        {
            return new Delivery.Drop(forbidden.Message);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            return new Delivery.Retry(TimeSpan.Zero, ChannelWords.Say("webhook_away", address.Host), MayHaveArrived: true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Delivery.Retry(
                TimeSpan.Zero,
                ChannelWords.Say("webhook_slow", address.Host, Patience.TotalSeconds),
                MayHaveArrived: true
            );
        }
    }

    /// <summary>What may pass is tried again; what would be the same tomorrow is given up at once, and a person looks.</summary>
    private Delivery Refused(Uri address, HttpResponseMessage answer)
    {
        if (
            answer.StatusCode
            is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
        )
        {
            return new Delivery.Drop(Answered(answer.StatusCode));
        }

        var asked = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        var after =
            asked < TimeSpan.Zero ? TimeSpan.Zero
            : asked < LongestWait ? asked
            : LongestWait;
        if (answer.StatusCode is HttpStatusCode.TooManyRequests)
        {
            _pauses.Begin(address.Authority, after);
        }

        return Later(after, answer.StatusCode);
    }

    private static Delivery.Retry Later(TimeSpan after, HttpStatusCode said) =>
        new(after, Answered(said), MayHaveArrived: false) { IsAsked = after > TimeSpan.Zero };

    private static string Answered(HttpStatusCode status) => ChannelWords.Say("webhook_answered", (int)status);

    /// <summary>The answer, or nothing when it is larger than an answer has reason to be. It arrived all the same.</summary>
    private static async Task<ReadOnlyMemory<byte>> StartOfAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return await SignedPost.BodyOfAsync(answer, LargestAnswer, ct) ?? default;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
        {
            return default;
        }
    }
}
