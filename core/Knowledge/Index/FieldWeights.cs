namespace EscalationBot.Core.Knowledge.Index;

/// <summary>
/// How much a word counts by where it stands, in halves so that a byte holds a word's whole weight in an article. Measured over public
/// support sets together, not on one of them.
/// </summary>
internal static class FieldWeights
{
    public const int Title = 4,
        Tags = 2,
        Solved = 3,
        Heading = 3,
        Body = 2;

    /// <summary>The weight of one occurrence of an ordinary word.</summary>
    public const float Unit = 2f;

    /// <summary>The weight after a mark of <see cref="ForwardText"/>.</summary>
    public static int After(int mark) =>
        mark switch
        {
            ForwardText.Tags => Tags,
            ForwardText.Solved => Solved,
            ForwardText.Passage => Heading,
            _ => Body,
        };
}
