using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What belongs to a restricted case, or is for as few, gets into no other.</summary>
public sealed partial class VisibilityTests
{
    [Fact]
    public async Task A_message_escalated_from_the_thread_of_a_restricted_case_goes_alone()
    {
        await using var world = await OpenAsync();
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        var dave = world.InThreadOf("dave", secret.Id);
        world.Threads[dave.Place.Lane] = [new("Dave", world.Clock.GetUtcNow(), "attacker PATAGONIA took it") { MessageId = "m1" }];
        var data = new Dictionary<string, string> { [DataKeys.Text] = Plain, [DataKeys.Message] = "m2" };
        var form = (await OpenAsync(world, dave, Actions.EscalateMessage, data)).ShouldBeOfType<FormAnswer.Open>().Form;
        (await dave.SendsAsync(form)).ShouldBeEmpty();
        var there = All(world, place => place.Conversation == "C0SPECIALISTS");
        there.ShouldContain("QUAGMIRE");
        there.ShouldNotContain("PATAGONIA");
    }

    [Fact]
    public async Task Words_for_few_become_a_case_of_their_own_whichever_way_they_reach_one_that_many_read()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await EscalateAsync(world, ana, Plain);
        var bob = world.InThreadOf("bob", "ESC-1001");
        await ana.SaysAsync("ESC-1001 fraud: PATAGONIA was paid twice");
        var message = await ana.SaysAsync("ESC-1001 it wobbles on Mondays");
        await ana.EditsAsync(message, "ESC-1001 fraud: KAMCHATKA was paid twice");
        await bob.FillsAsync("case:ESC-1001:card", "Ask the rep", ("What do you need to know?", "Which gate?"));
        var ask = (await world.Cases.FindCaseAsync("ESC-1001", CancellationToken.None))!.Asks.Single().Id;
        await ana.SubmitsAsync(
            Actions.AnswerAsk,
            DataOf("ESC-1001", (DataKeys.Ask, ask)),
            new Dictionary<string, string> { ["text"] = "fraud: TASMANIA was paid twice" }
        );

        All(world, place => place.Conversation == "C0SPECIALISTS").ShouldNotContain("paid twice");
        var own = All(world, place => place.Conversation == "C0BILLING");
        own.ShouldContain("PATAGONIA");
        own.ShouldContain("KAMCHATKA");
        own.ShouldContain("TASMANIA");
        HeardBy(world, "ana").ShouldContain("nothing of it was added there");
        (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).Count(one => one.Restricted).ShouldBe(3);
        (await world.Cases.FindCaseAsync("ESC-1001", CancellationToken.None))!.Asks.Single().RepliedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_takes_a_claimed_case_whose_words_are_kept_back_out_of_its_owners_hands()
    {
        await using var world = await OpenAsync(
            organisation: People.Replace(
                "  - { email: mia@",
                "  - { email: nils@example.com, name: Nils, roles: [specialist], queues: [technical] }\n  - { email: mia@",
                StringComparison.Ordinal
            )
        );
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        await world.InThreadOf("dave", secret.Id).FillsAsync($"case:{secret.Id}:card", "Transfer", ("Queue", "technical"));
        var owner = world.Person("carol", ChannelNames.Slack);
        await PressAsync(owner, Actions.Claim, (DataKeys.Case, secret.Id));
        foreach (var name in new[] { "nils", "tess" })
        {
            var other = world.Person(name, ChannelNames.Slack);
            foreach (var form in new[] { Actions.Transfer, Actions.Release, Actions.Reassign, Actions.Category })
            {
                (await OpenAsync(world, other, form, DataOf(secret.Id))).ShouldBeOfType<FormAnswer.Refused>($"{name} {form}");
                await other.SubmitsAsync(
                    form,
                    DataOf(secret.Id),
                    new Dictionary<string, string>
                    {
                        ["person"] = $"{name}@example.com",
                        ["text"] = "x",
                        ["category"] = "billing",
                    }
                );
            }

            (await world.Cases.FindCaseAsync(secret.Id, CancellationToken.None))!.Owner!.Name.ShouldBe("Carol");
        }
    }

    [Fact]
    public async Task A_refusal_about_a_case_that_somebody_may_not_read_names_nobody()
    {
        await using var world = await OpenAsync();
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        await world.InThreadOf("dave", secret.Id).PressesAsync($"case:{secret.Id}:card", "Claim");
        var rob = world.Person("rob");
        await PressAsync(rob, Actions.NewQuestion, (DataKeys.Case, secret.Id), (DataKeys.Message, "x"));
        await PressAsync(rob, Actions.AnswerToCase, (DataKeys.Case, secret.Id), (DataKeys.Message, "x"));
        await PressAsync(rob, Actions.Why, (DataKeys.Case, secret.Id), (DataKeys.Question, "q1"));
        await PressAsync(rob, Actions.AddToCase, (DataKeys.Case, secret.Id), (DataKeys.Question, "q1"));
        await PressAsync(rob, Actions.ShowHidden, (DataKeys.Case, secret.Id));
        var heard = HeardBy(world, "rob");
        heard.ShouldContain("I know no such case");
        heard.ShouldNotContain("Ana");
        heard.ShouldNotContain("Dave");
    }

    [Fact]
    public async Task Another_case_of_the_account_is_not_counted_where_it_may_not_be_known()
    {
        await using var world = await OpenAsync();
        await EscalateAsync(world, world.Person("ana"), Secret);
        var plain = await EscalateAsync(world, world.Person("rob"), "Acme Freight: " + Plain);
        Actor.TextOf(world.CardOf($"case:{plain.Id}:card")).ShouldNotContain("1 open case");
    }
}
