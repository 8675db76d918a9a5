namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>Turns a text into a vector of length 1, so that texts of one meaning lie close together. Safe for many threads.</summary>
public interface ISentenceEncoder
{
    /// <summary>How many numbers a vector has.</summary>
    int Dimensions { get; }

    /// <summary>The vector of a text; all zeros for a text without a word.</summary>
    float[] Encode(string text);
}
