using System.Reflection;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// A form that may not be opened may not be sent: every action there is, by every kind of person, upon a case in every state and upon one's
/// own and somebody else's question. What was typed comes back, and nothing changes.
/// </summary>
public sealed class RefusedFormTests
{
    private const string Typed = "words that took me ten minutes";
    private const string Unknown = "the quantum flux coupling on our zeppelin wobbles";

    /// <summary>
    /// Asker, another rep, specialists of the case's queue (owner and not) and of no queue, a manager, nobody of the list.
    /// </summary>
    private static readonly string[] People = ["ana", "rita", "bob", "carol", "sam", "mia", "stranger"];

    private static readonly string[] EveryAction =
    [
        .. typeof(Actions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
        "no_such_form",
    ];

    [Theory]
    [InlineData("unclaimed")]
    [InlineData("claimed")]
    [InlineData("resolved")]
    [InlineData("closed")]
    [InlineData("declined")]
    public async Task What_may_not_be_opened_changes_nothing_when_it_is_sent_and_the_words_come_back(string state)
    {
        await using var world = await OpenAsync();
        var theCase = await CaseInAsync(world, state);
        var (refused, opened) = (0, 0);
        foreach (var action in EveryAction)
        {
            await world.Person("ana").SaysAsync($"{action}: how do I renew the signing certificate for single sign-on?");
            var question = await LatestQuestionAsync(world);
            IReadOnlyDictionary<string, string>[] datas =
            [
                new Dictionary<string, string> { [DataKeys.Case] = theCase.Id, [DataKeys.Who] = "Mia" },
                new Dictionary<string, string> { [DataKeys.Question] = question, [DataKeys.Who] = "Mia" },
                new Dictionary<string, string> { [DataKeys.Question] = theCase.QuestionId! },
                new Dictionary<string, string> { [DataKeys.Question] = "q404" },
                new Dictionary<string, string> { [DataKeys.Case] = "ESC-9999" },
                new Dictionary<string, string> { [DataKeys.Case] = theCase.Id, [DataKeys.Question] = question },
                new Dictionary<string, string>(),
            ];
            foreach (var data in datas)
            {
                foreach (var name in People)
                {
                    var actor = world.Person(name);
                    if (
                        await world.Forms.OpenAsync(new FormRequest(action, data, actor.Key, actor.Place), default)
                        is not FormAnswer.Refused no
                    )
                    {
                        opened++;
                        continue;
                    }

                    refused++;
                    var before = await SnapshotAsync(world);
                    var said = world.Whispers.Count;
                    (await actor.SubmitsAsync(action, data, Values)).ShouldBeEmpty(
                        $"{action} by {name}: the desk answers, so that the words are kept"
                    );
                    (await SnapshotAsync(world)).ShouldBe(before, $"{action} by {name} on a {state} case with {string.Join(',', data)}");
                    world.Whispers.Count.ShouldBe(said + 1);
                    actor.Heard.ShouldContain(no.Sentence);
                    actor.Heard.ShouldContain(Typed);
                }
            }
        }

        (refused + opened).ShouldBe(EveryAction.Length * 7 * People.Length);
        refused.ShouldBeGreaterThan(opened);
        opened.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_colleague_cannot_hand_on_somebody_elses_question_in_their_name()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync(Unknown);
        var question = await LatestQuestionAsync(world);
        var rita = world.Person("rita");
        await rita.SubmitsAsync(
            Actions.GetSpecialist,
            new Dictionary<string, string> { [DataKeys.Question] = question },
            new Dictionary<string, string> { ["urgency"] = "p1", ["tried"] = Typed }
        );
        (await world.Cases.CountCasesAsync(new CaseFilter(), default)).ShouldBe(0);
        rita.Heard.ShouldContain("Only Ana can answer that");
        rita.Heard.ShouldContain(Typed);
    }

    [Fact]
    public async Task Who_said_it_is_never_taken_from_the_submission()
    {
        await using var world = await OpenAsync();
        var rita = world.Person("rita");
        await rita.SubmitsAsync(
            Actions.EscalateMessage,
            new Dictionary<string, string>
            {
                [DataKeys.Who] = "Mia",
                [DataKeys.Person] = "Mia",
                ["from"] = "Mia",
                ["by"] = "Mia",
                [DataKeys.Text] = "Pay them out",
                [DataKeys.Message] = "m1",
            },
            new Dictionary<string, string>
            {
                [FormFields.Question] = "Pay them out",
                ["urgency"] = "p2",
                [DataKeys.Who] = "Mia",
            }
        );
        var theCase = await world.TheCaseAsync();
        theCase.Rep.Name.ShouldBe("rita");
        theCase.Conversation.ShouldHaveSingleItem().Who.ShouldBe("rita");
        Actor.TextOf(world.CardOf($"case:{theCase.Id}:card")).ShouldNotContain("Mia");
    }

    [Fact]
    public async Task A_message_that_is_passed_on_keeps_its_author_only_while_its_words_are_theirs()
    {
        foreach (var (typed, who) in new[] { ("It fails & stops", "Client"), ("It fails & stops, so pay them", "rita") })
        {
            await using var world = await OpenAsync();
            var rita = world.Person("rita") with { Place = new Place(ChannelNames.Slack, "C1", "1.1"), Direct = false };
            world.Threads[rita.Place.Lane] = [new Quoted("Client", world.Clock.GetUtcNow(), "It fails & stops") { MessageId = "1.1" }];
            await rita.SubmitsAsync(
                Actions.EscalateMessage,
                new Dictionary<string, string> { [DataKeys.Message] = "1.1" },
                new Dictionary<string, string> { [FormFields.Question] = typed, ["urgency"] = "p2" }
            );
            (await world.TheCaseAsync()).Conversation[0].Who.ShouldBe(who);
        }
    }

    [Fact]
    public async Task A_form_that_came_too_late_gives_every_typed_word_back()
    {
        await using var world = await OpenAsync();
        var theCase = await CaseInAsync(world, "claimed");
        var carol = world.InThreadOf("carol", theCase.Id);
        var form = (await carol.OpensAsync($"case:{theCase.Id}:card", "Resolve")).ShouldBeOfType<FormAnswer.Open>().Form;
        await world
            .InThreadOf("bob", theCase.Id)
            .FillsAsync($"case:{theCase.Id}:card", "Resolve", ("What fixed it", "Limit raised"), ("Tell the client", "It works."));
        await carol.SendsAsync(
            form,
            ("What fixed it", "cable one"),
            ("Root cause", "cable two"),
            ("What was ruled out", "cable three"),
            ("Tell the client", "cable four")
        );
        foreach (var words in new[] { "cable one", "cable two", "cable three", "cable four" })
        {
            carol.Heard.ShouldContain(words);
        }
    }

    [Fact]
    public async Task A_form_that_changes_nothing_gives_its_note_back()
    {
        await using var world = await OpenAsync();
        var theCase = await CaseInAsync(world, "claimed");
        var bob = world.InThreadOf("bob", theCase.Id);
        await bob.FillsAsync($"case:{theCase.Id}:card", "Priority", ("How urgent?", theCase.Priority), ("Why?", Typed));
        bob.Heard.ShouldContain(Typed);
    }

    [Fact]
    public async Task Where_only_listed_people_ask_nobody_else_opens_the_form_of_a_case_or_sends_it()
    {
        await using var world = await DeskWorld.OpenAsync(
            ("organisation.yaml", OrganisationFixture.Yaml.Replace("askers: anyone", "askers: listed", StringComparison.Ordinal))
        );
        var stranger = world.Person("stranger");
        foreach (var form in new[] { Actions.GetSpecialist, Actions.EscalateMessage })
        {
            var data = new Dictionary<string, string> { [DataKeys.Text] = Unknown };
            (await world.Forms.OpenAsync(new FormRequest(form, data, stranger.Key, stranger.Place), default))
                .ShouldBeOfType<FormAnswer.Refused>()
                .Sentence.ShouldContain("Only people listed");
            await stranger.SubmitsAsync(form, data, Values);
        }

        (await world.Store.CountAsync("SELECT COUNT(*) FROM cases")).ShouldBe(0);
        (
            await world.Forms.OpenAsync(
                new FormRequest(
                    Actions.GetSpecialist,
                    new Dictionary<string, string>(),
                    world.Person("ana").Key,
                    world.Person("ana").Place
                ),
                default
            )
        ).ShouldBeOfType<FormAnswer.Open>();
    }

    /// <summary>Values for every field that any form has.</summary>
    private static Dictionary<string, string> Values =>
        new()
        {
            [FormFields.Text] = Typed,
            [FormFields.Question] = Typed,
            [FormFields.Queue] = "billing",
            [FormFields.Priority] = "p1",
            [FormFields.Person] = "bob@example.com",
            ["fix"] = Typed,
            ["cause"] = Typed,
            ["ruled_out"] = Typed,
            ["tell"] = Typed,
            ["account"] = "acme",
            ["tried"] = Typed,
            ["urgency"] = "p1",
            ["rating"] = "5",
        };

    private static Task<DeskWorld> OpenAsync() =>
        DeskWorld.OpenAsync(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
                    .Replace(
                        "  - { email: mia@",
                        "  - { email: rita@example.com, name: rita, roles: [rep] }\n  - { email: sam@example.com, name: "
                            + "Sam, roles: [specialist], queues: [billing] }\n  - { email: mia@",
                        StringComparison.Ordinal
                    )
            )
        );

