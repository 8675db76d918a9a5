using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace EscalationBot.Core.Store.Engine;

/// <summary>
/// The database cannot do its job now; the message says what is wrong, where, and how to fix it, for people who run the bot.
/// </summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>There is simply nothing yet: the first <c>serve</c> makes it.</summary>
    public bool IsMissing { get; init; }

    /// <summary>What is stored cannot be trusted any more: it must be restored.</summary>
    public bool IsDamage { get; init; }

    /// <summary>A server that does not answer, or that is starting or stopping: it may be there in a moment.</summary>
    public bool IsAway { get; init; }

    /// <summary>What the engine said, in words for people.</summary>
    internal static StoreException Of(string words, Exception error) =>
        new(words, error) { IsDamage = IsDamaging(error), IsAway = IsAwayNow(error) };

    // https://www.sqlite.org/rescode.html, primary codes.
    private const int Busy = 5,
        Locked = 6,
        ReadOnly = 8,
        IoError = 10,
        Corrupt = 11,
        Full = 13,
        CannotOpen = 14,
        NotADatabase = 26;

    /// <summary>Whether an error says that what is stored is damaged.</summary>
    internal static bool IsDamaging(Exception error) =>
        error
            is StoreException { IsDamage: true }
                or SqliteException { SqliteErrorCode: Corrupt or NotADatabase }
                or PostgresException { SqlState: "XX001" or "XX002" };

    /// <summary>Whether an error says that the server cannot be reached now. Wrong passwords and names are not fixed by waiting.</summary>
    internal static bool IsAwayNow(Exception error) =>
        error switch
        {
            PostgresException postgres => postgres.SqlState == "53300" || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal),
            NpgsqlException { InnerException: SocketException or TimeoutException or IOException } => true,
            _ => false,
        };

    /// <summary>
    /// Words for errors of the world; null for errors of ours (wrong SQL, broken constraint) and for what is explained already.
    /// </summary>
    /// <param name="error">What the engine said.</param>
    /// <param name="where">The file, or the server's address.</param>
    internal static string? Explain(Exception error, string where) =>
        error switch
        {
            SqliteException sqlite => Words(sqlite, where),
            PostgresException postgres => Words(postgres, where),
            NpgsqlException npgsql => $"PostgreSQL at {where} does not answer: {npgsql.InnerException?.Message ?? npgsql.Message} Check "
                + $"Database:ConnectionString and that the server runs.",
            _ => null,
        };

    private static string? Words(SqliteException error, string where) =>
        error.SqliteErrorCode switch
        {
            Busy or Locked => $"The database {where} is locked by another program. Only one bot may write to a SQLite file: "
                + $"stop the other one, or use PostgreSQL for replicas.",
            ReadOnly => $"The database {where} cannot be written: the file or its folder is read-only for this user.",
            IoError => $"The disk refused to read or write the database {where} ({error.Message}). Check the disk, its "
                + $"free space and the largest size of files that this process may write (ulimit -f).",
            Corrupt => SqliteCheck.Words(where, error.Message),
            Full => $"The disk that holds the database {where} is full. Nothing that was acknowledged is lost; free "
                + $"some space and the bot goes on by itself.",
            CannotOpen => $"The database {where} cannot be opened: its folder does not exist or may not be entered by this user.",
            NotADatabase => $"The file {where} is not a SQLite database. Check Database:ConnectionString.",
            _ => null,
        };

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static string? Words(PostgresException error, string where) =>
        error.SqlState switch
        {
            "28P01" or "28000" => $"PostgreSQL at {where} refuses the user or password of Database:ConnectionString ({error.MessageText}).",
            "3D000" =>
                $"PostgreSQL at {where} has no such database ({error.MessageText}). Create it, empty; the bot makes its tables itself.",
            "42501" or "25006" => $"PostgreSQL at {where} does not let this user write ({error.MessageText}).",
            "XX001" or "XX002" => $"The database of PostgreSQL at {where} is damaged ({error.MessageText}). Restore it from a "
                + $"backup; an index can be made again with REINDEX.",
            "53100" => $"The disk of PostgreSQL at {where} is full. Nothing that was acknowledged is lost; free some "
                + $"space and the bot goes on by itself.",
            "53300" => $"PostgreSQL at {where} has no connection left for us. Raise its max_connections or lower Maximum "
                + $"Pool Size in Database:ConnectionString.",
            { } state when state.StartsWith("57P", StringComparison.Ordinal) =>
                $"PostgreSQL at {where} is stopping or starting ({error.MessageText}).",
            _ => null,
        };
}
