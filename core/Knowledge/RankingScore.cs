namespace EscalationBot.Core.Knowledge;

/// <summary>How the evidence for a candidate becomes the one number that orders candidates.</summary>
internal static class RankingScore
{
    private const float Passage = 1f, Line = 2f, Lines3 = 0.5f, Title = 0.25f, Neighbours = 0.2f, Dense = 4f;
    private const int ShortQuestion = 12;


    public static float Of(Evidence evidence, QueryTerms query) =>
        evidence.Lexical + (Passage * evidence.Passage) + (Neighbours * evidence.Neighbours)
        + (DenseOf(evidence, query) * query.TotalIdf)
        + (query.TotalIdf * ((Line * evidence.Line) + (Lines3 * evidence.Lines3) + (Title * evidence.TitleUsed)));

    /// <summary>Meaning helps short messages, whose words are few; long questions say enough in words, and their vectors blur.</summary>
    private static float DenseOf(Evidence evidence, QueryTerms query) => Dense * evidence.Dense * MathF.Min(1, (float)ShortQuestion / Math.Max(1, query.Length));
}
