using System.Runtime.InteropServices;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// Clusters of texts about one issue, grown one text at a time: each joins the cluster to whose members it is most alike on average, when
/// that is enough, or begins its own; a cluster that grew may take in another. Whenever a quarter more texts are known (half as many again
/// from a thousand on), the words are weighed anew, texts go where they are closer, and clusters that became one are joined. Only texts
/// that share an own word are compared: an issue that no word names is nothing to show. The same texts in the same order always make the
/// same clusters.
/// </summary>
internal sealed class IssueClusters
{
    private const float Growth = 1.25f,
        LateGrowth = 1.5f;
    private const int FirstReview = 16,
        Late = 1000,
        Rounds = 2;

    /// <summary>Heaviest own words by which neighbours are found, and how many of the nearest are compared in full.</summary>
    private const int FindingWords = 8,
        MostNeighbours = 32;

    /// <summary>A member this much below the bar stands alone again.</summary>
    private const float Slack = 0.75f;

    private readonly IssueVocabulary _vocabulary = new();
    private readonly List<IssueText> _texts = [];
    private readonly Dictionary<int, HashSet<IssueCluster>> _holders = [];
    private readonly HashSet<IssueCluster> _clusters = [];
    private readonly Dictionary<IssueCluster, float> _near = [];
    private IssueSimilarity _likeness = IssueSimilarity.OfWords;
    private int _made,
        _reviewAt = FirstReview;

    /// <summary>What is known about words.</summary>
    public IssueVocabulary Vocabulary => _vocabulary;

    /// <summary>Members of each cluster, single texts too; in the order of making.</summary>
    public IEnumerable<IReadOnlyList<Occurrence>> Groups =>
        _clusters
            .OrderBy(cluster => cluster.Number)
            .Select(cluster => (IReadOnlyList<Occurrence>)[.. cluster.Members.Select(member => member.Occurrence)]);

    /// <summary>Adds one text, with its vector or an empty one.</summary>
    public void Add(Occurrence occurrence, float[] vector)
    {
        var text = new IssueText(occurrence, _vocabulary.Read(occurrence.Text), vector);
        Weigh(text);
        text.Meaning = _likeness.MeaningOf(vector);
        _texts.Add(text);
        var cluster = Nearest(text, _likeness.Enough) ?? New();
        Put(cluster, text);
        if (_texts.Count >= _reviewAt)
        {
            Review();
        }
        else if (cluster.Members.Count > 1)
        {
            Merge(cluster);
        }
    }

    private IssueCluster? Nearest(IssueText text, float least) =>
        Best(text.Finding, text.Cluster, other => other.Likeness(text, _likeness.MeaningShare), least);

    /// <summary>The other cluster with a term in common that is most alike, if that is enough; of equal ones the older.</summary>
    private IssueCluster? Best(
        IEnumerable<(int Term, float Weight)> words,
        IssueCluster? own,
        Func<IssueCluster, float> likeness,
        float least
    )
    {
        IssueCluster? best = null;
        foreach (var other in Neighbours(words))
        {
            if (other == own)
            {
                continue;
            }
            var alike = likeness(other);
            if (alike < least || (alike <= least && best?.Number < other.Number))
            {
                continue;
            }
            (best, least) = (other, alike);
        }
        return best;
    }

    private IEnumerable<IssueCluster> Neighbours(IEnumerable<(int Term, float Weight)> words)
    {
        _near.Clear();
        foreach (var (term, weight) in words)
        {
            foreach (var holder in _holders.GetValueOrDefault(term) ?? [])
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_near, holder, out _) += weight * holder.MeanOf(term);
            }
        }
        return _near.Count <= MostNeighbours
            ? _near.Keys
            : _near.OrderByDescending(near => near.Value).ThenBy(near => near.Key.Number).Take(MostNeighbours).Select(near => near.Key);
    }

    private void Weigh(IssueText text)
    {
        text.Words = _vocabulary.Weigh(text.Counts);
        text.Finding = Finding(text.Words);
    }

    private (int Term, float Weight)[] Finding(IEnumerable<(int Term, float Weight)> words) =>
        [
            .. words
                .Where(word => _vocabulary.IsOwn(word.Term))
                .OrderByDescending(word => word.Weight)
                .ThenBy(word => word.Term)
                .Take(FindingWords),
        ];

    private void Merge(IssueCluster cluster)
    {
        while (
            Best(Finding(cluster.Words), cluster, other => cluster.Likeness(other, _likeness.MeaningShare), _likeness.Enough) is { } other
        )
        {
            foreach (var member in other.Members.ToList())
            {
                Take(member);
                Put(cluster, member);
            }
        }
    }

    private void Review()
    {
        _reviewAt = (int)(_texts.Count * (_texts.Count < Late ? Growth : LateGrowth));
        foreach (var text in _texts)
        {
            Weigh(text);
        }
        _likeness = IssueSimilarity.Of(_texts);
        foreach (var text in _texts)
        {
            text.Meaning = _likeness.MeaningOf(text.Vector);
        }
        // Sums of the old weights are of no use; the members stay where they are.
        _holders.Clear();
        var before = _clusters.OrderBy(cluster => cluster.Number).Select(cluster => cluster.Members).ToList();
        _clusters.Clear();
        foreach (var members in before)
        {
            var cluster = New();
            foreach (var member in members)
            {
                Put(cluster, member);
            }
        }
        for (var round = 0; round < Rounds && Move(); round++) { }
        foreach (var cluster in _clusters.OrderByDescending(cluster => cluster.Members.Count).ThenBy(cluster => cluster.Number).ToList())
        {
            // A single text has just looked for a place.
            if (cluster.Members.Count > 1 && _clusters.Contains(cluster))
            {
                Merge(cluster);
            }
        }
    }

    private bool Move()
    {
        var moved = false;
        foreach (var text in _texts)
        {
            var own = text.Cluster!.Likeness(text, _likeness.MeaningShare);
            var to =
                Nearest(text, MathF.Max(own + 1e-5f, _likeness.Enough))
                ?? (text.Cluster.Members.Count > 1 && own < _likeness.Enough * Slack ? New() : null);
            if (to is null)
            {
                continue;
            }
            Take(text);
            Put(to, text);
            moved = true;
        }
        return moved;
    }

    private IssueCluster New() => new(_made++);

    private void Put(IssueCluster cluster, IssueText text)
    {
        _clusters.Add(cluster);
        foreach (var term in cluster.Add(text).Where(_vocabulary.IsOwn))
        {
            ref var holders = ref CollectionsMarshal.GetValueRefOrAddDefault(_holders, term, out _);
            (holders ??= []).Add(cluster);
        }
    }

    private void Take(IssueText text)
    {
        var cluster = text.Cluster!;
        foreach (var term in cluster.Remove(text).Where(_vocabulary.IsOwn))
        {
            _holders[term].Remove(cluster);
        }
        if (cluster.Members.Count == 0)
        {
            _clusters.Remove(cluster);
        }
    }
}
