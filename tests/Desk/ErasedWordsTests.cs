using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Words that a colleague wrote for many at once: updates of incidents, drafts of articles, reports about articles.</summary>
public sealed class ErasedWordsTests
{
    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: t, when: { words: [tekno] }, then: { escalate: now, queue: technical }, why: y }
        """;

    private static async Task EraseAsync(DeskWorld world, string name)
    {
        await new PersonErasing(world.Store.Database).EraseAsync($"{name.ToLowerInvariant()}@example.com", name, "(erased)", default);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Neither stored nor shown to anybody but themselves; at once, before old rows are cleaned.</summary>
    private static async Task NowhereAsync(DeskWorld world, params string[] words)
    {
        using var folder = new TemporaryFolder();
        await new WholeDatabase(world.Store.Database).DumpAsync(folder.Path, default);
        foreach (var file in System.IO.Directory.EnumerateFiles(folder.Path))
        {
            foreach (var line in File.ReadLines(file))
            {
                foreach (var word in words)
                {
                    line.Contains(word, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{Path.GetFileName(file)}: {word} in {line}");
                }
            }
        }

        foreach (var (slot, message) in world.Messages)
        {
            foreach (var word in words)
            {
                Actor
                    .TextOf(message.Card)
                    .Contains(word, StringComparison.OrdinalIgnoreCase)
                    .ShouldBeFalse($"{slot} in {message.Place}: {word} in {Actor.TextOf(message.Card)}");
            }
        }
    }

    [Fact]
    public async Task Updates_of_an_incident_go_from_every_chat_and_above_every_answer()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        await world.Person("rep0").SaysAsync("tekno gateway 503");
        var card = "case:ESC-1001:card";
        var carol = world.InThreadOf("carol", "ESC-1001");
        await carol.FillsAsync(card, "Incident", ("Or a new one: what is it, in a few words?", "gateway 503"));
        var incident = world.Messages.Keys.Single(slot =>
            slot.StartsWith(Incident.Prefix, StringComparison.Ordinal) && slot.EndsWith(":card", StringComparison.Ordinal)
        );
        await carol.FillsAsync(
            incident,
            "Update",
            ("What is new, for reps?", "FIRSTWORDS secret"),
            ("Words that clients may have", "FIRSTCLIENT")
        );
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        var asker = world.Person("rep9");
        await asker.SaysAsync("is gateway 503 known?");
        asker.Reads[^1].ShouldContain("FIRSTWORDS");
        var mia = world.InThreadOf("mia", "ESC-1001");
        await mia.FillsAsync(incident, "Update", ("What is new, for reps?", "MIASAYS more"));
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        await carol.FillsAsync(
            incident,
            "Fixed",
            [
                .. ((FormAnswer.Open)await carol.OpensAsync(incident, "Fixed"))
                    .Form.Fields.Where(field => field.Kind is not FieldKind.Choice) // whose memo it is: hers
                    .Select(field => (field.Label, "FIXWORDS")),
            ]
        );
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        world.Messages.Values.Count(message => Actor.TextOf(message.Card).Contains("FIXWORDS")).ShouldBeGreaterThan(1);

        await EraseAsync(world, "Carol");

        await NowhereAsync(world, "FIRSTWORDS", "FIRSTCLIENT", "FIXWORDS", "carol@");
        world.Messages.Values.ShouldNotContain(message => Actor.TextOf(message.Card).Contains("Carol"));
        // What somebody else said stays, and so do the answer and the question whether it is fixed.
        world.Messages.Values.ShouldContain(message => Actor.TextOf(message.Card).Contains("MIASAYS"));
        world.Messages.Values.ShouldContain(message => Actor.TextOf(message.Card).Contains("[Verified]"));
        asker.Reads[^1].ShouldStartWith("(erased)");
        asker.Reads[^1].Length.ShouldBeGreaterThan("(erased)".Length);
    }

    [Fact]
    public async Task Drafts_of_articles_go_with_their_author_and_what_was_said_of_them_with_who_said_it()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        await world.Person("mia", ChannelNames.Slack).SaysAsync("hello");
        await world.Person("ana").SaysAsync("tekno mooring mast squeaks");
        var card = "case:ESC-1001:card";
        var bob = world.InThreadOf("bob", "ESC-1001");
        var carol = world.InThreadOf("carol", "ESC-1001");
        await bob.PressesAsync(card, "Claim");
        await bob.FillsAsync(
            card,
            "Resolve",
            ("What fixed it", "Grease"),
            ("Root cause", "dry"),
            ("What was ruled out", "bolts"),
            ("Tell the client", "Grease it")
        );
        string Draft() =>
            world.Messages.Keys.Last(slot =>
                slot.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal) && slot.EndsWith(":card", StringComparison.Ordinal)
            );
        await bob.FillsAsync(card, "Write article", ("What fixes it", "BOBFIRST"));
        var first = Draft();
        await carol.FillsAsync(first, "Return", ("What is to change?", "CAROLWHY not"));
        await bob.FillsAsync(card, "Write article", ("What fixes it", "BOBSECOND"));
        var second = Draft();
        await carol.PressesAsync(second, "Approve");
        await bob.FillsAsync(card, "Write article", ("What fixes it", "BOBTHIRD"));
        var third = Draft();
        await world.WaitAsync(TimeSpan.FromDays(7));
        world.Messages.Keys.ShouldContain(slot => slot.StartsWith(third + ":", StringComparison.Ordinal));

        await EraseAsync(world, "Carol");
        await NowhereAsync(world, "CAROLWHY", "carol@");
        Actor.TextOf(world.CardOf(first)).ShouldContain("Given back by (erased)");
        Actor.TextOf(world.CardOf(second)).ShouldContain("approved by (erased)");
        Actor.TextOf(world.CardOf(first)).ShouldContain("BOBFIRST");
        world
            .Messages.Where(message => message.Key.EndsWith(":author", StringComparison.Ordinal))
            .ShouldAllBe(message => !Actor.TextOf(message.Value.Card).Contains("Carol"));

        await EraseAsync(world, "Bob");
        await NowhereAsync(world, "BOBFIRST", "BOBTHIRD", "bob@");
        foreach (var slot in new[] { first, second, third })
        {
            Actor.TextOf(world.CardOf(slot)).ShouldBe("The words of this draft from ESC-1001 were deleted.");
        }

        world
            .Messages.Where(message => message.Key.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal))
            .Where(message => message.Value.Place.Conversation == "C0SPECIALISTS")
            .ShouldAllBe(message => !Actor.TextOf(message.Value.Card).Contains("Bob"));
        // What was published is the organisation's; nobody keeps it now, and nobody can publish what its author took along.
        var article = (await new Articles(world.Store.Database).LiveAsync(default)).ShouldHaveSingleItem();
        (article.Owner, article.Body.Contains("BOBSECOND"), article.Version).ShouldBe((null, true, 1));
        await world
            .InThreadOf("mia", "ESC-1001")
            .PressesAsync(
                new CardButton(Actions.PublishArticle, "Approve", new Dictionary<string, string> { [DataKeys.Draft] = third.Split(':')[1] })
            );
        (await new Articles(world.Store.Database).LiveAsync(default)).ShouldHaveSingleItem().Body.ShouldContain("BOBSECOND");
        await world.WaitAsync(TimeSpan.FromDays(14));
        await NowhereAsync(world, "BOBFIRST", "BOBTHIRD", "bob@");
    }

    [Fact]
    public async Task What_the_rep_of_a_case_under_legal_hold_was_told_stays()
    {
        await using var world = await DeskWorld.OpenAsync(("criteria.yaml", Criteria));
        await world.Person("rep0").SaysAsync("tekno gateway 503");
        var carol = world.InThreadOf("carol", "ESC-1001");
        await carol.FillsAsync("case:ESC-1001:card", "Incident", ("Or a new one: what is it, in a few words?", "gateway 503"));
        var incident = world.Messages.Keys.Single(slot =>
            slot.StartsWith(Incident.Prefix, StringComparison.Ordinal) && slot.EndsWith(":card", StringComparison.Ordinal)
        );
        await carol.FillsAsync(incident, "Update", ("What is new, for reps?", "FIRSTWORDS secret"));
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        await world.Person("mia").SaysAsync("hold ESC-1001 claim of the carrier");
        await EraseAsync(world, "Carol");
        world.Person("rep0").Reads.ShouldContain(text => text.Contains("FIRSTWORDS"));
    }
}
