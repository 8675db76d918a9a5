namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>What became of looking for the local sentence encoder.</summary>
/// <param name="Encoder">The encoder to use, or null.</param>
/// <param name="Why">One sentence for people: which one was found and where, or why there is none.</param>
/// <param name="IsFaulty">An encoder was asked for, or stands where it is looked for, and cannot be used.</param>
public sealed record EncoderLocator(ISentenceEncoder? Encoder, string Why, bool IsFaulty)
{
    private const string Name = "encoder",
        Program = "escalationbot";

    /// <summary>Beside the program: part of a container image, or of a published folder.</summary>
    public static string ProgramFolder => Path.Combine(AppContext.BaseDirectory, Name);

    /// <summary>For every user of this machine, services included.</summary>
    public static string MachineFolder =>
        OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), Program, Name)
            : $"/usr/local/share/{Program}/{Name}";

    /// <summary>Where <c>Triage:Encoder=auto</c> looks, in this order; the last one is the user's own.</summary>
    public static IReadOnlyList<string> Folders => [ProgramFolder, MachineFolder, LocalEncoder.InstalledFolder];

    /// <summary>Where <c>encoder install</c> puts the weights without <c>--out</c>: for all users when it may, else for its own.</summary>
    public static string InstallFolder => Environment.IsPrivilegedProcess ? MachineFolder : LocalEncoder.InstalledFolder;

    /// <summary>
    /// Looks for the encoder that a setting asks for. Never throws for what stands in the folders: <see cref="IsFaulty"/> says so.
    /// </summary>
    /// <param name="setting"><c>off</c> or empty = none; <c>auto</c> = the first of <paramref name="folders"/> with usable weights; else a
    /// folder.</param>
    /// <param name="folders">Usually <see cref="Folders"/>.</param>
    public static EncoderLocator Of(string setting, IReadOnlyList<string> folders)
    {
        if (setting.Length == 0 || setting.Equals("off", StringComparison.OrdinalIgnoreCase))
        {
            return new(null, "Triage:Encoder is off; articles are found by their words.", IsFaulty: false);
        }
        if (!setting.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            var (chosen, fault) = TryLoad(setting);
            return new(chosen, chosen is null ? $"Triage:Encoder: {fault}" : Found(chosen, setting), chosen is null);
        }
        var faults = new List<string>();
        foreach (var folder in folders.Where(folder => LocalEncoder.IsInstalled(folder) || LocalEncoder.IsOfEarlierVersions(folder)))
        {
            var (encoder, fault) = TryLoad(folder);
            if (encoder is not null)
            {
                return new(encoder, string.Join(' ', faults.Prepend(Found(encoder, folder))), faults.Count > 0);
            }
            faults.Add(fault!);
        }
        return faults.Count > 0
            ? new(null, $"{string.Join(' ', faults)} Run `escalationbot encoder install` again.", IsFaulty: true)
            : new(null, $"No weights in {string.Join(", ", folders)}. `escalationbot encoder install` fetches them.", IsFaulty: false);
    }

    private static string Found(ISentenceEncoder encoder, string folder) => $"{encoder.Name} from {folder}.";

    private static (ISentenceEncoder? Encoder, string? Fault) TryLoad(string folder)
    {
        try
        {
            return (LocalEncoder.Load(folder), null);
        }
        catch (Exception broken)
        {
            // Whatever it is, the bot answers by words: weights are an extra that must not stop it.
            return (null, $"The encoder in {folder} cannot be used: {broken.Message}");
        }
    }
}
