using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What had to be asked back is proposed as a field, so that it is asked for at once the next time.</summary>
public sealed class FieldProposalTests
{
    private const string Intake =
        "facts:\n  - { id: error_code, label: Error code, question: \"Which error code does the client see?\" }\n"
        + "  - { id: seats, label: Seats, question: \"How many seats?\" }\n"
        + "everywhere: []\ncategories:\n  technical: [seats]\n";

    private const string Browser = "Which browser version do they use?";

    [Fact]
    public async Task What_was_asked_back_is_proposed_as_a_field_with_lines_that_can_be_read()
    {
        await using var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        await WorkAsync(world, 1001, "yes", Browser);

        var told = TextsOf(world, "mia").ShouldHaveSingleItem();
        told.ShouldContain("Before ESC-1001 could be acted on, Bob had to ask back");
        told.ShouldContain(Browser);
        told.ShouldContain("Asked in 1 case of the category technical within 90 days");
        told.ShouldContain($"- {{ id: browser_version, label: \"Browser version\", question: \"{Browser}\" }}");
        told.ShouldContain("technical: [seats, browser_version]");
        var lines = told.Split("```")[1].Trim().Split('\n');
        var file = $"facts:\n{lines[1]}\ncategories:\n  {lines[3].Replace("seats, ", "", StringComparison.Ordinal)}\n";
        var read = OrganisationFixture.Of(("intake.yaml", file)).Intake;
        read.RequiredFor("technical").Single().Question.ShouldBe(Browser);
    }

    [Fact]
    public async Task A_field_that_there_is_is_named_for_the_category_and_one_that_is_asked_for_already_is_not_proposed()
    {
        await using var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        await WorkAsync(world, 1001, "yes", "Which error code do they see?");
        var told = TextsOf(world, "mia").ShouldHaveSingleItem();
        told.ShouldContain("technical: [seats, error_code]");
        told.ShouldNotContain("under facts");
        await WorkAsync(world, 1002, "yes", "How many seats do they have?");
        TextsOf(world, "mia").Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_told_when_it_is_new_and_when_it_was_asked_in_three_cases()
    {
        await using var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        foreach (var number in Enumerable.Range(1001, 4))
        {
            await WorkAsync(world, number, "yes", number % 2 == 0 ? "browser version in use?" : Browser);
            await world.WaitAsync(TimeSpan.FromHours(25));
        }

        var told = TextsOf(world, "mia");
        told.Count.ShouldBe(2);
        told[1].ShouldContain("Before ESC-1003");
        told[1].ShouldContain("Asked in 3 cases");
    }

    [Fact]
    public async Task One_person_hears_of_it_once_a_day_and_what_came_meanwhile_comes_together_the_next_day()
    {
        await using var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        await WorkAsync(world, 1001, "yes", Browser);
        await WorkAsync(world, 1002, "yes", "Which firmware is it?");
        await WorkAsync(world, 1003, "yes", "Which error code do they see?");
        TextsOf(world, "mia").Count.ShouldBe(1);

        await world.WaitAsync(TimeSpan.FromHours(25));
        var told = TextsOf(world, "mia");
        told.Count.ShouldBe(2);
        told[1].ShouldContain("In 2 more cases something had to be asked back");
        told[1].ShouldContain("“Which firmware is it?” ESC-1002, Bob");
        told[1].ShouldContain("- { id: firmware, ");
        told[1].ShouldContain("technical: [seats, firmware, error_code]");
        told[1].ShouldNotContain("browser");

        await world.WaitAsync(TimeSpan.FromDays(3));
        TextsOf(world, "mia").Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("no")]
    [InlineData(null)]
    public async Task Who_had_everything_or_does_not_say_proposes_nothing(string? askedBack)
    {
        await using var world = await DeskWorld.OpenAsync(("intake.yaml", Intake));
        await WorkAsync(world, 1001, askedBack, Browser);
        TextsOf(world, "mia").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_owner_of_the_criterion_hears_of_it_and_of_a_restricted_case_only_who_may_read_it()
    {
        const string criteria = """
            version: 1
            owner: dora@example.com
            review_by: 2027-06-30
            criteria:
              - { id: wobble, when: { words: [wobbles] }, then: { escalate: now, queue: technical }, why: y, owner: carol@example.com }
              - { id: secret, when: { words: [burglary] }, then: { escalate: now, queue: billing, restricted: true }, why: y }
            """;
        var people = OrganisationFixture.Yaml.Replace(
            "people:\n",
            "people:\n  - { email: dora@example.com, name: Dora, roles: [manager], queues: [technical] }\n",
            StringComparison.Ordinal
        );
        await using var world = await DeskWorld.OpenAsync(
            ("organisation.yaml", people),
            ("intake.yaml", Intake),
            ("criteria.yaml", criteria)
        );
        await WorkAsync(world, 1001, "yes", Browser);
        TextsOf(world, "carol").Single().ShouldContain(Browser);
        TextsOf(world, "mia").ShouldBeEmpty();
        TextsOf(world, "dora").ShouldBeEmpty();

        await WorkAsync(world, 1002, "yes", "Which window did they use?", "Acme Freight: a burglary at the client, technical question");
        (await world.Cases.FindCaseAsync("ESC-1002", CancellationToken.None))!.Restricted.ShouldBeTrue();
        TextsOf(world, "dora").ShouldBeEmpty();
    }

    private static List<string> TextsOf(DeskWorld world, string person) =>
        [
            .. world
                .Messages.Where(message =>
                    (
                        message.Key.Contains(":field:", StringComparison.Ordinal)
                        || message.Key.StartsWith("fields:", StringComparison.Ordinal)
                    ) && message.Key.Contains($":{person}@example.com", StringComparison.Ordinal)
                )
                .Select(message => Actor.TextOf(message.Value.Card)),
        ];

    private static async Task WorkAsync(
        DeskWorld world,
        int number,
        string? askedBack,
        string question,
        string words = "Acme Freight: the quantum flux coupling wobbles"
    )
    {
        var (ana, bob) = (world.Person("ana"), world.Person("bob", ChannelNames.Slack));
        await ana.SaysAsync($"{words} {number.ToString(CultureInfo.InvariantCulture)}");
        if (!world.Messages.ContainsKey($"case:ESC-{number}:card"))
        {
            await ana.FillsAsync(
                world.Messages.Keys.Last(key => key.StartsWith("question:", StringComparison.Ordinal)),
                "Get a specialist",
                ("How urgent?", "p2")
            );
        }

        var card = $"case:ESC-{number}:card";
        await bob.PressesAsync(card, "Claim");
        await bob.FillsAsync(card, "Category", ("What is it about?", "technical"));
        await bob.FillsAsync(card, "Ask the rep", ("What do you need to know?", question));
        await ana.SaysAsync("They said number 7.");
        await bob.FillsAsync(
            card,
            "Resolve",
            [
                ("What fixed it", "a screw"),
                ("Tell the client", "It flies."),
                .. askedBack is null ? ((string, string)[])[] : [("Could you act without asking back?", askedBack)],
            ]
        );
    }
}
