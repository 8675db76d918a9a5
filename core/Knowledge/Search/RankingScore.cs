namespace EscalationBot.Core.Knowledge.Search;

/// <summary>How the evidence for a candidate becomes the one number that orders candidates.</summary>
internal static class RankingScore
{
    private const float Passage = 1f,
        Line = 2f,
        Lines3 = 0.5f,
        Title = 0.25f,
        Neighbours = 0.2f,
        Meaning = 6f;
    private const int ShortQuestion = 12;

    /// <summary>Fills <see cref="Evidence.ByWords"/> and <see cref="Evidence.Score"/> from the rest.</summary>
    public static void Fill(ref Evidence evidence, QueryTerms query)
    {
        evidence.ByWords =
            evidence.Lexical
            + (Passage * evidence.Passage)
            + (Neighbours * evidence.Neighbours)
            + (query.TotalIdf * ((Line * evidence.Line) + (Lines3 * evidence.Lines3) + (Title * evidence.TitleUsed)));
        evidence.Score = evidence.ByWords + (MeaningOf(evidence, query) * query.TotalIdf);
    }

    /// <summary>Meaning helps short messages, whose words are few; long questions say enough in words, and their vectors blur.</summary>
    private static float MeaningOf(Evidence evidence, QueryTerms query) =>
        Meaning * evidence.Closeness.Both * MathF.Min(1, (float)ShortQuestion / Math.Max(1, query.Length));
}
