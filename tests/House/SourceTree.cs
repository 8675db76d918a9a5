namespace EscalationBot.Tests.House;

/// <summary>The repository's files as written.</summary>
internal static class SourceTree
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "data", "artifacts", "TestResults", ".git", ".vs", ".idea"];
    private static readonly string[] TextEndings =
    [
        ".cs",
        ".razor",
        ".csproj",
        ".props",
        ".sln",
        ".json",
        ".yaml",
        ".yml",
        ".md",
        ".mjs",
        ".js",
        ".css",
        ".sh",
        ".sql",
        ".csv",
        ".resx",
        ".service",
        ".txt",
        ".html",
    ];
    private static readonly string[] TextNames =
    [
        "run",
        "Dockerfile",
        "Dockerfile.dockerignore",
        ".editorconfig",
        ".gitignore",
        ".npmrc",
        "LICENSE",
    ];

    /// <summary>The folder of the solution, above the test program.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All text files of ours: path from the root with forward slashes, and content.</summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } =
    [
        .. Walk(Root)
            .Where(IsText)
            .Select(path => (System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .OrderBy(file => file.Item1, StringComparer.Ordinal),
    ];

    /// <summary>The C# files below a folder.</summary>
    public static IEnumerable<(string Path, string Text)> Code(string folder) =>
        Files.Where(file =>
            file.Path.StartsWith(folder + "/", StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal)
        );

    private static bool IsText(string path) =>
        TextEndings.Contains(System.IO.Path.GetExtension(path), StringComparer.Ordinal)
        || TextNames.Contains(System.IO.Path.GetFileName(path), StringComparer.Ordinal);

    private static IEnumerable<string> Walk(string folder) =>
        System
            .IO.Directory.EnumerateFiles(folder)
            .Concat(
                System
                    .IO.Directory.EnumerateDirectories(folder)
                    .Where(one => !NotOurs.Contains(System.IO.Path.GetFileName(one), StringComparer.Ordinal))
                    .SelectMany(Walk)
            );

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "EscalationBot.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
