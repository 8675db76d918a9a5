using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace EscalationBot.Bot.Channels.Teams;

/// <summary>
/// The Bot Framework's public keys, fetched on first use and again after a day. A key id that nobody knows yet is looked up at once, so that a rollover is seen by the first
/// token that carries it; forged ids can cause no more than one fetch in <see cref="Gap"/>, and each of them only one in <see cref="UnknownPause"/>. A failed fetch holds nothing back.
/// </summary>
internal sealed partial class SigningKeys(TeamsOptions options, IHttpClientFactory clients, TimeProvider time, ILogger<SigningKeys> logger)
{
    public static readonly TimeSpan Gap = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan UnknownPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Freshness = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int MostUnknown = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> unknown = new(StringComparer.Ordinal);
    private volatile Fetched? current;
    private Task? fetching;

    private sealed record Fetched(FrozenDictionary<string, JsonWebKey> Keys, DateTimeOffset At);

    /// <summary>The RSA key of an id; null when it is not published, or cannot be fetched now.</summary>
    public async Task<JsonWebKey?> FindAsync(string kid, CancellationToken ct)
    {
        if (current is { } known && known.Keys.TryGetValue(kid, out var key))
        {
            if (time.GetUtcNow() - known.At < Freshness) return key;
            // The keys are a day old: look again, but an address that is down takes nothing away from what was verified yesterday.
            await Fetch().WaitAsync(ct);
            return current.Keys.GetValueOrDefault(kid);
        }

        if (!MayFetch(kid)) return null;
        await Fetch().WaitAsync(ct);
        var found = current?.Keys.GetValueOrDefault(kid);
        if (found is null && current is not null) Note(kid);
        return found;
    }

    private bool MayFetch(string kid)
    {
        if (current is not { } known) return true;
        var now = time.GetUtcNow();
        lock (gate) return now - known.At >= Gap && !(unknown.TryGetValue(kid, out var looked) && now - looked < UnknownPause);
    }

    private void Note(string kid)
    {
        lock (gate)
        {
            if (unknown.Count >= MostUnknown) unknown.Clear();
            unknown[kid] = time.GetUtcNow();
        }
    }

    /// <summary>One fetch at a time; who comes meanwhile waits for it. Never cancelled by one request's end.</summary>
    private Task Fetch()
    {
        lock (gate) return fetching is { IsCompleted: false } running ? running : fetching = FetchAsync();
    }

    private async Task FetchAsync()
    {
        await Task.Yield();
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var http = clients.CreateClient(TeamsSetup.OpenHttp);
            var metadata = JsonSerializer.Deserialize(await http.GetByteArrayAsync(options.MetadataAddress, patience.Token), TeamsJson.Default.OpenIdMetadata);
            if (!Uri.TryCreate(metadata?.KeysAddress, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)) throw new JsonException("The OpenID metadata names no address of keys.");
            var set = new JsonWebKeySet(await http.GetStringAsync(address, patience.Token));
            var keys = set.Keys.Where(key => key is { Kty: "RSA", N.Length: > 0, E.Length: > 0, Kid.Length: > 0 }).GroupBy(key => key.Kid, StringComparer.Ordinal);
            current = new Fetched(keys.ToFrozenDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal), time.GetUtcNow());
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or OperationCanceledException or ArgumentException)
        {
            LogFailed(failed, options.MetadataAddress.Host);
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "The signing keys of the Bot Framework cannot be fetched from {Host}")]
    private partial void LogFailed(Exception failed, string host);
}
