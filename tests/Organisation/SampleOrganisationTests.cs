using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class SampleOrganisationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_sample_is_read_without_a_single_problem()
    {
        var reading = OrganisationFolder.Read(OrganisationFixture.SampleFolder, Now);

        reading.Problems.ShouldBeEmpty();
        var organisation = reading.Organisation.ShouldNotBeNull();
        organisation.Name.ShouldBe("Northwind Support");
        organisation.DefaultQueue.Id.ShouldBe("technical");
        organisation.Accounts.Count.ShouldBe(16);
        organisation.Queues.ShouldAllBe(queue => queue.Place.Channel == "web");
    }

    [Fact]
    public void Queues_without_service_levels_have_those_of_the_default_queue_and_gaps_are_filled_from_it()
    {
        var organisation = OrganisationFolder.Read(OrganisationFixture.SampleFolder).Organisation.ShouldNotBeNull();
        var technical = organisation.DefaultQueue.Levels;

        organisation.FindQueue("trust").ShouldNotBeNull().Levels.ShouldBe(technical);
        var billing = organisation.FindQueue("billing").ShouldNotBeNull().Levels;
        billing.P1.Claim.ShouldBe(BusinessTime.OfMinutes(15));
        billing.P2.ShouldBe(technical.P2);
        billing.P4.ShouldBe(technical.P4);
    }
}
