using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>"my escalations": what a rep handed over, for their own eyes.</summary>
public sealed class LookBackTests
{
    private static async Task<string> EscalateAsync(DeskWorld world, Actor rep, string question)
    {
        await rep.SaysAsync(question);
        await rep.SaysAsync("specialist");
        await rep.PressesAsync(world.Messages.Last(message => message.Value.Place == rep.Place).Key, "Send to specialists");
        return (await world.Cases.CasesAsync(new() { Limit = 1 }, default)).Single().Id;
    }

    private static async Task ResolveAsync(DeskWorld world, string id, string told)
    {
        var bob = world.InThreadOf("bob", id);
        await bob.PressesAsync($"case:{id}:card", "Claim");
        (await bob.FillsAsync($"case:{id}:card", "Resolve", ("What fixed it", "Reset"), ("Tell the client", told))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rep_sees_what_solved_theirs_what_would_answer_it_today_and_what_to_check()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        var first = await EscalateAsync(world, ana, "how long are parcels of the moon base kept?");
        await ResolveAsync(world, first, "They are kept for nine days.");
        var second = await EscalateAsync(world, ana, "the forklift of bay 7 squeaks");
        var bob = world.InThreadOf("bob", second);
        await bob.PressesAsync($"case:{second}:card", "Claim");
        (
            await bob.FillsAsync($"case:{second}:card", "Ask the rep", ("What do you need to know?", "Which make is the forklift?"))
        ).ShouldBeEmpty();

        world.Teach([
            .. DeskWorld.Articles,
            new Article(
                "moon-parcels",
                "How long parcels of the moon base are kept",
                "Parcels of the moon base are kept for nine days. Then they go back.",
                ["technical"]
            ),
        ]);
        await ana.SaysAsync("my escalations");
        var text = ana.Reads[^1];
        foreach (
            var words in new[]
            {
                "Your 2 escalations of the last four weeks",
                $"{first} · how long are parcels of the moon base kept?",
                "Solved: They are kept for nine days.",
                "An article answers it today: How long parcels of the moon base are kept",
                "1 of 2 have an article by now.",
                "In 1 of 2 the specialist had to ask back. Have ready: Which make is the forklift?",
                "Only you see this.",
            }
        )
        {
            text.ShouldContain(words);
        }
        text.ShouldNotContain("Reset");

        // Nobody else sees any of it, whoever asks.
        foreach (var other in new[] { world.Person("mia"), world.Person("bob", ChannelNames.Slack) })
        {
            await other.SaysAsync("my escalations");
            other.Reads[^1].ShouldBe("You escalated nothing within four weeks.");
        }
    }

    [Fact]
    public async Task Where_others_read_along_it_is_whispered()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        var id = await EscalateAsync(world, ana, "the forklift of bay 7 squeaks");
        var group = ana with { Place = new Place(ChannelNames.Teams, "19:group"), Direct = false };
        await group.SaysAsync("my escalations");
        group.Reads.ShouldNotContain(text => text.Contains(id));
        ana.Heard.ShouldContain(id);
    }

    [Fact]
    public async Task What_is_older_than_four_weeks_is_not_told()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await EscalateAsync(world, ana, "the forklift of bay 7 squeaks");
        await world.WaitAsync(TimeSpan.FromDays(29));
        await ana.SaysAsync("look back");
        ana.Reads[^1].ShouldBe("You escalated nothing within four weeks.");
    }
}
