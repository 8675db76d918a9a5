using System.Text;
using System.Text.Json;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>
/// Cuts a text into the pieces of a SentencePiece unigram vocabulary (Kudo, "Subword Regularization", 2018): of all ways to cut it, the one whose pieces are
/// likeliest together. A character without a piece is number 0; several in a row are one.
/// </summary>
internal sealed class SentencePieces
{
    private const char Space = '\u2581';
    private const int Reserved = 6;

    private readonly Dictionary<string, (int Id, double Score)>.AlternateLookup<ReadOnlySpan<char>> _pieces;
    private readonly int _longest;

    private SentencePieces(Dictionary<string, (int Id, double Score)> pieces)
    {
        _pieces = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = pieces.Keys.Max(piece => piece.Length);
    }

    /// <summary>Reads a vocabulary: a JSON list of [piece, log probability].</summary>
    public static SentencePieces Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var pieces = new Dictionary<string, (int, double)>(StringComparer.Ordinal);
        var id = 0;
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            if (id >= Reserved) pieces[entry[0].GetString()!] = (id, entry[1].ValueKind == JsonValueKind.Number ? entry[1].GetDouble() : 0);
            id++;
        }
        return new SentencePieces(pieces);
    }

    /// <summary>Piece numbers of a text, at most <paramref name="most"/>.</summary>
    public List<int> Cut(string text, int most)
    {
        var normal = text.Normalize(NormalizationForm.FormKC);
        if (normal.Length == 0) return [];
        var letters = Space + normal.Replace(' ', Space);
        var best = new double[letters.Length + 1];
        var pieces = new (int Id, int From)[letters.Length + 1];
        var reached = new bool[letters.Length + 1];
        reached[0] = true;
        for (var from = 0; from < letters.Length; from++)
        {
            if (!reached[from]) continue;
            var any = false;
            for (var length = 1; length <= _longest && from + length <= letters.Length; length++)
            {
                if (!_pieces.TryGetValue(letters.AsSpan(from, length), out var piece)) continue;
                any = true;
                Offer(from, from + length, piece.Id, best[from] + piece.Score);
            }
            var step = char.IsHighSurrogate(letters[from]) && from + 1 < letters.Length ? 2 : 1;
            if (!any) Offer(from, from + step, 0, best[from]);
        }
        var cut = new List<int>();
        for (var at = letters.Length; at > 0; at = pieces[at].From)
        {
            if (pieces[at].Id != 0 || cut.Count == 0 || cut[^1] != 0) cut.Add(pieces[at].Id);
        }
        cut.Reverse();
        return cut.Count > most ? cut[..most] : cut;

        void Offer(int from, int to, int id, double score)
        {
            if (reached[to] && score < best[to]) return;
            reached[to] = true;
            best[to] = score;
            pieces[to] = (id, from);
        }
    }
}
