using EscalationBot.Core.Store;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

public sealed class SignInStoreTests
{
    [Theory, Engines]
    public async Task A_session_lasts_until_its_end_or_until_it_is_ended(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new SignInStore(test.Database);
        var now = test.Clock.GetUtcNow();
        var one = new SignedIn("a1", "ana@example.com", "link", "", now.AddHours(1));
        await store.AddAsync(one, default);
        await store.AddAsync(one with { Id = "b2", Way = "key", Email = "", Stamp = "s" }, default);

        (await store.FindAsync("a1", default)).ShouldBe(one);
        (await store.EndAsync("a1", default)).ShouldBe(1);
        (await store.FindAsync("a1", default)).ShouldBeNull();
        (await store.FindAsync("b2", default))!.Stamp.ShouldBe("s");
        test.Clock.Advance(TimeSpan.FromHours(1));
        (await store.FindAsync("b2", default)).ShouldBeNull();
        await store.AddAsync(one with { Id = "c3", EndsAt = now.AddHours(9) }, default);
        (await test.CountAsync("SELECT COUNT(*) FROM sign_in_sessions")).ShouldBe(1);
    }

    [Theory, Engines]
    public async Task Of_many_who_use_one_link_at_once_one_comes_in(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new SignInStore(test.Database);
        await store.PutLinkAsync("l1", "ana@example.com", "o1", test.Clock.GetUtcNow().AddMinutes(10), default);
        (await store.FindLinkAsync("l1", default)).ShouldBe("ana@example.com");

        var used = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.UseLinkAsync("l1", default)));

        used.Count(email => email == "ana@example.com").ShouldBe(1);
        used.Count(email => email is null).ShouldBe(19);
        (await store.FindLinkAsync("l1", default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task A_newer_link_replaces_older_ones_of_its_person_but_not_those_of_the_same_message(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var store = new SignInStore(test.Database);
        var ends = test.Clock.GetUtcNow().AddMinutes(10);
        await store.PutLinkAsync("l1", "ana@example.com", "o1", ends, default);
        await store.PutLinkAsync("l2", "bob@example.com", "o2", ends, default);
        await store.PutLinkAsync("l3", "ana@example.com", "o3", ends, default);
        await store.PutLinkAsync("l4", "ana@example.com", "o3", ends, default);

        (await store.FindLinkAsync("l1", default)).ShouldBeNull();
        (await store.FindLinkAsync("l2", default)).ShouldBe("bob@example.com");
        (await store.FindLinkAsync("l3", default)).ShouldBe("ana@example.com");
        (await store.FindLinkAsync("l4", default)).ShouldBe("ana@example.com");
        test.Clock.Advance(TimeSpan.FromMinutes(10));
        (await store.UseLinkAsync("l4", default)).ShouldBeNull();
    }

    [Theory, Engines]
    public async Task Keys_of_cookies_come_back_in_order_and_none_of_it_is_in_a_dump(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        using var folder = new TemporaryFolder();
        var store = new SignInStore(test.Database);
        await store.AddKeyAsync("k2", "<key id=\"2\"/>", default);
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        await store.AddKeyAsync("k1", "<key id=\"1\"/>", default);
        (await store.KeysAsync(default)).ShouldBe([("k2", "<key id=\"2\"/>"), ("k1", "<key id=\"1\"/>")]);
        (await store.RemoveKeyAsync("k1", default), await store.RemoveKeyAsync("k1", default)).ShouldBe((1, 0));
        (await store.KeysAsync(default)).ShouldHaveSingleItem().Id.ShouldBe("k2");

        var dumped = await new WholeDatabase(test.Database).DumpAsync(folder.Path, default);

        dumped.ShouldNotContain(table => table.Name.StartsWith("sign_in"));
        System.IO.Directory.EnumerateFiles(folder.Path, "sign_in*").ShouldBeEmpty();
    }
}
