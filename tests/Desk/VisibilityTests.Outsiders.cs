using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Channels of queues and departments where people of other organisations read along.</summary>
public sealed partial class VisibilityTests
{
    [Fact]
    public async Task Where_another_organisation_reads_along_a_restricted_case_shows_no_words_and_others_do()
    {
        await using var world = await OpenAsync();
        var place = world.Workplaces.Current.Organisation.Queues.Single(queue => queue.Id == "billing").Place;
        world.Workplaces.SetOwnPlaces(place.Channel, []);

        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        var plain = await EscalateAsync(world, world.Person("abe"), Plain);

        var there = All(world, one => one.Channel == place.Channel && one.Conversation == place.Id);
        there.ShouldContain("Restricted: its words are not shown here");
        there.ShouldNotContain("ZANZIBAR");
        // Whoever may read it reads it alone.
        var dave = world.Person("dave", "slack");
        await dave.SaysAsync($"status {secret.Id}");
        dave.Reads[^1].ShouldContain("ZANZIBAR");
        await world.InThreadOf("dave", secret.Id).SaysAsync("between us: MADAGASCAR");
        All(world, one => one.Channel == place.Channel && one.Conversation == place.Id).ShouldNotContain("ZANZIBAR");

        // The channel is no longer shared: the next change shows the words again.
        world.Workplaces.SetOwnPlaces(place.Channel, [place]);
        await world.InThreadOf("dave", secret.Id).PressesAsync($"case:{secret.Id}:card", "Claim");
        All(world, one => one.Channel == place.Channel && one.Conversation == place.Id).ShouldContain("ZANZIBAR");
        plain.Restricted.ShouldBeFalse();
    }

    [Fact]
    public void Who_reads_where_outlives_new_files_and_is_told_for_departments_and_lists_too()
    {
        var organisation = OrganisationFixture.Of(
            (
                "departments.yaml",
                "departments:\n  - { id: legal, title: Legal, place: \"slack:#legal\", template: \"What happened?\", reply: 1d }\n"
            )
        );
        var holder = new WorkplaceHolder();
        var (billing, technical) = (organisation.FindQueue("billing")!.Place, organisation.FindQueue("technical")!.Place);
        var legal = organisation.FindDepartment("legal")!;
        DepartmentPlaces.MayHoldRestricted(organisation, legal).ShouldBeTrue();
        Visibility.MayReadIn(organisation, "billing", ["billing"]).ShouldBeTrue();

        holder.SetOwnPlaces(billing.Channel, [technical]);
        holder.SetOwnPlaces("slack", []);
        holder.Replace(new Workplace(organisation, null!));

        var told = holder.Current.Organisation;
        told.IsReadByOutsiders(PlaceName.Find("slack:#legal")!).ShouldBeTrue();
        told.IsReadByOutsiders(technical).ShouldBeFalse();
        DepartmentPlaces.MayHoldRestricted(told, legal).ShouldBeFalse();
        Visibility.MayReadIn(told, "billing", ["billing"]).ShouldBeFalse();
        organisation.IsReadByOutsiders(billing).ShouldBeFalse();
    }

    [Fact]
    public async Task Where_others_read_along_nothing_of_other_queues_is_named()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Words));
        var technical = world.Workplaces.Current.Organisation.FindQueue("technical")!.Place;
        world.Workplaces.SetOwnPlaces(technical.Channel, []);
        await world.Person("rep1").SaysAsync("bill mooring mast squeaks horribly in northern wind, owes BIRCHWORDS");
        await world.Person("rep2").SaysAsync("bill mooring mast squeaks horribly in northern wind, insolvency ELMWORDS");
        for (var i = 3; i < 8; i++)
        {
            await world.Person($"rep{i}").SaysAsync("tekno mooring mast squeaks horribly in northern wind");
        }
        await world.LooksForRiseAsync();
        var slot = world.Messages.Keys.First(one => one.StartsWith("incident:", StringComparison.Ordinal));
        await new Actor(world, world.Person("bob", technical.Channel).Key, world.Messages[slot].Place, false).PressesAsync(slot, "Declare");
        await world.WaitAsync(TimeSpan.FromMinutes(1));

        var there = All(world, one => one.Channel == technical.Channel && one.Conversation == technical.Id);
        there.ShouldContain("tekno");
        foreach (var words in new[] { "BIRCHWORDS", "ELMWORDS", "ESC-1001", "ESC-1002" })
        {
            there.ShouldNotContain(words);
        }
    }

    private const string Words = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: t, when: { words: [tekno] }, then: { escalate: now, queue: technical }, why: y }
          - { id: b, when: { words: [bill] }, then: { escalate: now, queue: billing }, why: y }
        """;
}
