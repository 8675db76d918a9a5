namespace EscalationBot.Core.Knowledge;

/// <summary>How the evidence for a candidate becomes the one number that orders candidates.</summary>
internal static class RankingScore
{
    private const float Passage = 1f, Line = 2f, Lines3 = 0.5f, Title = 0.25f, Neighbours = 0.2f;

    public static float Of(Evidence evidence, QueryTerms query) =>
        evidence.Lexical + (Passage * evidence.Passage) + (Neighbours * evidence.Neighbours)
        + (query.TotalIdf * ((Line * evidence.Line) + (Lines3 * evidence.Lines3) + (Title * evidence.TitleUsed)));
}
