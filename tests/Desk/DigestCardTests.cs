using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.DigestCards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>How many lines a digest has, what it remembers, and how a trend reads.</summary>
public sealed class DigestCardTests
{
    private static readonly OrganisationSnapshot Organisation = OrganisationFixture.Of();
    private static readonly Workplace Workplace = new(
        Organisation,
        new TriageEngine(new TriageData { Knowledge = Core.Knowledge.Search.SearchIndex.Empty() })
    );

    [Theory]
    [InlineData(0, 0, "Nothing is late, at risk or waiting beyond its time.", null)]
    [InlineData(1, 1, "thing 1", null)]
    [InlineData(7, 7, "thing 7", null)]
    [InlineData(8, 7, "thing 7", "1 more")]
    [InlineData(20, 7, "thing 7", "13 more")]
    public void At_most_seven_lines_stand_in_a_digest_and_the_rest_is_a_number_with_a_button(int all, int lines, string last, string? rest)
    {
        var card = Make(Things(all));
        var texts = card.Parts.OfType<CardPart.Text>().Select(part => part.Content).ToList();
        texts[0].ShouldBe("questions 3 · finished 2 · open 1 · lost 0");
        texts[1].ShouldBe("Answered 100% · offered 0% · not covered 0% · to people 0%");
        texts.Count(text => text.StartsWith("thing", StringComparison.Ordinal)).ShouldBe(lines);
        texts.ShouldContain(last);
        texts.Contains(rest ?? "").ShouldBe(rest is not null);
        card.Buttons.Any(button => button.Action == Actions.Exceptions).ShouldBe(rest is not null);
        card.Buttons.ShouldContain(button => button.Action == Actions.Everything);
    }

    [Fact]
    public void What_is_known_leaves_room_for_what_is_new_and_what_did_not_fit_is_not_known()
    {
        var all = Things(20);
        var (told, known) = DigestCard.Split(all, DigestMemory.Empty);
        (told.Count, known.Count).ShouldBe((7, 0));
        var memory = DigestMemory.Read(DigestMemory.Write("digest:x", told, known));
        (told, known) = DigestCard.Split(all, memory);
        told.Select(one => one.Text).ShouldBe(Enumerable.Range(8, 7).Select(i => $"thing {i}"));
        known.Count.ShouldBe(7);
        memory = DigestMemory.Read(DigestMemory.Write("digest:x", told, known));
        // What went away is forgotten, and is news when it comes back; what grew is told again, what became less bad is not.
        (told, known) = DigestCard.Split([all[0] with { Severity = 2 }, all[1] with { Severity = 0 }, .. all.Skip(18)], memory);
        told.Select(one => one.Text).ShouldBe(["thing 1", "thing 19", "thing 20"]);
        known.ShouldHaveSingleItem().Text.ShouldBe("thing 2");
        var text = Actor.TextOf(Make(all, memory));
        text.ShouldContain("and 14 that you know");
        text.ShouldNotContain("more ·");
    }

    [Fact]
    public void Ten_late_cases_hide_no_approval_and_fill_the_digest_when_there_is_nothing_else()
    {
        DigestException[] late = [.. Things(10)];
        var approval = new DigestException("approval:1", 1, 50, "approval");
        var (told, _) = DigestCard.Split([.. late, approval], null);
        told.Select(one => one.Text).ShouldBe([.. late.Take(6).Select(one => one.Text), "approval"]);
        DigestCard.Split(late, null).Told.ShouldBe(late.Take(7));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef")]
    [InlineData("0123456789abcdef =5 case:ESC-1= case:ESC-1=x case:ESC-1 ==")]
    public void A_line_that_is_none_of_ours_knows_nothing(string? line) =>
        DigestMemory.Read(line).Knows(new DigestException("case:ESC-1", 0, 1, "")).ShouldBeFalse();

    [Fact]
    public void The_memory_of_a_schedule_names_nobody()
    {
        var line = DigestMemory.Write("digest:mia@example.com:08:30:", Things(1), []);
        line.ShouldNotContain("mia");
        line.ShouldStartWith(DigestMemory.MarkOf("digest:mia@example.com:08:30:"));
    }

    [Fact]
    public void Long_names_are_shortened_by_the_channel_and_no_button_is_lost()
    {
        var endless = new string('x', 5000);
        var card = Make([
            .. Things(7)
                .Select(one =>
                    one with
                    {
                        Text = endless,
                        Why = endless,
                        Buttons =
                        [
                            new CardButton("reassign", endless, new Dictionary<string, string>()),
                            new CardButton("show_case", "Show case", new Dictionary<string, string>()),
                        ],
                    }
                ),
        ]);
        var slack = Bot.Channels.Slack.Sending.SlackCardRenderer.Message(card)["blocks"]!.AsArray();
        slack.Count.ShouldBeLessThanOrEqualTo(50);
        slack.ToJsonString().Split("show_case").Length.ShouldBeGreaterThan(7);
        Bot.Channels.Teams.Sending.TeamsCardRenderer.Render(card).ToJsonString().Split("show_case").Length.ShouldBeGreaterThan(7);
    }

    [Theory]
    [InlineData("1,2,3,4,5,6,7,8", "▁▂▃▄▅▆▇█")]
    [InlineData("5,5,5", "▄▄▄")]
    [InlineData("1,,8", "▁·█")]
    [InlineData(",,", "···")]
    [InlineData("-4,0,4", "▁▅█")]
    public void A_spark_line_has_a_block_for_each_week_from_the_lowest_to_the_highest(string values, string blocks) =>
        TrendCard
            .Spark([
                .. values
                    .Split(',')
                    .Select(value =>
                        value.Length == 0 ? (double?)null : double.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
                    ),
            ])
            .ShouldBe(blocks);

    private static Card Make(IReadOnlyList<DigestException> exceptions, DigestMemory? memory = null)
    {
        var now = new DateTimeOffset(2026, 11, 24, 7, 30, 0, TimeSpan.Zero);
        var figures = new Figures(now.AddDays(-1), now)
        {
            Questions = 3,
            Finished = 2,
            Open = 1,
            Outcomes = new(3, 0, 0, 0),
        };
        return DigestCard.Make(Workplace, Words.In("en"), Organisation.FindPerson("mia@example.com")!, figures, exceptions, memory);
    }

    private static IReadOnlyList<DigestException> Things(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new DigestException($"thing:{i}", 1, 100 - i, $"thing {i}"))];
}
