using System.Numerics;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// What a ranking looks like around one of its articles, as numbers of about 0..1 that mean the same for every knowledge base.
/// </summary>
internal static class ConfidenceFeatures
{
    private const int Looked = 8;

    /// <summary>Names, in the order of the numbers.</summary>
    public static readonly string[] Names =
    [
        "score",
        "margin",
        "margin to the rest",
        "line",
        "line margin",
        "covered",
        "covered by passage",
        "covered by line",
        "covered by title",
        "title used",
        "unknown",
        "length",
        "rarest missing",
        "neighbours",
        "three lines",
        "information",
        "agreement",
        "only here",
        "only in the next",
        "rivals",
        "article length",
        "line if short",
        "passage margin",
        "covered margin",
        "score if short",
        "rarest in title",
    ];

    /// <summary>Names of the numbers that a sentence encoder adds behind them.</summary>
    public static readonly string[] MeaningNames =
    [
        "close against all",
        "closest against all",
        "farther than the closest of all",
        "closest against its next",
        "closest against the others",
        "mean",
        "spread",
        "close against the others",
        "as close",
        "first by words",
        "margin by words",
        "close and covered",
        "close and in line",
        "share of score",
        "share of closeness",
    ];

    /// <summary>
    /// Fills <paramref name="into"/> (as long as <see cref="Names"/>, or longer by <see cref="MeaningNames"/>) for the hit at
    /// <paramref name="place"/>, which must exist.
    /// </summary>
    public static void Fill(Ranking ranking, int place, Span<double> into)
    {
        var shape = ranking.Shape;
        var top = ranking.Hits[place].Evidence;
        var total = Math.Max(shape.TotalIdf, 1e-3f);
        double best = 0,
            sum = 0,
            line = 0,
            passage = 0,
            covered = 0,
            others = 0,
            rivals = 0;
        ulong nextMask = 0;
        bool firstByLexical = true,
            firstByLine = true,
            firstByPassage = true;
        for (var i = 0; i < Math.Min(Looked, ranking.Hits.Count); i++)
        {
            if (i == place)
            {
                continue;
            }
            var other = ranking.Hits[i].Evidence;
            if (other.Score > best)
            {
                (best, nextMask) = (other.Score, other.Anywhere);
            }
            sum += other.Score;
            others++;
            line = Math.Max(line, other.Line);
            passage = Math.Max(passage, other.Passage);
            covered = Math.Max(covered, Sum(other.Anywhere, shape.Idfs));
            if (other.Score > top.Score * 0.8)
            {
                rivals++;
            }
            firstByLexical &= top.Lexical >= other.Lexical;
            firstByLine &= top.Line >= other.Line;
            firstByPassage &= top.Passage >= other.Passage;
        }
        var score = Math.Max(top.Score, 1e-3f);
        var inTop = Sum(top.Anywhere, shape.Idfs);
        var isShort = Math.Min(1, 5.0 / Math.Max(1, shape.Length));
        // Being far ahead of the others says little about an article that has hardly any word of the question: shapes count by the share
        // that it covers.
        var share = inTop / total;
        into[0] = score / total / 5;
        into[1] = (score - best) / score * share;
        into[2] = (others > 0 ? (score - (sum / others)) / score : 1) * share;
        into[3] = top.Line;
        into[4] = top.Line - line;
        into[5] = share;
        into[6] = Sum(top.InPassage, shape.Idfs) / total;
        into[7] = Sum(top.InLine, shape.Idfs) / total;
        into[8] = Sum(top.InTitle, shape.Idfs) / total;
        into[9] = top.TitleUsed * share;
        into[10] = shape.UnknownIdf / total;
        into[11] = Math.Log(1 + shape.Length) / 4;
        into[12] = RarestMissing(top.Anywhere, shape);
        into[13] = top.Neighbours / total;
        into[14] = top.Lines3;
        into[15] = Math.Log(1 + inTop) / 4;
        into[16] = ((firstByLexical ? 1 : 0) + (firstByLine ? 1 : 0) + (firstByPassage ? 1 : 0)) / 3.0 * share;
        into[17] = Sum(top.Anywhere & ~nextMask, shape.Idfs) / total;
        into[18] = Sum(nextMask & ~top.Anywhere, shape.Idfs) / total;
        into[19] = rivals / Looked;
        into[20] = Math.Log(1 + top.Words) / 8;
        into[21] = top.Line * isShort;
        into[22] = (top.Passage - passage) / Math.Max(top.Passage, 1e-3f) * share;
        into[23] = (inTop - covered) / total;
        into[24] = into[0] * isShort;
        into[25] = RarestIn(top.InTitle, shape);
        if (shape.Background is { } background)
        {
            FillMeaning(ranking, place, background, share, into[Names.Length..]);
        }
    }

