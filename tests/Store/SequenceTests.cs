using System.Collections.Concurrent;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

public sealed class SequenceTests
{
    [Fact]
    public void Ids_grow_and_never_repeat_even_when_the_clock_stands_still_or_steps_back()
    {
        var clock = new TestClock();
        var sequence = new Sequence(clock.GetUtcNow);
        var ids = new ConcurrentBag<long>();
        Parallel.For(0, 20_000, _ => ids.Add(sequence.Next()));
        ids.Distinct().Count().ShouldBe(20_000);
        var last = ids.Max();
        clock.Advance(TimeSpan.FromSeconds(-10));
        sequence.Next().ShouldBeGreaterThan(last);
    }

    [Fact]
    public void An_id_tells_its_moment()
    {
        var clock = new TestClock();
        var id = new Sequence(clock.GetUtcNow).Next();
        Sequence.TimeOf(id).ShouldBe(clock.GetUtcNow());
        id.ShouldBeGreaterThanOrEqualTo(Sequence.FirstOf(clock.GetUtcNow()));
    }

    [Fact]
    public void Replicas_share_no_id()
    {
        var clock = new TestClock();
        var (one, two) = (new Sequence(clock.GetUtcNow), new Sequence(clock.GetUtcNow));
        one.UseReplica(1);
        two.UseReplica(1026); // numbers wrap after 1,024 starts
        Enumerable.Range(0, 100).Select(_ => one.Next()).Intersect(Enumerable.Range(0, 100).Select(_ => two.Next())).ShouldBeEmpty();
    }
}
