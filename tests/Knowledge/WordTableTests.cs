using EscalationBot.Core.Knowledge.Text;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class WordTableTests
{
    [Fact]
    public void Every_word_is_found_with_its_number_however_many_there_are()
    {
        var table = new WordTable();
        for (var i = 0; i < 5_000; i++)
        {
            table.Add($"word{i}", i * 31);
        }
        table.Count.ShouldBe(5_000);
        for (var i = 0; i < 5_000; i++)
        {
            table.Value(table.Find($"word{i}")).ShouldBe(i * 31);
        }
        table.Find("word5000").ShouldBe(-1);
        table.Find("").ShouldBe(-1);
        table.Places().Select(place => table.Word(place).ToString()).ShouldBe(Enumerable.Range(0, 5_000).Select(i => $"word{i}"));
    }

    [Fact]
    public async Task Readers_find_whole_words_while_one_thread_adds()
    {
        var table = new WordTable();
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                table.Add($"w{i}", i);
            }
        });
        while (!writer.IsCompleted)
        {
            var last = table.Count - 1;
            if (last >= 0)
            {
                table.Value(table.Find($"w{last}")).ShouldBe(last);
            }
        }
        await writer;
    }

    [Fact]
    public void What_was_kept_comes_back_and_what_is_broken_does_not()
    {
        var table = new WordTable();
        table.Add("reset", 8);
        table.Add("password", 70_000);
        var letters = table.Letters.ToArray();
        var restored = WordTable.Restore(letters, 8, 70_001).ShouldNotBeNull();
        restored.Value(restored.Find("password")).ShouldBe(70_000);
        WordTable.Restore(letters, 8, 70_000).ShouldBeNull();
        WordTable.Restore(letters, 9, 70_001).ShouldBeNull();
        WordTable.Restore(letters.AsSpan()[..^1], 8, 70_001).ShouldBeNull();
        WordTable.Restore([.. letters, .. letters], 8, 70_001).ShouldBeNull();
    }
}
