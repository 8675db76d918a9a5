using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Words that need the question before them, and those that do not.</summary>
public sealed class GoingOnTests
{
    private const string Known = "how do I renew the signing certificate for single sign-on?";
    private const string Together = "Taken together with your question";

    [Theory]
    [InlineData("and for admins?")]
    [InlineData("what about the other one?")]
    [InlineData("and how long does it take?")]
    [InlineData("does that work for guests too?")]
    [InlineData("how do I do that?")]
    [InlineData("for guests too?")]
    [InlineData("same for the sandbox?")]
    [InlineData("und für Gäste?")]
    [InlineData("but if it has expired?")]
    public void They_need_what_stands_before_them(string text) => GoingOn.IsSaid(text).ShouldBeTrue();

    [Theory]
    [InlineData("and how do I download an invoice?")]
    [InlineData("Also, where do I find the VAT number?")]
    [InlineData("And the webhook of Marlowe fails with HG-4291")]
    [InlineData("in which region is the data of clients stored?")]
    [InlineData("is it possible to export manifests?")]
    [InlineData("how do I download an invoice?")]
    [InlineData("can users sign in with Okta as well?")]
    [InlineData("the client says that the export link has expired")]
    public void They_stand_on_their_own(string text) => GoingOn.IsSaid(text).ShouldBeFalse();

    [Theory]
    [InlineData(ChannelNames.Teams)]
    [InlineData(ChannelNames.Slack)]
    [InlineData(ChannelNames.Web)]
    public async Task The_answer_says_with_which_question_it_was_taken_together(string channel)
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana", channel);
        await ana.SaysAsync(Known);
        ana.Reads[^1].ShouldNotContain(Together);
        await ana.SaysAsync("and for admins?");
        ana.Reads[^1].ShouldContain($"{Together} “{Known}”");
        ana.Reads[^1].ShouldContain("Choose Renew and download the metadata file");
    }

    [Fact]
    public async Task A_new_question_is_never_mixed_with_an_old_one()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        await ana.SaysAsync("and how do I download an invoice?");
        ana.Reads[^1].ShouldContain("Open Billing, Invoices");
        ana.Reads[^1].ShouldNotContain(Together);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions WHERE body LIKE '%single sign-on?%an invoice?%'")).ShouldBe(0);
    }

    [Fact]
    public async Task After_half_an_hour_and_for_another_person_they_stand_alone()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        var bea = world.Person("bea");
        await bea.SaysAsync("and for admins?");
        bea.Reads[^1].ShouldNotContain(Together);
        world.Clock.Advance(TimeSpan.FromMinutes(31));
        await ana.SaysAsync("and for admins?");
        ana.Reads[^1].ShouldNotContain(Together);
    }

    [Fact]
    public async Task What_is_restricted_is_part_of_no_other_question()
    {
        await using var world = await DeskWorld.OpenAsync(
            (
                "criteria.yaml",
                "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n"
                    + "  - { id: secret, when: { words: [certificate] }, then: { restricted: true }, why: y }\n"
            )
        );
        var ana = world.Person("ana");
        await ana.SaysAsync(Known);
        await ana.SaysAsync("and for admins?");
        ana.Reads[^1].ShouldNotContain(Together);
        ana.Reads[^1].ShouldNotContain("metadata file");
    }

    [Fact]
    public async Task Behind_a_question_that_became_a_case_they_go_to_the_case()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("what is the airspeed of an unladen zeppelin?");
        await ana.SaysAsync("specialist");
        await ana.PressesAsync(world.Messages.Last().Key, "Send to specialists");
        await ana.SaysAsync("and for admins?");
        (await world.TheCaseAsync()).Conversation[^1].Text.ShouldBe("and for admins?");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM questions")).ShouldBe(1);
        await ana.SaysAsync("and how do I download an invoice?");
        (await world.TheCaseAsync()).Conversation[^1].Text.ShouldBe("and for admins?");
        ana.Reads[^1].ShouldContain("Open Billing, Invoices");
    }
}
