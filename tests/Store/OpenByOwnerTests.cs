using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class OpenByOwnerTests
{
    [Theory, Engines]
    public async Task Claimed_cases_are_counted_by_their_owner_and_others_are_not(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(test.Database);
        Party Of(string name) => new(new PersonKey(ChannelNames.Slack, name), name, $"{name}@example.com");
        await cases.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    Case("ESC-1001", state: CaseState.Claimed) with
                    {
                        Owner = Of("bob"),
                    },
                    Case("ESC-1002", state: CaseState.Claimed) with
                    {
                        Owner = Of("bob"),
                    },
                    Case("ESC-1003", state: CaseState.Claimed) with
                    {
                        Owner = Of("carol"),
                    },
                    Case("ESC-1004", state: CaseState.Claimed) with
                    {
                        Owner = Of("dave") with { Email = null },
                    },
                    Case("ESC-1005", state: CaseState.Resolved) with
                    {
                        Owner = Of("bob"),
                    },
                    Case("ESC-1006") with
                    {
                        Owner = null,
                    },
                ],
            },
            default
        );
        (await cases.OpenByOwnerAsync(default)).ShouldBe(
            new Dictionary<string, int> { ["bob@example.com"] = 2, ["carol@example.com"] = 1 },
            ignoreOrder: true
        );
    }
}
