using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class QuestionTests
{
    private const string Known = "how do I renew the signing certificate for single sign-on?";
    private const string Unknown = "the quantum flux coupling on our zeppelin wobbles";

    [Fact]
    public async Task A_question_that_an_article_covers_is_answered_with_its_words_age_and_buttons()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var answer = ana.Reads.ShouldHaveSingleItem();
        answer.ShouldContain("Renew the signing certificate for single sign-on");
        answer.ShouldContain("Choose Renew and download the metadata file");
        answer.ShouldContain("Updated 3 Nov 2026");
        answer.ShouldContain("[This solved it]\n[Get a specialist]\n[Why?]");
    }

    [Fact]
    public async Task This_solved_it_ends_the_question_and_teaches_the_article()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        await ana.PressesAsync(world.Messages.Keys.Single(), "This solved it");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE state = 'solved' AND finished_at IS NOT NULL")).ShouldBe(1);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback WHERE article_id = 'sso-certificate' AND kind = 'solved'")).ShouldBe(
            1
        );
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers")).ShouldBe(0);
    }

    [Fact]
    public async Task Why_shows_article_score_confidence_criteria_runner_up_and_what_would_flip_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        await ana.PressesAsync(world.Messages.Keys.Single(), "Why?");
        var why = ana.Reads[^1];
        foreach (
            var part in new[]
            {
                "Verdict: Answer",
                "Confidence: ",
                "Articles: Renew the signing",
                "Rules: No rule applied.",
                "Nearly: ",
                "What would change this: ",
            }
        )
        {
            why.ShouldContain(part);
        }
    }

    [Fact]
    public async Task Why_under_a_criterion_shows_its_reason_the_runner_up_and_what_fired_it()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                "version: 3\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: legal, when: { "
                    + "words: [lawyer] }, then: { escalate: offer }, why: Legal exposure is for people. }\n"
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync($"their lawyer asks {Known}");
        await ana.PressesAsync(world.Messages.Keys.Single(), "Why?");
        var why = ana.Reads[^1];
        foreach (
            var part in new[]
            {
                "Rules: Legal exposure is for people.\n(3 (",
                "Nearly: Answer",
                "Without “Legal exposure is for people” (the question says \"lawyer\") it would be: answer.",
            }
        )
        {
            why.ShouldContain(part);
        }
    }

    [Fact]
    public async Task What_no_article_covers_is_said_and_a_specialist_is_one_press_away()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Unknown);
        var answer = ana.Reads.ShouldHaveSingleItem();
        answer.ShouldContain("No article covers this.");
        answer.ShouldContain("[Get a specialist]");
    }

    [Theory]
    [InlineData("specialist")]
    [InlineData("Specialist!")]
    [InlineData("human")]
    [InlineData("escalate")]
    public async Task The_word_for_a_person_always_works(string word)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(word);
        ana.Reads[^1].ShouldContain("What should the specialist know?");
        await ana.SaysAsync(Unknown);
        await ana.SaysAsync(word);
        ana.Reads[^1].ShouldContain("[Send to specialists]\n[Get a specialist]");
        var card = world.Messages.Last(message => message.Value.Place == ana.Place).Key;
        await ana.PressesAsync(card, "Send to specialists");
        (await world.TheCaseAsync()).Question.ShouldBe(Unknown);
    }

    [Theory]
    [InlineData("hello", "Hello ana")]
    [InlineData("Thanks!", "Glad to help")]
    [InlineData("help", "What I can do for you")]
    [InlineData("my cases", "No open cases")]
    [InlineData("status ESC-9999", "I know no case ESC-9999")]
    [InlineData("🙂🙂", "I could not read a question")]
    [InlineData("digest", "Digests are for managers. Ask Mia.")]
    public async Task Plain_words_get_plain_words_and_no_case(string words, string answer)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(words);
        string.Join('\n', ana.Reads.Concat(world.Whispers.Select(whisper => Actor.TextOf(whisper.Card))))
            .ShouldContain(answer, Shouldly.Case.Insensitive);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(0);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM cases")).ShouldBe(0);
    }

    [Fact]
    public async Task Talk_that_is_not_addressed_to_the_bot_is_left_alone()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = new Actor(world, new PersonKey("slack", "ana"), new Place("slack", "C0RANDOM"), false);
        await ana.SaysAsync("what about lunch?", addressed: false);
        world.Messages.ShouldBeEmpty();
        world.Whispers.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_a_channel_only_what_clients_may_read_is_quoted_and_the_rest_is_said_to_exist()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = new Actor(world, new PersonKey("slack", "ana"), new Place("slack", "C0RANDOM"), false);
        await ana.SaysAsync("webhook deliveries that fail: when is a webhook tried again?");
        var answer = Actor.TextOf(world.Messages.Values.ShouldHaveSingleItem().Card);
        answer.ShouldNotContain("parked under Deliveries");
        answer.ShouldContain("Ask me in a 1:1 chat");
    }

    [Fact]
    public async Task An_edited_question_is_answered_anew_in_the_same_message()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        var id = await ana.SaysAsync(Unknown);
        await ana.EditsAsync(id, Known);
        ana.Reads.ShouldHaveSingleItem().ShouldContain("Choose Renew");
    }

    [Fact]
    public async Task A_criterion_that_escalates_now_makes_a_case_without_a_form()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                """
                version: 1
                owner: mia@example.com
                review_by: 2027-06-30
                criteria:
                  - id: legal-threat
                    when: { words: [lawyer, "legal action"] }
                    then: { escalate: now, queue: billing, priority: p1 }
                    why: Legal exposure is never answered from the knowledge base.
                    examples: { escalate: ["their lawyer will call us tomorrow"], leave: ["where is the legal name on the invoice?"] }
                """
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight says their lawyer will call us about the invoice");
        var theCase = await world.TheCaseAsync();
        theCase.Queue.ShouldBe("billing");
        theCase.Priority.ShouldBe("p1");
        theCase.Account.ShouldBe("acme");
        ana.Reads.ShouldHaveSingleItem().ShouldContain("ESC-1001");
        Actor.TextOf(world.CardOf("case:ESC-1001:card")).ShouldContain("Why a case: legal-threat");
    }

    [Fact]
    public async Task A_day_without_a_word_settles_an_answered_question()
    {
        await using var world = await DeskWorld.OpenAsync();
        await world.Person("ana").SaysAsync(Known);
        await world.WaitAsync(TimeSpan.FromHours(25));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE state = 'settled'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_welcome_comes_once()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        (await ana.ArrivesAsync()).ShouldBeTrue();
        (await ana.ArrivesAsync()).ShouldBeFalse();
        ana.Reads.ShouldHaveSingleItem().ShouldContain("Welcome to Test Support");
    }

    [Fact]
    public async Task A_button_of_a_question_that_is_gone_gets_a_human_sentence()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.PressesAsync(
            new CardButton(Actions.Solved, "This solved it", new Dictionary<string, string> { [DataKeys.Question] = "q404" })
        );
        ana.Heard.ShouldContain("Ask it again");
        await ana.PressesAsync(new CardButton("explode", "?", new Dictionary<string, string>()));
        ana.Heard.ShouldContain("no longer does anything");
        await ana.PressesAsync(new CardButton(Actions.Claim, "Claim", new Dictionary<string, string> { [DataKeys.Case] = "ESC-4711" }));
        ana.Heard.ShouldContain("I know no such case");
    }

    [Fact]
    public async Task An_answer_links_to_its_article_s_page_where_a_public_address_is_set()
    {
        await using var world = await DeskWorld.OpenAsync();
        const string Known = "how do I renew the signing certificate for single sign-on?";
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        ana.Reads[^1].ShouldNotContain("/console/article");
        world.Workplaces.Replace(world.Workplaces.Current with { Console = new Uri("https://bot.example.com") });
        await ana.SaysAsync(Known);
        ana.Reads[^1].ShouldContain("[Article's page](https://bot.example.com/console/article?id=sso-certificate)");
    }
}
