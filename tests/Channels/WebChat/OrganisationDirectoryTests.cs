using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.WebChat;

public sealed class OrganisationDirectoryTests
{
    private static readonly WebDirectory Sample = OrganisationDirectory.From(
        OrganisationFolder.Read(Path.Combine(AppContext.BaseDirectory, "Policies", "sample")).Organisation!
    );

    [Fact]
    public void A_room_of_a_queue_is_for_its_people_because_cases_in_it_may_be_restricted()
    {
        Sample.MaySee(Sample.Find("carol@example.com")!, "trust").ShouldBeTrue();
        Sample.MaySee(Sample.Find("bob@example.com")!, "trust").ShouldBeFalse();
        Sample.MaySee(Sample.Find("mia@example.com")!, "trust").ShouldBeTrue();
        Sample.MaySee(Sample.Find("ana@example.com")!, "specialists").ShouldBeFalse();
    }

    [Fact]
    public void A_room_of_a_department_is_for_its_members_and_without_a_list_for_specialists_and_managers()
    {
        var organisation = OrganisationFixture.Of(
            (
                "departments.yaml",
                """
                departments:
                  - { id: legal, title: Legal, place: "web:legal", reply: 4h, template: "{case}",
                      members: [Carol@example.com, ana@example.com] }
                  - { id: finance, title: Finance, place: "web:finance", reply: 1d, template: "{case}" }
                """
            )
        );
        var directory = OrganisationDirectory.From(organisation);
        bool Sees(string name, string room) => directory.MaySee(directory.Find($"{name}@example.com")!, room);

        (Sees("carol", "legal"), Sees("ana", "legal"), Sees("bob", "legal"), Sees("mia", "legal")).ShouldBe((true, true, false, false));
        (Sees("bob", "finance"), Sees("mia", "finance"), Sees("ana", "finance")).ShouldBe((true, true, false));
    }

    [Fact]
    public void People_are_found_in_any_case_and_see_where_they_work_first()
    {
        var bob = Sample.Find(" Bob@Example.com")!;

        Sample.ConversationsOf(bob).Take(3).ShouldBe(["specialists", "billing", "dm:bob@example.com"]);
        Sample.Find("eve@example.com").ShouldBeNull();
        Sample.Find(null).ShouldBeNull();
        Sample.NameOf("bot").ShouldBe("EscalationBot");
        Sample.NameOf("left@example.com").ShouldBe("left@example.com");
    }
}
