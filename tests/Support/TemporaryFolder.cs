namespace EscalationBot.Tests.Support;

/// <summary>A new folder below the system's temporary one, deleted with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("escalationbot-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file, with its folders.</summary>
    public string Write(string name, string text)
    {
        var file = File(name);
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
