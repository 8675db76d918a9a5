using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A file that is sent on one platform is handed over on the other; when that fails both sides know why.</summary>
public sealed class FilesTests
{
    private static readonly FileLink Picture = new("image.png", "")
    {
        Source = new FileSource(ChannelNames.Teams, "https://smba.trafficmanager.net/v3/attachments/1/views/original"),
    };

    private static readonly (string File, string Content) Legal = (
        "criteria.yaml",
        """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - id: legal
            when: { words: [lawyer] }
            then: { escalate: now, queue: technical, priority: p1 }
            why: Law is for people.
            examples: { escalate: ["their lawyer calls"], leave: ["how do I export?"] }
        """
    );

    private static async Task<DeskWorld> WithCaseAsync(params FileLink[] files)
    {
        var world = await DeskWorld.OpenAsync(Legal);
        await world.Person("ana").SaysAsync("their lawyer will call tomorrow", files: files);
        await world.TheCaseAsync();
        return world;
    }

    [Fact]
    public async Task A_picture_of_the_question_comes_into_the_cases_thread()
    {
        await using var world = await WithCaseAsync(Picture);
        var file = world.Carried.ShouldHaveSingleItem();
        file.File.ShouldBe(Picture);
        file.To.ShouldBe(new Destination.ThreadOf("case:ESC-1001:card"));
    }

    [Fact]
    public async Task What_the_rep_adds_comes_after_it()
    {
        await using var world = await WithCaseAsync();
        await world.Person("ana").SaysAsync("ESC-1001 see the picture", files: [Picture]);
        world.Carried.ShouldHaveSingleItem().File.ShouldBe(Picture);
    }

    [Theory]
    [InlineData("slack", "https://acme.slack.com/files/F1")]
    [InlineData("teams", "https://contoso-my.sharepoint.com/personal/ana/a.docx")]
    [InlineData("web", "https://bot.example.com/webchat/files/1/0")]
    public async Task A_file_of_any_platform_is_carried_for_its_link_opens_only_for_those_among_whom_it_was_sent(string channel, string url)
    {
        var file = new FileLink("a.docx", url) { Source = new FileSource(channel, "F1") };
        await using var world = await WithCaseAsync(file);
        world.Carried.ShouldHaveSingleItem().File.ShouldBe(file);
    }

    [Fact]
    public async Task A_link_without_bytes_is_only_shown()
    {
        await using var world = await WithCaseAsync(new FileLink("plan.docx", "https://contoso.sharepoint.com/plan.docx"));
        world.Carried.ShouldBeEmpty();
    }

    [Fact]
    public async Task When_it_cannot_be_handed_over_both_sides_know_why_and_what_helps()
    {
        await using var world = await DeskWorld.OpenAsync(Legal);
        world.BrokenFiles = "It is larger than 50 MB. Send the link.";
        await world.Person("ana").SaysAsync("their lawyer will call tomorrow", files: [Picture]);
        var words = world.Messages.Values.Select(message => (message.Place.Channel, message.Card.Fallback)).ToList();
        words.ShouldContain(("slack", "The file image.png did not come along. It is larger than 50 MB. Send the link."));
        words.ShouldContain(one => one.Channel == "teams" && one.Fallback.Contains("image.png did not reach", StringComparison.Ordinal));
    }
}
