using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Whoever asked a question asks a colleague about it, and no case comes of it.</summary>
public sealed class QuestionConsultTests
{
    private const string Question = "What do you want to know?",
        Words = "Acme Freight: the quantum flux coupling on our zeppelin wobbles";

    [Fact]
    public async Task Ana_asks_Carol_about_her_question_and_the_answer_comes_to_her_chat_without_a_case()
    {
        await using var world = await AskedAsync();
        var (ana, carol) = (world.Person("ana"), world.Person("carol", ChannelNames.Slack));
        (await ana.FillsAsync(AnswerOf(world), "Ask a colleague", ("Which colleague?", "carol@example.com"))).ShouldBeEmpty();
        ana.Heard.ShouldStartWith("Sent to Carol, who is to answer");
        world.Messages[CardOf(world)].Place.ShouldBe(carol.Place);
        var asked = Actor.TextOf(world.CardOf(CardOf(world)));
        asked.ShouldContain("Ana asks you");
        asked.ShouldContain(Words);
        asked.ShouldContain("[Answer]\n[Decline]");

        (await carol.FillsAsync(CardOf(world), "Answer", ("Your answer", "Tighten the Heim nut."))).ShouldBeEmpty();
        ana.Reads[^1].ShouldContain("Carol answers");
        ana.Reads[^1].ShouldContain("Tighten the Heim nut.");
        ana.Reads[^1].ShouldContain("[Ask again]\n[Get a specialist]");
        world.CardOf(CardOf(world)).Buttons.ShouldBeEmpty();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM cases")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'question_consult'")).ShouldBe(0);

        var data = new Dictionary<string, string> { [DataKeys.Question] = IdOf(world), [DataKeys.Consult] = "1" };
        await carol.SubmitsAsync(Actions.ConsultAnswer, data, new Dictionary<string, string> { ["text"] = "once more" });
        carol.Heard.ShouldStartWith("That is answered already");
        carol.Heard.ShouldContain("once more");
    }

    [Fact]
    public async Task What_a_colleague_said_goes_along_when_it_becomes_a_case_and_who_has_not_answered_is_let_go()
    {
        await using var world = await AskedAsync();
        var (ana, carol) = (world.Person("ana"), world.Person("carol", ChannelNames.Slack));
        await ana.FillsAsync(AnswerOf(world), "Ask a colleague", ("Which colleague?", "carol@example.com"));
        await carol.FillsAsync(CardOf(world), "Decline", ("Why?", "I never saw a zeppelin."));
        ana.Reads[^1].ShouldContain("Carol cannot help");
        ana.Reads[^1].ShouldContain("[Ask somebody else]");
        await ana.FillsAsync(AnswerOf(world), "Ask a colleague", ("Or which queue?", "billing"), (Question, "Who knows zeppelins?"));
        var toQueue = $"question:{IdOf(world)}:consult:2";
        world.Messages[toQueue].Place.Conversation.ShouldBe("C0BILLING");

        await ana.FillsAsync(AnswerOf(world), "Get a specialist", ("How urgent?", "p2"));
        var theCase = await world.TheCaseAsync();
        var kept = theCase.Consults.ShouldHaveSingleItem();
        (kept.Answer, kept.State).ShouldBe(("I never saw a zeppelin.", ConsultState.Declined));
        Actor.TextOf(world.CardOf("case:ESC-1001:card")).ShouldContain("I never saw a zeppelin.");
        world.CardOf(toQueue).Buttons.ShouldBeEmpty();
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'question_consult'")).ShouldBe(0);
        (await OpensAsync(world.Person("bob", ChannelNames.Slack), "2")).ShouldBeOfType<FormAnswer.Refused>();
    }

    [Fact]
    public async Task Nobody_answers_in_time_and_Ana_is_offered_somebody_else_or_a_specialist_once()
    {
        await using var world = await AskedAsync();
        var ana = world.Person("ana");
        await ana.FillsAsync(AnswerOf(world), "Ask a colleague", ("Which colleague?", "carol@example.com"));
        var before = ana.Reads.Count;
        await world.WaitAsync(TimeSpan.FromHours(2));
        ana.Reads.Count.ShouldBe(before + 1);
        ana.Reads[^1].ShouldContain("Carol, asked");
        ana.Reads[^1].ShouldContain("has not answered");
        ana.Reads[^1].ShouldContain("[Ask somebody else]\n[Get a specialist]");
        await world.WaitAsync(TimeSpan.FromDays(2));
        ana.Reads.Count(text => text.Contains("has not answered", StringComparison.Ordinal)).ShouldBe(1);
        (
            await world.Person("carol", ChannelNames.Slack).FillsAsync(CardOf(world), "Answer", ("Your answer", "Late, but: the nut."))
        ).ShouldBeEmpty();
        ana.Reads[^1].ShouldContain("Late, but: the nut.");
    }

    [Theory]
    [InlineData("bob", "carol@example.com", null)]
    [InlineData("ana", "ana@example.com", null)]
    [InlineData("ana", "carol@example.com", "billing")]
    [InlineData("ana", "nobody@example.com", null)]
    [InlineData("ana", null, "zeppelins")]
    [InlineData("ana", null, null)]
    public async Task Of_others_to_oneself_to_both_or_to_nobody_nothing_is_sent(string who, string? person, string? queue)
    {
        await using var world = await AskedAsync();
        var values = new Dictionary<string, string> { ["text"] = "What now?" };
        if (person is not null)
        {
            values["person"] = person;
        }

        if (queue is not null)
        {
            values["queue"] = queue;
        }

        var actor = world.Person(who);
        await actor.SubmitsAsync(Actions.Consult, new Dictionary<string, string> { [DataKeys.Question] = IdOf(world) }, values);
        world.Messages.Keys.ShouldNotContain(key => key.Contains(":consult:", StringComparison.Ordinal));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'consulted'")).ShouldBe(0);
    }

    [Fact]
    public async Task Only_who_was_asked_opens_the_form_that_shows_what_was_asked()
    {
        await using var world = await AskedAsync();
        await world.Person("ana").FillsAsync(AnswerOf(world), "Ask a colleague", ("Which colleague?", "carol@example.com"));
        foreach (var other in new[] { world.Person("bob", ChannelNames.Slack), world.Person("ana"), world.Person("mia") })
        {
            (await OpensAsync(other, "1")).ShouldBeOfType<FormAnswer.Refused>().Sentence.ShouldBe("That was asked of somebody else.");
        }
    }

    [Fact]
    public async Task What_a_criterion_keeps_for_few_people_is_sent_to_nobody_by_it()
    {
        await using var world = await AskedAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + "  - { id: secret, when: { words: [burglary] }, then: { escalate: offer, queue: billing, restricted: true }, why: y }\n"
            )
        );
        var ana = world.Person("ana");
        await ana.FillsAsync(
            AnswerOf(world),
            "Ask a colleague",
            ("Which colleague?", "carol@example.com"),
            (Question, "A burglary, what now?")
        );
        ana.Heard.ShouldStartWith("These words are for few people only.");
        world.Messages.Keys.ShouldNotContain(key => key.Contains(":consult:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_question_that_is_taken_back_needs_no_answer()
    {
        await using var world = await AskedAsync();
        var (ana, carol) = (world.Person("ana"), world.Person("carol", ChannelNames.Slack));
        await ana.FillsAsync(AnswerOf(world), "Ask a colleague", ("Which colleague?", "carol@example.com"));
        await ana.DeletesAsync((await world.Cases.FindQuestionAsync(IdOf(world), CancellationToken.None))!.MessageId!);
        world.CardOf(CardOf(world)).Buttons.ShouldBeEmpty();
        (await OpensAsync(carol, "1")).ShouldBeOfType<FormAnswer.Refused>();
    }

    [Fact]
    public async Task A_queue_is_answered_by_its_own_people_and_whoever_else_reads_along_is_refused()
    {
        await using var world = await AskedAsync();
        await world.Person("ana").FillsAsync(AnswerOf(world), "Ask a colleague", ("Or which queue?", "billing"));
        var carol = world.Person("carol", ChannelNames.Slack);
        (await OpensAsync(carol, "1")).ShouldBeOfType<FormAnswer.Refused>();
        var bob = world.Person("bob", ChannelNames.Slack);
        (await bob.FillsAsync(CardOf(world), "Answer", ("Your answer", "It is on the invoice."))).ShouldBeEmpty();
        world.Person("ana").Reads[^1].ShouldContain("It is on the invoice.");
    }

    [Fact]
    public async Task Who_is_from_outside_is_offered_no_colleagues_and_a_forged_form_names_none()
    {
        await using var world = await DeskWorld.OpenAsync(
            ("organisation.yaml", OrganisationFixture.Yaml.Replace("askers: anyone", "askers: guests", StringComparison.Ordinal))
        );
        world.Tells = profile => profile with { Membership = Membership.Guest };
        var eve = world.Person("eve");
        await eve.SaysAsync(Words);
        Actor.TextOf(world.CardOf(AnswerOf(world))).ShouldNotContain("Ask a colleague");
        var data = new Dictionary<string, string> { [DataKeys.Question] = IdOf(world) };
        (await world.Forms.OpenAsync(new FormRequest(Actions.Consult, data, eve.Key, eve.Place), CancellationToken.None))
            .ShouldBeOfType<FormAnswer.Refused>()
            .Sentence.ShouldBe("Only people of the organisation ask its people by name.");
    }

    [Fact]
    public async Task Erased_who_answered_stands_in_it_no_more_and_whoever_asked_takes_it_along()
    {
        await using var world = await AskedAsync();
        var (ana, carol) = (world.Person("ana"), world.Person("carol", ChannelNames.Slack));
        await ana.FillsAsync(AnswerOf(world), "Ask a colleague", ("Which colleague?", "carol@example.com"));
        await carol.FillsAsync(CardOf(world), "Answer", ("Your answer", "Tighten the Heim nut."));
        var asked = (await world.Cases.FindQuestionAsync(IdOf(world), CancellationToken.None))!;
        var without = asked.Without(new ErasedPerson("carol@example.com", [carol.Key], ["Carol"], "p1", "(erased)"));
        without.Version.ShouldBe(asked.Version + 1);
        var consult = without.Consults.ShouldHaveSingleItem();
        (consult.Person, consult.Key, consult.AnsweredBy!.Email, consult.Answer).ShouldBe(("(erased)", null, null, ""));
        consult.Text.ShouldBe(Words);

        var none = asked.WithoutPeople().Consults.ShouldHaveSingleItem();
        (none.Text, none.Answer, none.By.Name).ShouldBe(("", "", ""));
    }

    private static Task<FormAnswer> OpensAsync(Actor who, string consult) =>
        who.World.Forms.OpenAsync(
            new FormRequest(
                Actions.ConsultAnswer,
                new Dictionary<string, string> { [DataKeys.Question] = IdOf(who.World), [DataKeys.Consult] = consult },
                who.Key,
                who.Place
            ),
            CancellationToken.None
        );

    private static string IdOf(DeskWorld world) => AnswerOf(world).Split(':')[1];

    private static string AnswerOf(DeskWorld world) => world.Messages.Keys.Single(key => key.EndsWith(":answer", StringComparison.Ordinal));

    private static string CardOf(DeskWorld world) => $"question:{IdOf(world)}:consult:1";

    private static async Task<DeskWorld> AskedAsync(params (string, string)[] files)
    {
        var world = await DeskWorld.OpenAsync(files);
        await world.Person("carol", ChannelNames.Slack).SaysAsync("help");
        await world.Person("ana").SaysAsync(Words);
        return world;
    }
}
