using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.WebChat;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

public sealed class WebMessagesTests
{
    private const string Room = "specialists",
        Bob = "bob@example.com";

    [Theory, Engines]
    public async Task The_same_key_is_one_message_also_when_twenty_send_it_at_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => messages.AddAsync(New("same", $"try {i}"), default)));

        all.Select(message => (message.Id, message.Card.Fallback)).Distinct().ShouldHaveSingleItem();
        (await messages.PageAsync(Room, Bob, null, 50, default)).ShouldHaveSingleItem();
    }

    [Theory, Engines]
    public async Task A_message_comes_back_as_it_was_given(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);
        var first = await messages.AddAsync(New("a", "one 😀 \0 two"), default);

        var added = await messages.AddAsync(
            New("b", "x") with
            {
                Thread = first.Id,
                OnlyFor = Bob,
                ReplyTo = first.Id,
                Author = Bob,
            },
            default
        );

        var found = (await messages.FindAsync(added.Id, default))!;
        (found.Conversation, found.Thread, found.OnlyFor, found.ReplyTo, found.Author, found.Deleted, found.Edited).ShouldBe(
            (Room, first.Id, Bob, first.Id, Bob, false, false)
        );
        found.At.ShouldBe(test.Clock.GetUtcNow());
        (await messages.FindAsync(first.Id, default))!.Card.Fallback.ShouldStartWith("one 😀 ");
        (await messages.FindAsync(17, default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Each_change_is_later_than_the_one_before_even_while_the_clock_stands(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);
        var message = await messages.AddAsync(New("a", "one"), default);

        var second = (await messages.ChangeAsync(message.Id, Card.Of("two"), edited: true, default))!;
        var third = (await messages.ReactAsync(new(message.Id, Bob, "thumbs_up"), added: true, default))!;
        var fourth = (await messages.ChangeAsync(message.Id, Card.Of("three"), edited: false, default))!;
        var last = (await messages.DeleteAsync(message.Id, default))!;

        new[] { message, second, third, fourth, last }.Select(one => one.ChangedAt).ShouldBeInOrder(SortDirection.Ascending);
        new[] { message, second, third, fourth, last }.Select(one => one.ChangedAt).Distinct().Count().ShouldBe(5);
        fourth.Edited.ShouldBeTrue();
        fourth.Reactions.ShouldHaveSingleItem().Reaction.ShouldBe("thumbs_up");
        last.Card.Fallback.ShouldBeEmpty();
        (await messages.ChangeAsync(message.Id, Card.Of("four"), edited: false, default)).ShouldBeNull();
        (await messages.DeleteAsync(message.Id, default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task A_page_holds_the_newest_with_their_threads_and_leaves_out_what_is_for_others(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);
        var roots = new List<WebMessage>();
        for (var i = 0; i < 5; i++)
        {
            roots.Add(await messages.AddAsync(New($"root {i}", $"root {i}"), default));
        }

        await messages.AddAsync(New("reply", "reply") with { Thread = roots[4].Id }, default);
        await messages.AddAsync(New("secret", "secret") with { Thread = roots[4].Id, OnlyFor = "carol@example.com" }, default);
        await messages.AddAsync(New("elsewhere", "elsewhere") with { Conversation = "billing" }, default);
        await messages.DeleteAsync(roots[3].Id, default);

        Words(await messages.PageAsync(Room, Bob, null, 2, default)).ShouldBe(["root 2", "root 4", "reply"]);
        Words(await messages.PageAsync(Room, "carol@example.com", null, 1, default)).ShouldBe(["root 4", "reply", "secret"]);
        Words(await messages.PageAsync(Room, Bob, roots[2].Id, 50, default)).ShouldBe(["root 0", "root 1"]);
        Words(await messages.ThreadAsync(roots[4].Id, Bob, 1, default)).ShouldBe(["reply"]);
        Words(await messages.NewerAsync(Room, Bob, roots[3].Id, 50, default)).ShouldBe(["root 4", "reply"]);
        (await messages.PageAsync("nowhere", Bob, null, 50, default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task A_deleted_message_keeps_its_place_while_a_thread_hangs_on_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);
        var root = await messages.AddAsync(New("root", "root"), default);
        var reply = await messages.AddAsync(New("reply", "reply") with { Thread = root.Id }, default);

        await messages.DeleteAsync(root.Id, default);
        Words(await messages.PageAsync(Room, Bob, null, 50, default)).ShouldBe(["", "reply"]);
        await messages.DeleteAsync(reply.Id, default);
        (await messages.PageAsync(Room, Bob, null, 50, default)).ShouldBeEmpty();
    }

    [Theory, Engines]
    public async Task Changes_are_read_in_batches_without_losing_those_of_one_moment(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);
        for (var i = 0; i < 10; i++)
        {
            await messages.AddAsync(New($"key {i}", $"{i}"), default);
        }

        var read = new List<string>();
        var (after, afterId) = (test.Clock.GetUtcNow().AddSeconds(-1), long.MaxValue);
        while (await messages.ChangedAsync(after, afterId, 3, default) is { Count: > 0 } batch)
        {
            read.AddRange(Words(batch));
            (after, afterId) = (batch[^1].ChangedAt, batch[^1].Id);
        }

        read.ShouldBe(Enumerable.Range(0, 10).Select(i => $"{i}"));
    }

    [Theory, Engines]
    public async Task A_reaction_counts_once_and_can_be_taken_back(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);
        var message = await messages.AddAsync(New("a", "one"), default);
        var reaction = new WebReaction(message.Id, Bob, "thumbs_up");

        await messages.ReactAsync(reaction, added: true, default);
        await messages.ReactAsync(reaction, added: true, default);
        (await messages.PageAsync(Room, Bob, null, 50, default))[0].Reactions.ShouldBe([reaction]);
        (await messages.ReactAsync(reaction, added: false, default))!.Reactions.ShouldBeEmpty();
        (await messages.ReactAsync(new(17, Bob, "thumbs_up"), added: true, default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Whoever_waits_for_a_change_is_woken(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var messages = new WebMessages(test.Database);
        var next = messages.NextChange;

        next.IsCompleted.ShouldBeFalse();
        await messages.AddAsync(New("a", "one"), default);

        next.IsCompleted.ShouldBeTrue();
        messages.NextChange.IsCompleted.ShouldBeFalse();
    }

    private static NewWebMessage New(string key, string text) => new(key, Room, null, WebMessage.Bot, null, Card.Of(text));

    private static IEnumerable<string> Words(IEnumerable<WebMessage> messages) => [.. messages.Select(message => message.Card.Fallback)];
}
