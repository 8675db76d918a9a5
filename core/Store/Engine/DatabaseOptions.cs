namespace EscalationBot.Core.Store.Engine;

/// <summary>Engines that the store runs on.</summary>
public enum DatabaseEngine
{
    /// <summary>One file, one process that writes. The default.</summary>
    Sqlite,

    /// <summary>PostgreSQL 13 or newer: for more than one replica.</summary>
    Postgres,
}

/// <summary>The settings <c>Database:*</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Database";

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public DatabaseEngine Engine { get; set; } = DatabaseEngine.Sqlite;

    /// <summary>ADO.NET connection string. A relative <c>Data Source</c> is relative to the shell's directory.</summary>
    public string ConnectionString { get; set; } = "Data Source=data/escalation.db";

    /// <summary>What is wrong with them, without opening anything; null = nothing.</summary>
    public string? Problem()
    {
        try
        {
            _ = Engine is DatabaseEngine.Sqlite ? (object)SqliteFile.Read(ConnectionString) : PostgresServer.Read(ConnectionString);
            return null;
        }
        catch (StoreException wrong)
        {
            return wrong.Message;
        }
    }
}
