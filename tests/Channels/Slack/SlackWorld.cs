using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Slack;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Shouldly;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>
/// The Slack channel with a Web API that answers only what a test told it to, and a reception that keeps what it was given.
/// </summary>
internal sealed class SlackWorld : IAsyncDisposable
{
    public static readonly SlackSelf Self = new("T000000001", "U0TRIAGEB1", "B0TRIAGE01", "A0TRIAGE01", "triage");
    private readonly TestDatabase _database;

    private SlackWorld(TestDatabase database, SlackOptions options)
    {
        _database = database;
        Options = options;
        Senses = new SlackSenses(new SlackIdentity(), new SlackRecent(), new SlackHealth(), Clock);
        Senses.Identity.Learn(Self);
        Api = new SlackApi(Clients(Web), options, new SlackPace(options, Clock), Senses.Health, NullLogger<SlackApi>.Instance);
        Memory = new ChannelMemory(database.Database);
        Identities = new Identities(database.Database);
        People = new People(database.Database);
        Places = new SlackAddresses(Api, Memory, Identities, Workplaces, Senses);
        var profiles = new SlackProfiles(Api, Memory, People, Senses);
        var files = new SlackFiles(Clients(Web), Api, options, Senses);
        var sender = new SlackSender(Api, Places, Senses, files, new CarriedFiles([files, Elsewhere]));
        Channel = new SlackChannel(
            sender,
            profiles,
            new SlackThreads(Api, profiles, Senses),
            new SlackStanding(Api, Places, Senses),
            Senses
        );
        var modals = new SlackForms(Forms, Api, sender, TimeProvider.System, NullLogger<SlackForms>.Instance);
        Intake = new SlackIntake(
            Reception,
            new SlackInteractions(Reception, Forms, modals, Senses),
            new SlackCommands(Reception, modals, Senses),
            profiles,
            new SlackRefusals(Clients(Web), options, Metrics, new WorkplaceHolder(), Senses),
            Senses,
            NullLogger<SlackIntake>.Instance
        );
    }

    public SlackOptions Options { get; }

    /// <summary>Another platform, which hands out the files that a test puts there.</summary>
    public FakeFileSource Elsewhere { get; } = new();
    public TestClock Clock => _database.Clock;
    public FakeWebApi Web { get; } = new();
    public FakeReception Reception { get; } = new();
    public FakeForms Forms { get; } = new();
    public SlackSenses Senses { get; }
    public SlackApi Api { get; }
    public ChannelMemory Memory { get; }
    public UninstallNotice Uninstalls =>
        new(
            new Uninstalls(_database.Database, Memory),
            new AuditLog(_database.Database),
            Microsoft.Extensions.Options.Options.Create(new RetentionOptions()),
            Clock
        );
    public WorkplaceHolder Workplaces { get; } = new();
    public SlackAddresses Places { get; }
    public Identities Identities { get; }
    public People People { get; }
    public BotMetrics Metrics { get; } =
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
    public SlackChannel Channel { get; }
    public SlackIntake Intake { get; }

    public static async Task<SlackWorld> OpenAsync(SlackOptions? options = null) =>
        new(
            await TestDatabase.OpenAsync(),
            options
                ?? new SlackOptions
                {
                    SigningSecret = "test-signing-secret",
                    BotToken = "xoxb-test-token",
                    AppToken = "xapp-1-test",
                    ApiUrl = "http://127.0.0.1:9/api/",
                }
        );

    public Task<Delivery> SendAsync(
        Outbound what,
        Destination? to = null,
        string? messageId = null,
        Place? messagePlace = null,
        DateTimeOffset? lookSince = null
    ) => Channel.SendAsync(new Dispatch(what, to, messageId, messagePlace, lookSince), CancellationToken.None);

    public Task<Delivery> ShowAsync(
        string conversation,
        string? thread = null,
        DateTimeOffset? lookSince = null,
        Card? card = null,
        string key = "key-1"
    ) => SendAsync(Show(card ?? Card.Of("words"), key), new Destination.At(new Place("slack", conversation, thread)), lookSince: lookSince);

    public static Outbound.Show Show(Card card, string key = "key-1") =>
        new("slot", new Destination.At(new Place("slack", "C0QUEUE")), card) { Key = key, Lane = "lane" };

