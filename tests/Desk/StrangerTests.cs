using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>
/// Whoever is no proven member of ours, with the manager's own address: nothing of the organisation is told them, and nothing changes.
/// </summary>
public sealed class StrangerTests
{
    private const string Card = "case:ESC-1001:card",
        Internal = "webhook deliveries that fail: when is a webhook tried again?",
        Client = "limits of data exports";
    private static readonly (string File, string Content) Restricting = (
        "criteria.yaml",
        """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - id: breach
            when: { words: [breach] }
            then: { escalate: now, queue: technical, priority: p1, restricted: true }
            why: Security is for people.
            examples: { escalate: ["they report a breach"], leave: ["how do I export?"] }
        """
    );

    public static TheoryData<Membership, string> Strangers
    {
        get
        {
            var all = new TheoryData<Membership, string>();
            foreach (
                var membership in new[]
                {
                    Membership.Unknown,
                    Membership.Guest,
                    Membership.Outsider,
                    Membership.Unconfirmed,
                    Membership.Contested,
                    Membership.Deactivated,
                }
            )
            {
                all.Add(membership, ChannelNames.Teams);
                all.Add(membership, ChannelNames.Slack);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_stranger_with_the_managers_address_reads_one_private_sentence_whatever_they_try(
        Membership membership,
        string channel
    )
    {
        await using var world = await WithRestrictedCaseAsync(membership);
        var (messages, cases) = (world.Messages.Count, await world.Cases.CasesAsync(new CaseFilter { Limit = 9 }, default));
        var mia = world.Person("mia", channel);
        foreach (
            var words in new[]
            {
                "digest",
                "status ESC-1001",
                "my cases",
                "help",
                "ESC-1001 what is it?",
                Internal,
                Client,
                "specialist",
                "hello",
            }
        )
        {
            await mia.SaysAsync(words);
            Refused(world, mia);
        }

        await new Actor(world, mia.Key, new Place(channel, "C0SHARED"), false).SaysAsync(Client);
        Refused(world, mia);
        foreach (var button in world.CardOf(Card).Buttons.Where(button => !button.OpensForm && button.Menu is null))
        {
            await mia.PressesAsync(button);
            Refused(world, mia);
        }

        foreach (
            var action in new[]
            {
                Actions.Digest,
                Actions.MyCases,
                Actions.LookBack,
                Actions.ShowCase,
                Actions.Refresh,
                Actions.Help,
                Actions.ClientTold,
                Actions.TakeBack,
            }
        )
        {
            await mia.PressesAsync(new CardButton(action, "x", new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" }));
            Refused(world, mia);
        }

        foreach (
            var action in new[]
            {
                Actions.Resolve,
                Actions.Transfer,
                Actions.Reassign,
                Actions.GetSpecialist,
                Actions.EscalateMessage,
                Actions.Reopen,
                Actions.AnswerAsk,
            }
        )
        {
            var data = new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001", [DataKeys.Text] = "Acme" };
            (await world.Forms.OpenAsync(new FormRequest(action, data, mia.Key, mia.Place), default))
                .ShouldBeOfType<FormAnswer.Refused>()
                .Sentence.ShouldNotContain("ESC-1001");
            await world.HandInAsync(
                new Inbound.Submitted(action, data, new Dictionary<string, string> { ["fix"] = "all my own words", ["tell"] = "nothing" })
                {
                    Origin = new Origin
                    {
                        DeliveryKey = $"{channel}:{world.NextId()}",
                        MessageKey = $"{channel}:{world.NextId()}",
                        From = mia.Key,
                        Place = mia.Place,
                        Direct = true,
                        At = world.Clock.GetUtcNow(),
                    },
                }
            );
            mia.Heard.ShouldContain("all my own words");
            Refused(world, mia);
        }

        (await world.Forms.SearchAsync(Actions.GetSpecialist, "account", "", mia.Key, mia.Place, default)).ShouldBeEmpty();
        world.Messages.Count.ShouldBe(messages);
        (await world.Cases.CasesAsync(new CaseFilter { Limit = 9 }, default))
            .Select(one => (one.Id, one.Version))
            .ShouldBe(cases.Select(one => (one.Id, one.Version)));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
    }

    [Theory]
    [InlineData(Membership.Guest, "Only people of Test Support may use me. Ask Mia.")]
    [InlineData(Membership.Outsider, "Only people of Test Support may use me. Ask Mia.")]
    [InlineData(Membership.Unconfirmed, "not confirmed")]
    [InlineData(Membership.Contested, "another account")]
    [InlineData(Membership.Unknown, "I could not look you up just now")]
    public async Task The_sentence_says_why_and_whom_to_ask(Membership membership, string words)
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Tells = profile => profile with { Membership = membership };
        var zed = world.Person("zed");
        await zed.SaysAsync("how do I export?");
        zed.Heard.ShouldContain(words);
        zed.Heard.ShouldContain("Mia");
        await zed.ArrivesAsync();
        zed.Reads.ShouldBeEmpty();
    }

    [Fact]
    public async Task Talk_of_strangers_that_is_not_meant_for_the_bot_is_left_alone()
    {
        await using var world = await WithRestrictedCaseAsync(Membership.Guest);
        var mia = world.InThreadOf("mia", "ESC-1001");
        await mia.SaysAsync("interesting", addressed: false);
        world.Whispers.ShouldBeEmpty();
        // What was to cross to the rep is given back instead.
        await mia.SaysAsync(">> we know already, thank you", addressed: false);
        mia.Heard.ShouldContain("we know already, thank you");
        world.Person("ana").Reads.ShouldNotContain(text => text.Contains("we know already"));
    }

    [Fact]
    public async Task A_home_page_of_a_stranger_is_the_sentence()
    {
        await using var world = await WithRestrictedCaseAsync(Membership.Guest);
        var mia = world.Person("mia", ChannelNames.Slack);
        await world.HandInAsync(
            new Inbound.HomeOpened
            {
                Origin = new Origin
                {
                    DeliveryKey = "h1",
                    MessageKey = "h2",
                    From = mia.Key,
                    Place = mia.Place,
                    Direct = true,
                    At = world.Clock.GetUtcNow(),
                },
            }
        );
        Actor.TextOf(world.Homes[mia.Key]).ShouldContain("Only people of Test Support");
    }

    [Fact]
    public async Task A_proven_member_who_is_not_listed_may_ask_and_nobody_else()
    {
        await using var world = await DeskWorld.OpenAsync();
        var zed = world.Person("zed");
        await zed.SaysAsync(Internal);
        zed.Reads.ShouldHaveSingleItem().ShouldContain("tried again after 1, 5 and 30 minutes");
        (await world.Forms.SearchAsync(Actions.GetSpecialist, "account", "acm", zed.Key, zed.Place, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task With_askers_guests_outsiders_get_client_articles_only_and_look_up_nothing()
    {
        await using var world = await OpenAsync("guests");
        world.Tells = profile =>
            profile.Person.Id == "eve" ? profile with { Membership = Membership.Outsider, Organisation = "Acme" } : profile;
        var eve = world.Person("eve");
        await eve.SaysAsync(Internal);
        eve.Reads.ShouldHaveSingleItem().ShouldNotContain("tried again");
        eve.Reads[0].ShouldNotContain("internal");
        await eve.SaysAsync(Client);
        var answer = world.Messages.Values.Last();
        Actor.TextOf(answer.Card).ShouldContain("500,000 rows");
        answer.Card.Buttons.ShouldNotContain(button => button.Action == Actions.Why);

        // No way to the customers: no field, no options, no receipt, no id that could be tried.
        var slot = world.Messages.Last().Key;
        var form = (await eve.OpensAsync(slot, "Get a specialist")).ShouldBeOfType<FormAnswer.Open>().Form;
        form.Fields.ShouldNotContain(field => field.Id == "account");
        (await world.Forms.SearchAsync(Actions.GetSpecialist, "account", "acm", eve.Key, eve.Place, default)).ShouldBeEmpty();
        await eve.PressesAsync(new CardButton(Actions.Why, "Why?", form.Data));
        eve.Heard.ShouldContain("Only people of Test Support");
        await world.HandInAsync(
            new Inbound.Submitted(form.Id, form.Data, new Dictionary<string, string> { ["account"] = "acme", ["urgency"] = "p3" })
            {
                Origin = new Origin
                {
                    DeliveryKey = "f1",
                    MessageKey = "f2",
                    From = eve.Key,
                    Place = eve.Place,
                    Direct = true,
                    At = world.Clock.GetUtcNow(),
                },
            }
        );
        var theCase = await world.TheCaseAsync();
        (theCase.Account, theCase.Rep.Name).ShouldBe((null, "eve (Acme)"));
        Actor.TextOf(world.CardOf(Card)).ShouldContain("eve (Acme)");
        await eve.SaysAsync("digest");
        eve.Heard.ShouldContain("Digests are for managers");
    }

    [Theory]
    [InlineData(Membership.Unknown)]
    [InlineData(Membership.Deactivated)]
    public async Task With_askers_guests_an_unknown_or_dead_account_is_still_a_stranger(Membership membership)
    {
        await using var world = await OpenAsync("guests");
        world.Tells = profile => profile with { Membership = membership };
        var eve = world.Person("eve");
        await eve.SaysAsync(Client);
        eve.Reads.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_askers_listed_a_member_who_is_not_listed_is_told_so()
    {
        await using var world = await OpenAsync("listed");
        var zed = world.Person("zed");
        await zed.SaysAsync(Client);
        zed.Heard.ShouldBe("Only people listed by your organisation may ask here. Ask Mia.");
    }

    [Fact]
    public async Task Who_becomes_a_guest_reads_no_internal_article_that_was_offered_before()
    {
        await using var world = await OpenAsync("guests");
        var zed = world.Person("zed");
        await zed.SaysAsync(Internal);
        var question = world.Messages.Values.Single().Card.Buttons[0].Data[DataKeys.Question];
        world.Tells = profile => profile.Person.Id == "zed" ? profile with { Membership = Membership.Guest } : profile;
        await world.People.ForgetProfileAsync(zed.Key, default);
        await zed.PressesAsync(
            new CardButton(
                Actions.PickArticle,
                "Show",
                new Dictionary<string, string> { [DataKeys.Question] = question, [DataKeys.Article] = "webhook-retry" }
            )
        );
        zed.Heard.ShouldContain("no longer have that question");
        world.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_look_up_never_tells_Bob_to_ask_Bob_and_is_over_with_the_next_message()
    {
        await using var world = await WithRestrictedCaseAsync(Membership.Member);
        world.Tells = profile => profile with { Email = null };
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        bob.Heard.ShouldContain("I could not look you up just now");
        bob.Heard.ShouldNotContain("Ask Bob");
        world.Tells = _ => null;
        await bob.PressesAsync(Card, "Claim");
        bob.Heard.ShouldContain("I could not look you up just now");
        world.Tells = profile => profile;
        await bob.PressesAsync(Card, "Claim");
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Claimed);
    }

    [Fact]
    public async Task What_an_outsider_says_under_the_reps_question_reaches_the_case_with_their_organisation()
    {
        await using var world = await DeskWorld.OpenAsync();
        world.Tells = profile =>
            profile.Person.Id == "eve" ? profile with { Membership = Membership.Outsider, Organisation = "Acme", Email = null } : profile;
        var ana = new Actor(world, new PersonKey("slack", "ana"), new Place("slack", "C0SHARED"), false);
        var id = await ana.SaysAsync("zeppelin flux coupling broken");
        var thread = ana with { Place = new Place("slack", "C0SHARED", id) };
        await thread.SaysAsync("specialist");
        await thread.PressesAsync(world.Messages.Keys.Last(), "Send to specialists");
        var eve = new Actor(world, new PersonKey("slack", "eve"), thread.Place, false);
        await eve.SaysAsync("it is the red one, serial 77", addressed: false);
        world.Whispers.ShouldNotContain(whisper => whisper.Person == eve.Key);
        var told = world.Messages.Values.Select(message => Actor.TextOf(message.Card)).Where(text => text.Contains("serial 77")).ToList();
        told.ShouldContain(text => text.Contains("eve (Acme) adds"));
        (await world.TheCaseAsync()).Conversation[^1].Who.ShouldBe("eve (Acme)");

        // Addressed to the bot it is a stranger's wish.
        await eve.SaysAsync("close it", addressed: true);
        eve.Heard.ShouldContain("Only people of Test Support");
    }

    private static void Refused(DeskWorld world, Actor mia)
    {
        if (world.Homes.TryGetValue(mia.Key, out var home))
        {
            Actor.TextOf(home).ShouldNotContain("ESC-");
        }

        mia.Reads.ShouldBeEmpty();
        foreach (var whisper in world.Whispers.Where(whisper => whisper.Person == mia.Key))
        {
            var text = Actor.TextOf(whisper.Card);
            text.ShouldNotContain("questions 1");
            text.ShouldNotContain("breach");
            text.ShouldNotContain("ESC-1001");
            text.ShouldNotContain("500,000");
            text.ShouldNotContain("Acme");
        }
    }

    private static Task<DeskWorld> OpenAsync(string askers) =>
        DeskWorld.OpenAsync(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("askers: anyone", $"askers: {askers}", StringComparison.Ordinal)
                    .Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
            )
        );

    /// <summary>A restricted case of Ana's; from then on Mia's account is what the test says.</summary>
    private static async Task<DeskWorld> WithRestrictedCaseAsync(Membership mia)
    {
        var world = await DeskWorld.OpenAsync(Restricting);
        await world.Person("ana").SaysAsync("they report a breach at their site");
        (await world.TheCaseAsync()).Restricted.ShouldBeTrue();
        world.Tells = profile =>
            profile.Person.Id == "mia"
                ? profile with
                {
                    Membership = mia,
                    Organisation = mia is Membership.Outsider ? "Other Inc" : null,
                }
                : profile;
        return world;
    }
}
