using System.Runtime.CompilerServices;
using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>
/// Who reads in Slack's channels: whether one is shared with another organisation (Slack Connect), and whether guests of the workspace are
/// among its members.
/// </summary>
internal sealed class SlackPlaceReaders(
    SlackApi api,
    ChannelMemory memory,
    WorkplaceHolder workplaces,
    SlackSenses senses,
    ILogger<SlackPlaceReaders> log
) : PlaceReaders(ChannelNames.Slack, memory, workplaces, senses.Time, log)
{
    /// <summary>Slack's largest page.</summary>
    private const string PageSize = "1000";

    /// <summary>Whether people of other organisations read in a channel, or are invited to.</summary>
    public static bool IsShared(JsonElement channel) =>
        channel.IsTrue("is_ext_shared") || channel.IsTrue("is_pending_ext_shared") || channel.List("pending_shared").Any();

    /// <summary>Who is a guest can be told once Slack has told which workspace is ours.</summary>
    protected override Task<bool> CanAskAsync(CancellationToken ct) => Task.FromResult(senses.Identity.Self is not null);

    protected override async IAsyncEnumerable<(PlaceName Place, PlaceAudience Audience)> ReadAsync(
        IReadOnlyList<PlaceName> places,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        HashSet<string>? outsiders = null;
        await foreach (var (place, channel) in ChannelsAsync(places, ct))
        {
            if (IsShared(channel))
            {
                yield return (place, PlaceAudience.Shared);
            }
            // Whom Slack does not list is not known: what is not known stays as it was.
            else if (
                (outsiders ??= await OutsidersAsync(ct)) is { } others
                && await MembersAsync(channel.Text("id") ?? "", ct) is { } members
            )
            {
                yield return (place, members.Overlaps(others) ? PlaceAudience.Guests : PlaceAudience.OwnPeople);
            }
        }
    }

    protected override void Note(PlaceName place, PlaceAudience audience)
    {
        var key = "readers " + place.Text;
        if (ProblemOf(place, audience) is { } problem)
        {
            senses.Health.Raise(key, problem);
        }
        else
        {
            senses.Health.Clear(key);
        }
    }

    /// <summary>Channels by their id, one call each; those that are named, from Slack's list.</summary>
    private async IAsyncEnumerable<(PlaceName Place, JsonElement Channel)> ChannelsAsync(
        IReadOnlyList<PlaceName> places,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var named = places.Where(place => place.Id[0] == '#').ToDictionary(place => place.Id[1..], StringComparer.OrdinalIgnoreCase);
        if (named.Count > 0)
        {
            await foreach (var channel in PagesAsync("conversations.list", "channels", SlackAddresses.Listing(""), ct))
            {
                if (channel is { } listed && named.GetValueOrDefault(listed.Text("name") ?? "") is { } place)
                {
                    yield return (place, listed);
                }
            }
        }
        foreach (var place in places.Where(place => place.Id[0] != '#'))
        {
            var told = await api.ReadAsync("conversations.info", [new("channel", place.Id)], ct);
            if (told.Ok && told.Body.Object("channel") is { } channel)
            {
                yield return (place, channel);
            }
        }
    }

    /// <summary>Everybody whom Slack lists and who is not of our own people; null when it does not tell.</summary>
    private async Task<HashSet<string>?> OutsidersAsync(CancellationToken ct)
    {
        if (senses.Identity.Self is not { } self)
        {
            return null;
        }
        HashSet<string> outsiders = new(StringComparer.Ordinal);
        await foreach (var user in PagesAsync("users.list", "members", [new("limit", PageSize)], ct))
        {
            if (user is not { } listed)
            {
                return null;
            }
            if (SlackProfiles.MembershipOf(listed, self) is Membership.Guest or Membership.Outsider && listed.Text("id") is { } id)
            {
                outsiders.Add(id);
            }
        }
        return outsiders;
    }

    private async Task<HashSet<string>?> MembersAsync(string channel, CancellationToken ct)
    {
        HashSet<string> members = new(StringComparer.Ordinal);
        await foreach (var member in PagesAsync("conversations.members", "members", [new("channel", channel), new("limit", PageSize)], ct))
        {
            if (member is not { } listed)
            {
                return null;
            }
            members.Add(listed.GetString() ?? "");
        }
        return members;
    }

    /// <summary>Every entry of a list in pages; a last null when Slack stopped telling.</summary>
    private async IAsyncEnumerable<JsonElement?> PagesAsync(
        string method,
        string list,
        IReadOnlyList<KeyValuePair<string, string>> arguments,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var cursor = "";
        do
        {
            var page = await api.ReadAsync(method, cursor.Length > 0 ? [.. arguments, new("cursor", cursor)] : arguments, ct);
            if (!page.Ok)
            {
                yield return null;
                yield break;
            }
            foreach (var entry in page.Body.List(list))
            {
                yield return entry;
            }
            cursor = page.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        } while (cursor.Length > 0);
    }
}
