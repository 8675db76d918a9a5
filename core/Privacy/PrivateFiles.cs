using System.Text;

namespace EscalationBot.Core.Privacy;

/// <summary>
/// The one way to make files and folders. What people wrote is read by the program's own user only: files have the mode 0600, new folders
/// 0700, whatever the umask of the shell or service is. On Windows the folder's access list decides.
/// </summary>
public static class PrivateFiles
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = Own | UnixFileMode.UserExecute;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>
    /// A new, empty file that nobody else may read; one that is there loses its content and what others might do with it.
    /// </summary>
    /// <exception cref="IOException">The folder is missing, the file is in use, or a link stands in its place.</exception>
    /// <exception cref="UnauthorizedAccessException">The system does not let us.</exception>
    public static FileStream Create(string path) => Open(path, FileMode.Create);

    /// <summary>As <see cref="Create"/>, for text in UTF-8 without a byte-order mark.</summary>
    public static StreamWriter CreateText(string path) => new(Create(path), Utf8);

    /// <summary>Writes a whole text file in UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text)
    {
        using var file = CreateText(path);
        file.Write(text);
    }

    /// <summary>Opens a file for reading and writing, with its content; made when missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="share">What others may do meanwhile.</param>
    public static FileStream OpenOrCreate(string path, FileShare share) => Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);

    /// <summary>Makes an empty file that must not be there yet.</summary>
    /// <exception cref="IOException">It is there.</exception>
    public static void CreateNew(string path) => Open(path, FileMode.CreateNew).Dispose();

    /// <summary>
    /// Writes a file whole or not at all: beside its place first, then moved into it. A crash or an error half-way leaves what was there
    /// before.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    public static void Replace(string path, Action<FileStream> write)
    {
        var full = Path.GetFullPath(path);
        var scratch = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
        try
        {
            using (var file = Create(scratch))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(scratch, full, overwrite: true);
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    /// <summary>
    /// Makes a folder, and those above it that are missing, for us alone. A folder that is there stays as it is: it may be shared on
    /// purpose.
    /// </summary>
    public static void CreateFolder(string path)
    {
        var full = Path.GetFullPath(path);
        if (System.IO.Directory.Exists(full))
        {
            return;
        }
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(full)) is { Length: > 0 } above)
        {
            CreateFolder(above);
        }
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(full);
            return;
        }
        System.IO.Directory.CreateDirectory(full, OwnFolder);
        // A strange umask may have taken rights of our own.
        File.SetUnixFileMode(full, OwnFolder);
    }

    /// <summary>
    /// Takes from others what they might do with a file or folder that is there; a path that is not there, or that belongs to somebody
    /// else, stays as it is.
    /// </summary>
    /// <returns>True when others can do nothing with it now.</returns>
    public static bool Close(string path)
    {
        if (OperatingSystem.IsWindows() || !Path.Exists(path))
        {
            return true;
        }
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & Others) != UnixFileMode.None)
            {
                File.SetUnixFileMode(path, mode & ~Others);
            }
            return true;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <summary>Whether others may read, write or list it.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;

    /// <summary>
    /// Lets everybody on this machine read a file, or list and enter a folder: for what is public anyway and is read by services of other
    /// users.
    /// </summary>
    public static void Share(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        const UnixFileMode Readable = Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Enterable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(path, System.IO.Directory.Exists(path) ? Enterable : Readable);
    }

    /// <summary>
    /// A link that somebody put where we are going to write leads to a file that is none of ours: it is neither followed nor replaced.
    /// </summary>
    /// <exception cref="IOException">It is a link.</exception>
    public static void RefuseLink(string path)
    {
        if (new FileInfo(Path.GetFullPath(path)).LinkTarget is { } target && !IsDevice(path))
        {
            throw new IOException(
                $"{path} is a link (to {target}), and nothing is written through links. Delete it, or name another place."
            );
        }
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access = FileAccess.Write, FileShare share = FileShare.Read)
    {
        if (mode is FileMode.Create)
        {
            RefuseLink(path);
        }
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Own;
        }
        var file = new FileStream(path, options);
        // One that was there keeps its old mode otherwise. The handle is asked, not the path: nobody can put another file in between.
        if (!OperatingSystem.IsWindows() && !IsDevice(path) && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != UnixFileMode.None)
        {
            File.SetUnixFileMode(file.SafeFileHandle, Own);
        }
        return file;
    }

    /// <summary>/dev/stdout, /dev/null and what leads there belong to the whole machine.</summary>
    private static bool IsDevice(string path)
    {
        var full = Path.GetFullPath(path);
        return full.StartsWith("/dev/", StringComparison.Ordinal)
            || (File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName.StartsWith("/dev/", StringComparison.Ordinal) ?? false);
    }
}
