using System.Reflection;
using EscalationBot.Core.Store.Engine;
using Xunit;
using Xunit.Sdk;

namespace EscalationBot.Tests.Support;

/// <summary>Runs a theory on every engine: SQLite always, PostgreSQL where <see cref="TestDatabase.PostgresVariable"/> names one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EnginesAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        yield return [DatabaseEngine.Sqlite];
        if (TestDatabase.HasPostgres)
        {
            yield return [DatabaseEngine.Postgres];
        }
    }
}

/// <summary>A test of PostgreSQL alone, skipped with words where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (!TestDatabase.HasPostgres)
        {
            Skip = $"{TestDatabase.PostgresVariable} names no PostgreSQL; tests/run starts one and sets it.";
        }
    }
}
