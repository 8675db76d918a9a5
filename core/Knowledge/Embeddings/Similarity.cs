using System.Runtime.InteropServices;

namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>How close an article is to a question in meaning, by the sentence encoder: cosines, -1..1; 0 without one.</summary>
/// <param name="Nearest">Of the nearest of its texts.</param>
/// <param name="Centre">Of the mean of its texts: several wordings of one thing confirm each other.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Similarity(float Nearest, float Centre)
{
    /// <summary>Both together.</summary>
    public float Both => (Nearest + Centre) / 2;
}
