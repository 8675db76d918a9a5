using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What a verdict should have been: who says it, who is told, how it is taken back and dismissed.</summary>
public sealed class WrongVerdictTests
{
    private const string Certificate = "how do I renew the signing certificate for single sign-on?";
    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2099-01-31
        criteria:
          - { id: noise, when: { words: [rattles] }, then: { escalate: now, queue: technical, priority: p2 }, why: Noise is for people. }
          - { id: hush, owner: carol@example.com, when: { words: [hush] }, then: { escalate: now, queue: billing, priority: p1, restricted: true }, why: Hush is for few. }
        """;
    private static readonly Dictionary<string, string> None = [];

    private static Task<DeskWorld> OpenAsync(string criteria = Criteria, string askers = "anyone") =>
        DeskWorld.OpenAsync(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
                    .Replace("askers: anyone", "askers: " + askers, StringComparison.Ordinal)
            ),
            ("criteria.yaml", criteria)
        );

    private static string Card(string id = "ESC-1001") => $"case:{id}:card";

    private static List<KeyValuePair<string, (Place Place, string Id, Card Card, int Edits)>> Told(DeskWorld world) =>
        [.. world.Messages.Where(one => one.Key.StartsWith(VerdictLabel.Prefix, StringComparison.Ordinal))];

    private static async Task<string> ToldTextAsync(DeskWorld world)
    {
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        return Actor.TextOf(Told(world).ShouldHaveSingleItem().Value.Card);
    }

    private static async Task SaysAsync(Actor who, string id, params (string Label, string Value)[] values) =>
        (await who.FillsAsync(Card(id), "Wrong verdict", values)).ShouldBeEmpty();

    private static Task<long> CountAsync(DeskWorld world, string where = "1 = 1") =>
        world.Store.CountAsync($"SELECT COUNT(*) FROM verdict_labels WHERE {where}");

    private static string Newest(DeskWorld world, Actor who) => world.Messages.Last(message => message.Value.Place == who.Place).Key;

    /// <summary>The asker's own form, behind Why.</summary>
    private static async Task<Form> FormOfWhyAsync(DeskWorld world, Actor asker)
    {
        await asker.PressesAsync(world.CardOf(Newest(world, asker)).Buttons.First(button => button.Action == Actions.Why));
        return (await asker.OpensAsync(Newest(world, asker), "Wrong verdict")).ShouldBeOfType<FormAnswer.Open>().Form;
    }

    [Fact]
    public async Task What_specialists_say_of_one_rule_on_one_day_is_one_message_to_its_owner()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("the crane rattles");
        await world.Person("eva").SaysAsync("the gate rattles all day");
        var carol = world.InThreadOf("carol", "ESC-1001");
        await SaysAsync(carol, "ESC-1001", ("Right verdict", "answer"), ("Why?", "The manual covers it."));
        carol.Heard.ShouldBe("Noted, and Mia is told. Replays of the criteria count it from now on.\n[Take back]");
        var text = await ToldTextAsync(world);
        text.ShouldStartWith("Wrong verdict: Noise is for people.");
        text.ShouldContain("Carol: right would be Answer with an article");
        text.ShouldContain("Decided: Case at once · Technical · P2");
        text.ShouldContain("the crane rattles");
        text.ShouldContain("The manual covers it.");
        Told(world)[0].Value.Place.Conversation.ShouldBe("dm:mia@example.com");

        await SaysAsync(
            world.InThreadOf("bob", "ESC-1002"),
            "ESC-1002",
            ("Right queue", "billing"),
            ("Right priority", "p4"),
            ("Why?", "No hurry.")
        );
        (await ToldTextAsync(world)).ShouldContain("Bob: right would be Billing · P4");
        // On another day it is another message.
        await world.WaitAsync(TimeSpan.FromDays(1));
        await SaysAsync(world.InThreadOf("bob", "ESC-1001"), "ESC-1001", ("Rule that should have decided", "-"), ("Why?", "No rule."));
        await world.WaitAsync(TimeSpan.FromSeconds(2));
        Told(world).Count.ShouldBe(2);
        (await CountAsync(world)).ShouldBe(3);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'verdict_labelled' AND case_id = 'ESC-1001'")).ShouldBe(2);
    }

    [Fact]
    public async Task Who_got_an_answer_says_behind_why_that_it_needed_people_and_the_queues_managers_hear_it()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Certificate);
        var form = await FormOfWhyAsync(world, ana);
        form.Fields.Select(field => field.Id).ShouldBe(["verdict", "queue", "priority", "text"]);
        form.Fields[0].Options.Select(option => option.Value).ShouldBe(["offer", "escalate"]);
        form.Intro.ShouldStartWith("Decided: Answer with an article\n");
        (
            await ana.SendsAsync(form, ("Right verdict", "escalate"), ("Right priority", "p1"), ("Why?", "They were locked out."))
        ).ShouldBeEmpty();
        ana.Heard.ShouldStartWith("Noted, and Mia is told.");
        var text = await ToldTextAsync(world);
        text.ShouldStartWith("Wrong verdict: no rule, Technical");
        text.ShouldContain("Ana: right would be Case at once · P1");
        // What became no case is for its asker alone; what was said of it is for who is told.
        text.ShouldNotContain("single sign-on");
        text.ShouldContain("They were locked out.");
        // She goes on to a specialist: what she said stays.
        (await CountAsync(world, "state = 'given'")).ShouldBe(1);
    }

    [Fact]
    public async Task Of_what_a_rule_made_a_case_of_its_rep_says_so_on_their_own_card()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("the crane rattles");
        (
            await ana.FillsAsync("case:ESC-1001:rep", "Wrong verdict", ("Right verdict", "answer"), ("Why?", "It stands in the manual."))
        ).ShouldBeEmpty();
        var text = await ToldTextAsync(world);
        text.ShouldStartWith("Wrong verdict: Noise is for people.");
        text.ShouldContain("Ana: right would be Answer with an article");
        // What a person asked for was no verdict of a rule.
        await ana.SaysAsync(Certificate);
        await ana.FillsAsync(Newest(world, ana), "Get a specialist");
        world.CardOf("case:ESC-1002:rep").Buttons.ShouldNotContain(button => button.Action == Actions.WrongVerdict);
    }

    [Fact]
    public async Task A_second_one_of_the_same_person_replaces_the_first_and_another_persons_stands_beside_it()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("the crane rattles");
        var (carol, bob) = (world.InThreadOf("carol", "ESC-1001"), world.InThreadOf("bob", "ESC-1001"));
        await SaysAsync(carol, "ESC-1001", ("Right verdict", "answer"), ("Why?", "one"));
        await SaysAsync(carol, "ESC-1001", ("Right priority", "p4"), ("Why?", "two"));
        (await CountAsync(world)).ShouldBe(1);
        (await ToldTextAsync(world)).ShouldNotContain("Answer with an article");
        await SaysAsync(carol, "ESC-1001", ("Right priority", "p4"), ("Why?", "two"));
        carol.Heard.ShouldStartWith("You said just that already");

        // Two at one moment: both stand.
        var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" };
        (carol, bob) = (world.Person("carol", ChannelNames.Slack), world.Person("bob", ChannelNames.Slack));
        await world.HandInTogetherAsync(
            bob.Acts(Actions.WrongVerdict, data, new Dictionary<string, string> { ["priority"] = "p1", ["text"] = "now" }),
            carol.Acts(Actions.WrongVerdict, data, new Dictionary<string, string> { ["priority"] = "p3", ["text"] = "later" })
        );
        (await world.Cases.GivenLabelsAsync(default))
            .Select(label => (label.By.Name, label.Right.Priority))
            .ShouldBe([("Bob", "p1"), ("Carol", "p3")], ignoreOrder: true);
        var text = await ToldTextAsync(world);
        text.ShouldContain("Bob: right would be P1");
        text.ShouldContain("Carol: right would be P3");
    }

    [Fact]
    public async Task Half_a_form_what_was_decided_and_queues_that_do_not_exist_are_refused_at_their_field()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("the crane rattles");
        var carol = world.InThreadOf("carol", "ESC-1001");
        var form = (await carol.OpensAsync(Card(), "Wrong verdict")).ShouldBeOfType<FormAnswer.Open>().Form;
        (await carol.SendsAsync(form, ("Why?", "x"))).Keys.ShouldBe(["verdict"]);
        (await carol.SendsAsync(form, ("Right priority", "p1"))).Keys.ShouldBe(["text"]);
        (await carol.SendsAsync(form, ("Right verdict", "escalate"), ("Why?", "x"))).Keys.ShouldBe(["verdict"]);
        (await carol.SendsAsync(form, ("Right queue", "technical"), ("Why?", "x"))).Keys.ShouldBe(["queue"]);
        (await carol.SendsAsync(form, ("Right queue", "nowhere"), ("Why?", "x"))).Keys.ShouldBe(["queue"]);
        (await carol.SendsAsync(form, ("Rule that should have decided", "noise"), ("Why?", "x"))).Keys.ShouldBe(["criterion"]);
        (await carol.SendsAsync(form, ("Right priority", "p1"), ("Why?", new string('x', 501)))).Keys.ShouldBe(["text"]);
        (await carol.SendsAsync(form, ("Right verdict", "answer"), ("Right priority", "p1"), ("Why?", "x"))).ShouldBeEmpty();
        carol.Heard.ShouldStartWith("What is answered comes to no queue and has no priority.");
        // What comes without having been checked is refused as well, with its words.
        await world.HandInAsync(
            carol.Acts(
                Actions.WrongVerdict,
                new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" },
                new Dictionary<string, string> { ["queue"] = "nowhere", ["text"] = "MYWORDS" }
            )
        );
        carol.Heard.ShouldContain("Choose one from the list.");
        carol.Heard.ShouldContain("MYWORDS");
        (await CountAsync(world)).ShouldBe(0);
    }

    [Fact]
    public async Task Who_does_not_work_on_the_case_did_not_ask_or_is_from_outside_says_nothing_of_it()
    {
        await using var world = await OpenAsync(askers: "guests");
        world.Tells = profile => profile.Person.Id == "gus" ? profile with { Membership = Membership.Guest } : profile;
        var (ana, gus) = (world.Person("ana"), world.Person("gus", ChannelNames.Slack));
        await ana.SaysAsync("hush about the crane");
        await gus.SaysAsync(Certificate);
        var questions = await world.Store.Database.ReadAsync(
            session => session.QueryAsync("SELECT id FROM questions ORDER BY asked_at, id", row => row.Text(0)),
            default
        );
        var values = new Dictionary<string, string> { ["priority"] = "p4", ["text"] = "x" };
        foreach (
            var (who, data) in new (Actor, Dictionary<string, string>)[]
            {
                (world.Person("carol", ChannelNames.Slack), new() { [DataKeys.Case] = "ESC-1001" }),
                (world.Person("eva"), new() { [DataKeys.Case] = "ESC-1001" }),
                (ana, new() { [DataKeys.Case] = "ESC-1001" }),
                (world.Person("eva"), new() { [DataKeys.Question] = questions[0] }),
                (world.Person("eva"), new() { [DataKeys.Question] = "q-nowhere" }),
                (gus, new() { [DataKeys.Question] = questions[1] }),
                // Of a case that Bob works on, but with somebody else's question.
                (world.Person("bob", ChannelNames.Slack), new() { [DataKeys.Case] = "ESC-1001", [DataKeys.Question] = questions[1] }),
                (gus, None),
            }
        )
        {
            var answer = await world.Forms.OpenAsync(new FormRequest(Actions.WrongVerdict, data, who.Key, who.Place), default);
            if (who.Key.Id != "bob")
            {
                answer.ShouldBeOfType<FormAnswer.Refused>();
            }

            await world.HandInAsync(who.Acts(Actions.WrongVerdict, data, values));
        }

        (await CountAsync(world)).ShouldBe(0);
        // A guest's receipt has no such button.
        await gus.PressesAsync(
            world.CardOf(Newest(world, gus)).Buttons.FirstOrDefault(button => button.Action == Actions.Why) ?? Why(questions[1])
        );
        world
            .Messages.Values.Where(one => one.Place == gus.Place)
            .SelectMany(one => one.Card.Buttons)
            .ShouldNotContain(button => button.Action == Actions.WrongVerdict);

        static CardButton Why(string question) =>
            new(Actions.Why, "Why?", new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Question] = question });
    }

    [Fact]
    public async Task Of_a_restricted_case_an_owner_who_may_not_read_it_gets_no_words()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("hush about the PANGOLIN crane");
        await SaysAsync(world.InThreadOf("bob", "ESC-1001"), "ESC-1001", ("Right priority", "p4"), ("Why?", "The PANGOLIN waits."));
        var text = await ToldTextAsync(world);
        Told(world)[0].Value.Place.Conversation.ShouldBe("dm:carol@example.com");
        text.ShouldStartWith("Wrong verdict: Hush is for few.");
        text.ShouldContain("Bob: right would be P4");
        text.ShouldContain("The words are not for you to read.");
        text.ShouldNotContain("PANGOLIN");
        // Mia, who manages its queue, reads them on the page; Carol, who owns the rule, may say that it stays.
        await Told(world)[0].DismissAsync(world, "carol", "It is right so.");
        (await CountAsync(world, "state = 'dismissed'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reason_that_a_rule_keeps_to_few_is_told_to_them_alone()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync(Certificate);
        var ana = world.Person("ana");
        (await ana.SendsAsync(await FormOfWhyAsync(world, ana), ("Right verdict", "escalate"), ("Why?", "hush PANGOLIN"))).ShouldBeEmpty();
        (await ToldTextAsync(world)).ShouldNotContain("PANGOLIN");
    }

    [Fact]
    public async Task A_closed_case_may_be_said_to_be_wrong_and_one_that_was_merged_where_it_goes_on()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("the crane rattles");
        await world.Person("eva").SaysAsync("the gate rattles all day");
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card(), "Claim");
        (await bob.FillsAsync(Card("ESC-1002"), "Merge", ("Number of the case that goes on", "ESC-1001"))).ShouldBeEmpty();
        (
            await world.Forms.OpenAsync(
                new FormRequest(Actions.WrongVerdict, new Dictionary<string, string> { [DataKeys.Case] = "ESC-1002" }, bob.Key, bob.Place),
                default
            )
        )
            .ShouldBeOfType<FormAnswer.Refused>()
            .Sentence.ShouldContain("ESC-1001");
        (
            await bob.FillsAsync(
                Card(),
                "Resolve",
                ("What fixed it", "oil"),
                ("Root cause", "dry"),
                ("What was ruled out", "-"),
                ("Tell the client", "oiled")
            )
        ).ShouldBeEmpty();
        await SaysAsync(bob, "ESC-1001", ("Right verdict", "answer"), ("Why?", "The manual says so."));
        (await CountAsync(world)).ShouldBe(1);
    }

    [Fact]
    public async Task Who_said_it_takes_it_back_and_the_owner_sees_nothing_left()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("the crane rattles");
        var carol = world.InThreadOf("carol", "ESC-1001");
        await SaysAsync(carol, "ESC-1001", ("Right verdict", "answer"), ("Why?", "PANGOLIN"));
        await ToldTextAsync(world);
        var back = world.Whispers[^1].Card.Buttons.ShouldHaveSingleItem();
        await world.InThreadOf("bob", "ESC-1001").PressesAsync(back);
        world.InThreadOf("bob", "ESC-1001").Heard.ShouldBe("Only whoever said it takes it back.");
        await carol.PressesAsync(back);
        carol.Heard.ShouldBe("Taken back. It counts no more.");
        var text = await ToldTextAsync(world);
        text.ShouldContain("What was said was taken back or dismissed.");
        text.ShouldNotContain("PANGOLIN");
        (await world.Cases.GivenLabelsAsync(default)).ShouldBeEmpty();
        await carol.PressesAsync(back);
        carol.Heard.ShouldBe("That was taken back or dismissed already.");
        // Said again it stands again.
        await SaysAsync(carol, "ESC-1001", ("Right verdict", "answer"), ("Why?", "after all"));
        (await ToldTextAsync(world)).ShouldContain("after all");
    }

    [Fact]
    public async Task A_manager_or_the_owner_dismisses_it_with_a_reason_that_its_giver_reads_and_nobody_else_does()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("the crane rattles");
        var carol = world.InThreadOf("carol", "ESC-1001");
        await SaysAsync(carol, "ESC-1001", ("Right verdict", "answer"), ("Why?", "x"));
        await ToldTextAsync(world);
        var told = Told(world)[0];
        var data = told.Value.Card.Buttons.ShouldHaveSingleItem().Data;
        foreach (var name in new[] { "bob", "ana", "carol" })
        {
            var other = world.Person(name);
            (
                await world.Forms.OpenAsync(new FormRequest(Actions.DismissVerdict, data, other.Key, other.Place), default)
            ).ShouldBeOfType<FormAnswer.Refused>();
            await world.HandInAsync(other.Acts(Actions.DismissVerdict, data, new Dictionary<string, string> { ["text"] = "no" }));
            other.Heard.ShouldStartWith("Only the rule's owner and managers dismiss it.");
        }

        var mia = world.Person("mia");
        (await mia.SubmitsAsync(Actions.DismissVerdict, data, None)).Keys.ShouldBe(["text"]);
        await told.DismissAsync(world, "mia", "People must hear it.");
        mia.Heard.ShouldBe("Dismissed. Whoever said it is told why.");
        var heard = world
            .Messages.Where(one => one.Key.EndsWith(":carol@example.com", StringComparison.Ordinal))
            .Select(one => Actor.TextOf(one.Value.Card));
        heard.ShouldContain(text =>
            text.Contains("Mia looked at your “Wrong verdict” (ESC-1001): the verdict stays.") && text.Contains("People must hear it.")
        );
        (await world.Cases.GivenLabelsAsync(default)).ShouldBeEmpty();
        (
            await world.Forms.OpenAsync(new FormRequest(Actions.DismissVerdict, data, mia.Key, mia.Place), default)
        ).ShouldBeOfType<FormAnswer.Refused>();
    }

    [Fact]
    public async Task The_label_outlives_its_rule_and_then_goes_to_the_files_owner()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("hush about the crane");
        world.Reorganise(("criteria.yaml", "version: 2\nowner: mia@example.com\nreview_by: 2099-01-31\ncriteria: []\n"));
        await SaysAsync(world.InThreadOf("bob", "ESC-1001"), "ESC-1001", ("Right priority", "p4"), ("Why?", "x"));
        (await ToldTextAsync(world)).ShouldStartWith("Wrong verdict: hush");
        Told(world)[0].Value.Place.Conversation.ShouldBe("dm:mia@example.com");
    }

    [Fact]
    public async Task Words_of_whoever_is_erased_go_from_the_label_and_from_the_owners_chat()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("the crane rattles");
        await SaysAsync(world.InThreadOf("carol", "ESC-1001"), "ESC-1001", ("Right verdict", "answer"), ("Why?", "PANGOLIN"));
        await SaysAsync(world.InThreadOf("bob", "ESC-1001"), "ESC-1001", ("Right priority", "p4"), ("Why?", "NUMBAT"));
        await ToldTextAsync(world);
        await new PersonErasing(world.Store.Database).EraseAsync("carol@example.com", "Carol", "(erased)", default);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        var left = await ToldTextAsync(world);
        left.ShouldNotContain("PANGOLIN");
        left.ShouldContain("NUMBAT");
        (await CountAsync(world, "body LIKE '%PANGOLIN%' OR voter LIKE '%carol%' OR body LIKE '%carol%'")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE body LIKE '%PANGOLIN%'")).ShouldBe(0);
        // With its asker the message goes, and with it what it tested.
        await new PersonErasing(world.Store.Database).EraseAsync("ana@example.com", "Ana", "(erased)", default);
        (await CountAsync(world)).ShouldBe(0);
    }
}

file static class Dismissing
{
    /// <summary>By the form behind the card's button.</summary>
    public static async Task DismissAsync(
        this KeyValuePair<string, (Place Place, string Id, Card Card, int Edits)> told,
        DeskWorld world,
        string who,
        string why
    ) => (await world.Person(who).FillsAsync(told.Key, "Dismiss", ("Why does the verdict stay?", why))).ShouldBeEmpty();
}
