using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Teams;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>
/// The Teams channel alone, on a free port of loopback, with a desk that is told what to do and a Microsoft that fails on every call it
/// does not expect.
/// </summary>
internal sealed class TeamsWorld : IAsyncDisposable
{
    public const string AppId = "11111111-2222-4333-8444-555555555555",
        Tenant = "aaaaaaaa-1111-4222-8333-444444444444",
        ServiceUrl = "https://smba.trafficmanager.net/emea/";

    private readonly WebApplication _app;
    private readonly TestDatabase _store;
    private bool _owns = true;

    private TeamsWorld(WebApplication app, TestDatabase store, FakeReception reception, FakeForms forms, FakeMicrosoft microsoft)
    {
        (_app, _store, Reception, Forms, Microsoft) = (app, store, reception, forms, microsoft);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }
    public FakeReception Reception { get; }
    public FakeForms Forms { get; }
    public FakeMicrosoft Microsoft { get; }
    public TestClock Clock => _store.Clock;
    public TeamsChannel Channel => _app.Services.GetRequiredService<TeamsChannel>();
    public ShownCards Shown => _app.Services.GetRequiredService<ShownCards>();
    public People People => _app.Services.GetRequiredService<People>();
    public TestDatabase Store => _store;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>The same database after a restart of the process; disposed with this one.</summary>
    public Task<TeamsWorld> RestartedAsync(IReadOnlyList<IFileSource>? sources = null) => StartAsync(null, _store, owns: false, sources);

    public static Dictionary<string, string?> WithTokens =>
        new(StringComparer.Ordinal)
        {
            ["Teams:AppId"] = AppId,
            ["Teams:TenantId"] = Tenant,
            ["Teams:ClientSecret"] = "secret",
            ["Teams:TokenUrl"] = "https://login.example/token",
            ["Teams:OpenIdMetadataUrl"] = "https://login.example/openid",
        };

    public static Dictionary<string, string?> Anonymous => new(StringComparer.Ordinal) { ["Teams:AllowAnonymous"] = "true" };

    public static async Task<TeamsWorld> StartAsync(
        Dictionary<string, string?>? settings = null,
        IReadOnlyList<IFileSource>? sources = null
    ) => await StartAsync(settings, await TestDatabase.OpenAsync(), owns: true, sources);

    private static async Task<TeamsWorld> StartAsync(
        Dictionary<string, string?>? settings,
        TestDatabase store,
        bool owns,
        IReadOnlyList<IFileSource>? sources
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings ?? WithTokens);
        var (reception, forms, microsoft) = (new FakeReception(), new FakeForms(), new FakeMicrosoft(store.Clock));
        builder
            .Services.AddSingleton<TimeProvider>(store.Clock)
            .AddSingleton(store.Database)
            .AddSingleton<ChannelMemory>()
            .AddSingleton<SlotMessages>()
            .AddSingleton<Outbox>()
            .AddSingleton<People>()
            .AddSingleton<WorkplaceHolder>()
            .AddSingleton<BotMetrics>()
            .AddMetrics()
            .AddSingleton<IReception>(reception)
            .AddSingleton<IForms>(forms)
            .AddSingleton<ICurrentCards>(forms);
        foreach (var source in sources ?? [])
        {
            builder.Services.AddSingleton(source);
        }
        builder.Services.AddTeams(builder.Configuration);
        foreach (var name in new[] { TeamsSetup.ConnectorHttp, TeamsSetup.OpenHttp, TeamsSetup.FilesHttp })
        {
            builder.Services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(() => microsoft);
        }
        var app = builder.Build();
        app.MapTeams();
        await app.StartAsync();
        return new TeamsWorld(app, store, reception, forms, microsoft) { _owns = owns };
    }

    /// <summary>A message from Ana in her chat with the bot.</summary>
    public static JsonObject Activity(params (string Name, JsonNode? Value)[] changes)
    {
        var activity = new JsonObject
        {
            ["type"] = "message",
            ["id"] = "1700000000001",
            ["timestamp"] = "2026-11-23T09:00:00Z",
            ["serviceUrl"] = ServiceUrl,
            ["channelId"] = "msteams",
            ["text"] = "hello",
            ["textFormat"] = "plain",
            ["locale"] = "en-US",
            ["from"] = new JsonObject
            {
                ["id"] = "29:ana",
                ["name"] = "Ana",
                ["aadObjectId"] = "0000",
            },
            ["recipient"] = new JsonObject { ["id"] = "28:bot", ["name"] = "EscalationBot" },
            ["conversation"] = new JsonObject
            {
                ["id"] = "a:ana",
                ["conversationType"] = "personal",
                ["tenantId"] = Tenant,
            },
            ["channelData"] = new JsonObject { ["tenant"] = new JsonObject { ["id"] = Tenant } },
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                activity.Remove(name);
            }
            else
            {
                activity[name] = value;
            }
        }
        return activity;
    }

    /// <summary>Sends it with a good token.</summary>
    public Task<HttpResponseMessage> SendAsync(JsonObject activity) => SendAsync(activity.ToJsonString(), "Bearer " + Microsoft.Token());

    public async Task<HttpResponseMessage> SendAsync(string body, string? authorization, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/messages", UriKind.Relative))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }
        return await Http.SendAsync(request);
    }

    /// <summary>Sends an invoke; its body.</summary>
    public async Task<JsonObject> InvokeAsync(string name, JsonNode? value, params (string Name, JsonNode? Value)[] changes)
    {
        using var response = await SendAsync(
            Activity([("type", "invoke"), ("name", name), ("value", value), ("text", null), ("replyToId", "1700000000099"), .. changes])
        );
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_owns)
        {
            await _store.DisposeAsync();
        }
        Microsoft.Dispose();
    }
}

