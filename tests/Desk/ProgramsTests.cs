using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Programs that write to the bot get one note and no talk; people who write through a program are people.</summary>
public sealed class ProgramsTests
{
    private const string Question = "webhook deliveries that fail: when is a webhook tried again?";

    private static Inbound.Said Said(DeskWorld world, string user, string text, string? thread = null, bool direct = false)
    {
        var id = world.NextId();
        return new Inbound.Said(id, text)
        {
            Origin = new Origin
            {
                DeliveryKey = "d" + id,
                MessageKey = "m" + id,
                From = new PersonKey(ChannelNames.Slack, user),
                Place = direct ? new Place(ChannelNames.Slack, "D0ANA") : new Place(ChannelNames.Slack, "C0HELP", thread ?? id),
                Direct = direct,
                At = world.Clock.GetUtcNow(),
                ThroughApp = true,
            },
            Addressed = true,
        };
    }

    private static async Task<DeskWorld> WithProgramsAsync(Membership membership)
    {
        var world = await DeskWorld.OpenAsync();
        world.Tells = profile =>
            profile.Person.Id.StartsWith("B0", StringComparison.Ordinal)
                ? membership is Membership.Unknown
                    ? null
                    : profile with
                    {
                        Membership = membership,
                    }
                : profile;
        return world;
    }

    [Theory]
    [InlineData(Membership.Unknown)]
    [InlineData(Membership.Bot)]
    public async Task A_program_that_calls_the_bot_reads_once_in_its_thread_that_only_people_are_answered(Membership membership)
    {
        await using var world = await WithProgramsAsync(membership);
        await world.HandInAsync(Said(world, "B0FLOW", Question, thread: "T1"));
        var note = world.Messages.Values.ShouldHaveSingleItem();
        note.Card.Fallback.ShouldContain("only");
        note.Place.Thread.ShouldBe("T1");
        await world.HandInAsync(Said(world, "B0FLOW", "thank you, and now?", thread: "T1"));
        world.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_program_that_answers_every_note_in_a_new_thread_is_left_alone_after_ten()
    {
        await using var world = await WithProgramsAsync(Membership.Bot);
        for (var i = 0; i < 30; i++)
        {
            await world.HandInAsync(Said(world, "B0FLOW", Question));
        }
        world.Messages.Count.ShouldBeInRange(9, 10);
    }

    [Fact]
    public async Task A_programs_own_chat_gets_nothing()
    {
        await using var world = await WithProgramsAsync(Membership.Bot);
        await world.HandInAsync(Said(world, "B0FLOW", Question, direct: true));
        world.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_who_writes_through_an_app_is_answered_until_only_a_program_could_write_so_much()
    {
        await using var world = await WithProgramsAsync(Membership.Bot);
        await world.HandInAsync(Said(world, "ana", Question, direct: true));
        world.Messages.Count.ShouldBe(1);
        for (var i = 0; i < 80; i++)
        {
            await world.HandInAsync(Said(world, "ana", "hello", direct: true));
        }
        world.Messages.Count.ShouldBeInRange(55, 62);
    }
}
