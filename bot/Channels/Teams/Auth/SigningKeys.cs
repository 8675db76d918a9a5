using System.Collections.Frozen;
using System.Text.Json;
using EscalationBot.Bot.Channels.Teams.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace EscalationBot.Bot.Channels.Teams.Auth;

/// <summary>
/// The Bot Framework's public keys, fetched on first use and again after a day. A key id that nobody knows yet is looked up at once, so
/// that a rollover is seen by the first token that carries it; forged ids can cause no more than one fetch in <see cref="Gap"/>, and each
/// of them only one in <see cref="UnknownPause"/>. A failed fetch holds nothing back. What is fetched is added to what is known: a set that
/// lacks a known key, or is empty, takes it away only when it has been missing for a day.
/// </summary>
internal sealed partial class SigningKeys(TeamsOptions options, IHttpClientFactory clients, TimeProvider time, ILogger<SigningKeys> logger)
{
    public static readonly TimeSpan Gap = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan UnknownPause = TimeSpan.FromMinutes(5);

    /// <summary>So long a key stays good after it was missing from a published set for the first time.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromHours(24);
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whoever has a known key does not wait longer for a newer set.</summary>
    private static readonly TimeSpan Refreshing = TimeSpan.FromSeconds(2);
    private const int MostUnknown = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _unknown = new(StringComparer.Ordinal);
    private volatile Fetched? _current;
    private Task? _fetching;

    private sealed record Known(JsonWebKey Key, DateTimeOffset? MissingSince);

    private sealed record Fetched(FrozenDictionary<string, Known> Keys, DateTimeOffset At);

    /// <summary>Why the keys could not be fetched last time, for people; null when they could, or were never needed.</summary>
    public string? Problem { get; private set; }

    /// <summary>The RSA key of an id; null when it is not published, or cannot be fetched now.</summary>
    public async Task<JsonWebKey?> FindAsync(string kid, CancellationToken ct)
    {
        if (Find(kid) is { } key)
        {
            if (time.GetUtcNow() - _current!.At < Freshness)
            {
                return key;
            }
            // The keys are a day old: look again, but an address that is down or slow takes nothing away from what was verified yesterday.
            await Task.WhenAny(Fetch(), Task.Delay(Refreshing, ct));
            return Find(kid);
        }

        if (!MayFetch(kid))
        {
            return null;
        }
        await Fetch().WaitAsync(ct);
        var found = Find(kid);
        if (found is null && _current is not null)
        {
            Note(kid);
        }
        return found;
    }

    private JsonWebKey? Find(string kid) =>
        _current is { } known
        && known.Keys.TryGetValue(kid, out var key)
        && !(key.MissingSince is { } since && time.GetUtcNow() - since >= Farewell)
            ? key.Key
            : null;

    private bool MayFetch(string kid)
    {
        if (_current is not { } known)
        {
            return true;
        }
        var now = time.GetUtcNow();
        lock (_gate)
        {
            return now - known.At >= Gap && !(_unknown.TryGetValue(kid, out var looked) && now - looked < UnknownPause);
        }
    }

    private void Note(string kid)
    {
        lock (_gate)
        {
            if (_unknown.Count >= MostUnknown)
            {
                _unknown.Clear();
            }
            _unknown[kid] = time.GetUtcNow();
        }
    }

    /// <summary>One fetch at a time; who comes meanwhile waits for it. Never cancelled by one request's end.</summary>
    private Task Fetch()
    {
        lock (_gate)
        {
            return _fetching is { IsCompleted: false } running ? running : _fetching = FetchAsync();
        }
    }

    private async Task FetchAsync()
    {
        await Task.Yield();
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var http = clients.CreateClient(TeamsSetup.OpenHttp);
            var metadata = JsonSerializer.Deserialize(
                await http.GetByteArrayAsync(options.MetadataAddress, patience.Token),
                TeamsJson.Default.OpenIdMetadata
            );
            if (AddressOf(metadata?.KeysAddress) is not { } address)
            {
                throw new JsonException("its metadata names no https address of keys (jwks_uri)");
            }
            var set = new JsonWebKeySet(await http.GetStringAsync(address, patience.Token));
            var published = set
                .Keys.Where(key => key is { Kty: "RSA", N.Length: > 0, E.Length: > 0, Kid.Length: > 0 })
                .GroupBy(key => key.Kid, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
            if (published.Count == 0)
            {
                throw new JsonException("it publishes no RSA key");
            }
            _current = new Fetched(Merged(published).ToFrozenDictionary(StringComparer.Ordinal), time.GetUtcNow());
            Problem = null;
        }
        catch (Exception failed)
            when (failed
                    is HttpRequestException
                        or JsonException
                        or OperationCanceledException
                        or ArgumentException
                        or NotSupportedException
                        or InvalidOperationException
                        or FormatException
            )
        {
            var why = failed is OperationCanceledException ? "it did not answer in time" : failed.Message.TrimEnd('.');
            Problem =
                $"The signing keys of the Bot Framework cannot be fetched from {options.MetadataAddress.Host}: "
                + $"{why}. {(_current is null ? "Messages from Teams cannot be verified and are refused." : "Those that are known stay in use.")}";
            LogFailed(failed, options.MetadataAddress.Host);
        }
    }

    /// <summary>What is published now, and what was known before and is not published any more, for a while.</summary>
    private Dictionary<string, Known> Merged(Dictionary<string, JsonWebKey> published)
    {
        var now = time.GetUtcNow();
        var merged = published.ToDictionary(pair => pair.Key, pair => new Known(pair.Value, null), StringComparer.Ordinal);
        foreach (var (kid, known) in _current?.Keys ?? FrozenDictionary<string, Known>.Empty)
        {
            if (!merged.ContainsKey(kid) && !(known.MissingSince is { } since && now - since >= Farewell))
            {
                merged[kid] = known with { MissingSince = known.MissingSince ?? now };
            }
        }
        return merged;
    }

    /// <summary>
    /// https; http on loopback where the metadata itself are configured to come from there (tests, emulators). Nothing else: a file is no
    /// address of keys.
    /// </summary>
    private Uri? AddressOf(string? given) =>
        Uri.TryCreate(given, UriKind.Absolute, out var address)
        && address.UserInfo.Length == 0
        && (
            address.Scheme == Uri.UriSchemeHttps
            || (
                address.Scheme == Uri.UriSchemeHttp
                && address.IsLoopback
                && options.MetadataAddress is { IsLoopback: true } configured
                && configured.Scheme == Uri.UriSchemeHttp
            )
        )
            ? address
            : null;

    [LoggerMessage(2101, LogLevel.Warning, "The signing keys of the Bot Framework cannot be fetched from {Host}")]
    private partial void LogFailed(Exception failed, string host);
}
