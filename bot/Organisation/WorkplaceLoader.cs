using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;
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
}

/// <summary>Another program changed articles that mirror the organisation's files.</summary>
/// <param name="Articles">How many.</param>
/// <param name="PutBack">They are as the files say again.</param>
/// <param name="At">When it was noticed.</param>
internal sealed record Meddling(int Articles, bool PutBack, DateTimeOffset At)
{
    /// <summary>One sentence for people.</summary>
    public string Words => PutBack
        ? $"Another program changed {Articles} of the articles that come from the organisation's files; they were put back. Does a second bot, or a copy of this one, use the same database?"
        : $"{Articles} of the articles in the database are not as the organisation's files here say. Do all replicas have the same files?";
}

/// <summary>
/// Makes the workplace from the organisation's files and the stored articles, and makes it anew when either changes: <c>knowledge/*.md</c> is mirrored into the store, imports and
/// confirmed answers come from there. A file with an error changes nothing. Called by one loop.
/// </summary>
internal sealed class WorkplaceLoader(WorkplaceSources sources, Articles articles, WorkplaceHolder holder, TimeProvider time)
{
    private const int MostPrepared = 200;

    private LiveOrganisation? live;
    private string? mirrored;
    private IReadOnlyList<Article>? files;
    private long revision = -1;
    private readonly ISentenceEncoder? encoder = sources.Endpoint ?? (sources.Local is { } local ? new PreparedEncoder(local) : null);
    private SearchIndex index = SearchIndex.Empty();
    private IReadOnlyList<Problem> knowledgeProblems = [];
    private (IReadOnlyList<Article> Articles, Task Done)? preparing;

    private volatile Calibration calibration = Calibration.Shipped;
    private Calibration used = Calibration.Shipped;

    private volatile PastCases? pastCases;
    private PastCases? usedCases;

    /// <summary>What past cases taught; taken over at the next look.</summary>
    public PastCases? PastCases
    {
        get => pastCases;
        set => pastCases = value;
    }

    /// <summary>How confidence is bent; taken over at the next look.</summary>
    public Calibration Calibration
    {
        get => calibration;
        set => calibration = value;
    }

    /// <summary>What is wrong with the files now, warnings included; with an error the last good ones stay in force.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>Some files on disk are not the ones in force.</summary>
    public bool IsStale => Problems.Any(problem => problem.Level == ProblemLevel.Error);

    /// <summary>The last time that another program had changed the articles of our files in the database; null = never since the start.</summary>
    public Meddling? Meddling { get; private set; }

    /// <summary>Looks whether anything changed and puts it in force. Cheap when nothing did.</summary>
    /// <returns>True when the workplace or the problems changed.</returns>
    /// <exception cref="InvalidOperationException">The first reading has errors: the host checks the files before it starts.</exception>
    public async Task<bool> RefreshAsync(CancellationToken ct)
    {
        var before = live?.Current;
        live ??= First();
        live.Refresh();
        await MirrorAsync(ct);
        var learned = await LearnAsync(ct) || await MeanAsync(ct);
        var bent = calibration;
        var past = pastCases;
        var changed = learned || live.Current != before || bent != used || past != usedCases;
        (used, usedCases) = (bent, past);
        if (changed)
        {
            index.Warm();
            holder.Replace(new Workplace(live.Current, new TriageEngine(TriageData.Of(index, live.Current, sources.Triage) with { Calibration = bent, PastCases = past })));
        }
        // Not in the look that took the change over: nobody waits for the file.
        if (!learned) sources.Index.Save(index, encoder);
        IReadOnlyList<Problem> problems = [.. live.Problems, .. knowledgeProblems];
        var told = !problems.SequenceEqual(Problems);
        Problems = problems;
        return told || changed;
    }

    private LiveOrganisation First()
    {
        var reading = OrganisationFolder.Read(sources.Folder, time.GetUtcNow());
        return reading.Organisation is { } organisation ? new LiveOrganisation(sources.Folder, organisation, time) : throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    private async Task MirrorAsync(CancellationToken ct)
    {
        var print = KnowledgeFolder.Fingerprint(sources.Folder);
        if (print == mirrored) return;
        var reading = KnowledgeFolder.Read(sources.Folder);
        knowledgeProblems = reading.Problems;
        if (!reading.HasErrors)
        {
            files = reading.Articles;
            await MirrorAsync(files, ct);
        }
        mirrored = print;
    }

    private async Task MirrorAsync(IReadOnlyList<Article> all, CancellationToken ct)
    {
        await articles.PutAsync(all, ct);
        await articles.RetireOthersAsync(Articles.File, all.Select(article => article.Id).ToHashSet(StringComparer.Ordinal), ct);
    }

    /// <summary>
    /// The stored articles changed: not those of our files, unless another program wrote them. One bot alone puts them back, since files win. Of several replicas none does: another one may have newer files, and the two would take turns for ever.
    /// </summary>
    private async Task GuardAsync(CancellationToken ct)
    {
        if (files is not { } own || await articles.DifferingAsync(own, ct) is not (> 0 and var differing))
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
        if (stored == revision) return false;
        if (revision >= 0)
        {
            await GuardAsync(ct);
            stored = await articles.RevisionAsync(ct);
        }
        var now = await articles.LiveAsync(ct);
        var ids = now.Select(article => article.Id).ToHashSet(StringComparer.Ordinal);
        if (revision < 0)
        {
            index = sources.Index.Load(now, encoder);
        }
        else
        {
            var changed = now.Where(article => index.Find(article.Id) is not { } known || !Same(known, article)).ToList();
            var gone = index.Articles.Select(article => article.Id).Where(id => !ids.Contains(id)).ToList();
            index = index.With(changed, gone);
            sources.Index.Changed(changed.Count + gone.Count);
        }
        revision = stored;
        return true;
    }

    /// <summary>Gives articles their vectors as the encoder makes them known, some at a time: no look waits for it.</summary>
    private async Task<bool> MeanAsync(CancellationToken ct)
    {
        if (encoder is null) return false;
        if (preparing is not { } running)
        {
            if (index.WithoutMeaning.Take(MostPrepared).ToList() is { Count: > 0 } missing) preparing = (missing, index.PrepareAsync(missing, ct).AsTask());
            return false;
        }
        if (!running.Done.IsCompleted) return false;
        preparing = null;
        await running.Done;
        var known = running.Articles.Where(article => ReferenceEquals(index.Find(article.Id), article) && (article.Title.Length == 0 || encoder.Encode(article.Title).Length > 0)).ToList();
        if (known.Count == 0) return false;
        index = index.With(known, []);
        sources.Index.Changed(known.Count);
        return true;
    }

    /// <summary>Records compare lists by reference.</summary>
    private static bool Same(Article one, Article other) =>
        Bare(one) == Bare(other) && one.Tags.SequenceEqual(other.Tags) && one.SolvedQuestions.SequenceEqual(other.SolvedQuestions) && one.WrongFor.SequenceEqual(other.WrongFor);

    private static Article Bare(Article article) => article with { Tags = [], SolvedQuestions = [], WrongFor = [] };
}
