using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Numerics;
using System.Threading.RateLimiting;
using EscalationBot.Bot.Hosting.SignIn;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>
/// How many requests and open event streams one person, and one address, may have at the pages and the web chat. Whoever is over it is
/// told when to go on; nothing that was refused was begun. Teams and Slack are not counted: all their people come from few addresses.
/// </summary>
internal sealed partial class RequestLimits(IOptions<LimitsOptions> options, OpenStreams streams, ILogger<RequestLimits> logger)
    : IDisposable
{
    private const string Person = "person",
        Address = "address",
        Requests = "requests",
        Streams = "streams";

    private readonly PartitionedRateLimiter<string> _people = Buckets(options.Value.RequestsPerMinutePerPerson),
        _addresses = Buckets(options.Value.RequestsPerMinutePerAddress);

    /// <summary>From zero on: Prometheus does not see a counter grow that is born with its first event.</summary>
    private readonly ConcurrentDictionary<(string What, string Whom), long> _refused = new(
        from what in new[] { Requests, Streams }
        from whom in new[] { Person, Address }
        select KeyValuePair.Create((what, whom), 0L)
    );

    /// <summary>Of everybody, known or not. Comes before the session is looked up.</summary>
    public Task ByAddressAsync(HttpContext http, RequestDelegate next) =>
        http.GetEndpoint()?.Metadata.GetMetadata<Access>() is { Group: AccessGroup.Platform }
            ? next(http)
            : GoOnAsync(http, next, _addresses, AddressKey.Of(http.Connection.RemoteIpAddress), Address);

    /// <summary>Of whoever signed in: all sessions of a person are one; the emergency key's are each their own.</summary>
    public Task ByPersonAsync(HttpContext http, RequestDelegate next) =>
        (http.User.FindFirst(SessionClaims.Email) ?? http.User.FindFirst(SessionClaims.Id))?.Value is { } who
            ? GoOnAsync(http, next, _people, who, Person)
            : next(http);

    /// <summary>A place for a stream, to be given back by disposing of it. Null: whoever it is has as many as they may.</summary>
    /// <param name="person">E-mail; null where nobody is signed in.</param>
    /// <param name="address">From where.</param>
    public IDisposable? OpenStream(string? person, IPAddress? address)
    {
        var place = person is not null
            ? streams.Enter($"person:{person}", options.Value.StreamsPerPerson)
            : streams.Enter($"address:{AddressKey.Of(address)}", options.Value.StreamsPerAddress);
        if (place is null)
        {
            Count(Streams, person is null ? Address : Person, person ?? AddressKey.Of(address));
        }

        return place;
    }

    /// <summary>Shows in the metrics how often somebody was over a limit.</summary>
    public void CountIn(Meter meter) =>
        meter.CreateObservableCounter(
            "escalationbot.http.limited",
            () =>
                _refused.Select(pair => new Measurement<long>(
                    pair.Value,
                    new KeyValuePair<string, object?>("what", pair.Key.What),
                    new KeyValuePair<string, object?>("whom", pair.Key.Whom)
                )),
            "{request}",
            "Requests and event streams that were refused, since a person or an address had too many."
        );

    public void Dispose()
    {
        _people.Dispose();
        _addresses.Dispose();
    }

    private async Task GoOnAsync(HttpContext http, RequestDelegate next, PartitionedRateLimiter<string> limiter, string who, string whom)
    {
        using var lease = limiter.AttemptAcquire(who);
        if (lease.IsAcquired)
        {
            await next(http);
            return;
        }

        Count(Requests, whom, who);
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        await http.RequestServices.GetRequiredService<RefuseTooMany>()(http, wait);
    }

    /// <summary>A flood is a few lines of the log: the first, the second, the fourth, the eighth ...</summary>
    private void Count(string what, string whom, string who)
    {
        var count = _refused.AddOrUpdate((what, whom), 1, (_, count) => count + 1);
        if (BitOperations.IsPow2(count))
        {
            LogRefused(logger, what, whom, who, count);
        }
    }

    [LoggerMessage(1040, LogLevel.Warning, "Too many {What} of the {Whom} {Who} were refused; {Count} since the start")]
    private static partial void LogRefused(ILogger logger, string what, string whom, string who, long count);

    /// <summary>
    /// A minute's worth at once, and then as many as flow back. A bucket that is full and idle is forgotten, so that memory follows those
    /// who are there.
    /// </summary>
    private static PartitionedRateLimiter<string> Buckets(int perMinute) =>
        PartitionedRateLimiter.Create<string, string>(
            who =>
                RateLimitPartition.GetTokenBucketLimiter(
                    who,
                    _ =>
                        new()
                        {
                            TokenLimit = perMinute,
                            TokensPerPeriod = Math.Max(1, perMinute / 60),
                            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 60 / perMinute)),
                            QueueLimit = 0,
                        }
                ),
            StringComparer.Ordinal
        );
}
