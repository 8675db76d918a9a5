using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class Smoke
{
    [Fact]
    public async Task Roundtrip()
    {
        await using var test = await TestDatabase.OpenAsync();
        var inbox = new Inbox(test.Database);
        var id = await inbox.AddAsync(Said("1"), default);
        id.ShouldNotBeNull();
        (await inbox.AddAsync(Said("1"), default)).ShouldBeNull();
        var rows = await inbox.LeaseAsync(10, [], default);
        rows.Single().Id.ShouldBe(id.Value);
        var cases = new CaseStore(test.Database);
        (await cases.CommitAsync(id, new Decision { Cases = [Case()], Questions = [Question("q1")], Outbound = [Show("k1"), Show("k2")], Timers = [new("ESC-1001", "claim", Morning.AddHours(1))] }, default)).ShouldBe(Committed.Stored);
        var outbox = new Outbox(test.Database);
        var sent = await outbox.LeaseAsync(10, ["web"], default);
        sent.Single().What.Key.ShouldBe("k2");
        await outbox.RecordAsync(sent[0], new Delivery.Sent(new Place("web", "room"), "m1"), default);
        (await new SlotMessages(test.Database).FindSlotAsync("slot", default))!.MessageId.ShouldBe("m1");
    }
}
