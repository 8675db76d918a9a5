using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EscalationBot.Tests.Support;

/// <summary>
/// An OpenAI-compatible endpoint over real HTTP on loopback, which says what a test wrote. A call that the test does not expect is answered
/// with 500 and counted.
/// </summary>
internal sealed class ScriptedModel : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedModel(WebApplication app) => _app = app;

    /// <summary>Base address, with the path that was asked for.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Every call: path, body, headers.</summary>
    public ConcurrentQueue<(string Path, JsonObject Body, IReadOnlyDictionary<string, string> Headers)> Calls { get; } = new();

    /// <summary>What the next calls are answered with, in order; after them <see cref="Always"/>.</summary>
    public ConcurrentQueue<Func<HttpContext, JsonObject, Task>> Next { get; } = new();

    /// <summary>What every further call is answered with.</summary>
    public Func<HttpContext, JsonObject, Task>? Always { get; set; }

    /// <summary>All that left for the model, as one text.</summary>
    public string Seen =>
        string.Join(
            '\n',
            Calls.SelectMany(call =>
                call.Body["messages"]?.AsArray().Select(message => message!["content"]!.GetValue<string>())
                ?? call.Body["input"]?.AsArray().Select(text => text!.GetValue<string>())
                ?? []
            )
        );

    public static async Task<ScriptedModel> StartAsync(string path = "/v1/")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var model = new ScriptedModel(app);
        app.Run(model.AnswerAsync);
        await app.StartAsync();
        model.Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + path;
        return model;
    }

    /// <summary>Settings that use it for chat.</summary>
    public Dictionary<string, string?> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Ai:Endpoint"] = Endpoint,
            ["Ai:ApiKey"] = "key-of-the-test",
            ["Ai:ChatModel"] = "scripted",
            ["Ai:WaitSeconds"] = "20",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }
        return settings;
    }

    /// <summary>An answer; streamed word by word when the call asks for it.</summary>
    public static Func<HttpContext, JsonObject, Task> Says(string text, int tokens = 50, string finish = "stop") =>
        async (http, body) =>
        {
            if (body["stream"]?.GetValue<bool>() != true)
            {
                await JsonAsync(
                    http,
                    200,
                    new JsonObject
                    {
                        ["id"] = "c1",
                        ["object"] = "chat.completion",
                        ["created"] = 1,
                        ["model"] = "scripted",
                        ["choices"] = new JsonArray(
                            new JsonObject
                            {
                                ["index"] = 0,
                                ["finish_reason"] = finish,
                                ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
                            }
                        ),
                        ["usage"] = Usage(tokens),
                    }
                );
                return;
            }
            await StreamAsync(http, text.Split(' ').Select((word, i) => i == 0 ? word : " " + word), _ => Task.CompletedTask);
            await EndAsync(http, tokens, finish);
        };

    /// <summary>The model itself refuses: it ends with "stop" and says so beside the text, of which there may be some.</summary>
    public static Func<HttpContext, JsonObject, Task> Refuses(string refusal, string said = "", int tokens = 50) =>
        async (http, body) =>
        {
            if (body["stream"]?.GetValue<bool>() != true)
            {
                await JsonAsync(
                    http,
                    200,
                    new JsonObject
                    {
                        ["id"] = "c1",
                        ["object"] = "chat.completion",
                        ["created"] = 1,
                        ["model"] = "scripted",
                        ["choices"] = new JsonArray(
                            new JsonObject
                            {
                                ["index"] = 0,
                                ["finish_reason"] = "stop",
                                ["message"] = new JsonObject
                                {
                                    ["role"] = "assistant",
                                    ["content"] = said.Length > 0 ? said : null,
                                    ["refusal"] = refusal,
                                },
                            }
                        ),
                        ["usage"] = Usage(tokens),
                    }
                );
                return;
            }
            await StreamAsync(http, said.Length > 0 ? [said] : [], _ => Task.CompletedTask);
            await EventAsync(
                http,
                new JsonObject
                {
                    ["choices"] = new JsonArray(
                        new JsonObject
                        {
                            ["index"] = 0,
                            ["delta"] = new JsonObject { ["role"] = "assistant", ["refusal"] = refusal },
                            ["finish_reason"] = null,
                        }
                    ),
                }
            );
            await EndAsync(http, tokens, "stop");
        };

    /// <summary>Some words, then it waits for the gate (or the caller's leaving) before it goes on.</summary>
    public static Func<HttpContext, JsonObject, Task> SaysSlowly(IReadOnlyList<string> pieces, Func<int, Task> before) =>
        async (http, _) =>
        {
            await StreamAsync(http, pieces, before);
            await EndAsync(http, 50, "stop");
        };

    /// <summary>An error status.</summary>
    public static Func<HttpContext, JsonObject, Task> Fails(int status, string code = "error") =>
        (http, _) =>
            JsonAsync(
                http,
                status,
                new JsonObject
                {
                    ["error"] = new JsonObject
                    {
                        ["message"] = code,
                        ["type"] = code,
                        ["code"] = code,
                    },
                }
            );

    /// <summary>Never answers.</summary>
    public static Func<HttpContext, JsonObject, Task> Hangs() =>
        (http, _) =>
            Task.Delay(Timeout.Infinite, http.RequestAborted)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Breaks the connection off.</summary>
    public static Func<HttpContext, JsonObject, Task> BreaksOff() =>
        (http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        };

    /// <summary>Something that is not JSON.</summary>
    public static Func<HttpContext, JsonObject, Task> Babbles() => (http, _) => http.Response.WriteAsync("<html>gateway</html>");

    /// <summary>Vectors made of the words of each text, so that texts of the same words are close.</summary>
    public static Func<HttpContext, JsonObject, Task> Embeds(int dimensions = 16) =>
        (http, body) =>
            JsonAsync(
                http,
                200,
                new JsonObject
                {
                    ["object"] = "list",
                    ["model"] = "scripted",
                    ["usage"] = new JsonObject { ["prompt_tokens"] = 5, ["total_tokens"] = 5 },
                    ["data"] = new JsonArray([
                        .. body["input"]!
                            .AsArray()
                            .Select(
                                (text, i) =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["object"] = "embedding",
                                            ["index"] = i,
                                            ["embedding"] = Vector(
                                                text!.GetValue<string>(),
                                                dimensions,
                                                body["encoding_format"]?.GetValue<string>() == "base64"
                                            ),
                                        }
                            ),
                    ]),
                }
            );

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var body =
            http.Request.ContentLength is 0 or null && http.Request.Method == "GET"
                ? []
                : (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        Calls.Enqueue(
            (
                http.Request.Path,
                body,
                http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)
            )
        );
        var answer = Next.TryDequeue(out var next) ? next : Always;
        if (answer is null)
        {
            await JsonAsync(http, 500, new JsonObject { ["error"] = new JsonObject { ["message"] = "The test expects no call." } });
        }
        else
        {
            await answer(http, body);
        }
    }

    private static async Task StreamAsync(HttpContext http, IEnumerable<string> pieces, Func<int, Task> before)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.StartAsync();
        var i = 0;
        foreach (var piece in pieces)
        {
            await before(i++).WaitAsync(http.RequestAborted);
            await EventAsync(
                http,
                new JsonObject
                {
                    ["choices"] = new JsonArray(
                        new JsonObject
                        {
                            ["index"] = 0,
                            ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = piece },
                            ["finish_reason"] = null,
                        }
                    ),
                }
            );
        }
    }

    private static async Task EndAsync(HttpContext http, int tokens, string finish)
    {
        await EventAsync(
            http,
            new JsonObject
            {
                ["choices"] = new JsonArray(
                    new JsonObject
                    {
                        ["index"] = 0,
                        ["delta"] = new JsonObject(),
                        ["finish_reason"] = finish,
                    }
                ),
            }
        );
        await EventAsync(http, new JsonObject { ["choices"] = new JsonArray(), ["usage"] = Usage(tokens) });
        await http.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static async Task EventAsync(HttpContext http, JsonObject data)
    {
        (data["id"], data["object"], data["created"], data["model"]) = ("c1", "chat.completion.chunk", 1, "scripted");
        await http.Response.WriteAsync($"data: {data.ToJsonString()}\n\n");
        await http.Response.Body.FlushAsync();
    }

    private static JsonObject Usage(int tokens) =>
        new()
        {
            ["prompt_tokens"] = tokens - 10,
            ["completion_tokens"] = 10,
            ["total_tokens"] = tokens,
        };

    private static async Task JsonAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body.ToJsonString());
    }

    private static JsonNode Vector(string text, int dimensions, bool packed)
    {
        var vector = new float[dimensions];
        foreach (var word in text.ToLowerInvariant().Split([' ', '.', ',', '?', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var hash = 17u;
            foreach (var c in word)
            {
                hash = (hash * 31) + c;
            }
            vector[hash % dimensions] += 1;
        }
        if (packed)
        {
            return JsonValue.Create(Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan())));
        }
        return new JsonArray([
            .. vector.Select(value =>
                (JsonNode)JsonValue.Create(double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
            ),
        ]);
    }
}
