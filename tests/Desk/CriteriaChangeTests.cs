using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Criteria are published by two managers and taken back by one, or by the bot.</summary>
public sealed class CriteriaChangeTests
{
    private const string File = """
        version: 1
        owner: mia@example.com
        review_by: 2099-01-31
        criteria: []
        """;
    private static readonly string Text = File.Replace("version: 1", "version: 2", StringComparison.Ordinal);
    private static readonly Party Mia = new(new PersonKey("web", "mia@example.com"), "Mia", "mia@example.com");

    /// <summary>Mia and Max manage; Mia also as mia+other.</summary>
    private static async Task<DeskWorld> OpenAsync(string people = Managers)
    {
        var world = await DeskWorld.OpenAsync(("organisation.yaml", Yaml(people)), ("criteria.yaml", File));
        await PutAsync(world, Draft(world));
        return world;
    }

    private const string Managers =
        "  - { email: max@example.com, name: Max, roles: [manager], queues: [technical] }\n"
        + "  - { email: mia+other@example.com, name: Other, roles: [manager], queues: [technical] }\n";

    private static string Yaml(string people) =>
        OrganisationFixture
            .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
            .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
            .Replace("people:\n", "people:\n" + people, StringComparison.Ordinal);

    private static CriteriaChange Draft(DeskWorld world) =>
        new()
        {
            Id = "cc1",
            Version = 1,
            State = CriteriaChangeState.Draft,
            Text = Text,
            Base = world.Workplaces.Current.Organisation.Criteria.Hash,
            Editors = [Mia],
            SavedAt = world.Clock.GetUtcNow(),
        };

    private static async Task PutAsync(DeskWorld world, CriteriaChange change, params TimerChange[] timers) =>
        (await world.Cases.CommitAsync(null, new Decision { Criteria = [change], Timers = timers }, default)).ToString().ShouldBe("Stored");

    private static async Task<CriteriaChange> ChangeAsync(DeskWorld world) => (await world.Cases.FindCriteriaAsync("cc1", default))!;

