using System.Numerics.Tensors;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// Texts that lie close together. It keeps their sum: the mean likeness to all of them is then one product, and so is that of two clusters.
/// </summary>
internal sealed class IssueCluster(int number)
{
    private readonly Dictionary<int, (float Sum, int Texts)> _words = [];
    private float[] _meaning = [];

    /// <summary>Order of making; the lower one wins a tie, so that the same texts always make the same clusters.</summary>
    public int Number { get; } = number;

    /// <summary>In the order they came.</summary>
    public List<IssueText> Members { get; } = [];

    /// <summary>All terms that a member holds, with their mean weight.</summary>
    public IEnumerable<(int Term, float Weight)> Words => _words.Select(word => (word.Key, word.Value.Sum / Members.Count));

    /// <summary>Mean weight of a term.</summary>
    public float MeanOf(int term) => _words[term].Sum / Members.Count;

    /// <summary>Puts a text in.</summary>
    /// <returns>Terms that no member held before.</returns>
    public List<int> Add(IssueText text)
    {
        var added = new List<int>();
        foreach (var (term, weight) in text.Words)
        {
            var (sum, texts) = _words.GetValueOrDefault(term);
            if (texts == 0)
            {
                added.Add(term);
            }
            _words[term] = (sum + weight, texts + 1);
        }
        if (text.Meaning.Length > 0)
        {
            if (_meaning.Length == 0)
            {
                _meaning = new float[text.Meaning.Length];
            }
            TensorPrimitives.Add(_meaning, text.Meaning, _meaning);
        }
        Members.Add(text);
        text.Cluster = this;
        return added;
    }

    /// <summary>Takes a text out.</summary>
    /// <returns>Terms that no member holds any more.</returns>
    public List<int> Remove(IssueText text)
    {
        var gone = new List<int>();
        foreach (var (term, weight) in text.Words)
        {
            var (sum, texts) = _words[term];
            if (texts > 1)
            {
                _words[term] = (sum - weight, texts - 1);
                continue;
            }
            _words.Remove(term);
            gone.Add(term);
        }
        if (text.Meaning.Length > 0)
        {
            TensorPrimitives.Subtract(_meaning, text.Meaning, _meaning);
        }
        Members.Remove(text);
        return gone;
    }

    /// <summary>Mean likeness of a text to the members but itself; -1 when there are none.</summary>
    public float Likeness(IssueText text, float meaningShare)
    {
        var inside = text.Cluster == this;
        var others = Members.Count - (inside ? 1 : 0);
        if (others == 0)
        {
            return -1;
        }
        var words = 0f;
        foreach (var (term, weight) in text.Words)
        {
            if (_words.TryGetValue(term, out var held))
            {
                words += weight * held.Sum;
            }
        }
        if (inside && text.Words.Length > 0)
        {
            words--;
        }
        if (meaningShare == 0)
        {
            return words / others;
        }
        var meaning =
            text.Meaning.Length == 0 || _meaning.Length == 0 ? 0 : TensorPrimitives.Dot(text.Meaning, _meaning) - (inside ? 1 : 0);
        return ((words * (1 - meaningShare)) + (meaning * meaningShare)) / others;
    }

    /// <summary>Mean likeness of all pairs between two clusters.</summary>
    public float Likeness(IssueCluster other, float meaningShare)
    {
        var (small, large) = _words.Count < other._words.Count ? (_words, other._words) : (other._words, _words);
        var words = 0f;
        foreach (var (term, held) in small)
        {
            if (large.TryGetValue(term, out var also))
            {
                words += held.Sum * also.Sum;
            }
        }
        var meaning = _meaning.Length == 0 || other._meaning.Length == 0 ? 0 : TensorPrimitives.Dot(_meaning, other._meaning);
        return ((words * (1 - meaningShare)) + (meaning * meaningShare)) / (Members.Count * (float)other.Members.Count);
    }
}
