using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Health;

/// <summary>The doctor's look at the SQLite library and at who may read the database's files.</summary>
internal static class FileChecks
{
    public static IEnumerable<Finding> OfDatabase(Database database)
    {
        if (database.Engine is not DatabaseEngine.Sqlite)
        {
            yield break;
        }
        var library = SqliteVersion.Current;
        yield return OfVersion(library);
        var folder = Path.GetDirectoryName(database.Where)!;
        foreach (var path in new[] { folder, database.Where }.Where(PrivateFiles.IsOpenToOthers))
        {
            yield return new(Level.Warn, "database", $"Other users of this machine may read or list {path}.", $"chmod go= {path}");
        }
    }

    /// <summary>A library that can damage the database fails the doctor.</summary>
    internal static Finding OfVersion(Version library) =>
        SqliteVersion.Problem(library) is { } problem
            ? new(Level.Fail, "database", problem, "")
            : Finding.Ok("database", $"SQLite {library}.");
}