/// <summary>Keeps rows by their message key, and answers waiting presses with what the test set.</summary>
internal sealed class FakeReception : IReception
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    public List<Inbound> Kept { get; } = [];
    public Handled? Outcome { get; set; }
    public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);
    public bool OutboxWasFaster { get; set; }

    /// <summary>What keeping throws, as while the database is away.</summary>
    public Exception? Fails { get; set; }

    public Task<bool> AcceptAsync(Inbound inbound, CancellationToken ct)
    {
        if (Fails is { } failure)
        {
            return Task.FromException<bool>(failure);
        }
        lock (Kept)
        {
            if (!_keys.Add(inbound.MessageKey))
            {
                return Task.FromResult(false);
            }
            Kept.Add(inbound);
        }
        return Task.FromResult(true);
    }

    public async Task<Handled?> AcceptAndWaitAsync(Inbound inbound, TimeSpan patience, CancellationToken ct) =>
        await AcceptAsync(inbound, ct) ? Outcome : null;

    public Task<bool> TakeAsync(string outboundKey, CancellationToken ct) => Task.FromResult(!OutboxWasFaster && Taken.Add(outboundKey));
}

internal sealed class FakeForms : IForms, ICurrentCards
{
    /// <summary>The cards that slots show now.</summary>
    public Dictionary<string, Card> Current { get; } = new(StringComparer.Ordinal);

    public Task<Card?> FindAsync(string slot, PersonKey from, Place place, CancellationToken ct) =>
        Task.FromResult(Current.GetValueOrDefault(slot));

    public Func<FormRequest, FormAnswer> Opens { get; set; } = _ => new FormAnswer.Refused("No form here.");
    public Dictionary<string, string> Errors { get; } = new(StringComparer.Ordinal);
    public List<FormRequest> Asked { get; } = [];

    public Task<FormAnswer> OpenAsync(FormRequest request, CancellationToken ct)
    {
        Asked.Add(request);
        return Task.FromResult(Opens(request));
    }

    public Task<IReadOnlyDictionary<string, string>> CheckAsync(Inbound.Submitted submitted, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Errors);

    public Task<IReadOnlyList<Option>> SearchAsync(
        string form,
        string field,
        string typed,
        PersonKey from,
        Place place,
        CancellationToken ct
    ) => Task.FromResult<IReadOnlyList<Option>>([new Option($"{form}.{field}", typed)]);
}

/// <summary>
/// Identity and connector in one: OpenID metadata, keys, tokens, and the connector's calls. A call that the test does not expect fails it.
/// </summary>
internal sealed class FakeMicrosoft : HttpMessageHandler
{
    private readonly TestClock _clock;
    private readonly Dictionary<string, (RSA Rsa, string[]? Endorsements, bool IsPublished)> _keys = new(StringComparer.Ordinal);

    public FakeMicrosoft(TestClock clock)
    {
        _clock = clock;
        AddKey("key-1");
    }

    public ConcurrentQueue<(string Call, JsonNode? Body, string? Authorization)> Calls { get; } = new();

    /// <summary>What was put into drives: its Content-Range and its bytes.</summary>
    public ConcurrentQueue<(string Range, string Bytes)> Uploads { get; } = new();
    public Queue<Func<HttpResponseMessage>> Answers { get; } = new();
    public int MetadataFetches { get; private set; }
    public bool IsIdentityDown { get; set; }
    public bool IsTokenRefused { get; set; }

    public void AddKey(string kid, string[]? endorsements = null, bool isPublished = true, bool isBare = false) =>
        _keys[kid] = (RSA.Create(2048), isBare ? null : endorsements ?? ["msteams"], isPublished);

    /// <summary>Is published no more; its tokens are still signed.</summary>
    public void Withdraw(string kid) => _keys[kid] = _keys[kid] with { IsPublished = false };

