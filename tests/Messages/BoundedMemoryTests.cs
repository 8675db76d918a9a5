using EscalationBot.Core;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Messages;

public sealed class BoundedMemoryTests
{
    [Fact]
    public void One_entry_more_than_fits_starts_anew_with_that_entry()
    {
        var memory = new BoundedMemory<string, int>(3);
        foreach (var (key, value) in new[] { ("a", 1), ("b", 2), ("c", 3) })
        {
            memory.Keep(key, value);
        }
        memory.Count.ShouldBe(3);
        memory.Keep("d", 4);
        memory.Count.ShouldBe(1);
        memory.Find("d").ShouldBe(4);
        memory.Has("a").ShouldBeFalse();
    }

    [Fact]
    public void Keys_compare_as_told_and_may_be_forgotten()
    {
        var memory = new BoundedMemory<string, int>(3, StringComparer.OrdinalIgnoreCase);
        memory.Keep("Ana", 1);
        memory.TryGet("ANA", out var found).ShouldBeTrue();
        found.ShouldBe(1);
        memory.Forget("ana").ShouldBeTrue();
        memory.Forget("ana").ShouldBeFalse();
    }
}
