namespace EscalationBot.Core.Knowledge;

/// <summary>How the evidence for a candidate becomes the one number that orders candidates.</summary>
internal static class RankingScore
{
    private const float Passage = 0.5f, Line = 1.5f, Neighbours = 0.2f;

    public static float Of(Evidence evidence, QueryTerms query) =>
        evidence.Lexical + (Passage * evidence.Passage) + (Line * query.TotalIdf * evidence.Line) + (Neighbours * evidence.Neighbours);
}
