using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

/// <summary>What is read with every question comes from an index in its order, however many cases an account has.</summary>
public sealed class CaseIndexTests
{
    [Theory]
    [InlineData("account")]
    [InlineData("category")]
    public async Task The_newest_cases_are_not_sorted(string column)
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Sqlite);
        var plan = await test.Database.ReadAsync(
            session =>
                session.QueryAsync(
                    $"EXPLAIN QUERY PLAN SELECT body FROM cases WHERE {column} = @value ORDER BY created_at DESC, id DESC LIMIT 50",
                    row => row.Text(3),
                    "x"
                ),
            CancellationToken.None
        );
        plan.ShouldHaveSingleItem().ShouldContain($"USING INDEX cases_{column}");
    }

    [Fact]
    public async Task Questions_are_counted_without_reading_them()
    {
        await using var test = await TestDatabase.OpenAsync(DatabaseEngine.Sqlite);
        var plan = await test.Database.ReadAsync(
            session =>
                session.QueryAsync(
                    "EXPLAIN QUERY PLAN SELECT verdict, state, COUNT(*) FROM questions GROUP BY verdict, state ORDER BY verdict, state",
                    row => row.Text(3)
                ),
            CancellationToken.None
        );
        plan.ShouldHaveSingleItem().ShouldContain("USING COVERING INDEX questions_verdict");
    }
}
