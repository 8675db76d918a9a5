using System.Buffers.Binary;
using System.Globalization;

namespace EscalationBot.Core.Store.Engine;

/// <summary>How closely a SQLite file is looked at.</summary>
public enum Thoroughness
{
    /// <summary>
    /// All pages of a small file as <see cref="Whole"/>, of a large one its structure (<c>PRAGMA quick_check</c>): a start must not take
    /// minutes.
    /// </summary>
    AtStart,

    /// <summary>Structure, and each index against its table (<c>PRAGMA integrity_check</c>).</summary>
    Whole,
}

/// <summary>
/// Finds damage of a SQLite file: https://www.sqlite.org/pragma.html#pragma_integrity_check. Changed letters inside a stored text are not
/// damage that SQLite can see.
/// </summary>
internal static class SqliteCheck
{
    /// <summary>Up to this size the whole check takes about as long as a person notices.</summary>
    private const long Small = 64L * 1024 * 1024;

    private const int MostFound = 10;

    /// <summary>What is wrong, at most ten sentences of SQLite's; empty when nothing is.</summary>
    /// <param name="session">A connection to it.</param>
    /// <param name="path">The file, links followed.</param>
    public static async Task<IReadOnlyList<string>> RunAsync(Session session, string path, Thoroughness thoroughness)
    {
        var pragma = thoroughness is Thoroughness.Whole || new FileInfo(path).Length <= Small ? "integrity_check" : "quick_check";
        var found = await session.QueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"PRAGMA {pragma}({MostFound})"),
            row => row.Text(0)
        );
        return found is not ["ok"] ? [.. found.Where(line => line.Length > 0)]
            : await CutOffAsync(session, path) is { } cut ? [cut]
            : [];
    }

    /// <summary>
    /// SQLite reads what is missing of the last page as zeros and says nothing; only when the whole page stands in the log beside the file
    /// has nothing been lost.
    /// </summary>
    private static async Task<string?> CutOffAsync(Session session, string path)
    {
        var page = await session.FindAsync("PRAGMA page_size", row => row.Long(0));
        var length = new FileInfo(path).Length;
        return length % page == 0 || LogHolds(path + "-wal", (length / page) + 1, (int)page)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"it was cut off: {length} bytes are no whole number of pages of {page}");
    }

    /// <summary>
    /// Whether the log has a page, in frames of its present round: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
    /// </summary>
    private static bool LogHolds(string log, long number, int page)
    {
        const int HeaderLength = 32,
            FrameHeader = 24,
            SaltInHeader = 16,
            SaltInFrame = 8,
            SaltLength = 8;
        if (!File.Exists(log))
        {
            return false;
        }

        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[HeaderLength],
            frame = stackalloc byte[FrameHeader];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            return false;
        }

        while (
            file.ReadAtLeast(frame, FrameHeader, throwOnEndOfStream: false) == FrameHeader
            && frame.Slice(SaltInFrame, SaltLength).SequenceEqual(header.Slice(SaltInHeader, SaltLength))
        )
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(frame) == number)
            {
                return true;
            }

            file.Seek(page, SeekOrigin.Current);
        }

        return false;
    }

    /// <summary>The sentence for a file of no bytes: it may have held years, and is not begun anew silently.</summary>
    public static string Empty(string file) =>
        $"The database {file} is empty (0 bytes): whatever it held is gone. Restore a backup (the verb "
        + $"backup makes them). To begin anew, delete the file: case numbers then begin at ESC-1001 again.";

    /// <summary>The sentence for people.</summary>
    public static string Words(string file, string found) =>
        $"The database {file} is damaged: {found.Trim().TrimEnd('.')}. Nothing is written to it any more. "
        + $"Stop the bot, keep a copy of the file, and restore a backup (the verb backup makes them).";
}
