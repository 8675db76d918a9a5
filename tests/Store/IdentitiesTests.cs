using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;

namespace EscalationBot.Tests.Store;

public sealed class IdentitiesTests
{
    private const string Mia = "mia@example.com";

    [Theory, Engines]
    public async Task An_address_belongs_to_the_account_that_had_it_first_until_somebody_says_otherwise(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var identities = new Identities(test.Database);
        (await identities.BindAsync("teams", Mia, "aad-1", "Mia", default)).ShouldBeTrue();
        (await identities.BindAsync("teams", Mia, "aad-1", "Mia", default)).ShouldBeTrue();
        (await identities.BindAsync("slack", Mia, "U1", "Mia", default)).ShouldBeTrue();
        (await identities.ContestedAsync(default)).ShouldBeEmpty();

        test.Clock.Advance(TimeSpan.FromDays(1));
        (await identities.BindAsync("teams", Mia, "aad-2", "Mia Other", default)).ShouldBeFalse();
        (await identities.ContestedAsync(default)).ShouldBe([
            new ContestedIdentity("teams", Mia, "aad-1", "aad-2", "Mia Other", Morning.AddDays(1)),
        ]);
        (await identities.BindAsync("teams", Mia, "aad-1", "Mia", default)).ShouldBeTrue();

        (await identities.AcceptAsync("MIA@example.com", default)).ShouldBe(1);
        (await identities.BindAsync("teams", Mia, "aad-2", "Mia", default)).ShouldBeTrue();
        (await identities.BindAsync("teams", Mia, "aad-1", "Mia", default)).ShouldBeFalse();
        (await identities.AcceptAsync("nobody@example.com", default)).ShouldBe(0);
    }

    [Theory, Engines]
    public async Task Nobody_is_found_by_an_address_that_is_not_proven_to_be_theirs(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var people = new People(test.Database);
        var (member, guest) = (new PersonKey("slack", "U1"), new PersonKey("teams", "29:guest"));
        await people.LearnAsync(new Profile(member, "Mia", Mia, null, null) { Membership = Membership.Member, AccountId = "U1" }, default);
        foreach (var other in Enum.GetValues<Membership>().Except([Membership.Member]))
        {
            await people.LearnAsync(
                new Profile(guest, "Mia", Mia, null, null)
                {
                    Membership = other,
                    Organisation = "Acme",
                    AccountId = "a",
                },
                default
            );
            (await people.FindByEmailAsync(Mia, default)).Select(person => person.Key).ShouldBe([member]);
            var kept = (await new People(test.Database).FindAsync(guest, default))!;
            (kept.Membership, kept.Email, kept.ClaimedEmail, kept.Organisation, kept.AccountId).ShouldBe((other, null, Mia, "Acme", "a"));
        }

        // Who becomes a guest is found no more; what they do afterwards changes nothing of that.
        await people.LearnAsync(new Profile(member, "Mia", Mia, null, null) { Membership = Membership.Guest }, default);
        test.Clock.Advance(TimeSpan.FromMinutes(2));
        await people.SeenAsync(Said("1", "D1", "slack") with { Origin = Said("1", "D1", "slack").Origin with { From = member } }, default);
        (await people.FindByEmailAsync(Mia, default)).ShouldBeEmpty();
        (await people.FindUnprovenAsync("MIA@example.com", default)).Select(person => person.Key).ShouldBe([member, guest]);
    }

    [Theory, Engines]
    public async Task A_forgotten_profile_is_asked_for_again_at_once(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var people = new People(test.Database);
        var mia = new PersonKey("slack", "U1");
        await people.ForgetProfileAsync(mia, default);
        (await people.FindAsync(mia, default)).ShouldBeNull();
        (await people.LearnAsync(new Profile(mia, "Mia", Mia, null, null) { Membership = Membership.Member }, default))
            .IsFresh(Morning)
            .ShouldBeTrue();
        await people.ForgetProfileAsync(mia, default);
        var forgotten = (await people.FindAsync(mia, default))!;
        (forgotten.IsFresh(Morning), forgotten.IsTrusted(Morning)).ShouldBe((false, false));

        // A row that was written by an act of theirs meanwhile does not bring it back.
        test.Clock.Advance(TimeSpan.FromMinutes(2));
        (
            await people.SeenAsync(Said("1", "D1", "slack") with { Origin = Said("1", "D1", "slack").Origin with { From = mia } }, default)
        ).FetchedAt.ShouldBeNull();
    }

    [Theory, Engines]
    public async Task A_row_of_an_older_program_makes_nobody_a_member(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        await test.Database.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "INSERT INTO people_seen (channel, id, name, email, seen_at, fetched_at) VALUES ('slack', 'U1', "
                        + "'Mia', @email, @now, @now)",
                    Mia,
                    test.Clock.GetUtcNow()
                ),
            default
        );
        var people = new People(test.Database);
        var old = (await people.FindAsync(new PersonKey("slack", "U1"), default))!;
        (old.Membership, old.IsFresh(Morning), old.IsTrusted(Morning)).ShouldBe((Membership.Unknown, false, false));
        (await people.FindByEmailAsync(Mia, default)).ShouldBeEmpty();
        (await people.FindUnprovenAsync(Mia, default)).ShouldHaveSingleItem();
    }
}
