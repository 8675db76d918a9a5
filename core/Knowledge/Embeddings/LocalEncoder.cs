namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>Finds the weights on this machine and opens the encoder that they are of.</summary>
public static class LocalEncoder
{
    /// <summary>
    /// Where <c>encoder install</c> puts the weights of somebody who may not write for all users: their own folder, which no service of
    /// another user finds.
    /// </summary>
    public static string InstalledFolder =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "escalationbot",
            "encoder"
        );

    /// <summary>True when a folder holds the files of <see cref="SentenceTransformer"/>.</summary>
    public static bool IsInstalled(string folder) => Holds(folder, SentenceTransformer.WeightsFile, SentenceTransformer.VocabularyFile);

    /// <summary>True when a folder holds the weights of the small encoder that earlier versions used, and no others.</summary>
    public static bool IsOfEarlierVersions(string folder) => !IsInstalled(folder) && Holds(folder, "model.json", "vocab.json");

    /// <summary>
    /// The encoder that a setting asks for: "off" = null, "auto" = that of <paramref name="installed"/> when its weights are there,
    /// anything else = a folder that must hold them.
    /// </summary>
    /// <param name="setting"><c>Triage:Encoder</c>.</param>
    /// <param name="installed">Usually <see cref="InstalledFolder"/>.</param>
    public static ISentenceEncoder? Open(string setting, string installed)
    {
        if (setting.Equals("off", StringComparison.OrdinalIgnoreCase) || setting.Length == 0)
        {
            return null;
        }
        if (!setting.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            return Load(setting);
        }
        return IsInstalled(installed) ? Load(installed) : null;
    }

    /// <summary>The encoder whose weights a folder holds. Missing or wrong files throw <see cref="IOException"/> with what to do.</summary>
    public static ISentenceEncoder Load(string folder) =>
        IsOfEarlierVersions(folder)
            ? throw new IOException(
                $"{folder} holds the small encoder of earlier versions, which is no longer used. Run "
                    + $"`escalationbot encoder install` for its successor."
            )
            : SentenceTransformer.Load(folder);

    private static bool Holds(string folder, string weights, string vocabulary) =>
        File.Exists(Path.Combine(folder, weights)) && File.Exists(Path.Combine(folder, vocabulary));
}
