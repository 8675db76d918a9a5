using System.Collections.Concurrent;

namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// Says that one bot works on a SQLite file, by whatever name it is reached. A lock file beside the real file (links followed) holds on
/// every system. On Linux the file itself is locked too, by its device and inode: <c>flock</c>, which SQLite's own locks (<c>fcntl</c>) do
/// not meet. The system takes both back when the process ends, however it ends.
/// </summary>
internal sealed class SqliteClaim : IDisposable
{
    /// <summary>
    /// Files of this process. A second handle on one of them must never be opened: closing it would end SQLite's locks on it (fcntl(2),
    /// "Traditional record locks").
    /// </summary>
    private static readonly ConcurrentDictionary<string, SqliteClaim> Held = new(StringComparer.Ordinal);

    private readonly string _path;
    private FileStream? _beside,
        _itself;

    private SqliteClaim(string path) => _path = path;

    /// <summary>Claims a file. It may be missing still: <see cref="LockFile"/> follows when it is there.</summary>
    /// <param name="file">Full path, as configured.</param>
    /// <exception cref="StoreException">Another bot has it, or the folder cannot be written.</exception>
    public static SqliteClaim Take(string file)
    {
        var claim = new SqliteClaim(RealPath(file));
        if (!Held.TryAdd(claim._path, claim))
        {
            throw Taken(file);
        }

        try
        {
            claim._beside = Lock(claim._path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, file);
            claim.LockFile(file);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Locks the file itself, once it is there.</summary>
    public void LockFile(string file)
    {
        // On a file system of another machine flock and fcntl are one, and SQLite would wait for us.
        if (_itself is null && OperatingSystem.IsLinux() && File.Exists(_path) && new DriveInfo(_path).DriveType is not DriveType.Network)
        {
            _itself = Lock(_path, FileMode.Open, FileAccess.ReadWrite, file);
        }
    }

    /// <summary>Only after all connections to the file are closed.</summary>
    public void Dispose()
    {
        _itself?.Dispose();
        _beside?.Dispose();
        Held.TryRemove(new(_path, this));
    }

    /// <summary>The path of the file behind all links, of folders too.</summary>
    public static string RealPath(string file)
    {
        var full = Path.GetFullPath(file);
        var info = new FileInfo(full);
        if (info.LinkTarget is not null)
        {
            full = info.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        return Path.Combine(RealFolder(Path.GetDirectoryName(full)!), Path.GetFileName(full));
    }

    private static string RealFolder(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } parent)
        {
            return folder;
        }

        var info = new DirectoryInfo(Path.Combine(RealFolder(parent), Path.GetFileName(folder)));
        return info.LinkTarget is null ? info.FullName : RealFolder(info.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
    }

    private static FileStream Lock(string path, FileMode mode, FileAccess access, string file)
    {
        try
        {
            // No sharing is an exclusive flock on Unix.
            var options = new FileStreamOptions
            {
                Mode = mode,
                Access = access,
                Share = FileShare.None,
                BufferSize = 0,
            };
            if (mode is FileMode.OpenOrCreate && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return new FileStream(path, options);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new StoreException($"The database {file} cannot be written: the file or its folder is read-only for this user.", refused);
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new StoreException(
                $"The database {file} cannot be opened: its folder does not exist or may not be entered by this user.",
                missing
            );
        }
        catch (IOException error)
        {
            throw IsTaken(error) ? Taken(file, error) : new StoreException($"The database {file} cannot be locked: {error.Message}", error);
        }
    }

    /// <summary>EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows; anything else is the disk's trouble.</summary>
    private static bool IsTaken(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static StoreException Taken(string file, Exception? inner = null) =>
        new($"Another bot runs on the database {file}. Stop it first, or use PostgreSQL for replicas.", inner);
}