    private static async Task<string> PressAsync(DeskWorld world, string who, string action, int? version = null)
    {
        var shown = version ?? (await ChangeAsync(world)).Version;
        var before = world.Whispers.Count;
        await world
            .Person(who)
            .PressesAsync(
                new CardButton(
                    action,
                    action,
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        [DataKeys.Draft] = "cc1",
                        [DataKeys.Version] = shown.ToString(CultureInfo.InvariantCulture),
                    }
                )
            );
        return world.Whispers.Count > before ? Actor.TextOf(world.Whispers[^1].Card) : "";
    }

    /// <summary>What the writer does, and the organisation as it is read again.</summary>
    private static async Task WrittenAsync(DeskWorld world, string text, CriteriaChangeState state)
    {
        var change = await ChangeAsync(world);
        var isNew = state is CriteriaChangeState.Published;
        await PutAsync(
            world,
            change with
            {
                Version = change.Version + 1,
                State = state,
                Before = isNew ? File : change.Before,
                WrittenAt = isNew ? world.Clock.GetUtcNow() : change.WrittenAt,
            },
            isNew ? [new TimerChange(change.Subject, TimerNames.CriteriaWatch, world.Clock.GetUtcNow().AddHours(1))] : []
        );
        world.Reorganise(("organisation.yaml", Yaml(Managers)), ("criteria.yaml", text));
    }

    private static string Told(DeskWorld world, string who) =>
        string.Join(
            '\n',
            world
                .Messages.Where(message =>
                    message.Key.StartsWith(CriteriaChange.Prefix, StringComparison.Ordinal)
                    && message.Key.EndsWith($":{who}@example.com", StringComparison.Ordinal)
                )
                .Select(message => Actor.TextOf(message.Value.Card))
        );

    [Fact]
    public async Task A_second_manager_publishes_and_never_who_wrote_it_or_asked_under_whatever_address()
    {
        await using var world = await OpenAsync();
        (await PressAsync(world, "max", Actions.PublishCriteria)).ShouldContain("Nobody has asked");
        (await PressAsync(world, "carol", Actions.AskForCriteria)).ShouldContain("manager");
        (await ChangeAsync(world)).State.ShouldBe(CriteriaChangeState.Draft);
        (await PressAsync(world, "mia", Actions.AskForCriteria)).ShouldContain("are asked to publish");
        Told(world, "max").ShouldContain("Mia asks you to read new criteria");
        Told(world, "mia+other").ShouldBeEmpty();
        (await PressAsync(world, "mia", Actions.PublishCriteria)).ShouldContain("another manager publishes");
        (await PressAsync(world, "mia+other", Actions.PublishCriteria)).ShouldContain("another manager publishes");
        (await PressAsync(world, "carol", Actions.PublishCriteria)).ShouldContain("manager");
        (await ChangeAsync(world)).State.ShouldBe(CriteriaChangeState.Asked);

        (await PressAsync(world, "max", Actions.PublishCriteria, version: 1)).ShouldContain("Somebody changed it meanwhile");
        (await PressAsync(world, "max", Actions.PublishCriteria)).ShouldContain("Published");
        var published = await ChangeAsync(world);
        (published.State, published.PublishedBy!.Name).ShouldBe((CriteriaChangeState.Publishing, "Max"));
        Told(world, "mia").ShouldContain("Max published the criteria that Mia wrote");
        (await PressAsync(world, "max", Actions.PublishCriteria)).ShouldContain("Nobody has asked");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM history WHERE kind = 'criteria_published' AND who_email LIKE 'max%'")).ShouldBe(
            1
        );
    }

    [Fact]
    public async Task Without_a_second_manager_with_errors_and_after_a_change_of_the_file_it_is_refused_with_the_reason()
    {
        await using var alone = await OpenAsync(people: "");
        (await PressAsync(alone, "mia", Actions.AskForCriteria)).ShouldContain("no second manager");

        await using var world = await OpenAsync();
        var draft = Draft(world);
        await PutAsync(world, draft with { Version = 2, Text = Text + "\ncriteria: [" });
        (await PressAsync(world, "mia", Actions.AskForCriteria)).ShouldContain("has errors");
        await PutAsync(world, draft with { Version = 3, Base = "000000000000" });
        (await PressAsync(world, "mia", Actions.AskForCriteria)).ShouldContain("criteria.yaml has changed");
        (await PressAsync(world, "mia", Actions.RollBackCriteria)).ShouldContain("Only the newest publication");
        (await PressAsync(world, "mia", Actions.DiscardCriteria)).ShouldContain("Discarded");
        (await PressAsync(world, "mia", Actions.AskForCriteria)).ShouldContain("not there any more");
        (await world.Cases.OpenCriteriaAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task One_manager_alone_rolls_the_newest_publication_back_and_those_who_took_part_hear_it()
    {
        await using var world = await OpenAsync();
        await PressAsync(world, "mia", Actions.AskForCriteria);
        await PressAsync(world, "max", Actions.PublishCriteria);
        await WrittenAsync(world, Text, CriteriaChangeState.Published);
        (await PressAsync(world, "mia", Actions.RollBackCriteria)).ShouldContain("former criteria are put back");
        var back = await ChangeAsync(world);
        (back.State, back.RolledBackBy!.Name, back.Before).ShouldBe((CriteriaChangeState.RollingBack, "Mia", File));
        Told(world, "max").ShouldContain("Mia rolled back the criteria that Mia wrote");
        (await PressAsync(world, "max", Actions.RollBackCriteria)).ShouldContain("Only the newest publication");
    }

    [Theory]
    [InlineData(7, 20, true)]
    [InlineData(6, 20, false)]
    [InlineData(7, 19, false)]
    public async Task More_cases_in_the_wrong_queue_than_the_bound_roll_it_back_by_itself(int moved, int made, bool isBack)
    {
        await using var world = await OpenAsync();
        await PressAsync(world, "mia", Actions.AskForCriteria);
        await PressAsync(world, "max", Actions.PublishCriteria);
        await WrittenAsync(world, Text, CriteriaChangeState.Published);
        var now = world.Clock.GetUtcNow();
        await world.Cases.CommitAsync(
            null,
            new Decision
            {
                Cases =
                [
                    .. Enumerable
                        .Range(0, made)
                        .Select(i => TestDatabaseSamples.Case($"ESC-{2000 + i}") with { CreatedAt = now.AddMinutes(1) }),
                ],
                History =
                [
                    .. Enumerable
                        .Range(0, moved)
                        .Select(i => new HistoryEntry(
                            $"ESC-{2000 + i}",
                            null,
                            now.AddMinutes(2),
                            "transferred",
                            "Bob",
                            null,
                            "technical → billing"
                        )),
                ],
            },
            default
        );
        await world.WaitAsync(TimeSpan.FromMinutes(61));
        var change = await ChangeAsync(world);
        change.State.ShouldBe(isBack ? CriteriaChangeState.RollingBack : CriteriaChangeState.Published);
        if (isBack)
        {
            change.RolledBackBy.ShouldBeNull();
            change.Why.ShouldBe(
                "Since the publication 7 of 20 (35 %) cases came to the wrong queue, in the four weeks before it 0 of 0 (0 %)."
            );
            Told(world, "max").ShouldContain("rolled back by themselves");
            Told(world, "mia").ShouldContain("7 of 20");
        }
        else
        {
            (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'criteria_watch'")).ShouldBe(1);
        }
    }

    [Fact]
    public void Where_as_many_cases_were_moved_before_nothing_is_rolled_back()
    {
        var bound = new RollBackBound(30, 20, 14);
        CriteriaWatch.IsBeyond(bound, new(40, 16), new(100, 39)).ShouldBeTrue();
        CriteriaWatch.IsBeyond(bound, new(40, 16), new(100, 40)).ShouldBeFalse();
        CriteriaWatch.IsBeyond(bound with { Percent = 100 }, new(40, 40), new(0, 0)).ShouldBeFalse();
    }

    [Fact]
    public async Task After_its_days_and_when_the_file_says_something_else_it_is_watched_no_more()
    {
        await using var world = await OpenAsync();
        await PressAsync(world, "mia", Actions.AskForCriteria);
        await PressAsync(world, "max", Actions.PublishCriteria);
        await WrittenAsync(world, Text, CriteriaChangeState.Published);
        world.Reorganise(("organisation.yaml", Yaml(Managers)), ("criteria.yaml", Text + "\n# by hand"));
        await world.WaitAsync(TimeSpan.FromMinutes(61));
        (await world.Store.CountAsync("SELECT COUNT(*) FROM timers WHERE timer = 'criteria_watch'")).ShouldBe(0);
    }
}
