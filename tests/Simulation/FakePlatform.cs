using EscalationBot.Bot.Channels;
using EscalationBot.Core.Messages;

namespace EscalationBot.Tests.Simulation;

/// <summary>
/// What people see. Slack finds a message by its key, as Slack's API lets the bot do; Teams shows a bot nothing, so that what may have
/// arrived comes again with a mark. A send that is late, refused or whose answer is lost is drawn by the history.
/// </summary>
internal sealed class FakePlatform(History history)
{
    /// <summary>Of Slack's sender: how far before the uncertain try it looks.</summary>
    private static readonly TimeSpan LookMargin = TimeSpan.FromMinutes(5);

    private int _next;

    /// <summary>Everything that was ever posted, in order.</summary>
    public List<Posted> All { get; } = [];

    /// <summary>What stands there now.</summary>
    public IEnumerable<Posted> Standing => All.Where(one => !one.IsGone && one.Person is null);

    /// <summary>What went wrong on the way, found at once.</summary>
    public List<string> Wrong { get; } = [];

    public async Task<Delivery> SendAsync(Dispatch dispatch, Replica replica)
    {
        var key = dispatch.What.Key;
        await history.MayStopAsync(Chances.Platform);
        var fate = history.DrawFate();
        history.Tell($"{replica.Name} sends {key}{(dispatch.LookSince is null ? "" : " again")}: {fate}");
        if (fate is Fate.Refused)
        {
            return new Delivery.Retry(TimeSpan.FromSeconds(1), "busy", MayHaveArrived: false);
        }

        if (fate is Fate.LostBefore)
        {
            return new Delivery.Retry(TimeSpan.Zero, "no answer", MayHaveArrived: true);
        }

        var (delivery, posted) = Do(dispatch, replica);
        await history.MayStopAsync(Chances.Platform);
        if (fate is Fate.LostAfter)
        {
            return new Delivery.Retry(TimeSpan.Zero, "no answer", MayHaveArrived: true);
        }

        if (fate is Fate.Broken)
        {
            throw new IOException("The connection broke.");
        }

        replica.Answered(posted);
        return delivery;
    }

    private (Delivery Delivery, Posted? Posted) Do(Dispatch dispatch, Replica replica)
    {
        switch (dispatch.What)
        {
            case Outbound.Home:
                return (new Delivery.Sent(null, null), null);
            case Outbound.Remove:
                if (All.Find(one => one.Id == dispatch.MessageId) is { } removed)
                {
                    removed.IsGone = true;
                }

                return (new Delivery.Sent(null, null), null);
            case Outbound.Whisper whisper:
                return Post(dispatch, replica, whisper.Place, null, whisper.Card, whisper.Person);
            case Outbound.Show show when dispatch.MessageId is { } id:
                if (All.Find(one => one.Id == id && !one.IsGone) is not { } edited)
                {
                    return (new Delivery.Vanished(), null);
                }

                (edited.Card, edited.Key) = (show.Card, show.Key);
                return (new Delivery.Sent(edited.Place, id), null);
            case Outbound.Show show:
                var place = dispatch.To switch
                {
                    Destination.At at => at.Place,
                    Destination.Direct direct => new Place(direct.Channel, $"dm:{direct.Id ?? direct.Email!.Split('@')[0]}"),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
                return place.Thread is { } thread && All.Exists(one => one.IsGone && one.Id == thread)
                    ? (new Delivery.Vanished { IsRoot = true }, null)
                    : Post(dispatch, replica, place, show, show.Card, null);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>In the thread of a message that somebody deleted, where nobody looks any more.</summary>
    public bool IsUnderDeleted(Posted one) => All.Exists(root => root.IsGone && root.Id == one.Place.Thread);

    private (Delivery Delivery, Posted? Posted) Post(
        Dispatch dispatch,
        Replica replica,
        Place place,
        Outbound.Show? show,
        Card card,
        PersonKey? person
    )
    {
        var key = dispatch.What.Key;
        var canBeAsked = place.Channel == ChannelNames.Slack && person is null;
        if (
            canBeAsked
            && dispatch.LookSince is { } since
            && All.Find(one => one.Key == key && !one.IsGone && one.At >= since - LookMargin) is { } found
        )
        {
            return (new Delivery.Sent(found.Place, found.Id), found);
        }

        // A process that slept longer than its lease cannot know what others did meanwhile, nor they what it still does.
        // And where somebody deleted the card above, words go under the new one.
        foreach (
            var earlier in All.Where(one =>
                one.FirstKey == key && !one.IsGone && !IsUnderDeleted(one) && !one.IsOvertaken && !replica.IsOvertaken
            )
        )
        {
            if (earlier.IsKnown)
            {
                Wrong.Add($"{key} was posted again although its end was recorded");
            }
            else if (canBeAsked)
            {
                Wrong.Add($"{key} stands twice on a platform that can be asked");
            }
            else if (place.Channel == ChannelNames.Teams && dispatch.LookSince is null)
            {
                Wrong.Add($"{key} came twice, the second time without its mark");
            }
        }

        var posted = new Posted(key, show?.Slot, place, "p" + ++_next, history.TrueTime, person)
        {
            Card = card,
            Key = key,
            IsOvertaken = replica.IsOvertaken,
        };
        All.Add(posted);
        return (new Delivery.Sent(place, person is null ? posted.Id : null), posted);
    }
}

/// <summary>A message on a platform.</summary>
/// <param name="FirstKey">Of the row that posted it.</param>
/// <param name="Slot">Our name for it; null for a whisper.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Id">The platform's id of it.</param>
/// <param name="At">When, by the platform's clock.</param>
/// <param name="Person">Who alone sees it; null = everybody there.</param>
internal sealed record Posted(string FirstKey, string? Slot, Place Place, string Id, DateTimeOffset At, PersonKey? Person)
{
    public required Card Card { get; set; }

    /// <summary>Of the row that changed it last: it travels with the message.</summary>
    public required string Key { get; set; }

    /// <summary>Removed, by the bot or by a person.</summary>
    public bool IsGone { get; set; }

    /// <summary>The bot has recorded that it stands.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Posted by a process that slept longer than its lease: nobody can know of its send.</summary>
    public bool IsOvertaken { get; set; }
}

/// <summary>What becomes of a request to a platform.</summary>
internal enum Fate
{
    Taken,
    Refused,
    LostBefore,
    LostAfter,
    Broken,
}

/// <summary>One platform as one replica reaches it.</summary>
internal sealed class FakeConnection(FakePlatform platform, Replica replica, string name) : IChannel
{
    public string Name => name;
    public ChannelState State { get; } = new("ok", "");
    public bool IsReady => true;

    public Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct) => platform.SendAsync(dispatch, replica);

    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
        throw new NotSupportedException("The desk asks the history.");
}
