using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// What recurs among the questions of the last five weeks. Nothing of it is stored: the clusters follow from the stored questions alone, so
/// every replica and every restart sees the same. New questions are added to the clusters in memory; when older ones changed, were
/// forgotten or fell out of the time (once a day), the clusters are grown again from the texts in memory.
/// </summary>
public sealed class RecurringIssues(Records records, CaseStore cases, TimeProvider time) : IDisposable
{
    /// <summary>How far back, in whole UTC days before today.</summary>
    public const int Days = 35;

    /// <summary>New texts that one look encodes: some seconds at most. Until nine tenths of all are, words alone count.</summary>
    private const int MostEncoded = 300;

    /// <summary>How long the last look serves: the ten minutes until the watch looks again, and the time that takes.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly OccurrenceReading _reading = new(records, cases);
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);

    // Texts that stand in clusters by meaning without a vector, which was not known then.
    private readonly HashSet<string> _bare = new(StringComparer.Ordinal);
    private ISentenceEncoder? _encoder;
    private List<Occurrence> _grown = [];
    private IssueClusters _clusters = new();
    private bool _byMeaning;
    private volatile Look? _latest;

    /// <summary>Texts wait for their vectors: another look goes on with them.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>
    /// What the last look found, without waiting for one that is under way, while that is at most fifteen minutes old; else a look of its
    /// own. New questions may be missing that long. What is gone is gone at once, as by a look of its own: when a question in it was
    /// changed or forgotten, became a case (which may be restricted) or fell out of the time, or when the organisation changed, whose names
    /// no issue may tell, the last look does not serve.
    /// </summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<IReadOnlyList<RecurringIssue>> LatestAsync(
        OrganisationSnapshot organisation,
        SearchIndex knowledge,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        return
            _latest is { } latest
            && now - latest.At <= Fresh
            && latest.Organisation == organisation.Version
            && await _reading.AreCurrentAsync(
                [.. latest.Issues.SelectMany(issue => issue.Occurrences)],
                Since(now),
                now.AddMilliseconds(1),
                ct
            )
            ? latest.Issues
            : await ReadAsync(organisation, knowledge, ct);
    }

    /// <summary>
    /// Issues with a name that three or more questions of two or more sources are about; rising ones first, then the most frequent.
    /// Questions of restricted cases never count.
    /// </summary>
    /// <param name="organisation">Whose people and accounts no name may tell.</param>
    /// <param name="knowledge">Whose encoder says what lies close; without one words alone do.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<RecurringIssue>> ReadAsync(
        OrganisationSnapshot organisation,
        SearchIndex knowledge,
        CancellationToken ct
    )
    {
        await _turn.WaitAsync(ct);
        try
        {
            var now = time.GetUtcNow();
            var all = await _reading.ReadAsync(Since(now), now.AddMilliseconds(1), ct);
            await EncodeAsync(all, knowledge.Encoder, ct);
            Grow(all);
            var issues = Issues(all, ForbiddenWords.Of(organisation), now);
            _latest = new Look(issues, organisation.Version, now);
            return issues;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private static DateTimeOffset Since(DateTimeOffset now) => new(now.UtcDateTime.Date.AddDays(-Days), TimeSpan.Zero);

    private async Task EncodeAsync(List<Occurrence> all, ISentenceEncoder? encoder, CancellationToken ct)
    {
        if (!ReferenceEquals(encoder, _encoder))
        {
            _vectors.Clear();
            StartAnew();
        }
        _encoder = encoder;
        IsBehind = false;
        if (encoder is null)
        {
            return;
        }
        var texts = all.Select(one => one.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var forgotten in _vectors.Keys.Where(text => !texts.Contains(text)).ToList())
        {
            _vectors.Remove(forgotten);
        }
        texts.ExceptWith(_vectors.Keys);
        var next = texts.Take(MostEncoded).ToList();
        await encoder.PrepareAsync(next, ct);
        foreach (var text in next)
        {
            if (encoder.Encode(text) is { Length: > 0 } vector)
            {
                _vectors[text] = vector;
            }
        }
        // An endpoint that is down is asked again at the next look, not at once.
        IsBehind = texts.Count > next.Count && next.Exists(_vectors.ContainsKey);
    }

    private void Grow(List<Occurrence> all)
    {
        var byMeaning = IssueSimilarity.IsEnough(all.Count(one => _vectors.ContainsKey(one.Text)), all.Count);
        // Vectors that came late count once no more of them are under way.
        var isWhole = IsBehind || !_bare.Any(_vectors.ContainsKey);
        var goesOn =
            byMeaning == _byMeaning
            && isWhole
            && all.Count >= _grown.Count
            && _grown.Zip(all).All(pair => pair.First.Id == pair.Second.Id && pair.First.Text == pair.Second.Text);
        if (!goesOn)
        {
            StartAnew();
        }
        foreach (var one in all.Skip(_grown.Count))
        {
            var vector = byMeaning ? _vectors.GetValueOrDefault(one.Text, []) : [];
            if (byMeaning && vector.Length == 0)
            {
                _bare.Add(one.Text);
            }
            _clusters.Add(one, vector);
        }
        (_grown, _byMeaning) = (all, byMeaning);
    }

    private void StartAnew()
    {
        _clusters = new IssueClusters();
        _grown = [];
        _bare.Clear();
    }

    private List<RecurringIssue> Issues(List<Occurrence> all, ForbiddenWords never, DateTimeOffset now)
    {
        // What became of a question since it was added stands in the newer record.
        var current = all.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var named = new List<(string Name, IReadOnlyList<Occurrence> Members)>();
        foreach (var group in _clusters.Groups)
        {
            if (group.Count < Rise.LeastQuestions)
            {
                continue;
            }
            var members = group
                .Select(one => current[one.Id])
                .OrderBy(one => one.At)
                .ThenBy(one => one.Id, StringComparer.Ordinal)
                .ToList();
            if (IssueName.Of(members, _clusters.Vocabulary, never) is { } issue && issue.Members.Count >= Rise.LeastQuestions)
            {
                named.Add(issue);
            }
        }
        var rising = Rise.Of([.. named.Select(one => one.Members)], [.. all.Select(one => one.At)], now);
        return
        [
            .. named
                .Select((one, place) => new RecurringIssue(one.Name, one.Members, rising[place]))
                .OrderByDescending(issue => issue.RisingSince is not null)
                .ThenByDescending(issue => issue.Occurrences.Count)
                .ThenBy(issue => issue.Name, StringComparer.Ordinal),
        ];
    }

    private sealed record Look(IReadOnlyList<RecurringIssue> Issues, string Organisation, DateTimeOffset At);
}
