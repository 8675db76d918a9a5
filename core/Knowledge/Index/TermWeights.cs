using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Knowledge.Index;

/// <summary>How rare each word is in one snapshot. Exact: the same articles give the same weights whatever the order of changes.</summary>
internal sealed class TermWeights
{
    private readonly int[] _documents;
    private readonly float[] _idfs;

    public TermWeights(int[] documents, int articles, long length, IReadOnlyList<int> common)
    {
        _documents = documents;
        _idfs = new float[documents.Length];
        Articles = articles;
        Length = length;
        UnknownIdf = IdfOf(0);
        for (var id = 0; id < documents.Length; id++)
        {
            _idfs[id] = IdfOf(documents[id]);
        }
        foreach (var id in common)
        {
            if (id < _idfs.Length)
            {
                _idfs[id] *= CommonWords.Share;
            }
        }
    }

    public int Articles { get; }

    /// <summary>Sum of the weighted lengths of all articles.</summary>
    public long Length { get; }

    public float AverageLength => Articles == 0 ? 1 : Math.Max(1, (float)Length / Articles);

    /// <summary>Weight of a word that no article has.</summary>
    public float UnknownIdf { get; }

    /// <summary>True when some article of the snapshot has the word.</summary>
    public bool IsKnown(int id) => id >= 0 && id < _documents.Length && _documents[id] > 0;

    /// <summary>How many articles have the word; 0 for -1.</summary>
    public int Documents(int id) => IsKnown(id) ? _documents[id] : 0;

    public float Idf(int id) => id < _idfs.Length ? _idfs[id] : UnknownIdf;

    /// <summary>In how many articles each word stands, with room for words up to <paramref name="end"/>, to be changed.</summary>
    public int[] CopyDocuments(int end)
    {
        var copy = new int[Math.Max(end, _documents.Length)];
        _documents.CopyTo(copy, 0);
        return copy;
    }

    private float IdfOf(int documents) => MathF.Log(1 + ((Articles - documents + 0.5f) / (documents + 0.5f)));
}
