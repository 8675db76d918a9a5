using System.Runtime.InteropServices;

namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>How close an article is to a question in meaning, by the sentence encoder: cosines, -1..1; 0 without one.</summary>
/// <param name="Nearest">Of the nearest of its texts.</param>
/// <param name="Centre">Of the mean of its texts: several wordings of one thing confirm each other.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Closeness(float Nearest, float Centre)
{
    /// <summary>Both together.</summary>
    public float Both => (Nearest + Centre) / 2;
}

/// <summary>How close the articles that a query may find are in general: what "close" means depends on the encoder and on how alike the articles are.</summary>
/// <param name="Encoder">Whose vectors they are (<see cref="ISentenceEncoder.Name"/>).</param>
/// <param name="Mean">Over all of them.</param>
/// <param name="Spread">Standard deviation over all of them.</param>
/// <param name="Closest">Of the closest ones, closest first.</param>
internal sealed record Background(string Encoder, float Mean, float Spread, float[] Closest);
