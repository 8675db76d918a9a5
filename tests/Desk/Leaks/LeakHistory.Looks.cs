using System.Globalization;
using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>What a step brings about, and who reads it.</summary>
internal sealed partial class LeakHistory
{
    private async Task SayAsync(string who, Place place, bool direct, string text, Marker? marker, bool addressed, string? replyTo = null)
    {
        var id = "m" + _next++;
        var where = place.Thread is null && !direct ? place with { Thread = id } : place;
        _said.Add((id, where, who, direct));
        await HandleAsync(
            new Inbound.Said(id, text)
            {
                Origin = new Origin
                {
                    DeliveryKey = "d" + id,
                    MessageKey = id,
                    From = LeakOrganisation.Key(who),
                    FromName = who,
                    Place = where,
                    Direct = direct,
                    At = desk.Now,
                },
                Addressed = addressed,
                ReplyTo = replyTo,
            },
            marker
        );
    }

    private async Task HandleAsync(Inbound inbound, Marker? marker, Action<Decision>? decided = null)
    {
        var decision = await desk.HandleAsync(_next++, inbound);
        foreach (var one in decision.Cases)
        {
            _rules.Put(one);
        }

        foreach (var one in decision.Drafts)
        {
            _rules.Drafts[one.Id] = one;
        }

        foreach (var one in decision.Incidents)
        {
            _rules.Incidents[one.Id] = one;
        }

        foreach (var one in decision.Questions)
        {
            _rules.Questions[one.Id] = one;
        }

        if (marker is not null)
        {
            marker.Question ??= decision
                .Questions.FirstOrDefault(one =>
                    JsonSerializer.Serialize(one, StoreJson.Default.AskedQuestion).Contains(marker.Word, StringComparison.Ordinal)
                )
                ?.Id;
            marker.Case ??= marker.Question is null
                ? decision
                    .Cases.FirstOrDefault(one =>
                        JsonSerializer.Serialize(one, StoreJson.Default.Case).Contains(marker.Word, StringComparison.Ordinal)
                    )
                    ?.Id
                    ?? decision.History.FirstOrDefault(one => one.Detail.Contains(marker.Word, StringComparison.Ordinal))?.CaseId
                : null;
        }

        decided?.Invoke(decision);
        foreach (var one in decision.Outbound)
        {
            await PutAsync(one, inbound);
        }
    }

    private async Task PutAsync(Outbound what, Inbound because)
    {
        switch (what)
        {
            case Outbound.Whisper whisper:
                Look(Text(what), LeakOrganisation.Chat(whisper.Person.Id), $"whisper after {because}");
                break;
            case Outbound.Home home:
                Look(Text(what), LeakOrganisation.Chat(home.Person.Id), "home");
                break;
            case Outbound.Remove remove:
                await desk.RemoveAsync(remove.Slot);
                break;
            case Outbound.Show show when Where(show) is { } place:
                _shown.Add(show);
                Look(Text(what), place, $"{show.Slot} after {because}");
                var id = desk.Standings.GetValueOrDefault(show.Slot)?.MessageId ?? "b" + _next++;
                await desk.PutAsync(new Standing(show.Slot, place, id, show.CaseId, show.QuestionId));
                break;
            default:
                break;
        }
    }

    /// <summary>Where a card comes to stand: in the message of its slot, wherever that is, else where it is sent.</summary>
    private Place? Where(Outbound.Show show) =>
        desk.Standings.TryGetValue(show.Slot, out var standing)
            ? standing.Place
            : show.To switch
            {
                Destination.At at => at.Place,
                Destination.Direct direct => LeakOrganisation.Chat((direct.Id ?? direct.Email)!.Split('@')[0]),
                Destination.ThreadOf root => desk.Standings.TryGetValue(root.Slot, out var card)
                    ? card.Place with
                    {
                        Thread = card.MessageId,
                    }
                    : null,
                _ => throw new System.Diagnostics.UnreachableException(),
            };

    private void Look(string text, Place place, string what)
    {
        Read++;
        foreach (
            var marker in _markers.Where(marker => text.Contains(marker.Word, StringComparison.Ordinal) && !_rules.MayRead(marker, place))
        )
        {
            throw new LeakException(
                $"{marker} is read in {place} by "
                    + $"{string.Join(", ", LeakOrganisation.ReadersOf(Organisation, place).Where(name => !_rules.MayRead(marker, name)))}"
                    + $": {what}\n{text}"
            );
        }
    }

    /// <summary>
    /// One's own chat, the lobby (a thread of its own, or one that there is), or the place of a queue in which one works.
    /// </summary>
    private (Place Place, bool Direct) PlaceOf(string who, int where, int also)
    {
        var threads = _said.Where(one => one.Place.Conversation == LeakOrganisation.Lobby).Select(one => one.Place).Distinct().ToList();
        return (where % 5) switch
        {
            0 or 1 => (LeakOrganisation.Chat(who), true),
            2 when threads.Count > 0 => (Pick(threads, also), false),
            3
                when Organisation.Queues.FirstOrDefault(queue =>
                    LeakOrganisation.ReadersOf(Organisation, new Place(ChannelNames.Slack, queue.Place.Id)).Contains(who)
                )
                    is { } queue => (new Place(ChannelNames.Slack, queue.Place.Id, "r" + _next++), false),
            _ => (new Place(ChannelNames.Slack, LeakOrganisation.Lobby, "r" + _next++), false),
        };
    }

    private IReadOnlyList<string> CaseIds => _rules.Cases.Count == 0 ? ["ESC-1"] : [.. _rules.Cases.Keys];

    private IReadOnlyList<string> QuestionIds => _rules.Questions.Count == 0 ? ["q0"] : [.. _rules.Questions.Keys];

    private IReadOnlyList<string> DraftIds => _rules.Drafts.Count == 0 ? ["ad0"] : [.. _rules.Drafts.Keys];

    private IReadOnlyList<string> IncidentIds => _rules.Incidents.Count == 0 ? ["in0"] : [.. _rules.Incidents.Keys];

    private Marker New(string author)
    {
        var marker = new Marker($"MARK{(_markers.Count + 1).ToString("D4", CultureInfo.InvariantCulture)}", author);
        _markers.Add(marker);
        return marker;
    }

    private Inbound Fill(Inbound inbound, bool direct) =>
        inbound with
        {
            Origin = inbound.Origin with { DeliveryKey = "k" + _next++, MessageKey = "k" + _next++, Direct = direct },
        };

    private static string Text(Outbound what) => JsonSerializer.Serialize(what, MessagesJson.Default.Outbound);

    private static T Pick<T>(IReadOnlyList<T> list, int n) => list[n % list.Count];
}
