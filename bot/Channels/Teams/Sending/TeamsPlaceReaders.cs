using System.Runtime.CompilerServices;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.People;
using Account = EscalationBot.Bot.Channels.Teams.Protocol.Account;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>Who reads in Teams' channels: guests, and people of other tenants in a channel that both share.</summary>
internal sealed class TeamsPlaceReaders(
    TeamsApi connector,
    TeamsAddresses addresses,
    TeamsProfiles profiles,
    TeamsHealth health,
    ChannelMemory memory,
    WorkplaceHolder workplaces,
    TimeProvider time,
    ILogger<TeamsPlaceReaders> log
) : PlaceReaders(ChannelNames.Teams, memory, workplaces, time, log)
{
    /// <summary>Teams tells where it is to be asked with the first activity.</summary>
    protected override async Task<bool> CanAskAsync(CancellationToken ct) => await addresses.ServiceUrlAsync(ct) is not null;

    protected override async IAsyncEnumerable<(PlaceName Place, PlaceAudience Audience)> ReadAsync(
        IReadOnlyList<PlaceName> places,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (await addresses.ServiceUrlAsync(ct) is not { } serviceUrl)
        {
            yield break;
        }
        foreach (var place in places)
        {
            if (await MembersAsync(serviceUrl, place.Id, ct) is { Count: > 0 } members)
            {
                var kinds = members.Select(member => profiles.Read(new PersonKey(Channel, member.Id ?? ""), member).Membership).ToHashSet();
                yield return (
                    place,
                    kinds.Contains(Membership.Outsider) ? PlaceAudience.Shared
                    : kinds.Overlaps([Membership.Guest, Membership.Unknown]) ? PlaceAudience.Guests
                    : PlaceAudience.OwnPeople
                );
            }
        }
    }

    protected override void Note(PlaceName place, PlaceAudience audience) => health.NoteReaders(place, audience);

    private async Task<IReadOnlyList<Account>?> MembersAsync(string serviceUrl, string conversation, CancellationToken ct)
    {
        try
        {
            return await connector.FindMembersAsync(serviceUrl, conversation, ct);
        }
        catch (PlatformUnavailableException)
        {
            return null; // asked again later; what is not known stays as it was
        }
    }
}
