using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>One person, from their first question to the end of everything that names them.</summary>
public sealed class ErasingTests
{
    private const string Card = "case:ESC-1001:card";

    /// <summary>Ana asks twice, one of it becomes a case in which both sides write; Bob answers; Mia looks.</summary>
    private static async Task<(DeskWorld World, Actor Ana, Actor Bob, Actor Mia)> WithStoryAsync()
    {
        var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync("How do I reset a forgotten password?");
        await ana.PressesAsync(world.Messages.Keys.Single(), "This solved it");
        await ana.SaysAsync("Acme Freight: the quantum flux coupling on our zeppelin wobbles");
        (
            await ana.FillsAsync(
                world.Messages.Keys.Last(),
                "Get a specialist",
                ("What have you tried?", "kicked the dirigible"),
                ("How urgent?", "p2")
            )
        ).ShouldBeEmpty();
        var bob = world.InThreadOf("bob", "ESC-1001");
        await bob.PressesAsync(Card, "Claim");
        await bob.FillsAsync(Card, "Ask the rep", ("What do you need to know?", "Which serial number, Ana?"));
        await ana.SaysAsync("ESC-1001 the serial number is seven-dwarfs");
        await bob.SaysAsync(">> dear ana@example.com, thank you");
        await bob.SaysAsync("Ana seems to be in a hurry", addressed: false);
        return (world, ana, bob, world.Person("mia"));
    }

    private static PersonErasing Erasing(DeskWorld world) => new(world.Store.Database);

    /// <summary>Everything that is stored, as text.</summary>
    private static async Task<string> AllAsync(DeskWorld world)
    {
        using var folder = new TemporaryFolder();
        await new WholeDatabase(world.Store.Database).DumpAsync(folder.Path, default);
        return string.Join('\n', System.IO.Directory.EnumerateFiles(folder.Path).Select(File.ReadAllText));
    }

    [Fact]
    public async Task Names_and_words_go_from_every_table_and_numbers_stay()
    {
        var (world, _, _, mia) = await WithStoryAsync();
        await using var _w = world;
        await new AuditChain(world.Store.Database, new AuditKeys()).SealAsync(default);
        var measures = new Measures(world.Store.Database);
        var before = (
            await measures.LineAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, default),
            await measures.OpenCasesAsync(default),
            await measures.QuestionsByVerdictAsync(default)
        );
        (await AllAsync(world)).ShouldContain("ana@example.com");

        var done = await Erasing(world).EraseAsync("Ana@Example.com", "Ana", "(erased)", default);
        (done.Cases, done.Questions, done.Held.Count).ShouldBe((1, 2, 0));
        done.Pseudonym.ShouldNotBeNull();
        // What the running bot does then: cards anew, copies removed; and two days later what is sent is cleaned.
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        await new AuditChain(world.Store.Database, new AuditKeys()).SealAsync(default);
        world.Clock.Advance(TimeSpan.FromDays(3));
        await new Retention(world.Store.Database).CleanAsync(1000, default);

        var all = await AllAsync(world);
        foreach (
            var gone in new[]
            {
                "ana@example.com",
                "\"ana\"",
                "Ana",
                "zeppelin",
                "dirigible",
                "seven-dwarfs",
                "forgotten password?",
                "dm:ana",
            }
        )
        {
            all.Contains(gone, StringComparison.Ordinal).ShouldBeFalse(gone);
        }

