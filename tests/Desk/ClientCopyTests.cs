using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What a rep may send on to the client, by one press.</summary>
public sealed class ClientCopyTests
{
    [Theory]
    [InlineData("Press reset.", "Press reset.")]
    [InlineData("Press reset.\n\nInternal: finance must agree first.\n\nThen wait.", "Press reset.\n\nThen wait.")]
    [InlineData("Press reset.\n\n**Internal note:** ask finance.", "Press reset.")]
    [InlineData("> Internal only\n> ask finance\n\nPress reset.", "Press reset.")]
    [InlineData(
        "# Reset\n\nPress it.\n\n## Internal notes\n\nAsk finance.\n\n### Who\n\nFay.\n\n## Afterwards\n\nWait.",
        "# Reset\n\nPress it.\n\n## Afterwards\n\nWait."
    )]
    [InlineData("## Internal\nAsk finance.\n## After\nWait.", "## After\n\nWait.")]
    [InlineData("Internal errors are shown as 500.", "Internal errors are shown as 500.")]
    [InlineData("```\n# internal notes\nrun it\n```\n\nDone.", "```\n# internal notes\nrun it\n```\n\nDone.")]
    [InlineData("Internal: all of it.", "")]
    public void What_calls_itself_internal_is_left_out(string article, string copy) => ClientCopy.Of(article).ShouldBe(copy);

    [Fact]
    public async Task The_answer_of_an_article_for_clients_can_be_copied()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("how do I reset a forgotten password");
        await ana.PressesAsync(world.Messages.Keys.Single(), "Copy for client");
        ana.Reads[^1].ShouldContain("For the client: Reset a forgotten password");
        ana.Reads[^1].ShouldContain("Read it before you send it");
        ana.Reads[^1].ShouldNotContain("[");
    }

    [Fact]
    public async Task Nobody_copies_what_is_internal_or_was_not_shown()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("how do I reset a forgotten password");
        var copy = world.CardOf(world.Messages.Keys.Single()).Buttons.Single(button => button.Title == "Copy for client");
        foreach (var article in DeskWorld.Articles.Where(one => one.Id != copy.Data[DataKeys.Article]))
        {
            await ana.PressesAsync(copy with { Data = new Dictionary<string, string>(copy.Data) { [DataKeys.Article] = article.Id } });
            ana.Heard.ShouldContain("not shown");
        }

        world.Teach([.. DeskWorld.Articles.Select(one => one with { Audience = Core.Knowledge.Articles.Audience.Internal })]);
        await ana.SaysAsync("where do I reset a forgotten password?");
        ana.Reads[^1].ShouldNotContain("Copy for client");
    }
}
