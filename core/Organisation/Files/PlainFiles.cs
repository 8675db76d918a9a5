using System.Formats.Tar;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Why a file is not read, and what to do.</summary>
public sealed record FileRefusal(string What, string Fix);

/// <summary>
/// Files of a folder that others may put files into. Only plain files inside it are read: a link may lead to secrets of the machine, and a
/// pipe or device has no end. Links inside the folder are good (Kubernetes mounts its files so).
/// </summary>
public static class PlainFiles
{
    private const int MostLinks = 40,
        TypeAt = 156;

    /// <summary>Why a file must not be opened; null when it may.</summary>
    /// <param name="root">The folder that it must lie in; may be a link itself.</param>
    /// <param name="path">A file below it that is there.</param>
    public static FileRefusal? Refusal(string root, string path)
    {
        if (RealPath(path) is not { } real)
        {
            return new("The file is a link that leads nowhere.", "Put the file itself into the folder, or delete the link.");
        }

        if (RealPath(root) is not { } home || !IsInside(home, real))
        {
            return new("The file is a link to a place outside this folder.", "Put the file itself into the folder.");
        }

        return IsSpecial(real) ? new("This is a pipe, a device or a socket, and no file.", "Put a plain file into its place.") : null;
    }

    /// <summary>
    /// All files of a folder and below, each folder once. A link to a folder outside is given as if it were a file, so that whoever reads
    /// it tells of it (<see cref="Refusal"/>).
    /// </summary>
    /// <param name="root">Where links may lead to.</param>
    /// <param name="folder">The root or a folder below it.</param>
    public static IEnumerable<(string Path, bool IsLinkedFolder)> Below(string root, string folder)
    {
        var home = RealPath(root);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([folder]);
        while (open.TryPop(out var next))
        {
            var real = RealPath(next);
            if (real is null || home is null || !IsInside(home, real))
            {
                yield return (next, true);
                continue;
            }

            if (!seen.Add(real))
            {
                continue;
            }

            foreach (var file in System.IO.Directory.EnumerateFiles(next))
            {
                yield return (file, false);
            }

            // "..data" and its likes are how Kubernetes keeps versions of mounted files; the links beside them name the files.
            foreach (
                var below in System
                    .IO.Directory.EnumerateDirectories(next)
                    .Where(below => !Path.GetFileName(below).StartsWith("..", StringComparison.Ordinal))
            )
            {
                open.Push(below);
            }
        }
    }

    /// <summary>
    /// Where a path leads with every link in it followed; null when it leads nowhere or in a circle. Step by step, as the system does it:
    /// behind a link ".." is the folder above the link's end, so that no words of a path may be crossed out before.
    /// </summary>
    internal static string? RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var steps = new Stack<string>();
        var at = Begin(full, steps);
        var left = MostLinks;
        try
        {
            while (steps.TryPop(out var step))
            {
                if (step is "" or ".")
                {
                    continue;
                }

                if (step == "..")
                {
                    at = Path.GetDirectoryName(at) ?? at;
                    continue;
                }

                var next = Path.Combine(at, step);
                if (new FileInfo(next).LinkTarget is not { } target)
                {
                    at = next;
                    continue;
                }

                if (left-- == 0)
                {
                    return null;
                }

                at = Path.IsPathRooted(target) ? Begin(target, steps) : Push(target, steps, at);
            }

            return Path.Exists(at) ? at : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Begin(string full, Stack<string> steps)
    {
        var root = Path.GetPathRoot(full)!;
        return Push(full[root.Length..], steps, root);
    }

    private static string Push(string relative, Stack<string> steps, string at)
    {
        foreach (var step in relative.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse())
        {
            steps.Push(step);
        }

        return at;
    }

    private static bool IsInside(string home, string real) =>
        real == home || real.StartsWith(Path.TrimEndingDirectorySeparator(home) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>
    /// Told without opening it, which would wait for the other end of a pipe. What is no file has no length; .NET says its kind only where
    /// it writes archives.
    /// </summary>
    private static bool IsSpecial(string real)
    {
        try
        {
            if (OperatingSystem.IsWindows() || System.IO.Directory.Exists(real) || new FileInfo(real).Length > 0)
            {
                return false;
            }

            using var header = new MemoryStream();
            using (var archive = new TarWriter(header, TarEntryFormat.Ustar, leaveOpen: true))
            {
                archive.WriteEntry(real, "x");
            }

            return (TarEntryType)header.GetBuffer()[TypeAt] is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Reading it tells why.
            return false;
        }
    }
}
