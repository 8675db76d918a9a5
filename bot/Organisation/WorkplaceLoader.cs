using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Checks;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Routing;

namespace EscalationBot.Bot.Organisation;

/// <summary>Where the workplace comes from.</summary>
/// <param name="Folder">Full path of the organisation folder.</param>
/// <param name="Triage">Settings of the engine.</param>
/// <param name="Index">Keeps the index between starts.</param>
internal sealed record WorkplaceSources(string Folder, TriageOptions Triage, IndexKeeper Index)
{
    /// <summary>The encoder of an endpoint, which goes before the local one; null without one.</summary>
    public ISentenceEncoder? Endpoint { get; init; }

    /// <summary>The local encoder; null without one.</summary>
    public ISentenceEncoder? Local { get; init; }

    /// <summary>The console's public address; null when none is set.</summary>
    public Uri? Console { get; init; }
}

/// <summary>Another program changed articles that mirror the organisation's files.</summary>
/// <param name="Articles">How many.</param>
/// <param name="PutBack">They are as the files say again.</param>
/// <param name="At">When it was noticed.</param>
internal sealed record Meddling(int Articles, bool PutBack, DateTimeOffset At)
{
    /// <summary>One sentence for people.</summary>
    public string Words =>
        PutBack
            ? $"Another program changed {Articles} of the articles that come from the organisation's files; "
                + $"they were put back. Does a second bot, or a copy of this one, use the same database?"
            : $"{Articles} of the articles in the database are not as the organisation's files here say. Do all "
                + $"replicas have the same files?";
}

/// <summary>
/// Makes the workplace from the organisation's files and the stored articles, and makes it anew when either changes: <c>knowledge/*.md</c>
/// is mirrored into the store, imports and confirmed answers come from there. A file with an error changes nothing. Called by one loop.
/// </summary>
internal sealed class WorkplaceLoader(WorkplaceSources sources, Articles articles, WorkplaceHolder holder, TimeProvider time)
{
    private const int MostPrepared = 200;

    /// <summary>The words of all indexes are one table, which one at a time may write.</summary>
    private readonly Lock _writing = new();

    private LiveOrganisation? _live;
    private string? _mirrored;
    private IReadOnlyList<Article>? _files;
    private long _revision = -1,
        _settled = -1;
    private readonly ISentenceEncoder? _encoder = sources.Endpoint ?? (sources.Local is { } local ? new PreparedEncoder(local) : null);
    private SearchIndex _index = SearchIndex.Empty();
    private IReadOnlyList<Problem> _knowledgeProblems = [];
    private (IReadOnlyList<Article> Articles, Task Done)? _preparing;

    private volatile Calibration _calibration = Calibration.Shipped;
    private Calibration _used = Calibration.Shipped;

    private volatile int _confirmed;
    private int _usedConfirmed;

    private readonly KnowledgeMeasuring _measuring = new(time);

    private (DateOnly Day, IReadOnlyList<Problem> Problems) _pinned = (default, []);

    private volatile PastCases? _pastCases;
    private PastCases? _usedCases;

    /// <summary>
    /// The workplace in force holds the articles of a revision (<see cref="Articles.RevisionAsync"/>), and all that is measured on them.
    /// </summary>
    public bool HasTakenOver(long revision) => Volatile.Read(ref _settled) >= revision;

    /// <summary>The articles in force with one more, or with other words of one: nothing of it comes into force.</summary>
    public async Task<SearchIndex> TryAsync(Article article, CancellationToken ct)
    {
        await holder.Current.Triage.Data.Knowledge.PrepareAsync([article], ct);
        return await Task.Run(
            () =>
            {
                lock (_writing)
                {
                    return _index.With([article], []);
                }
            },
            ct
        );
    }

    /// <summary>What past cases taught; taken over at the next look.</summary>
    public PastCases? PastCases
    {
        get => _pastCases;
        set => _pastCases = value;
    }

    /// <summary>About how many answers people said whether they were right; taken over at the next look.</summary>
    public int ConfirmedAnswers
    {
        get => _confirmed;
        set => _confirmed = value;
    }

    /// <summary>How confidence is bent; taken over at the next look.</summary>
    public Calibration Calibration
    {
        get => _calibration;
        set => _calibration = value;
    }

    /// <summary>What is wrong with the files now, warnings included; with an error the last good ones stay in force.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>Some files on disk are not the ones in force.</summary>
    public bool IsStale => Problems.Any(problem => problem.Level == ProblemLevel.Error);

    /// <summary>
    /// The last time that another program had changed the articles of our files in the database; null = never since the start.
    /// </summary>
    public Meddling? Meddling { get; private set; }

