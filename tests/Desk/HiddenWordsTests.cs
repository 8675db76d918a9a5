using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Secrets in what people write: masked for everybody, shown once to the owner of the case.</summary>
public sealed class HiddenWordsTests
{
    private const string Card = "case:ESC-1001:card";
    private const string Question = "Acme Freight: the zeppelin wobbles, password: hunter2, card 4111 1111 1111 1111";

    private static async Task<(DeskWorld World, Actor Ana, Actor Bob)> WithCaseAsync()
    {
        var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        await ana.SaysAsync(Question);
        (
            await ana.FillsAsync(
                world.Messages.Keys.Last(key => key.StartsWith("question:", StringComparison.Ordinal)),
                "Get a specialist",
                ("What have you tried?", "token xo" + "xb-12345678-abc"),
                ("How urgent?", "p2")
            )
        ).ShouldBeEmpty();
        return (world, ana, world.InThreadOf("bob", "ESC-1001"));
    }

    private static async Task<string> StoredAsync(DeskWorld world)
    {
        using var folder = new TemporaryFolder();
        await new WholeDatabase(world.Store.Database).DumpAsync(folder.Path, default);
        return string.Join('\n', System.IO.Directory.EnumerateFiles(folder.Path).Select(File.ReadAllText));
    }

    [Fact]
    public async Task A_password_a_card_and_a_token_stand_before_nobody_and_in_no_table()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.SaysAsync(">> please log in with password: sesame7");
        await ana.SaysAsync("ESC-1001 my pin is 4711");

        var everything =
            string.Join(
                '\n',
                world
                    .Messages.Values.Select(message => Actor.TextOf(message.Card) + message.Card.Fallback)
                    .Concat(world.Whispers.Select(whisper => Actor.TextOf(whisper.Card)))
            ) + await StoredAsync(world);
        foreach (var secret in new[] { "hunter2", "4111 1111", "xo" + "xb-1234", "sesame7", "4711" })
        {
            everything.Contains(secret, StringComparison.Ordinal).ShouldBeFalse(secret);
        }

        var card = Actor.TextOf(world.CardOf(Card));
        card.ShouldContain("password: ••••••••, card •••• 1111");
        card.ShouldContain("5 secrets were taken out of the words.");
        card.ShouldContain("[Show hidden]");
        world.Whispers.ShouldContain(whisper =>
            whisper.Person == ana.Key && Actor.TextOf(whisper.Card).StartsWith("I hid 2 secrets in what you wrote")
        );
    }

    [Fact]
    public async Task The_owner_sees_them_once_alone_and_the_message_goes_after_ten_minutes()
    {
        var (world, _, bob) = await WithCaseAsync();
        await using var _w = world;
        await bob.PressesAsync(Card, "Claim");
        await bob.PressesAsync(Card, "Show hidden");
        var (slot, shown) = world.Messages.Single(message => message.Key.StartsWith("hidden:", StringComparison.Ordinal));
        (shown.Place.Channel, shown.Place.Conversation).ShouldBe(("slack", "dm:bob"));
        var text = Actor.TextOf(shown.Card);
        foreach (var secret in new[] { "Password, key or token: hunter2", "Card number: 4111 1111 1111 1111", "xo" + "xb-12345678-abc" })
        {
            text.ShouldContain(secret);
        }

        shown.Card.Fallback.ShouldNotContain("hunter2");
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("[Show hidden]");
        // Nothing of it is left in the store, not even in what was sent.
        (await StoredAsync(world)).ShouldNotContain("hunter2");

        await bob.PressesAsync(AuditTests.Button(Actions.ShowHidden, "ESC-1001"));
        bob.Heard.ShouldContain("it is shown once");
        await world.WaitAsync(TimeSpan.FromMinutes(11));
        world.Messages.ContainsKey(slot).ShouldBeFalse();
        (await AuditTests.RowsAsync(world))
            .Where(row => row.Verb is "hidden_shown" or "show_hidden")
            .Select(row => $"{row.Kind} {row.Verb} {row.Subject} {row.Result}")
            .ShouldBe(["action hidden_shown ESC-1001 done", "refusal show_hidden ESC-1001 hidden_gone"]);
    }

    [Fact]
    public async Task Nobody_but_the_owner_sees_them()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        var button = AuditTests.Button(Actions.ShowHidden, "ESC-1001");
        await bob.PressesAsync(button);
        bob.Heard.ShouldBe("Only the owner of ESC-1001 may look at that. Claim it first.");
        await bob.PressesAsync(Card, "Claim");
        foreach (var other in new[] { ana, world.InThreadOf("carol", "ESC-1001"), world.Person("mia"), world.Person("stranger") })
        {
            await other.PressesAsync(button);
            // Whose case it is, is told only to whoever may read it.
            other.Heard.ShouldBe(
                other.Key.Id is "stranger"
                    ? "I know no such case any more. Type my cases to see yours."
                    : "Only the owner of ESC-1001 may look at that. It is Bob's."
            );
        }

        world.Messages.Keys.ShouldNotContain(key => key.StartsWith("hidden:", StringComparison.Ordinal));
        (await AuditTests.RowsAsync(world)).Count(row => row is { Kind: "refusal", Verb: "show_hidden", Result: "only_owner" }).ShouldBe(5);
    }

    [Fact]
    public async Task A_deleted_or_changed_message_takes_its_secrets_along()
    {
        await using var world = await DeskWorld.OpenAsync();
        var ana = world.Person("ana");
        var first = await ana.SaysAsync("the zeppelin says password: hunter2");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM hidden_words")).ShouldBe(1);
        await ana.EditsAsync(first, "the zeppelin says password: sesame7");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM hidden_words")).ShouldBe(1);
        await ana.DeletesAsync(first);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM hidden_words")).ShouldBe(0);
    }

    [Fact]
    public async Task What_stood_in_the_thread_before_is_masked_too()
    {
        await using var world = await DeskWorld.OpenAsync();
        var room = new Place(ChannelNames.Slack, "C0ROOM", "root");
        world.Threads[room.Lane] =
        [
            new Quoted("Rep One", world.Clock.GetUtcNow().AddMinutes(-5), "our password: hunter2 fails") { MessageId = "root" },
        ];
        var ana = new Actor(world, new PersonKey(ChannelNames.Slack, "ana"), room, false);
        await ana.SaysAsync("the zeppelin wobbles");
        (
            await ana.FillsAsync(
                world.Messages.Keys.Last(key => key.StartsWith("question:", StringComparison.Ordinal)),
                "Get a specialist",
                ("How urgent?", "p2")
            )
        ).ShouldBeEmpty();
        Actor.TextOf(world.CardOf(Card)).ShouldNotContain("hunter2");
        (await StoredAsync(world)).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task They_go_with_the_case_and_what_belongs_to_nothing_goes_after_two_days()
    {
        var (world, ana, bob) = await WithCaseAsync();
        await using var _w = world;
        await ana.SaysAsync("thanks");
        await bob.FillsAsync(Card, "Resolve", ("What fixed it", "a new zeppelin"), ("Tell the client", "fly again"));
        await ana.PressesAsync("case:ESC-1001:outcome", "Client told");
        (await world.Store.CountAsync("SELECT COUNT(*) FROM hidden_words")).ShouldBeGreaterThan(0);
        await new Retention(world.Store.Database).CleanAsync(1000, default);
        (await world.Store.CountAsync("SELECT COUNT(*) FROM hidden_words")).ShouldBe(0);
    }
}
