using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Desk;

/// <summary>Nothing of a case or question is told to a person, or in a place, that may not have it.</summary>
public sealed partial class VisibilityTests
{
    private const string Secret = "Acme Freight: is this fraud? The ledger shows ZANZIBAR twice";
    private const string Plain = "the quantum flux coupling on our zeppelin QUAGMIRE wobbles";
    private const string OnlyReaders =
        "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: secret, when: { "
        + "words: [fraud] }, then: { escalate: now, queue: billing, restricted: true }, why: y }\n";
    private const string OnlyOffered =
        "version: 1\nowner: mia@example.com\nreview_by: 2027-06-30\ncriteria:\n  - { id: loud, when: { "
        + "words: [ledger] }, then: { priority: p2 }, why: y }\n  - { id: secret, when: { words: [fraud] "
        + "}, then: { queue: billing, restricted: true }, why: y }\n";

    // Colleagues of different queues, and two reps.
    internal static string People { get; } =
        OrganisationFixture
            .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
            .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
            .Replace(
                "  - { email: mia@",
                "  - { email: rob@example.com, name: Rob, roles: [rep] }\n  - { email: dave@example.com, name: "
                    + "Dave, roles: [specialist], queues: [billing] }\n  - { email: tess@example.com, name: Tess, "
                    + "roles: [manager], queues: [technical] }\n  - { email: mia@",
                StringComparison.Ordinal
            );

    private static Task<DeskWorld> OpenAsync(string criteria = OnlyReaders, string? organisation = null) =>
        DeskWorld.OpenAsync(("organisation.yaml", organisation ?? People), ("criteria.yaml", criteria));

    private static Actor InRoom(DeskWorld world, string name, string room = "C0LOBBY", string? thread = null) =>
        new(world, new PersonKey("slack", name), new Place("slack", room, thread), false);

    private static Task PressAsync(Actor actor, string action, params (string Key, string Value)[] data) =>
        actor.PressesAsync(new CardButton(action, action, data.ToDictionary(pair => pair.Key, pair => pair.Value)));

    private static string All(DeskWorld world, Func<Place, bool> where) =>
        string.Join(
            '\n',
            world
                .Messages.Values.Where(message => where(message.Place))
                .Select(message => message.Card.Fallback + "\n" + Actor.TextOf(message.Card))
        );

    private static string HeardBy(DeskWorld world, string name) =>
        string.Join(
            '\n',
            world
                .Whispers.Where(whisper => whisper.Person.Id == name)
                .Select(whisper => whisper.Card.Fallback + "\n" + Actor.TextOf(whisper.Card))
        );

    private static async Task<Case> EscalateAsync(DeskWorld world, Actor rep, string text)
    {
        var before = (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None))
            .Select(one => one.Id)
            .ToHashSet(StringComparer.Ordinal);
        await rep.SaysAsync(text);
        if ((await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).All(one => before.Contains(one.Id)))
        {
            await rep.SaysAsync("specialist");
            await rep.PressesAsync(world.Messages.Last(message => message.Value.Place == rep.Place).Key, "Send to specialists");
        }

