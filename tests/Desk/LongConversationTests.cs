using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace EscalationBot.Tests.Desk;

/// <summary>What a conversation costs grows with its messages, not with their square.</summary>
public sealed class LongConversationTests(ITestOutputHelper output)
{
    private const string Unknown = "the quantum flux coupling on our zeppelin wobbles";

    [Theory]
    [InlineData("case", 100, 4_000)]
    [InlineData("case", 100, 40_000)]
    [InlineData("case", 1_000, 1_000)]
    [InlineData("thread", 100, 4_000)]
    [InlineData("thread", 40, 40_000)]
    [InlineData("relay", 100, 4_000)]
    public async Task Many_messages_take_a_few_times_their_own_length(string where, int messages, int length)
    {
        await using var world = await DeskWorld.OpenAsync();
        var written = await TalkAsync(world, where, messages, length);
        var size = SizeOf(world);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{where}, {messages} messages of {length}: {written / 1048576.0:F1} MiB written by this process, "
                    + $"{size / 1048576.0:F1} MiB in the file"
            )
        );
        foreach (var (table, sum, most) in await TablesAsync(world))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {table}: {sum / 1024} KiB, largest {most / 1024} KiB"));
            // No row grows with the conversation.
            most.ShouldBeLessThan(Math.Max(4 * length, 96 * 1024), table);
            sum.ShouldBeLessThan(messages * (length + 12L * 1024) * 3 / 2, table);
        }

        size.ShouldBeLessThan((messages * ((long)length + 6 * 1024) * 6) + 4 * 1048576);
    }

    [Fact]
    public async Task A_long_conversation_shows_its_first_and_last_words_and_edits_and_take_backs_still_find_old_ones()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist");
        var theCase = await world.TheCaseAsync();
        var ids = new List<string>();
        for (var i = 1; i <= 60; i++)
        {
            ids.Add(await ana.SaysAsync($"{theCase.Id} addition {i}"));
        }
        var card = Actor.TextOf(world.CardOf($"case:{theCase.Id}:card"));
        foreach (var part in new[] { "addition 1\n", "54 more", "addition 56\n", "addition 60" })
        {
            card.ShouldContain(part);
        }
        card.ShouldNotContain("addition 55");
        card.ShouldContain(Unknown);

        await ana.EditsAsync(ids[4], "addition five, in other words");
        var thread = world.InThreadOf("bob", theCase.Id);
        thread.Reads.ShouldContain(read =>
            read.Contains("addition five, in other words", StringComparison.Ordinal)
            && read.Contains("addition 5", StringComparison.Ordinal)
        );
        await ana.DeletesAsync(ids[6]);
        thread.Reads[^1].ShouldContain("deleted", Shouldly.Case.Insensitive);
        (await world.Cases.FindCaseAsync(theCase.Id, default))!.Turns.ShouldBe(61);
    }

    [Fact]
    public async Task A_question_of_many_turns_becomes_a_case_with_all_that_was_said()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana") with { Place = new Place(ChannelNames.Teams, "19:room", "root"), Direct = false };
        for (var i = 1; i <= 60; i++)
        {
            await ana.SaysAsync($"{Unknown}, sighting {i}");
        }
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(
            world.Messages.Last(message => message.Value.Card.Buttons.Any(button => button.Title == "Send to specialists")).Key,
            "Send to specialists"
        );
        var theCase = await world.TheCaseAsync();
        var found = (await world.Cases.FindCaseAsync(theCase.Id, default))!;
        found.Turns.ShouldBe(60);
        (found.Conversation[0].Text, found.Conversation[^1].Text).ShouldBe(($"{Unknown}, sighting 1", $"{Unknown}, sighting 60"));
        theCase.Question.ShouldContain("sighting 60");
        theCase.Question.Length.ShouldBeLessThanOrEqualTo(QuestionText.Longest);
    }

    /// <summary>Says many long messages; how many bytes the database grew by, its log included.</summary>
    private static async Task<long> TalkAsync(DeskWorld world, string where, int messages, int length)
    {
        var ana = world.Person("ana");
        if (where != "thread")
        {
            await ana.SaysAsync(Unknown);
            await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist");
        }

        var theCase = where == "thread" ? null : await world.TheCaseAsync();
        var bob = theCase is null ? null : world.InThreadOf("bob", theCase.Id);
        var channel = ana with { Place = new Place(ChannelNames.Teams, "19:room", "root"), Direct = false };
        var before = Written();
        for (var i = 0; i < messages; i++)
        {
            var text =
                string.Create(CultureInfo.InvariantCulture, $"message {i} ")
                + string.Concat(
                    Enumerable
                        .Range(0, length / 8)
                        .Select(word => string.Create(CultureInfo.InvariantCulture, $"w{(word * 31 + i) % 99_991:D5}  "))
                );
            await (
                where switch
                {
                    "case" => ana.SaysAsync($"{theCase!.Id} {text}"),
                    "relay" => bob!.SaysAsync(">> " + text, addressed: false),
                    _ => channel.SaysAsync(text),
                }
            );
        }

        return Written() - before;
    }

    /// <summary>Bytes that this process gave to write calls: where only this test runs, what the database wrote.</summary>
    private static long Written() =>
        !File.Exists("/proc/self/io")
            ? 0
            : long.Parse(
                File.ReadLines("/proc/self/io").First(line => line.StartsWith("wchar", StringComparison.Ordinal)).Split(' ')[1],
                CultureInfo.InvariantCulture
            );

    /// <summary>The file's size with everything of its log in it.</summary>
    private static long SizeOf(DeskWorld world)
    {
        var path = world.Store.Options.ConnectionString["Data Source=".Length..];
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
        return new FileInfo(path).Length;
    }

    private static async Task<IReadOnlyList<(string Table, long Sum, long Most)>> TablesAsync(DeskWorld world) =>
        await world.Store.Database.ReadAsync<IReadOnlyList<(string Table, long Sum, long Most)>>(
            async session =>
                await session.QueryAsync(
                    string.Join(
                        " UNION ALL ",
                        new[] { "cases", "questions", "outbox", "inbox", "turns" }.Select(table =>
                            $"SELECT '{table}', COALESCE(SUM(LENGTH(body)), 0), COALESCE(MAX(LENGTH(body)), 0) FROM {table}"
                        )
                    ) + " UNION ALL SELECT 'history', COALESCE(SUM(LENGTH(detail)), 0), COALESCE(MAX(LENGTH(detail)), 0) FROM history",
                    row => (row.Text(0), row.Long(1), row.Long(2))
                ),
            default
        );
}
