using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>A digest tells what changed or will break, each with what can be done about it, and is silent when nothing is new.</summary>
public sealed partial class DigestTests
{
    private const string Card = "case:ESC-1001:card";

    private static readonly string Yaml = OrganisationFixture
        .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
        .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal);

    private static readonly string TwoManagers = Yaml.Replace(
            "queues:\n  - { id: technical",
            "  - { email: otto@example.com, name: Otto, roles: [manager], queues: [technical] }\nqueues:\n  - { id: technical",
            StringComparison.Ordinal
        )
        .Replace(
            "on: [mon, tue, wed, thu, fri] }",
            "on: [mon, tue, wed, thu, fri] }\n  - { to: otto@example.com, at: \"08:30\", on: [mon, tue, wed, thu, fri] }",
            StringComparison.Ordinal
        );

    private static readonly string OttoInBilling = TwoManagers.Replace(
        "queues: [technical] }\nqueues:",
        "queues: [billing] }\nqueues:",
        StringComparison.Ordinal
    );

    [Fact]
    public async Task Asked_for_it_answers_also_when_there_is_nothing()
    {
        await using var world = await DeskWorld.OpenAsync();
        var text = await AsksAsync(world, "mia");
        text.ShouldContain("questions 0 · finished 0 · open 0 · lost 0\n");
        text.ShouldContain("Nothing is late, at risk or waiting beyond its time.");
        text.ShouldContain("[Everything]");
        text.ShouldNotContain("[Show all]");
    }

    [Fact]
    public async Task A_late_case_has_its_line_and_its_button_reassigns_it_for_managers_of_its_queue_alone()
    {
        await using var world = await WithCaseAsync();
        await world.WaitAsync(TimeSpan.FromHours(2));
        var text = await AsksAsync(world, "mia");
        text.ShouldContain("Answered 0% · offered 0% · not covered 0% · to people 100%\n");
        text.ShouldContain("Late: ESC-1001 · P2 · Technical");
        text.ShouldContain("[Reassign] [Show case]");
        text.ShouldNotContain("zeppelin");
        var slot = SlotOf(world, "mia");
        // Carol may claim; who else gets a case is for managers.
        var refused = await world.Forms.OpenAsync(
            new FormRequest(
                Actions.Reassign,
                new Dictionary<string, string> { [DataKeys.Case] = "ESC-1001" },
                new PersonKey(ChannelNames.Slack, "carol"),
                new Place(ChannelNames.Slack, "dm:carol")
            ),
            default
        );
        refused.ShouldBeOfType<FormAnswer.Refused>();
        (await world.Person("mia").FillsAsync(slot, "Reassign", ("To whom?", "carol@example.com"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).Owner!.Name.ShouldBe("Carol");
    }

    [Fact]
    public async Task What_a_digest_told_is_left_out_of_the_next_one_until_it_becomes_worse()
    {
        await using var world = await WithCaseAsync();
        (await ScheduledAsync(world, "mia", Wednesday)).ShouldContain("Late: ESC-1001");

        var second = await ScheduledAsync(world, "mia", Wednesday.AddDays(1));
        second.ShouldContain("and 1 that you know");
        second.ShouldContain("Nothing new.");
        second.ShouldNotContain("ESC-1001");
        // One press shows it, with its buttons.
        await world.Person("mia").PressesAsync(SlotOf(world, "mia"), "Show all");
        var all = world.Person("mia").Reads[^1];
        all.ShouldStartWith("Now: ");
        all.ShouldContain("ESC-1001");
        all.ShouldContain("[Reassign] [Show case]");
        // Whoever asks gets all of it.
        (await AsksAsync(world, "mia")).ShouldContain("ESC-1001");

        var bob = world.InThreadOf("bob", "ESC-1001");
        (await bob.FillsAsync(Card, "Priority", ("How urgent?", "p1"))).ShouldBeEmpty();
        var third = await ScheduledAsync(world, "mia", Wednesday.AddDays(2));
        third.ShouldContain("ESC-1001 · P1");
        third.ShouldNotContain("that you know");
    }

    [Fact]
    public async Task Two_managers_of_one_queue_each_hear_once_of_what_they_did_not_know()
    {
        await using var world = await WithCaseAsync(("organisation.yaml", TwoManagers));
        await world.Person("otto").SaysAsync("hello");
        (await ScheduledAsync(world, "mia", Wednesday)).ShouldContain("Late: ESC-1001");
        (await ScheduledAsync(world, "mia", Wednesday.AddDays(1))).ShouldContain("and 1 that you know");

        // Otto's digest was not set before: to him it is new.
        (await ScheduledAsync(world, "otto", Wednesday.AddDays(1).AddMinutes(5))).ShouldContain("Late: ESC-1001");
        (await world.Person("mia").FillsAsync(await AllAsync(world, "mia"), "Reassign", ("To whom?", "carol@example.com"))).ShouldBeEmpty();
        (await world.Person("otto").FillsAsync(SlotOf(world, "otto"), "Reassign", ("To whom?", "bob@example.com"))).ShouldBeEmpty();
        (await world.TheCaseAsync()).Owner!.Name.ShouldBe("Bob");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(", when_quiet: leave_out", false)]
    [InlineData(", when_quiet: send", true)]
    public async Task When_nothing_is_new_a_schedule_sends_nothing_unless_it_is_set_to(string setting, bool isSent)
    {
        await using var world = await DeskWorld.OpenAsync(
            ("organisation.yaml", Yaml.Replace("on: [mon, tue, wed, thu, fri] }", $"on: [mon, tue, wed, thu, fri]{setting} }}"))
        );
        var mia = world.Person("mia");
        await mia.SaysAsync("hello");
        var before = mia.Reads.Count;
        await SetAsync(world, "mia", Tuesday);
        (mia.Reads.Count - before).ShouldBe(isSent ? 1 : 0);
        // The next one is set all the same, and comes when there is something.
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'digest'")).ShouldBe(1);
        await world.Person("ana").SaysAsync("how do I renew the signing certificate for single sign-on?");
        await world.WaitAsync(TimeSpan.FromDays(1));
        mia.Reads[^1].ShouldContain("questions 1 · finished 0 · open 1 · lost 0");
    }

    [Fact]
    public async Task An_open_case_is_told_every_day_and_a_wrong_setting_is_an_error()
    {
        await using var world = await WithCaseAsync();
        await ScheduledAsync(world, "mia", Tuesday);
        for (var day = 1; day < 3; day++)
        {
            (await ScheduledAsync(world, "mia", Tuesday.AddDays(day))).ShouldContain("lost 0");
        }

        using var files = new OrganisationFixture();
        files
            .Change("organisation.yaml", "at: \"08:30\"", "at: \"08:30\", when_quiet: shout")
            .Problems()
            .ShouldContain(problem => problem.What.Contains("shout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_front_of_others_nobody_is_quoted_and_a_press_is_answered_privately()
    {
        await using var world = await WithCaseAsync(
            ("organisation.yaml", Yaml.Replace("at: \"08:30\",", "at: \"08:30\", place: \"slack:C0MANAGERS\",", StringComparison.Ordinal))
        );
        await SetAsync(world, "mia", Tuesday);
        var (slot, shown) = world.Messages.Single(message => message.Value.Place.Conversation == "C0MANAGERS");
        var text = Actor.TextOf(shown.Card);
        text.ShouldContain("Late: ESC-1001 · P2 · Technical");
        text.ShouldNotContain("zeppelin");
        text.ShouldNotContain("Acme");

        var there = new Place(ChannelNames.Slack, "C0MANAGERS");
        var ana = new Actor(world, new PersonKey(ChannelNames.Slack, "ana"), there, false);
        await ana.PressesAsync(slot, "Everything");
        ana.Heard.ShouldContain("Digests are for managers");
        var mia = new Actor(world, new PersonKey(ChannelNames.Slack, "mia"), there, false);
        await mia.PressesAsync(slot, "Everything");
        mia.Heard.ShouldStartWith("Everything: ");
        world.Messages.Count(message => message.Value.Place.Conversation == "C0MANAGERS").ShouldBe(1);
    }

    /// <summary>8:30 in Berlin.</summary>
    private static DateTimeOffset Tuesday { get; } = new(2026, 11, 24, 7, 30, 0, TimeSpan.Zero);

    /// <summary>All clocks of the case have run out by then.</summary>
    private static DateTimeOffset Wednesday { get; } = Tuesday.AddDays(1);

    private static async Task<DeskWorld> WithCaseAsync(params (string File, string Content)[] files)
    {
        var world = await DeskWorld.OpenAsync(files);
        var ana = world.Person("ana");
        await world.Person("mia").SaysAsync("hello");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        await ana.FillsAsync(
            world.Messages.Last(message => message.Value.Place == ana.Place).Key,
            "Get a specialist",
            ("How urgent?", "p2")
        );
        return world;
    }

    private static async Task<string> AsksAsync(DeskWorld world, string name)
    {
        await world.Person(name).SaysAsync("digest");
        return world.Person(name).Reads[^1];
    }

    private static async Task<string> AllAsync(DeskWorld world, string name)
    {
        await AsksAsync(world, name);
        return SlotOf(world, name);
    }

    private static string SlotOf(DeskWorld world, string name) =>
        world.Messages.Last(message => message.Value.Place == world.Person(name).Place).Key;

    private static async Task SetAsync(DeskWorld world, string name, DateTimeOffset at)
    {
        var schedule = world.Workplaces.Current.Organisation.Digests.First(one => one.To == $"{name}@example.com");
        await new Timers(world.Store.Database).SetAsync(Digests.Subject(schedule), TimerNames.Digest, at, default);
        await world.WaitAsync(at.AddSeconds(1) - world.Clock.GetUtcNow());
    }

    /// <summary>The digest of a schedule at a moment, which must come.</summary>
    private static async Task<string> ScheduledAsync(DeskWorld world, string name, DateTimeOffset at)
    {
        await SetAsync(world, name, at);
        var slot = world.Messages.Keys.Last(slot => slot.StartsWith($"digest:digest:{name}@", StringComparison.Ordinal));
        slot.ShouldEndWith(
            ":" + at.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            customMessage: "no digest came"
        );
        return Actor.TextOf(world.CardOf(slot));
    }
}
