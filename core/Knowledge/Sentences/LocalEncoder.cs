namespace EscalationBot.Core.Knowledge.Sentences;

/// <summary>Finds the weights on this machine and opens the encoder that they are of.</summary>
public static class LocalEncoder
{
    /// <summary>Where <c>encoder install</c> puts the weights of somebody who may not write for all users: their own folder, which no service of another user finds.</summary>
    public static string InstalledFolder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "escalationbot", "encoder");

    /// <summary>True when a folder holds the weights of an encoder: those of <see cref="SentenceTransformer"/> or of <see cref="UniversalSentenceEncoder"/>.</summary>
    public static bool IsInstalled(string folder) => HasTransformer(folder) || HasUniversal(folder);

    /// <summary>The encoder that a setting asks for: "off" = null, "auto" = that of <paramref name="installed"/> when its weights are there, anything else = a folder that must hold them.</summary>
    /// <param name="setting"><c>Triage:Encoder</c>.</param>
    /// <param name="installed">Usually <see cref="InstalledFolder"/>.</param>
    public static ISentenceEncoder? Open(string setting, string installed)
    {
        if (setting.Equals("off", StringComparison.OrdinalIgnoreCase) || setting.Length == 0) return null;
        if (!setting.Equals("auto", StringComparison.OrdinalIgnoreCase)) return Load(setting);
        return IsInstalled(installed) ? Load(installed) : null;
    }

    /// <summary>The better of the encoders whose weights a folder holds. Missing or wrong files throw <see cref="IOException"/>.</summary>
    public static ISentenceEncoder Load(string folder) => HasTransformer(folder) ? SentenceTransformer.Load(folder) : UniversalSentenceEncoder.Load(folder);

    private static bool HasTransformer(string folder) => Holds(folder, SentenceTransformer.WeightsFile, SentenceTransformer.VocabularyFile);

    private static bool HasUniversal(string folder) => Holds(folder, UniversalSentenceEncoder.WeightsFile, UniversalSentenceEncoder.VocabularyFile);

    private static bool Holds(string folder, string weights, string vocabulary) => File.Exists(Path.Combine(folder, weights)) && File.Exists(Path.Combine(folder, vocabulary));
}
