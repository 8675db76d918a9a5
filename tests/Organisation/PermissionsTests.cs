using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class PermissionsTests
{
    private static readonly OrganisationSnapshot Org = OrganisationFixture.Of();
    private static readonly CaseStanding Technical = new("technical", IsRep: false, OwnerEmail: null);
    private static readonly CaseStanding Billing = new("billing", IsRep: false, OwnerEmail: null);

    private static Permission Check(
        string? email,
        DeskAction action,
        CaseStanding? theCase = null,
        OrganisationSnapshot? organisation = null
    ) => Permissions.Check(organisation ?? Org, (organisation ?? Org).FindPerson(email), Membership.Member, action, theCase);

    private static bool May(string? email, DeskAction action, CaseStanding? theCase = null) =>
        Check(email, action, theCase) is Permission.Allowed;

    [Theory]
    [InlineData(DeskAction.Claim)]
    [InlineData(DeskAction.Resolve)]
    [InlineData(DeskAction.Transfer)]
    [InlineData(DeskAction.Release)]
    [InlineData(DeskAction.Decline)]
    [InlineData(DeskAction.Priority)]
    [InlineData(DeskAction.Department)]
    [InlineData(DeskAction.AskRep)]
    [InlineData(DeskAction.ReplyToRep)]
    [InlineData(DeskAction.Credit)]
    [InlineData(DeskAction.Incident)]
    [InlineData(DeskAction.Invite)]
    [InlineData(DeskAction.Snooze)]
    public void Specialists_work_in_their_own_queues_and_managers_see_to_theirs(DeskAction action)
    {
        May("carol@example.com", action, Technical).ShouldBeTrue();
        May("carol@example.com", action, Billing).ShouldBeFalse();
        May("mia@example.com", action, Billing).ShouldBeTrue();
        May("ana@example.com", action, Technical).ShouldBeFalse();
        May("ana@example.com", action, Technical with { IsRep = true }).ShouldBeFalse();
        May(null, action, Technical).ShouldBeFalse();
    }

    [Fact]
    public void The_rep_of_a_case_consults_as_its_specialists_do_and_no_guest_sees_the_list_of_colleagues()
    {
        May("carol@example.com", DeskAction.Consult, Technical).ShouldBeTrue();
        May("carol@example.com", DeskAction.Consult, Billing).ShouldBeFalse();
        May("ana@example.com", DeskAction.Consult, Technical).ShouldBeFalse();
        May("ana@example.com", DeskAction.Consult, Technical with { IsRep = true }).ShouldBeTrue();
        Permissions
            .Check(Org, null, Membership.Guest, DeskAction.Consult, Technical with { IsRep = true })
            .ShouldBeOfType<Permission.Refused>();
    }

    [Theory]
    [InlineData(DeskAction.Reassign)]
    [InlineData(DeskAction.Hold)]
    [InlineData(DeskAction.Resolve)]
    [InlineData(DeskAction.Claim)]
    public void A_manager_manages_their_own_queues_only(DeskAction action)
    {
        var max = new Colleague("max@example.com", "Max", Roles.Manager, ["billing"], [], null);
        (Permissions.Check(Org, max, Membership.Member, action, Billing) is Permission.Allowed).ShouldBeTrue();
        (Permissions.Check(Org, max, Membership.Member, action, Technical) is Permission.Allowed).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Membership.Member, true, true, false)]
    [InlineData(Membership.Guest, false, true, false)]
    [InlineData(Membership.Outsider, false, true, false)]
    [InlineData(Membership.Unconfirmed, false, true, false)]
    [InlineData(Membership.Contested, false, true, false)]
    [InlineData(Membership.Bot, true, true, false)]
    [InlineData(Membership.Unknown, false, false, false)]
    [InlineData(Membership.Deactivated, false, false, false)]
    public void Who_may_ask_follows_from_what_the_platform_vouches_for(Membership membership, bool anyone, bool guests, bool listed)
    {
        foreach (var (askers, expected) in new[] { ("anyone", anyone), ("guests", guests), ("listed", listed) })
        {
            var organisation = OrganisationFixture.Of(
                ("organisation.yaml", OrganisationFixture.Yaml.Replace("askers: anyone", $"askers: {askers}", StringComparison.Ordinal))
            );
            (Permissions.Check(organisation, null, membership, DeskAction.Ask, null) is Permission.Allowed).ShouldBe(expected, askers);
        }

        // Nobody's role outlives their membership, but words for one's own case are taken.
        var isMember = membership is Membership.Member or Membership.Bot;
        (Permissions.Check(Org, Org.FindPerson("mia@example.com"), membership, DeskAction.See, Technical) is Permission.Allowed).ShouldBe(
            isMember
        );
        (Permissions.Check(Org, null, membership, DeskAction.Rate, Technical with { IsRep = true }) is Permission.Allowed).ShouldBe(
            isMember
        );
        (
            Permissions.Check(Org, null, membership, DeskAction.AddToCase, Technical with { IsRep = true }) is Permission.Allowed
        ).ShouldBeTrue();
    }

    [Theory]
    [InlineData(DeskAction.Reopen)]
    [InlineData(DeskAction.ClientTold)]
    [InlineData(DeskAction.AddToCase)]
    [InlineData(DeskAction.See)]
    public void The_one_who_asked_sees_to_their_own_case_listed_or_not(DeskAction action)
    {
        May("ana@example.com", action, Technical with { IsRep = true }).ShouldBeTrue();
        May(null, action, Technical with { IsRep = true }).ShouldBeTrue();
        May(null, action, Technical).ShouldBeFalse();
        May("bob@example.com", action, Technical).ShouldBeTrue();
    }

    [Fact]
    public void Only_the_one_who_asked_rates_and_only_managers_reassign_and_get_digests()
    {
        May("bob@example.com", DeskAction.Rate, Technical).ShouldBeFalse();
        May("ana@example.com", DeskAction.Rate, Technical with { IsRep = true }).ShouldBeTrue();
        May("bob@example.com", DeskAction.Reassign, Technical).ShouldBeFalse();
        May("mia@example.com", DeskAction.Reassign, Technical).ShouldBeTrue();
        May("bob@example.com", DeskAction.Digest).ShouldBeFalse();
        May("mia@example.com", DeskAction.Digest).ShouldBeTrue();
    }

    [Fact]
    public void An_owner_keeps_a_case_that_moved_to_a_queue_of_others() =>
        May("carol@example.com", DeskAction.Resolve, Billing with { OwnerEmail = "Carol@example.com" }).ShouldBeTrue();

    [Fact]
    public void An_owner_whose_roles_were_taken_is_a_rep_like_others()
    {
        using var fixture = new OrganisationFixture();
        var now = fixture.Change("organisation.yaml", "name: Carol, roles: [specialist]", "name: Carol, roles: [rep]").Read();
        now.FindPerson("carol@example.com")!.Is(Roles.Specialist).ShouldBeFalse();
        var hers = Technical with { OwnerEmail = "carol@example.com" };
        foreach (var action in new[] { DeskAction.Resolve, DeskAction.See, DeskAction.Transfer, DeskAction.Credit, DeskAction.ReplyToRep })
        {
            var refused = Check("carol@example.com", action, hers, now).ShouldBeOfType<Permission.Refused>(action.ToString());
            refused.AskWhom.ShouldNotContain(one => one.Name == "Carol");
            May("carol@example.com", action, hers).ShouldBeTrue();
        }

        Check("mia@example.com", DeskAction.Reassign, hers, now).ShouldBeOfType<Permission.Allowed>();
    }

    [Fact]
    public void A_restricted_case_is_seen_by_its_rep_and_its_queue_only()
    {
        var restricted = Billing with { Restricted = true };

        May("bob@example.com", DeskAction.See, restricted).ShouldBeTrue();
        May("mia@example.com", DeskAction.See, restricted).ShouldBeTrue();
        May("ana@example.com", DeskAction.See, restricted with { IsRep = true }).ShouldBeTrue();
        May("carol@example.com", DeskAction.See, restricted).ShouldBeFalse();
        May("carol@example.com", DeskAction.See, Billing).ShouldBeTrue();
    }

    [Fact]
    public void Anyone_may_ask_unless_askers_are_listed_and_then_a_manager_is_named()
    {
        using var fixture = new OrganisationFixture();
        var listed = fixture.Change("organisation.yaml", "askers: anyone", "askers: listed").Read();

        May(null, DeskAction.Ask).ShouldBeTrue();
        Check("ana@example.com", DeskAction.Ask, organisation: listed).ShouldBeOfType<Permission.Allowed>();
        Check("bob@example.com", DeskAction.Ask, organisation: listed).ShouldBeOfType<Permission.Allowed>();
        var refused = Check(null, DeskAction.Ask, organisation: listed).ShouldBeOfType<Permission.Refused>();
        refused.WhoMay.ShouldBe(WhoMay.Listed);
        refused.AskWhom.ShouldHaveSingleItem().Name.ShouldBe("Mia");
    }

    [Fact]
    public void A_refusal_names_who_may_the_owner_first()
    {
        var refused = Check("ana@example.com", DeskAction.Resolve, Technical with { OwnerEmail = "carol@example.com" })
            .ShouldBeOfType<Permission.Refused>();

        refused.WhoMay.ShouldBe(WhoMay.SpecialistsOfTheQueue);
        refused.Queue.ShouldBe("technical");
        refused.AskWhom.Select(person => person.Name).ShouldBe(["Carol", "Bob"]);
    }
}
