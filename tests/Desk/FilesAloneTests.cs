using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class FilesAloneTests
{
    private static readonly FileLink Photo = new("page2.png", "https://files.example.com/page2.png");
    private const string Matter = "the quantum flux coupling on our zeppelin wobbles";

    [Fact]
    public async Task Files_that_follow_nothing_are_asked_about_and_can_be_sent_as_they_are()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("", files: Photo);
        var card = ana.Reads.ShouldHaveSingleItem();
        card.ShouldContain("I have page2.png. What is it about?");
        card.ShouldEndWith("[Get a specialist]\n[Send to specialists]");
        await ana.PressesAsync(world.Messages.Keys.Single(), "Send to specialists");
        var theCase = await world.TheCaseAsync();
        theCase.Question.ShouldBe("page2.png");
        theCase.Conversation[0].Files.ShouldHaveSingleItem().ShouldBe(Photo);
    }

    [Fact]
    public async Task Files_open_a_case_with_its_form()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("", files: Photo);
        (await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist", ("How urgent?", "p2"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).Conversation[0].Files.ShouldHaveSingleItem().ShouldBe(Photo);
    }

    [Fact]
    public async Task The_words_behind_files_are_the_question_and_the_files_go_with_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("", files: Photo);
        await ana.SaysAsync("how do I download an invoice?");
        ana.Reads[^1].ShouldContain("Open Billing, Invoices");
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last().Key, "Send to specialists");
        var theCase = await world.TheCaseAsync();
        theCase.Question.ShouldBe("how do I download an invoice?");
        theCase.Conversation[0].Files.ShouldHaveSingleItem().ShouldBe(Photo);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Fact]
    public async Task Files_behind_a_question_are_kept_with_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Matter);
        await ana.SaysAsync("", files: Photo);
        ana.Reads[^1].ShouldStartWith("Kept with your question.");
        await ana.PressesAsync(world.Messages.Last().Key, "Send to specialists");
        var theCase = await world.TheCaseAsync();
        theCase.Question.ShouldBe(Matter);
        theCase.Conversation[^1].Files.ShouldHaveSingleItem().ShouldBe(Photo);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Fact]
    public async Task Files_behind_a_case_reach_its_thread()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Matter);
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last().Key, "Send to specialists");
        await ana.SaysAsync("", files: Photo);
        (await world.TheCaseAsync()).Conversation[^1].Files.ShouldHaveSingleItem().ShouldBe(Photo);
        world.InThreadOf("bob", "ESC-1001").Reads[^1].ShouldContain(Photo.Url);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Fact]
    public async Task Files_in_reply_to_a_message_about_a_case_reach_it()
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        world.Clock.Advance(TimeSpan.FromHours(5));
        await ana.SaysAsync("", replyTo: world.Messages["case:ESC-1001:rep"].Id, files: Photo);
        (await world.TheCaseAsync()).Conversation[^1].Files.ShouldHaveSingleItem().ShouldBe(Photo);
    }

    [Fact]
    public async Task In_a_thread_of_a_channel_the_first_message_is_the_question_and_the_file_goes_with_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var place = new Place(ChannelNames.Slack, "C0SUPPORT", "t1");
        world.Threads[place.Lane] = [new Quoted("Dana", world.Clock.GetUtcNow(), Matter) { MessageId = "t1" }];
        var ana = new Actor(world, new PersonKey(ChannelNames.Slack, "ana"), place, false);
        await ana.SaysAsync("", files: Photo);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last().Key, "Send to specialists");
        (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).ShouldHaveSingleItem().Question.ShouldBe(Matter);
        (await world.TheCaseAsync()).Conversation.ShouldContain(turn => turn.Files.Count == 1);
    }
}