        var after = (
            await measures.LineAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, default),
            await measures.OpenCasesAsync(default),
            await measures.QuestionsByVerdictAsync(default)
        );
        after.Item1.ShouldBe(before.Item1);
        after.Item2.ShouldBe(before.Item2);
        after.Item3.ShouldBe(before.Item3);
        // Bob's words stay, without her name; the case goes on.
        var theCase = await world.TheCaseAsync();
        theCase.Asks.ShouldHaveSingleItem().Text.ShouldBe("Which serial number, (erased)?");
        theCase.Owner!.Name.ShouldBe("Bob");
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("zeppelin");
        await world
            .InThreadOf("bob", "ESC-1001")
            .FillsAsync(Card, "Resolve", ("What fixed it", "nothing left to fix"), ("Tell the client", "–"));
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Resolved);
        await mia.SaysAsync("digest");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM outbox WHERE state = 0")).ShouldBe(0);

        // The audit holds, knows her no more, and says why.
        await new AuditChain(world.Store.Database, new AuditKeys()).SealAsync(default);
        (await new AuditCheck(world.Store.Database, new AuditKeys()).VerifyAsync([], default)).Fault.ShouldBeNull();
        var rows = await AuditTests.RowsAsync(world);
        rows.Count(row => row.Verb == "person_erased").ShouldBeGreaterThan(0);
        (await new AuditReading(world.Store.Database).FindAsync(new AuditFilter { Who = "ana@example.com" }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_run_finds_nothing_and_a_stranger_has_nothing()
    {
        var (world, _, _, _) = await WithStoryAsync();
        await using var _w = world;
        (await Erasing(world).EraseAsync("nobody@example.com", null, "(erased)", default)).ShouldSatisfyAllConditions(
            none => none.Pseudonym.ShouldBeNull(),
            none => none.Cases.ShouldBe(0)
        );
        await Erasing(world).EraseAsync("ana@example.com", "Ana", "(erased)", default);
        (await Erasing(world).EraseAsync("ana@example.com", null, "(erased)", default)).Pseudonym.ShouldBeNull();
    }

    [Fact]
    public async Task A_specialist_goes_too_and_the_reps_words_stay()
    {
        var (world, ana, bob, _) = await WithStoryAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "a secret of the trade"), ("Tell the client", "fly again"));
        await Erasing(world).EraseAsync("bob@example.com", "Bob", "(erased)", default);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        var theCase = await world.TheCaseAsync();
        theCase.Question.ShouldContain("zeppelin");
        (theCase.Owner!.Email, theCase.Resolution!.Fix, theCase.Asks[0].By).ShouldBe((null, "", "(erased)"));
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        (await world.TheCaseAsync()).State.ShouldBe(CaseState.Closed);
        JsonSerializer.Serialize(await world.TheCaseAsync(), StoreJson.Default.Case).ShouldNotContain("Bob");
    }

    [Fact]
    public void What_colleagues_did_together_names_them_no_longer()
    {
        Party Of(string name) => new(new PersonKey("slack", name), name, $"{name.ToLowerInvariant()}@example.com");
        var theCase = TestDatabaseSamples.Case("ESC-1001") with
        {
            Facts = [new KnownFact("Since", "as Bob says") { Who = "Bob" }],
            HeldAsks = [new HeldAsk("1", "Which model?", Of("Bob"))],
            Consults =
            [
                new Consult("1", "What would Bob do?", Of("Carol"), default, default)
                {
                    Person = "bob@example.com",
                    Key = Of("Bob").Key,
                    AnsweredBy = Of("Bob"),
                    Answer = "a secret of the trade",
                },
            ],
            Invites = [new Invite("1", "bob@example.com", Of("Carol"), default, "Bob knows") { Why = "a secret of the trade" }],
            Followers = [Of("Bob"), Of("Carol")],
            Snoozed = new Snooze(Of("Bob"), default, default, "a secret of the trade"),
            OfferedTo = "bob@example.com",
            TurnedDown = [new TurnedDown("bob@example.com", "Bob", "a secret of the trade", default)],
            ToldHow = new ClientContact("mail", "a secret of the trade", Of("Bob"), default),
            Calls = [new Call("bob@example.com", "Bob", default, 1), new Call("carol@example.com", "Carol", default, 1)],
            Resolution = new Resolution("", "", "", "", Of("Bob"), default) { AskedBack = true },
        };
        var erased = theCase.Without(new ErasedPerson("bob@example.com", [Of("Bob").Key], ["Bob"], "p1", "(erased)"), tookPart: true);

        var stored = JsonSerializer.Serialize(erased, StoreJson.Default.Case);
        stored.ShouldNotContain("Bob");
        stored.ShouldNotContain("bob@");
        stored.ShouldNotContain("secret");
        erased.Calls.Select(call => call.Name).ShouldBe(["(erased)", "Carol"]);
        erased.Resolution!.AskedBack.ShouldBe(true);
    }

    [Fact]
    public async Task Cases_under_legal_hold_are_left_whole_and_named_and_the_audit_keeps_who_did_what()
    {
        var (world, _, _, mia) = await WithStoryAsync();
        await using var _w = world;
        await mia.SaysAsync("hold ESC-1001 claim of the carrier");
        var done = await Erasing(world).EraseAsync("ana@example.com", "Ana", "(erased)", default);
        done.Held.ShouldBe(["ESC-1001"]);
        done.Questions.ShouldBe(1);
        var theCase = await world.TheCaseAsync();
        (theCase.Question.Contains("zeppelin"), theCase.Rep.Email).ShouldBe((true, "ana@example.com"));
        (await world.Cases.FindQuestionAsync(theCase.QuestionId!, default)).ShouldNotBeNull().Text.ShouldContain("zeppelin");
        (await world.Cases.HistoryAsync("ESC-1001", default)).ShouldContain(line => line.WhoEmail == "ana@example.com");
        await new AuditChain(world.Store.Database, new AuditKeys()).SealAsync(default);
        (await new AuditReading(world.Store.Database).FindAsync(new AuditFilter { Who = "ana@example.com" }, default)).ShouldNotBeEmpty();
        (await AuditTests.RowsAsync(world)).ShouldContain(row =>
            row.Verb == "person_erased" && row.Result == "refused_hold" && row.Detail == "ESC-1001"
        );
        (await new AuditCheck(world.Store.Database, new AuditKeys()).VerifyAsync([], default)).Fault.ShouldBeNull();

        await mia.SaysAsync("release hold ESC-1001");
        (await Erasing(world).EraseAsync("ana@example.com", "Ana", "(erased)", default)).Held.ShouldBeEmpty();
        (await world.TheCaseAsync()).Question.ShouldBe("");
    }

    [Fact]
    public async Task The_export_of_one_person_holds_everything_about_them_and_is_valid_JSON()
    {
        var (world, _, _, _) = await WithStoryAsync();
        await using var _w = world;
        await new AuditChain(world.Store.Database, new AuditKeys()).SealAsync(default);
        using var to = new MemoryStream();
        var counts = await new PersonExport(world.Store.Database, new AuditReading(world.Store.Database)).WriteAsync(
            to,
            "ana@example.com",
            "Ana",
            default
        );
        using var json = JsonDocument.Parse(to.ToArray());
        var root = json.RootElement;
        root.GetProperty("email").GetString().ShouldBe("ana@example.com");
        root.GetProperty("questions").GetArrayLength().ShouldBe(2);
        root.GetProperty("cases")[0].GetProperty("question").GetString()!.ShouldContain("zeppelin");
        root.GetProperty("history").EnumerateArray().ShouldContain(line => line.GetProperty("kind").GetString() == "rep_answered");
        root.GetProperty("audit").GetArrayLength().ShouldBeGreaterThan(2);
        root.GetProperty("seen")[0].GetProperty("name").GetString().ShouldBe("ana");
        root.GetProperty("received").GetArrayLength().ShouldBeGreaterThan(0);
        counts["cases"].ShouldBe(1);
    }

    [Fact]
    public async Task Words_that_a_person_wrote_for_others_go_with_them_wherever_they_stand()
    {
        var (world, _, bob, carol) = await ConsultTests.ClaimedAsync();
        await using var _w = world;
        await bob.FillsAsync(Card, "Split", ("The second problem", "SPLITWORD of the second blimp"));
        await bob.FillsAsync(Card, "Transfer", ("To a colleague", "carol@example.com"), ("Note for the next person", "NOTEWORD first"));
        await bob.FillsAsync("case:ESC-1002:card", "Decline", ("Why, in words for the rep", "DECLINEWORD it is"));
        await carol.SaysAsync("status ESC-1002");
        await new AuditChain(world.Store.Database, new AuditKeys()).SealAsync(default);
        var before = await AllAsync(world);
        foreach (var word in new[] { "SPLITWORD", "NOTEWORD", "DECLINEWORD" })
        {
            before.ShouldContain(word);
        }

        await Erasing(world).EraseAsync("bob@example.com", "Bob", "(erased)", default);
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        var after = (await AllAsync(world)).Split('\n');
        foreach (var word in new[] { "SPLITWORD", "NOTEWORD", "DECLINEWORD", "bob@example.com" })
        {
            after.Where(line => line.Contains(word, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(word);
        }
    }

    [Fact]
    public async Task What_another_case_quotes_of_the_erased_goes_with_them()
    {
        await using var world = await DeskWorld.OpenAsync(
            ("organisation.yaml", VisibilityTests.People.Replace("name: Ana,", "name: Ana Duarte,", StringComparison.Ordinal))
        );
        await world.Person("ana").SaysAsync("Acme Freight: the quantum flux coupling NARWHAL wobbles");
        var rob = world.Person("rob");
        await rob.SaysAsync("Acme Freight: the quantum flux coupling wobbles again");
        await rob.FillsAsync(world.Messages.Keys.Last(), "Get a specialist", ("How urgent?", "p4"));
        (await world.TheCaseAsync()).Similar.ShouldContain(line => line.Contains("NARWHAL", StringComparison.Ordinal));
        await Erasing(world).EraseAsync("ana@example.com", "Ana Duarte", "(erased)", default);
        (await world.TheCaseAsync()).Similar.ShouldBeEmpty();
    }
}
