using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>Who somebody is: proven, bound, and never remembered as nobody.</summary>
public sealed class AcquaintanceTests : IAsyncLifetime, IProfiles
{
    private const string Mia = "mia@example.com";
    private static readonly PersonKey Key = new("teams", "29:mia"),
        Other = new("teams", "29:other");
    private static readonly Place Chat = new("teams", "a:mia");
    private readonly OrganisationSnapshot _organisation = OrganisationFixture.Of();
    private TestDatabase _store = null!;
    private PersonLookup _acquaintance = null!;
    private People _people = null!;
    private int _asked;

    private Func<PersonKey, Profile?> Tells { get; set; } = _ => null;

    public async Task InitializeAsync()
    {
        _store = await TestDatabase.OpenAsync();
        _people = new People(_store.Database);
        _acquaintance = new PersonLookup(_people, new Identities(_store.Database), this, _store.Clock);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult(Tells(person));
    }

    [Theory]
    [InlineData(Membership.Member, true)]
    [InlineData(Membership.Unknown, false)]
    [InlineData(Membership.Guest, false)]
    [InlineData(Membership.Outsider, false)]
    [InlineData(Membership.Unconfirmed, false)]
    [InlineData(Membership.Contested, false)]
    [InlineData(Membership.Deactivated, false)]
    [InlineData(Membership.Bot, false)]
    public async Task The_managers_address_makes_only_a_proven_member_the_manager(Membership membership, bool isManager)
    {
        Tells = key => new Profile(key, "Mia Who", Mia, null, null) { Membership = membership, AccountId = "aad" };
        var asker = await WhoAsync();
        (asker.Colleague?.Is(Roles.Manager) == true).ShouldBe(isManager);
        (asker.Party.Email == Mia).ShouldBe(isManager);
        (await _acquaintance.ReachableAsync([Mia], default)).ContainsKey(Mia).ShouldBe(isManager);
    }

    [Fact]
    public async Task Whoever_is_from_outside_carries_their_organisation_in_their_name()
    {
        Tells = key => new Profile(key, "Ana", "ana@acme.example", null, null) { Membership = Membership.Outsider, Organisation = "Acme" };
        (await WhoAsync()).Party.Name.ShouldBe("Ana (Acme)");
        Tells = key => new Profile(key, "Ana (Acme)", null, null, null) { Membership = Membership.Guest, Organisation = "acme" };
        (await WhoAsync(Other)).Party.Name.ShouldBe("Ana (Acme)");
    }

    [Fact]
    public async Task Another_account_does_not_inherit_an_address_until_that_is_accepted()
    {
        Tells = key => Member(key, key == Key ? "aad-1" : "aad-2");
        (await WhoAsync()).Colleague.ShouldNotBeNull();
        var second = await WhoAsync(Other);
        (second.Colleague, second.Membership, second.Party.Email).ShouldBe((null, Membership.Contested, null));
        (await _acquaintance.ReachableAsync([Mia], default))[Mia].ShouldBe(Key);

        await new Identities(_store.Database).AcceptAsync(Mia, default);
        _store.Clock.Advance(TimeSpan.FromMinutes(6));
        (await WhoAsync(Other)).Colleague.ShouldNotBeNull();
        _store.Clock.Advance(TimeSpan.FromDays(1));
        (await WhoAsync()).Colleague.ShouldBeNull();
    }

    [Fact]
    public async Task A_look_up_that_told_nothing_is_not_remembered()
    {
        var asker = await WhoAsync();
        (asker.Membership, asker.IsUnidentified, asker.Colleague).ShouldBe((Membership.Unknown, true, null));
        Tells = key => Member(key, "aad");
        (await WhoAsync()).Colleague.ShouldNotBeNull();
        _asked.ShouldBe(2);
        await WhoAsync();
        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_profile_without_its_address_is_asked_for_again_at_the_next_act()
    {
        Tells = key => Member(key, "aad") with { Email = null };
        var asker = await WhoAsync();
        (asker.IsMember, asker.IsUnidentified, asker.Colleague).ShouldBe((true, true, null));
        Tells = key => Member(key, "aad");
        (await WhoAsync()).Colleague.ShouldNotBeNull();

        // Once told it is known for the account, also on a day on which the platform keeps it to itself; but not for ever.
        _store.Clock.Advance(TimeSpan.FromHours(25));
        Tells = key => Member(key, "aad") with { Email = null };
        (await WhoAsync()).Colleague.ShouldNotBeNull();
        _store.Clock.Advance(TimeSpan.FromHours(48));
        (await WhoAsync()).Colleague.ShouldBeNull();
    }

    [Fact]
    public async Task An_unknown_person_waits_for_a_platform_that_cannot_be_asked_and_a_known_one_does_not()
    {
        Tells = _ => throw new PlatformUnavailableException("busy", TimeSpan.FromSeconds(30));
        await Should.ThrowAsync<PlatformUnavailableException>(() => WhoAsync());
        Tells = key => Member(key, "aad");
        await WhoAsync();
        Tells = _ => throw new PlatformUnavailableException("busy", TimeSpan.FromSeconds(30));
        _store.Clock.Advance(TimeSpan.FromHours(25));
        (await WhoAsync()).Colleague.ShouldNotBeNull();
        (await _acquaintance.ReachableAsync([Mia], default)).ContainsKey(Mia).ShouldBeTrue();
        _store.Clock.Advance(TimeSpan.FromHours(48));
        await Should.ThrowAsync<PlatformUnavailableException>(() => WhoAsync());
        (await _acquaintance.ReachableAsync([Mia], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_leaves_is_noticed_within_a_day_and_is_not_written_to()
    {
        Tells = key => Member(key, "aad");
        await WhoAsync();
        Tells = key => Member(key, "aad") with { Membership = Membership.Deactivated };
        _store.Clock.Advance(TimeSpan.FromHours(23));
        (await _acquaintance.ReachableAsync([Mia], default)).ContainsKey(Mia).ShouldBeTrue();
        _store.Clock.Advance(TimeSpan.FromHours(2));
        (await _acquaintance.ReachableAsync([Mia], default)).ShouldBeEmpty();
        (await WhoAsync()).Colleague.ShouldBeNull();
    }

    [Fact]
    public async Task Who_is_no_longer_in_the_roster_is_not_written_to_and_not_asked_for_again_and_again()
    {
        Tells = key => Member(key, "aad");
        await WhoAsync();
        Tells = _ => null;
        _store.Clock.Advance(TimeSpan.FromHours(25));
        for (var time = 0; time < 3; time++)
        {
            (await _acquaintance.ReachableAsync([Mia], default)).ShouldBeEmpty();
        }

        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_forgotten_profile_is_asked_for_at_once()
    {
        Tells = key => Member(key, "aad");
        await WhoAsync();
        Tells = key => Member(key, "aad") with { Membership = Membership.Guest };
        await _people.ForgetProfileAsync(Key, default);
        (await WhoAsync()).Membership.ShouldBe(Membership.Guest);
    }

    private static Profile Member(PersonKey key, string account) =>
        new(key, "Mia", Mia, null, null) { Membership = Membership.Member, AccountId = account };

    private Task<Asker> WhoAsync(PersonKey? key = null) => _acquaintance.AskerAsync(_organisation, key ?? Key, null, Chat, default);
}