        return (await world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).Single(one => !before.Contains(one.Id));
    }

    [Fact]
    public async Task The_status_of_another_case_is_not_shown_in_a_cases_thread()
    {
        await using var world = await OpenAsync();
        var plain = await EscalateAsync(world, world.Person("rob"), Plain);
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        secret.Restricted.ShouldBeTrue();

        var carol = world.InThreadOf("carol", plain.Id);
        await carol.SaysAsync($"status {secret.Id}");
        carol.Heard.ShouldContain("Only specialists of Billing may do that");
        var bob = world.InThreadOf("bob", plain.Id);
        await bob.SaysAsync($"status {secret.Id}");
        bob.Heard.ShouldContain("ZANZIBAR");
        All(world, place => place.Conversation == "C0SPECIALISTS").ShouldNotContain("ZANZIBAR");
    }

    [Fact]
    public async Task Why_tells_nobody_about_the_question_of_somebody_else()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("Acme Freight asks how QUAGMIRE exports are split");
        var question = (
            await world.Store.Database.ReadAsync(
                session => session.QueryAsync("SELECT id FROM questions", row => row.Text(0)),
                CancellationToken.None
            )
        ).ShouldHaveSingleItem();

        var rob = world.Person("rob");
        await PressAsync(rob, Actions.Why, (DataKeys.Question, question));
        rob.Reads.ShouldBeEmpty();
        rob.Heard.ShouldContain("Only Ana");
        await PressAsync(ana, Actions.Why, (DataKeys.Question, question));
        ana.Reads[^1].ShouldContain("Why this answer");
    }

    [Fact]
    public async Task A_forged_press_elsewhere_brings_an_answer_into_no_other_place()
    {
        await using var world = await OpenAsync();
        var ana = world.Person("ana", ChannelNames.Slack);
        await ana.SaysAsync("webhook deliveries that fail");
        var question = (
            await world.Store.Database.ReadAsync(
                session => session.QueryAsync("SELECT id FROM questions", row => row.Text(0)),
                CancellationToken.None
            )
        ).ShouldHaveSingleItem();
        var lobby = InRoom(world, "ana", thread: "t1");
        await PressAsync(lobby, Actions.PickArticle, (DataKeys.Question, question), (DataKeys.Article, "webhook-retry"));
        await PressAsync(lobby, Actions.Why, (DataKeys.Question, question));
        All(world, place => place.Conversation == "C0LOBBY").ShouldBeEmpty();
        HeardBy(world, "ana").ShouldContain("Why this answer");
    }

    [Fact]
    public async Task The_id_of_a_question_cannot_be_guessed_from_another()
    {
        await using var world = await OpenAsync();
        await world.Person("ana").SaysAsync("how do we reset the password");
        await world.Person("rob").SaysAsync("how do we reset the password");
        var ids = await world.Store.Database.ReadAsync(
            session => session.QueryAsync("SELECT id FROM questions ORDER BY id", row => row.Text(0)),
            CancellationToken.None
        );
        ids.Count.ShouldBe(2);
        // 64 random bits are 16 hex digits.
        ids.ShouldAllBe(id => System.Text.RegularExpressions.Regex.IsMatch(id, "^q[0-9]+-[0-9a-f]{16,}$"));
        ids[0][^16..].ShouldNotBe(ids[1][^16..]);
    }

    [Fact]
    public async Task My_cases_and_a_digest_asked_for_in_a_room_are_told_privately()
    {
        await using var world = await OpenAsync();
        await EscalateAsync(world, world.Person("ana"), Secret);
        await EscalateAsync(world, world.Person("ana"), Plain);
        foreach (var (name, thread) in new[] { ("ana", "t1"), ("bob", "t2"), ("mia", "t3") })
        {
            await InRoom(world, name, thread: thread).SaysAsync("my cases");
        }

        await InRoom(world, "mia", thread: "t4").SaysAsync("digest");
        All(world, place => place.Conversation == "C0LOBBY").ShouldBeEmpty();
        HeardBy(world, "ana").ShouldContain("ZANZIBAR");
        HeardBy(world, "bob").ShouldContain("QUAGMIRE");
        HeardBy(world, "mia").ShouldContain("questions ");
    }

    [Fact]
    public async Task The_status_of_a_case_asked_for_in_a_room_of_others_is_told_privately()
    {
        await using var world = await OpenAsync();
        var plain = await EscalateAsync(world, world.Person("ana"), Plain);
        await InRoom(world, "ana", thread: "t1").SaysAsync($"status {plain.Id}");
        All(world, place => place.Conversation == "C0LOBBY").ShouldBeEmpty();
        HeardBy(world, "ana").ShouldContain("QUAGMIRE");
        // Where it was asked, and in its own thread, its readers are the same.
        await world.Person("ana").SaysAsync($"status {plain.Id}");
        world.Person("ana").Reads[^1].ShouldContain("QUAGMIRE");
        var bob = world.InThreadOf("bob", plain.Id);
        await bob.SaysAsync("status");
        bob.Reads[^1].ShouldContain("QUAGMIRE");
    }

    [Fact]
    public async Task A_rep_does_not_read_the_case_of_a_colleague_of_theirs()
    {
        await using var world = await OpenAsync();
        var plain = await EscalateAsync(world, world.Person("ana"), Plain);
        var rob = world.Person("rob");
        await rob.SaysAsync($"status {plain.Id}");
        rob.Heard.ShouldContain("Only");
        await PressAsync(rob, Actions.ShowCase, (DataKeys.Case, plain.Id));
        await rob.SaysAsync(Plain);
        All(world, place => place.Conversation == "dm:rob").ShouldNotContain(plain.Id);
        (HeardBy(world, "rob") + All(world, place => place.Conversation == "dm:rob")).ShouldNotContain("Waiting for a specialist");
    }

    [Fact]
    public async Task A_forged_press_of_somebody_who_may_not_hears_nothing_of_the_cases_state()
    {
        await using var world = await OpenAsync();
        var secret = await EscalateAsync(world, world.Person("ana"), Secret);
        var dave = world.InThreadOf("dave", secret.Id);
        (
            await dave.FillsAsync($"case:{secret.Id}:card", "Decline", ("Why, in words for the rep", "because of MADAGASCAR"))
        ).ShouldBeEmpty();
        foreach (
            var action in new[] { Actions.Claim, Actions.StillOnIt, Actions.TakeBack, Actions.Rate, Actions.ClientTold, Actions.ShowCase }
        )
        {
            await PressAsync(world.Person("carol", ChannelNames.Slack), action, (DataKeys.Case, secret.Id));
        }

        HeardBy(world, "carol").ShouldNotContain("MADAGASCAR");
        HeardBy(world, "carol").ShouldNotContain("Declined");
    }
}
