using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class FollowUpTests
{
    private const string Known = "how do I renew the signing certificate for single sign-on?";

    [Theory]
    [InlineData("hello team", TypedCommand.Greeting)]
    [InlineData("Hi all!", TypedCommand.Greeting)]
    [InlineData("good morning everyone", TypedCommand.Greeting)]
    [InlineData("hey, are you there", TypedCommand.Greeting)]
    [InlineData("Guten Morgen zusammen", TypedCommand.Greeting)]
    [InlineData("hallo zusammen", TypedCommand.Greeting)]
    [InlineData("Bonjour à tous", TypedCommand.Greeting)]
    [InlineData("hola equipo, buenos días", TypedCommand.Greeting)]
    [InlineData("大家好", TypedCommand.Greeting)]
    [InlineData("你好！", TypedCommand.Greeting)]
    [InlineData("merci", TypedCommand.Thanks)]
    [InlineData("Merci beaucoup !", TypedCommand.Thanks)]
    [InlineData("谢谢", TypedCommand.Thanks)]
    [InlineData("谢谢大家，辛苦了！", TypedCommand.Thanks)]
    [InlineData("好的，谢谢", TypedCommand.Thanks)]
    [InlineData("muchas gracias", TypedCommand.Thanks)]
    [InlineData("vielen Dank euch", TypedCommand.Thanks)]
    [InlineData("ok will try that, thanks…", TypedCommand.Thanks)]
    [InlineData("ok, probiere ich, danke dir", TypedCommand.Thanks)]
    [InlineData("d'accord, je vais essayer, merci", TypedCommand.Thanks)]
    [InlineData("vale, voy a probar, gracias", TypedCommand.Thanks)]
    [InlineData("thx, bye!", TypedCommand.Thanks)]
    [InlineData("perfect, that works now, thank you so much", TypedCommand.Thanks)]
    [InlineData(":pray:", TypedCommand.Thanks)]
    [InlineData(":+1::skin-tone-3:", TypedCommand.Thanks)]
    [InlineData("🙏", TypedCommand.Thanks)]
    [InlineData("😂", TypedCommand.Wordless)]
    [InlineData(":joy: :joy:", TypedCommand.SmallTalk)]
    [InlineData("lol", TypedCommand.SmallTalk)]
    [InlineData("ok", TypedCommand.SmallTalk)]
    [InlineData("got it", TypedCommand.SmallTalk)]
    [InlineData("alles klar", TypedCommand.SmallTalk)]
    [InlineData("bis später, tschüss", TypedCommand.SmallTalk)]
    [InlineData("jajaja", TypedCommand.SmallTalk)]
    [InlineData("好的", TypedCommand.SmallTalk)]
    [InlineData("收到", TypedCommand.SmallTalk)]
    [InlineData("哈哈", TypedCommand.SmallTalk)]
    [InlineData("Specialist please", TypedCommand.Specialist)]
    [InlineData("a specialist, please!", TypedCommand.Specialist)]
    [InlineData("please, a human", TypedCommand.Specialist)]
    [InlineData("bitte einen Spezialist", TypedCommand.None)]
    [InlineData("Mensch bitte", TypedCommand.Specialist)]
    [InlineData("转人工", TypedCommand.Specialist)]
    [InlineData("请转人工", TypedCommand.Specialist)]
    [InlineData("I want to talk to a person about Pippin", TypedCommand.Specialist)]
    [InlineData("can I speak to a human?", TypedCommand.Specialist)]
    [InlineData("I need a real person", TypedCommand.Specialist)]
    [InlineData("please get me a specialist", TypedCommand.Specialist)]
    [InlineData("Ich möchte mit einem Menschen sprechen", TypedCommand.Specialist)]
    [InlineData("je voudrais parler à un humain", TypedCommand.Specialist)]
    [InlineData("quiero hablar con una persona", TypedCommand.Specialist)]
    [InlineData("ESC\u20111001", TypedCommand.None)]
    [InlineData("what's the status of esc 1002?", TypedCommand.Status)]
    [InlineData("status ESC\u20131002", TypedCommand.Status)]
    [InlineData("any news on ESC\u20111002", TypedCommand.Status)]
    [InlineData("what about esc1002?", TypedCommand.Status)]
    [InlineData("any news?", TypedCommand.News)]
    [InlineData("any news on the gateway?", TypedCommand.News)]
    [InlineData("gibt es was Neues?", TypedCommand.News)]
    [InlineData("des nouvelles ?", TypedCommand.News)]
    [InlineData("¿hay novedades?", TypedCommand.News)]
    [InlineData("有进展吗？", TypedCommand.News)]
    [InlineData("it still doesn't work", TypedCommand.NotSolved)]
    [InlineData("Still not working for them.", TypedCommand.NotSolved)]
    [InlineData("it is still broken", TypedCommand.NotSolved)]
    [InlineData("it’s still broken for the client", TypedCommand.NotSolved)]
    [InlineData("this is still failing", TypedCommand.NotSolved)]
    [InlineData("that didn't help", TypedCommand.NotSolved)]
    [InlineData("we tried that, no luck", TypedCommand.NotSolved)]
    [InlineData("same error", TypedCommand.NotSolved)]
    [InlineData("geht leider immer noch nicht", TypedCommand.NotSolved)]
    [InlineData("das hat leider nicht geholfen", TypedCommand.NotSolved)]
    [InlineData("ça ne marche toujours pas", TypedCommand.NotSolved)]
    [InlineData("sigue sin funcionar", TypedCommand.NotSolved)]
    [InlineData("还是不行", TypedCommand.NotSolved)]
    // Words of content make it a question.
    [InlineData("hello team, how do I reset a password?", TypedCommand.None)]
    [InlineData("thanks, and how do I download an invoice?", TypedCommand.None)]
    [InlineData("the export does not work", TypedCommand.None)]
    [InlineData("does the gateway work with SAP?", TypedCommand.None)]
    [InlineData("how does an agent get a token?", TypedCommand.None)]
    [InlineData("a person needs access to the archive", TypedCommand.None)]
    [InlineData("where do I add a specialist to the workspace?", TypedCommand.None)]
    [InlineData("ok 503", TypedCommand.None)]
    [InlineData("谢谢，如何导出发票？", TypedCommand.None)]
    [InlineData("what is the best way to reset a password?", TypedCommand.None)]
    [InlineData("wie ist die Adresse des Servers?", TypedCommand.None)]
    [InlineData("what is new in version 4?", TypedCommand.None)]
    [InlineData("same invoice twice", TypedCommand.None)]
    public void Small_words_are_understood(string text, TypedCommand command) => Read(text).Command.ShouldBe(command, text);

    [Theory]
    [InlineData("ESC-1001 still broken")]
    [InlineData("ESC\u20111001 still broken")]
    [InlineData("esc\u20131001: still broken")]
    [InlineData("Esc 1001, still broken")]
    [InlineData("esc1001 still broken")]
    [InlineData("#ESC-1001 still broken")]
    public void A_case_number_is_read_as_phones_and_people_write_it(string text)
    {
        TypedCommands.LeadingCaseNumber(text).ShouldBe("ESC-1001");
        TypedCommands.WithoutLeadingNumber(text).ShouldBe("still broken");
    }

    [Theory]
    [InlineData("press esc 10 times")]
    [InlineData("escalate 1001 of them")]
    [InlineData("desc-1001")]
    [InlineData("ESC-1001x")]
    public void What_is_no_case_number_is_left_alone(string text) => TypedCommands.FindCaseNumber(text).ShouldBeNull();

    [Theory]
    [InlineData("hello team")]
    [InlineData("lol")]
    [InlineData("ok will try that, thanks…")]
    [InlineData("merci")]
    [InlineData("谢谢")]
    [InlineData(":pray:")]
    [InlineData("it still doesn't work")]
    [InlineData("any news?")]
    [InlineData("ok")]
    public async Task Small_talk_is_answered_plainly_and_counts_as_nothing(string text)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(text);
        ana.Reads.ShouldHaveSingleItem().ShouldNotContain("No article");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(0);
    }

    [Fact]
    public async Task What_did_not_help_is_sent_to_a_specialist_with_its_question()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        await ana.SaysAsync("it still doesn't work");
        ana.Reads[^1].ShouldStartWith("That did not solve it. Send it to a specialist?");
        await ana.PressesAsync(world.Messages.Last().Key, "Send to specialists");
        var theCase = await world.TheCaseAsync();
        theCase.Question.ShouldBe(Known);
        theCase.Conversation[^1].Text.ShouldBe("it still doesn't work");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Fact]
    public async Task What_still_fails_in_a_case_reaches_the_case_and_one_that_was_resolved_opens_again_by_itself()
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        await ana.SaysAsync("it still doesn't work");
        (await world.TheCaseAsync()).Conversation[^1].Text.ShouldBe("it still doesn't work");
        await world
            .Person("bob", ChannelNames.Slack)
            .FillsAsync(
                "case:ESC-1001:card",
                "Resolve",
                ("What fixed it", "a"),
                ("Root cause", "b"),
                ("What was ruled out", "c"),
                ("Tell the client", "d")
            );
        await ana.SaysAsync("still not working");
        ana.Reads.ShouldContain("ESC-1001 is open again, with Bob.");
        var opened = await world.TheCaseAsync();
        (opened.State, opened.Reopened, opened.Conversation[^1].Text).ShouldBe((CaseState.Claimed, 1, "still not working"));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(21, false)]
    public async Task After_the_client_was_told_still_broken_opens_the_case_again_for_two_weeks(int days, bool opens)
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        await world
            .Person("bob", ChannelNames.Slack)
            .FillsAsync("case:ESC-1001:card", "Resolve", ("What fixed it", "a"), ("Tell the client", "d"));
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        world.Clock.Advance(TimeSpan.FromDays(days));
        await ana.SaysAsync("it is still broken");
        (await world.TheCaseAsync()).State.ShouldBe(opens ? CaseState.Claimed : CaseState.Closed);
        await ana.SaysAsync("ESC-1001 it is still broken");
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Claimed, "with its number it is meant at any time");
    }

    [Theory]
    [InlineData("any news?")]
    [InlineData("any news on the zeppelin?")]
    [InlineData("what's the status of esc 1001?")]
    [InlineData("is there any update on the flux coupling")]
    [InlineData("gibt es was Neues zum Zeppelin?")]
    public async Task News_of_a_case_is_its_status(string text)
    {
        await using var world = await WhoseWordsTests.AskedAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("LZ-129");
        await ana.SaysAsync(text);
        ana.Reads[^1].ShouldStartWith("ESC-1001 · Technical");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Fact]
    public async Task News_of_something_else_is_a_question()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("any news on webhook deliveries that fail?");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Fact]
    public async Task A_question_that_goes_on_is_judged_with_the_one_before_it()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        await ana.SaysAsync("and for admins?");
        ana.Reads[^1].ShouldContain("Choose Renew and download the metadata file");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(2);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM feedback")).ShouldBe(0);
    }

    [Theory]
    [InlineData("specialist")]
    [InlineData("Specialist please")]
    [InlineData("I want to talk to a person")]
    public async Task In_the_thread_of_an_answer_the_question_is_known(string words)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana", ChannelNames.Slack);
        await ana.SaysAsync(Known);
        var answer = world.Messages.Values.Single();
        await ana.SaysAsync("how do I download an invoice?");
        var inThread = ana with { Place = answer.Place with { Thread = answer.Id } };
        await inThread.SaysAsync(words, replyTo: answer.Id);
        inThread.Reads[^1].ShouldContain(Known);
        await inThread.PressesAsync(world.Messages.Last().Key, "Send to specialists");
        (await world.TheCaseAsync()).Question.ShouldBe(Known);
        await inThread.SaysAsync("it is urgent now", replyTo: answer.Id);
        (await world.TheCaseAsync()).Conversation[^1].Text.ShouldBe("it is urgent now");
    }

    [Fact]
    public async Task A_person_is_asked_for_about_something()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("I want to talk to a person about Pippin");
        ana.Reads[^1].ShouldContain("[Send to specialists]");
        ana.Reads[^1].ShouldContain("Pippin");
    }

    [Fact]
    public async Task An_edited_mention_is_one_edit()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = new Actor(world, new PersonKey(ChannelNames.Slack, "ana"), new Place(ChannelNames.Slack, "C0SUPPORT"), false);
        var id = await ana.SaysAsync("how do I renew the signing certifcate for single sign-on?");
        var place = ana.Place with { Thread = id };
        var thread = ana with { Place = place };
        await thread.EditsAsync(id, Known);
        await world.HandInAsync(AfterEdit(Known, "2"));
        await world.HandInAsync(AfterEdit("how do I download an invoice?", "3"));
        world.Messages.Count.ShouldBe(1);
        thread.Reads.ShouldHaveSingleItem().ShouldContain("Open Billing, Invoices");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE body LIKE '%\"rejected\":[\"%'")).ShouldBe(0);

        Inbound.Said AfterEdit(string text, string at) =>
            new(id, text)
            {
                Origin = new Origin
                {
                    DeliveryKey = "slack:e" + at,
                    MessageKey = "slack:edit" + at,
                    From = ana.Key,
                    Place = place,
                    At = world.Clock.GetUtcNow(),
                },
                Addressed = true,
                AfterEdit = true,
            };
    }

    [Fact]
    public async Task A_mention_that_came_with_the_edit_is_a_question()
    {
        await using var world = await DeskWorld.OpenAsync();
        var place = new Place(ChannelNames.Slack, "C0SUPPORT", "m1");
        await world.HandInAsync(
            new Inbound.Said("m1", Known)
            {
                Origin = new Origin
                {
                    DeliveryKey = "slack:e1",
                    MessageKey = "slack:m1",
                    From = new PersonKey(ChannelNames.Slack, "ana"),
                    Place = place,
                    At = world.Clock.GetUtcNow(),
                },
                Addressed = true,
                AfterEdit = true,
            }
        );
        world.Messages.Count.ShouldBe(1);
    }

    private static (TypedCommand Command, string Argument) Read(string text) =>
        TypedCommands.Read(
            new Inbound.Said("1", text)
            {
                Origin = new Origin
                {
                    DeliveryKey = "",
                    MessageKey = "",
                    From = new PersonKey("web", "ana"),
                    Place = new Place("web", "x"),
                    At = default,
                },
            },
            Words.In("en")
        );
}
