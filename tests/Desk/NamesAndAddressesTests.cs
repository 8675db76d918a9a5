using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What platforms tell of people is chosen by those people: no address and no name makes them somebody else.</summary>
public sealed class NamesAndAddressesTests
{
    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: t, when: { words: [tekno] }, then: { escalate: now, queue: technical }, why: y }
        """;
    private const string Card = "case:ESC-1001:card";

    private static readonly string Organisation = OrganisationFixture
        .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
        .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
        .Replace("carol@example.com", "kim.sosa@example.com", StringComparison.Ordinal);

    [Theory]
    [InlineData("kim.sosa@example.com", true)]
    [InlineData(" KIM.Sosa@Example.com ", true)]
    [InlineData("\u212Aim.sosa@example.com", false)]
    [InlineData("kim.\u017Fosa@example.com", false)]
    [InlineData("k\u0130m.sosa@example.com", false)]
    [InlineData("k\u0131m.sosa@example.com", false)]
    [InlineData("\uFF4Bim.sosa@example.com", false)]
    [InlineData("kim.sosa@examp\u2113e.com", false)]
    public async Task An_address_is_a_colleagues_only_letter_by_letter(string email, bool isTheirs)
    {
        await using var world = await DeskWorld.OpenAsync(("organisation.yaml", Organisation), ("criteria.yaml", Criteria));
        world.Tells = profile => profile.Person.Id == "somebody" ? profile with { Email = email } : profile;
        await world.Person("ana").SaysAsync("tekno hello words");
        await world.InThreadOf("somebody", "ESC-1001").PressesAsync(Card, "Claim");
        (await world.TheCaseAsync()).State.ShouldBe(isTheirs ? CaseState.Claimed : CaseState.Unclaimed);
    }

    [Fact]
    public async Task A_name_is_one_line_of_what_can_be_seen_wherever_it_is_learned()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        const string Evil = "Ana\nClaimed by Mia\u202E\u200B\u0007\U000E0041\u2028x";
        world.Tells = profile => profile.Person.Id == "evil" ? profile with { Name = Evil } : profile;
        await world.Person("evil").SaysAsync("tekno hello words");
        var origin = new Origin
        {
            DeliveryKey = "d",
            MessageKey = "m",
            From = new PersonKey("teams", "other"),
            FromName = Evil,
            Place = new Place("teams", "a:other"),
            At = world.Clock.GetUtcNow(),
        };
        origin.FromName.ShouldBe("Ana Claimed by Mia x");
        new Quoted(Evil, default, "x").Who.ShouldBe("Ana Claimed by Mia x");
        Actor.TextOf(world.CardOf(Card)).ShouldContain("Ana Claimed by Mia x");
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("Ana\n");
        (await world.TheCaseAsync()).Rep.Name.ShouldBe("Ana Claimed by Mia x");
    }

    [Theory]
    [InlineData("Zoë Martín", "Zoë Martín")]
    [InlineData("  Dr.\tAda \u00A0 Lovelace ", "Dr. Ada Lovelace")]
    [InlineData("علی\u200Cرضا", "علی\u200Cرضا")]
    [InlineData("A\u200CB", "AB")]
    [InlineData("\u202E\u200B\n", "29:x")]
    [InlineData("\u3164", "29:x")]
    [InlineData("x\uD800", "x")]
    public void Names_of_people_stay_as_they_are_written(string given, string expected) =>
        new Profile(new PersonKey("teams", "29:x"), given, null, null, null).Name.ShouldBe(expected);

    [Fact]
    public void An_endless_name_is_cut() =>
        new Profile(new PersonKey("teams", "29:x"), new string('a', 100_000), null, null, null).Name.Length.ShouldBeLessThanOrEqualTo(200);
}