    /// <summary>Looks whether anything changed and puts it in force. Cheap when nothing did.</summary>
    /// <returns>True when the workplace or the problems changed.</returns>
    /// <exception cref="InvalidOperationException">The first reading has errors: the host checks the files before it starts.</exception>
    public async Task<bool> RefreshAsync(CancellationToken ct)
    {
        var before = _live?.Current;
        _live ??= First();
        _live.Refresh();
        await MirrorAsync(ct);
        var learned = await LearnAsync(ct) || await MeanAsync(ct);
        var bent = _calibration;
        var (past, confirmed) = (_pastCases, _confirmed);
        var measured = await _measuring.LookAsync(_index, _live.Current, ct);
        var changed = learned || measured || _live.Current != before || bent != _used || past != _usedCases || confirmed != _usedConfirmed;
        (_used, _usedCases, _usedConfirmed) = (bent, past, confirmed);
        if (changed)
        {
            _index.Warm();
            holder.Replace(
                new Workplace(
                    _live.Current,
                    new TriageEngine(
                        TriageData.Of(_index, _live.Current, sources.Triage) with
                        {
                            Calibration = bent,
                            PastCases = past,
                            Self = _measuring.InForce,
                            ConfirmedAnswers = confirmed,
                        }
                    )
                )
                {
                    Console = sources.Console,
                }
            );
        }
        Volatile.Write(ref _settled, _measuring.IsIdle && _preparing is null ? _revision : -1);
        // Not in the look that took the change over: nobody waits for the file.
        if (!learned)
        {
            sources.Index.Save(_index, _encoder);
        }
        IReadOnlyList<Problem> problems =
        [
            .. _live.Problems,
            .. _knowledgeProblems,
            .. _measuring.Problem is { } unmeasured ? [unmeasured] : Array.Empty<Problem>(),
            .. Pinned(changed),
        ];
        var told = !problems.SequenceEqual(Problems);
        Problems = problems;
        return told || changed;
    }

    /// <summary>What is wrong with pinned answers: looked at when something changed, and each day.</summary>
    private IReadOnlyList<Problem> Pinned(bool changed)
    {
        var now = time.GetUtcNow();
        var today = _live!.Current.Calendar.DateOf(now);
        if (changed || today != _pinned.Day)
        {
            _pinned = (today, [.. PinnedCheck.Of(holder.Current.Triage.Data, now)]);
        }
        return _pinned.Problems;
    }

    private LiveOrganisation First()
    {
        var reading = OrganisationFolder.Read(sources.Folder, time.GetUtcNow());
        return reading.Organisation is { } organisation
            ? new LiveOrganisation(sources.Folder, organisation, time)
            : throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    private async Task MirrorAsync(CancellationToken ct)
    {
        var print = KnowledgeFolder.Fingerprint(sources.Folder);
        if (print == _mirrored)
        {
            return;
        }
        var reading = KnowledgeFolder.Read(sources.Folder);
        _knowledgeProblems = reading.Problems;
        if (!reading.HasErrors)
        {
            _files = reading.Articles;
            await MirrorAsync(_files, ct);
        }
        _mirrored = print;
    }

    private async Task MirrorAsync(IReadOnlyList<Article> all, CancellationToken ct)
    {
        await articles.PutAsync(all, ct);
        await articles.RetireOthersAsync(Articles.File, all.Select(article => article.Id).ToHashSet(StringComparer.Ordinal), ct);
    }

    /// <summary>
    /// The stored articles changed: not those of our files, unless another program wrote them. One bot alone puts them back, since files
    /// win. Of several replicas none does: another one may have newer files, and the two would take turns for ever.
    /// </summary>
    private async Task GuardAsync(CancellationToken ct)
    {
        if (_files is not { } own || await articles.DifferingAsync(own, ct) is not (> 0 and var differing))
        {
            return;
        }

        Meddling = new Meddling(differing, articles.HasOneWriter, time.GetUtcNow());
        if (articles.HasOneWriter)
        {
            await MirrorAsync(own, ct);
        }
    }

    private async Task<bool> LearnAsync(CancellationToken ct)
    {
        // Read before the articles: a change in between is seen at the next look.
        var stored = await articles.RevisionAsync(ct);
        if (stored == _revision)
        {
            return false;
        }
        if (_revision >= 0)
        {
            await GuardAsync(ct);
            stored = await articles.RevisionAsync(ct);
        }
        var now = await articles.LiveAsync(ct);
        var ids = now.Select(article => article.Id).ToHashSet(StringComparer.Ordinal);
        if (_revision < 0)
        {
            _index = sources.Index.Load(now, _encoder);
        }
        else
        {
            var changed = now.Where(article => _index.Find(article.Id) is not { } known || !Same(known, article)).ToList();
            var gone = _index.Articles.Select(article => article.Id).Where(id => !ids.Contains(id)).ToList();
            lock (_writing)
            {
                _index = _index.With(changed, gone);
            }

            sources.Index.Changed(changed.Count + gone.Count);
        }
        _revision = stored;
        return true;
    }

    /// <summary>Gives articles their vectors as the encoder makes them known, some at a time: no look waits for it.</summary>
    private async Task<bool> MeanAsync(CancellationToken ct)
    {
        if (_encoder is null)
        {
            return false;
        }
        if (_preparing is not { } running)
        {
            if (_index.WithoutMeaning.Take(MostPrepared).ToList() is { Count: > 0 } missing)
            {
                _preparing = (missing, _index.PrepareAsync(missing, ct).AsTask());
            }
            return false;
        }
        if (!running.Done.IsCompleted)
        {
            return false;
        }
        _preparing = null;
        await running.Done;
        var known = running
            .Articles.Where(article =>
                ReferenceEquals(_index.Find(article.Id), article)
                && (article.Title.Length == 0 || _encoder.Encode(article.Title).Length > 0)
            )
            .ToList();
        if (known.Count == 0)
        {
            return false;
        }
        lock (_writing)
        {
            _index = _index.With(known, []);
        }

        sources.Index.Changed(known.Count);
        return true;
    }

    /// <summary>Records compare lists by reference.</summary>
    private static bool Same(Article one, Article other) =>
        Bare(one) == Bare(other)
        && one.Tags.SequenceEqual(other.Tags)
        && one.SolvedQuestions.SequenceEqual(other.SolvedQuestions)
        && one.WrongFor.SequenceEqual(other.WrongFor);

    private static Article Bare(Article article) => article with { Tags = [], SolvedQuestions = [], WrongFor = [] };
}
