using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights.Recurring;

/// <summary>Recurring issues by an encoder behind a network: it knows what it was given, when it was up.</summary>
public sealed class LateVectorsTests
{
    /// <summary>One issue; by their words, of which they share two, they are strangers.</summary>
    private static readonly string[] Stuck =
    [
        "blinked yesterday evening near warehouse seven, then gateway timeout before midnight",
        "lorries queue outside because drivers saw gateway timeout on every tablet",
        "gateway timeout greets anybody typing credentials through mobile broadband",
        "colleague phoned: browser freezes, gateway timeout page appears",
    ];

    [Fact]
    public async Task Vectors_that_come_late_are_used()
    {
        await using var store = await OpenAsync();
        using var issues = New(store);
        var encoder = new Endpoint { IsUp = false };
        (await ReadAsync(issues, encoder)).ShouldBeEmpty("words alone do not tell");
        issues.IsBehind.ShouldBeFalse("an endpoint that is down is not asked again at once");
        (await ReadAsync(issues, encoder)).ShouldBeEmpty();

        encoder.IsUp = true;
        var late = (await ReadAsync(issues, encoder)).ShouldHaveSingleItem();
        late.Occurrences.Select(one => one.Text).ShouldBe(Stuck, ignoreOrder: true);
        using var fresh = New(store);
        (await ReadAsync(fresh, encoder)).ShouldHaveSingleItem().Occurrences.ShouldBe(late.Occurrences);
    }

    [Fact]
    public async Task The_last_ones_to_come_are_used_too()
    {
        await using var store = await OpenAsync();
        using var issues = New(store);
        var encoder = new Endpoint { Refuses = Stuck[3] };
        (await ReadAsync(issues, encoder))
            .ShouldHaveSingleItem()
            .Occurrences.Count.ShouldBe(3, "nine tenths are enough for meaning to count");
        encoder.Refuses = null;
        (await ReadAsync(issues, encoder)).ShouldHaveSingleItem().Occurrences.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Another_encoder_begins_anew()
    {
        await using var store = await OpenAsync();
        using var issues = New(store);
        (await ReadAsync(issues, new Endpoint())).ShouldHaveSingleItem();
        (await ReadAsync(issues, new Endpoint { IsUp = false })).ShouldBeEmpty();
        (await ReadAsync(issues, new Endpoint { Dimensions = 256 })).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task More_texts_than_one_look_encodes_are_gone_on_with()
    {
        await using var store = await OpenAsync();
        var now = store.Clock.GetUtcNow();
        await IssueSamples.PutAsync(new CaseStore(store.Database), More(20, 280, now));
        using var issues = New(store);
        var encoder = new Endpoint();
        await ReadAsync(issues, encoder);
        (issues.IsBehind, encoder.Known).ShouldBe((true, 300));
        await ReadAsync(issues, encoder);
        (issues.IsBehind, encoder.Known).ShouldBe((false, 364));
    }

    [Fact]
    public async Task Who_reads_the_latest_does_not_wait_for_a_look_that_encodes()
    {
        await using var store = await OpenAsync();
        using var issues = New(store);
        var encoder = new Endpoint();
        var first = await ReadAsync(issues, encoder);
        await IssueSamples.PutAsync(
            new CaseStore(store.Database),
            [IssueSamples.Asked("z1", "gateway timeout again", store.Clock.GetUtcNow(), "z1")]
        );
        var gate = new TaskCompletionSource();
        encoder.Gate = gate.Task;
        var look = ReadAsync(issues, encoder);
        (await LatestAsync(issues, encoder).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeSameAs(first);
        look.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await LatestAsync(issues, encoder)).ShouldBeOneOf(first, await look);
        (await LatestAsync(issues, encoder)).ShouldBeSameAs(await look);
    }

    private static async Task<TestDatabase> OpenAsync()
    {
        var store = await TestDatabase.OpenAsync();
        var now = store.Clock.GetUtcNow();
        await IssueSamples.PutAsync(
            new CaseStore(store.Database),
            [
                .. IssueSamples.Month(now),
                .. More(0, 20, now),
                .. Stuck.Select((text, i) => IssueSamples.Asked($"s{i}", text, now.AddHours(i - 5), $"s{i}")),
            ]
        );
        return store;
    }

    /// <summary>Others, so that there are enough for meaning to count.</summary>
    private static IEnumerable<AskedQuestion> More(int from, int count, DateTimeOffset now) =>
        Enumerable
            .Range(from, count)
            .Select(i => IssueSamples.Asked($"b{i:000}", $"{IssueSamples.Other(i % 60)} about w{i}", now.AddDays(-20).AddMinutes(i)));

    private static RecurringIssues New(TestDatabase store) => new(new Records(store.Database), new CaseStore(store.Database), store.Clock);

    private static Task<IReadOnlyList<RecurringIssue>> ReadAsync(RecurringIssues issues, Endpoint encoder) =>
        issues.ReadAsync(OrganisationFixture.Of(), SearchIndex.Empty(encoder), CancellationToken.None);

    private static Task<IReadOnlyList<RecurringIssue>> LatestAsync(RecurringIssues issues, Endpoint encoder) =>
        issues.LatestAsync(OrganisationFixture.Of(), SearchIndex.Empty(encoder), CancellationToken.None);

    /// <summary>The gateway is one direction, every other text its own.</summary>
    private sealed class Endpoint : ISentenceEncoder
    {
        private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);

        public bool IsUp { get; set; } = true;
        public string? Refuses { get; set; }
        public Task Gate { get; set; } = Task.CompletedTask;
        public int Dimensions { get; init; } = 512;
        public int Known => _known.Count;

        public float[] Encode(string text) => _known.GetValueOrDefault(text, []);

        public async ValueTask PrepareAsync(IReadOnlyList<string> texts, CancellationToken ct)
        {
            await Gate.WaitAsync(ct);
            foreach (var text in texts.Where(text => IsUp && text != Refuses))
            {
                var vector = new float[Dimensions];
                vector[text.Contains("gateway", StringComparison.Ordinal) ? 0 : 1 + (_known.Count % (Dimensions - 1))] = 1;
                _known[text] = vector;
            }
        }
    }
}
