using System.Runtime.InteropServices;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;

namespace EscalationBot.Core.Knowledge.Search;

/// <summary>
/// What speaks for one candidate, read from its words in order (<see cref="ForwardText"/>). Weights are sums of the words' rarity.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Evidence
{
    /// <summary>Score of the first stage.</summary>
    public float Lexical;

    /// <summary>Score of the best passage, with the title's words.</summary>
    public float Passage;

    /// <summary>Which passage that is.</summary>
    public int BestPassage;

    /// <summary>
    /// Best likeness (shared weight / joint weight) of the question and one line, title or solved question: 1 = the same words.
    /// </summary>
    public float Line;

    /// <summary>Mean likeness of the three lines that are likest: several wordings of one thing confirm each other.</summary>
    public float Lines3;

    /// <summary>Share of the title's weight that the question holds.</summary>
    public float TitleUsed;

    /// <summary>Weight of the question's neighbouring words that are neighbours here as well.</summary>
    public float Neighbours;

    /// <summary>Query words in the title, in the best passage, in a line, anywhere.</summary>
    public ulong InTitle,
        InPassage,
        InLine,
        Anywhere;

    /// <summary>Words of the article.</summary>
    public int Words;

    /// <summary>How close the article is to the question in meaning.</summary>
    public Similarity Closeness;

    /// <summary>What its words alone are worth of <see cref="Score"/>.</summary>
    public float ByWords;

    /// <summary>Score that orders candidates.</summary>
    public float Score;
}