    private static async Task<Case> CaseInAsync(DeskWorld world, string state)
    {
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        await ana.FillsAsync(world.Messages.Keys.Single(), "Get a specialist");
        var theCase = await world.TheCaseAsync();
        var (card, bob) = ($"case:{theCase.Id}:card", world.InThreadOf("bob", theCase.Id));
        if (state is "claimed" or "resolved" or "closed")
        {
            await bob.PressesAsync(card, "Claim");
        }

        if (state is "resolved" or "closed")
        {
            (await bob.FillsAsync(card, "Resolve", ("What fixed it", "Limit raised"), ("Tell the client", "It works."))).ShouldBeEmpty();
        }

        if (state == "closed")
        {
            await ana.PressesAsync($"case:{theCase.Id}:outcome", "Client told");
        }

        if (state == "declined")
        {
            (await bob.FillsAsync(card, "Decline", ("Why, in words for the rep", "Not ours"))).ShouldBeEmpty();
        }

        theCase = await world.TheCaseAsync();
        theCase.State.ToString().ToLowerInvariant().ShouldBe(state);
        return theCase;
    }

    /// <summary>Everything that a submission could change, and everything that others could read of it.</summary>
    private static async Task<string> SnapshotAsync(DeskWorld world) =>
        string.Join(
            '\n',
            await world.Store.Database.ReadAsync(
                session =>
                    session.QueryAsync(
                        "SELECT 'c', id, CAST(version AS TEXT), body FROM cases UNION ALL SELECT 'q', id, CAST(version "
                            + "AS TEXT), body FROM questions UNION ALL SELECT 'f', question_id, kind, question_text FROM "
                            + "feedback UNION ALL SELECT 't', subject, timer, '' FROM timers",
                        row => $"{row.Text(0)} {row.Text(1)} {row.Text(2)} {row.Text(3)}"
                    ),
                default
            )
        ) + string.Join('\n', world.Messages.Select(message => $"{message.Key} {message.Value.Edits}"));

    private static Task<string> LatestQuestionAsync(DeskWorld world) =>
        world.Store.Database.ReadAsync(
            session => session.FindAsync("SELECT id FROM questions ORDER BY id DESC LIMIT 1", row => row.Text(0)),
            default
        )!;
}
