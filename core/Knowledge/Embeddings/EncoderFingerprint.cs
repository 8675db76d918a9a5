using System.Security.Cryptography;

namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>Tells models apart by the SHA-256 hash of their file: a width or a number of layers does not.</summary>
internal static class EncoderFingerprint
{
    /// <summary>all-MiniLM-L6-v2 as <c>encoder install</c> fetches it.</summary>
    private const string Published = "4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2";

    private const int Shown = 12;

    /// <summary>
    /// <see cref="SentenceTransformer.ModelName"/> for the published file, else <c>onnx-</c> and the first digits of the hash.
    /// </summary>
    public static string NameOf(string path)
    {
        using var file = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        return hash == Published ? SentenceTransformer.ModelName : $"onnx-{hash[..Shown]}";
    }
}
