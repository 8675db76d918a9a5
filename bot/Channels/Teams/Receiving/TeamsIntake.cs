using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>Takes activities in: messages and events become rows, invokes are answered.</summary>
internal sealed class TeamsIntake(
    IReception reception,
    KnownConversations conversations,
    People people,
    Invokes invokes,
    TypingSigns typing
)
{
    /// <summary>The body of an invoke's answer; null for everything else.</summary>
    public async Task<JsonObject?> TakeInAsync(Activity activity, DateTimeOffset now, CancellationToken ct)
    {
        if (activity.Type == "invoke")
        {
            return await invokes.AnswerAsync(activity, now, ct);
        }
        foreach (var id in TeamsReader.ReadRosterChanges(activity))
        {
            await people.ForgetProfileAsync(new PersonKey(ChannelNames.Teams, id), ct);
        }
        if (TeamsReader.ReadPresence(activity) is var presence and not 0)
        {
            await TakePresenceAsync(activity, presence > 0, now, ct);
            return null;
        }

        var rows = TeamsReader.Read(activity, now);
        if (rows.Count == 0)
        {
            return null;
        }
        // Side by side, so that both writes share one commit.
        var learning = conversations.LearnAsync(activity, ct);
        foreach (var row in rows)
        {
            var isNew = await reception.AcceptAsync(row, ct);
            if (isNew && row is Inbound.Said { Addressed: true })
            {
                typing.Watch(row.Place, activity.ServiceUrl!);
            }
        }
        await learning;
        return null;
    }

    private async Task TakePresenceAsync(Activity activity, bool isHere, DateTimeOffset now, CancellationToken ct)
    {
        var place = ActivityPlaces.Of(activity);
        if (isHere)
        {
            await conversations.LearnAsync(activity, ct);
        }
        var stay = await conversations.StayAsync(place, isHere, ct);
        Inbound row = isHere
            ? new Inbound.Arrived { Origin = TeamsReader.OriginOf(activity, $"arrived:{stay}", now) }
            : new Inbound.Departed(Everywhere: false, "The bot was removed from the conversation.")
            {
                Origin = TeamsReader.OriginOf(activity, $"departed:{stay}", now),
            };
        await reception.AcceptAsync(row, ct);
        await conversations.KeepStayAsync(place, isHere, stay, ct);
        if (!isHere && await conversations.IsGoneEverywhereAsync(ct))
        {
            // Teams tells of each conversation, never of the whole organisation.
            await reception.AcceptAsync(
                new Inbound.Departed(Everywhere: true, "The bot was removed from its last conversation.")
                {
                    Origin = TeamsReader.OriginOf(activity, $"gone:{stay}", now),
                },
                ct
            );
        }
    }
}