    private static void FillMeaning(Ranking ranking, int place, Background background, double share, Span<double> into)
    {
        var top = ranking.Hits[place].Evidence;
        var total = Math.Max(ranking.Shape.TotalIdf, 1e-3f);
        double byWords = 0,
            scores = 0;
        for (var i = 0; i < Math.Min(Looked, ranking.Hits.Count); i++)
        {
            var other = ranking.Hits[i].Evidence;
            scores += Math.Exp((other.Score - top.Score) / total);
            if (i != place)
            {
                byWords = Math.Max(byWords, other.ByWords);
            }
        }
        // How close an article is says little by itself: what counts is how close the others of this knowledge base are.
        var close = top.Closeness.Both;
        var spread = Math.Max(background.Spread, 1e-3f);
        var (first, rest) = (background.Closest[0], background.Closest.Length > 1 ? background.Closest.Skip(1).Average() : background.Mean);
        into[0] = (close - background.Mean) / spread / 8;
        into[1] = (first - background.Mean) / spread / 8;
        into[2] = first - close;
        into[3] = background.Closest.Length > 1 ? first - background.Closest[1] : 1;
        into[4] = first - rest;
        into[5] = background.Mean;
        into[6] = background.Spread;
        into[7] = close - rest;
        into[8] = background.Closest.Count(other => other > first - 0.05) / (double)Looked;
        into[9] = top.ByWords >= byWords ? 1 : 0;
        into[10] = (top.ByWords - byWords) / total;
        into[11] = close * share;
        into[12] = close * top.Line;
        into[13] = 1 / scores;
        into[14] = Math.Exp((close - first) * 15) / background.Closest.Sum(other => Math.Exp((other - first) * 15));
    }

    private static float Sum(ulong mask, float[] idfs)
    {
        var sum = 0f;
        for (; mask != 0; mask &= mask - 1)
        {
            sum += idfs[BitOperations.TrailingZeroCount(mask)];
        }
        return sum;
    }

    /// <summary>Weight of the rarest word that the article lacks, against the rarest of all.</summary>
    private static double RarestMissing(ulong mask, QueryShape shape)
    {
        double rarest = shape.UnknownIdf > 0 ? 1 : 0,
            missing = rarest;
        if (rarest > 0)
        {
            return 1;
        }
        for (var slot = 0; slot < shape.Idfs.Length; slot++)
        {
            rarest = Math.Max(rarest, shape.Idfs[slot]);
            if ((mask & (1UL << slot)) == 0)
            {
                missing = Math.Max(missing, shape.Idfs[slot]);
            }
        }
        return rarest > 0 ? missing / rarest : 0;
    }

    private static double RarestIn(ulong mask, QueryShape shape)
    {
        double rarest = 1e-3,
            inside = 0;
        for (var slot = 0; slot < shape.Idfs.Length; slot++)
        {
            rarest = Math.Max(rarest, shape.Idfs[slot]);
            if ((mask & (1UL << slot)) != 0)
            {
                inside = Math.Max(inside, shape.Idfs[slot]);
            }
        }
        return inside / rarest;
    }
}
