namespace EscalationBot.Tests.Support;

/// <summary>Programs of the machine that some checks use where they exist.</summary>
internal static class Programs
{
    /// <summary>Its path, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