    /// <summary>What the metadata name as the address of keys.</summary>
    public string KeysAddress { get; set; } = "https://login.example/keys";

    /// <summary>What stands there; null = the keys.</summary>
    public string? Keys { get; set; }

    public RSA KeyOf(string kid) => _keys[kid].Rsa;

    /// <summary>The claims of a good token; null takes one away.</summary>
    public JsonObject Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject
        {
            ["iss"] = "https://api.botframework.com",
            ["aud"] = TeamsWorld.AppId,
            ["serviceurl"] = TeamsWorld.ServiceUrl,
            ["nbf"] = At(-1),
            ["exp"] = At(60),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                claims.Remove(name);
            }
            else
            {
                claims[name] = value;
            }
        }
        return claims;
    }

    public long At(double minutes) => _clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeSeconds();

    public string Token(
        JsonObject? claims = null,
        string kid = "key-1",
        string alg = "RS256",
        RSA? signer = null,
        string? headerKid = null,
        (string Name, JsonNode? Value)? extraHeader = null
    )
    {
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = alg };
        if ((headerKid ?? kid) is { Length: > 0 } named)
        {
            header["kid"] = named;
        }
        if (extraHeader is var (name, value))
        {
            header[name] = value;
        }
        var input = $"{Base64(header.ToJsonString())}.{Base64((claims ?? Claims()).ToJsonString())}";
        var rsa = signer ?? (kid.Length > 0 ? _keys[kid].Rsa : _keys["key-1"].Rsa);
        var bytes = Encoding.ASCII.GetBytes(input);
        var signature = alg switch
        {
            "none" => [],
            "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), bytes),
            "PS256" => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => rsa.SignData(bytes, new HashAlgorithmName("SHA" + alg[2..]), RSASignaturePadding.Pkcs1),
        };
        return $"{input}.{Base64(signature)}";
    }

    public static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>The next call of the connector is answered so.</summary>
    public void Then(HttpStatusCode status, string body = "{}", TimeSpan? retryAfter = null) =>
        Answers.Enqueue(() =>
        {
            var answer = Json(status, body);
            if (retryAfter is { } wait)
            {
                answer.Headers.RetryAfter = new RetryConditionHeaderValue(wait);
            }
            return answer;
        });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = request.RequestUri!;
        if (url.Host == "login.example")
        {
            if (IsIdentityDown)
            {
                throw new HttpRequestException("down");
            }
            switch (url.AbsolutePath)
            {
                case "/openid":
                    MetadataFetches++;
                    return Json(
                        HttpStatusCode.OK,
                        new JsonObject { ["issuer"] = "https://api.botframework.com", ["jwks_uri"] = KeysAddress }.ToJsonString()
                    );
                case "/keys":
                    return Json(HttpStatusCode.OK, Keys ?? PublishedKeys());
                case "/token" when IsTokenRefused:
                    return Json(HttpStatusCode.Unauthorized, """{"error":"invalid_client"}""");
                case "/token":
                    return Json(HttpStatusCode.OK, """{"access_token":"our-token","expires_in":3600}""");
            }
        }
        if (request.Method == HttpMethod.Put && request.Content is { Headers.ContentRange: { } range } upload)
        {
            Uploads.Enqueue((range.ToString(), await upload.ReadAsStringAsync(cancellationToken)));
            Calls.Enqueue(($"PUT {url}", null, request.Headers.Authorization?.ToString()));
            return Answers.TryDequeue(out var taken) ? taken() : throw new InvalidOperationException($"An unexpected upload: {url}");
        }
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        Calls.Enqueue(($"{request.Method} {Uri.UnescapeDataString(url.PathAndQuery)}", body, request.Headers.Authorization?.ToString()));
        return Answers.TryDequeue(out var answer)
            ? answer()
            : throw new InvalidOperationException($"An unexpected call: {request.Method} {url}");
    }

    private string PublishedKeys() =>
        new JsonObject
        {
            ["keys"] = new JsonArray([
                .. _keys
                    .Where(key => key.Value.IsPublished)
                    .Select(key =>
                    {
                        var numbers = key.Value.Rsa.ExportParameters(includePrivateParameters: false);
                        var published = new JsonObject
                        {
                            ["kty"] = "RSA",
                            ["use"] = "sig",
                            ["kid"] = key.Key,
                            ["n"] = Base64(numbers.Modulus!),
                            ["e"] = Base64(numbers.Exponent!),
                        };
                        if (key.Value.Endorsements is { } endorsements)
                        {
                            published["endorsements"] = new JsonArray([.. endorsements.Select(name => (JsonNode)name)]);
                        }
                        return (JsonNode)published;
                    }),
            ]),
        }.ToJsonString();

    private static string Base64(string text) => Base64(Encoding.UTF8.GetBytes(text));

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