    public async ValueTask DisposeAsync()
    {
        Places.Dispose();
        await _database.DisposeAsync();
        Web.Unexpected.ShouldBeEmpty();
    }

    private static IHttpClientFactory Clients(HttpMessageHandler handler)
    {
        var clients = new Mock<IHttpClientFactory>();
        clients.Setup(one => one.CreateClient(It.IsAny<string>())).Returns(() => new HttpClient(handler, disposeHandler: false));
        return clients.Object;
    }
}

/// <summary>Answers calls in the order they were expected, by method; anything else fails the test.</summary>
internal sealed class FakeWebApi : HttpMessageHandler
{
    private readonly Dictionary<string, Queue<Func<WebCall, HttpResponseMessage>>> _answers = [];

    public List<WebCall> Calls { get; } = [];
    public List<string> Unexpected { get; } = [];

    public WebCall Last => Calls[^1];

    public FakeWebApi On(
        string method,
        string json = """{"ok":true}""",
        HttpStatusCode status = HttpStatusCode.OK,
        int? retryAfter = null
    ) =>
        On(
            method,
            _ =>
            {
                var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
                if (retryAfter is { } seconds)
                {
                    response.Headers.Add("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }
                return response;
            }
        );

    public FakeWebApi On(string method, Func<WebCall, HttpResponseMessage> answer)
    {
        if (!_answers.TryGetValue(method, out var queue))
        {
            _answers[method] = queue = new Queue<Func<WebCall, HttpResponseMessage>>();
        }
        queue.Enqueue(answer);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
        var path = request.RequestUri!.AbsolutePath;
        var call = new WebCall(
            path.StartsWith("/api/", StringComparison.Ordinal) ? path["/api/".Length..] : path,
            request.Headers.Authorization?.ToString() ?? "",
            request.Content?.Headers.ContentType?.ToString() ?? "",
            body
        );
        lock (_answers)
        {
            Calls.Add(call);
            if (_answers.TryGetValue(call.Method, out var queue) && queue.TryDequeue(out var answer))
            {
                return answer(call);
            }
            Unexpected.Add(call.Method);
        }
        throw new InvalidOperationException($"Nobody expected {call.Method}.");
    }
}

internal sealed record WebCall(string Method, string Authorization, string ContentType, string Body)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public IReadOnlyDictionary<string, string> Form =>
        Body.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')));
}

internal sealed class FakeReception : IReception
{
    private readonly HashSet<string> _keys = [];

    public List<Inbound> Kept { get; } = [];
    public Func<Task>? Before { get; set; }

    public async Task<bool> AcceptAsync(Inbound inbound, CancellationToken ct)
    {
        if (Before is not null)
        {
            await Before();
        }
        lock (_keys)
        {
            if (!_keys.Add(inbound.DeliveryKey) | !_keys.Add(inbound.MessageKey))
            {
                return false;
            }
            Kept.Add(inbound);
            return true;
        }
    }

    public Task<Handled?> AcceptAndWaitAsync(Inbound inbound, TimeSpan patience, CancellationToken ct) => throw new NotSupportedException();

    public Task<bool> TakeAsync(string outboundKey, CancellationToken ct) => throw new NotSupportedException();
}

internal sealed class FakeForms : IForms
{
    public List<FormRequest> Asked { get; } = [];
    public Task<FormAnswer> Answer { get; set; } =
        Task.FromResult<FormAnswer>(
            new FormAnswer.Open(
                new Form(
                    "resolve",
                    "Resolve",
                    "Resolve",
                    [new FormField("fix", "What fixed it", FieldKind.Paragraph) { Required = true }],
                    new Dictionary<string, string> { ["case"] = "ESC-1001" }
                )
            )
        );
    public Dictionary<string, string> Wrong { get; } = [];
    public IReadOnlyList<Option> Found { get; set; } = [];
    public (string Form, string Field, string Typed)? Searched { get; private set; }

    public Task<FormAnswer> OpenAsync(FormRequest request, CancellationToken ct)
    {
        Asked.Add(request);
        return Answer;
    }

    public Task<IReadOnlyDictionary<string, string>> CheckAsync(Inbound.Submitted submitted, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Wrong);

    public Task<IReadOnlyList<Option>> SearchAsync(
        string form,
        string field,
        string typed,
        PersonKey from,
        Place place,
        CancellationToken ct
    )
    {
        Searched = (form, field, typed);
        return Task.FromResult(Found);
    }
}
