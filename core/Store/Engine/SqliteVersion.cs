using SQLitePCL;

namespace EscalationBot.Core.Store.Engine;

/// <summary>Which SQLite this program runs on.</summary>
public static class SqliteVersion
{
    /// <summary>
    /// The first version whose write-ahead log is safe: before it, a checkpoint that resets the log while another connection begins to
    /// write can leave the file damaged. https://www.sqlite.org/releaselog/3_51_3.html
    /// </summary>
    public static Version Least { get; } = new(3, 51, 3);

    /// <summary>The library that is loaded.</summary>
    public static Version Current
    {
        get
        {
            Batteries_V2.Init();
            return Version.Parse(raw.sqlite3_libversion().utf8_to_string());
        }
    }

    /// <summary>What is wrong with a version and what to do; null when it can be used.</summary>
    public static string? Problem(Version found) =>
        found >= Least
            ? null
            : $"SQLite {found} can damage the database when it empties its write-ahead log; {Least} is the first version that does not. "
                + "Publish the bot again from an unchanged checkout: it brings its own SQLite.";
}
