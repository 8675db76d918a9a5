using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;

namespace EscalationBot.Tests.Simulation;

/// <summary>What must hold at the end of every history.</summary>
internal sealed partial class History
{
    private IEnumerable<string> Judge() => [.. Rows(), .. Numbers(), .. Cards(), .. Words()];

    /// <summary>Nothing waits, nothing was given up, and each thing that was acknowledged was decided once and said something.</summary>
    private IEnumerable<string> Rows()
    {
        foreach (
            var row in Ask(
                "SELECT message_key, state, error FROM inbox WHERE state <> 1",
                row => $"{row.Text(0)}, state {row.Long(1)}: {row.TextOrNull(2)}"
            )
        )
        {
            yield return $"an inbox row waits or was given up: {row}";
        }

        foreach (
            var row in Ask(
                "SELECT key, state, error FROM outbox WHERE state IN (0, 2)",
                row => $"{row.Text(0)}, state {row.Long(1)}: {row.TextOrNull(2)}"
            )
        )
        {
            yield return $"an outbox row waits or was given up: {row}";
        }

        var kept = Ask("SELECT message_key, id FROM inbox", row => (Key: row.Text(0), Id: row.Long(1)))
            .ToLookup(row => row.Key, row => row.Id);
        var caused = Ask(
                "SELECT caused_by, COUNT(*) FROM outbox WHERE caused_by IS NOT NULL GROUP BY caused_by",
                row => (Id: row.Long(0), Count: row.Long(1))
            )
            .ToDictionary(row => row.Id, row => row.Count);
        foreach (var one in _deliveries.Where(one => one.IsAcknowledged))
        {
            if (kept[one.Inbound.MessageKey].ToList() is not [var id])
            {
                yield return $"{one.Inbound.MessageKey} was acknowledged and is kept {kept[one.Inbound.MessageKey].Count()} times";
            }
            else if (one.Inbound is not Inbound.Edited && !caused.ContainsKey(id))
            {
                yield return $"{one.Inbound.MessageKey} was acknowledged and nobody was told anything: {WordsOf(one.Inbound)}";
            }
        }
    }

    /// <summary>Case numbers have no gaps, and a case one winner.</summary>
    private IEnumerable<string> Numbers()
    {
        var ids = Ask("SELECT id FROM cases", row => row.Text(0))
            .Select(id => int.Parse(id[4..], CultureInfo.InvariantCulture))
            .Order()
            .ToList();
        if (!ids.SequenceEqual(Enumerable.Range(1001, ids.Count)))
        {
            yield return $"numbers of cases have gaps: {string.Join(' ', ids)}";
        }

        foreach (
            var lost in Ask(
                "SELECT case_id, COUNT(*) FROM history WHERE kind = 'claimed' GROUP BY case_id HAVING COUNT(*) > 1",
                row => $"{row.Text(0)}: {row.Long(1)}"
            )
        )
        {
            yield return $"a case was claimed more than once: {lost}";
        }
    }

    /// <summary>One message for each slot, and a card for each case.</summary>
    private IEnumerable<string> Cards()
    {
        foreach (
            var slot in Platform.Standing.GroupBy(one => one.Slot!).Where(slot => slot.Key.StartsWith("case:", StringComparison.Ordinal))
        )
        {
            if (
                slot.First().Place.Channel == ChannelNames.Slack
                && slot.Count(one => !one.IsOvertaken && !Platform.IsUnderDeleted(one)) > 1
            )
            {
                yield return $"{slot.Key} stands {slot.Count()} times";
            }
        }

        foreach (var id in Ask("SELECT id FROM cases", row => row.Text(0)))
        {
            var slot = $"case:{id}:card";
            if (!_deleted.Contains(slot) && !Platform.Standing.Any(one => one.Slot == slot))
            {
                yield return $"{id} has no card";
            }
        }
    }

    /// <summary>
    /// What is relayed is relayed once, with its last edit, and answers and relays of one conversation come in the order in which it was
    /// said.
    /// </summary>
    private IEnumerable<string> Words()
    {
        foreach (var one in _deliveries.Where(one => one.IsAcknowledged && IsForRep(one.Inbound)))
        {
            var shown = Platform
                .Standing.Where(posted => IsIn(posted, "dm:") && TextOf(posted).Contains(one.Token, StringComparison.Ordinal))
                .ToList();
            if (shown.Select(posted => posted.Slot).Distinct().Count() > 1)
            {
                yield return $"{one.Token} was relayed more than once";
            }

            if (
                _deliveries.Exists(other => other.IsAcknowledged && IsEditOf(other.Inbound, one.Inbound) && other.Before!.Contains(one))
                // Of two copies on a platform that cannot be asked only the newer one is known.
                && shown is [.., var newest]
                && !TextOf(newest).Contains("truly", StringComparison.Ordinal)
            )
            {
                yield return $"the edit of {one.Token} is lost";
            }
        }

        if (Platform.All.Exists(one => one.IsOvertaken))
        {
            yield break;
        }

        // An edit that overtook its message is shown in its place.
        var first = _deliveries
            .Where(one => one.IsAcknowledged && one.Inbound is Inbound.Said)
            .Where(one => _deliveries.TrueForAll(other => !IsEditOf(other.Inbound, one.Inbound) || other.Before?.Contains(one) != false))
            .ToDictionary(one => one, one => Platform.All.FindIndex(posted => IsAnswerTo(posted, one)));
        foreach (var (later, at) in first.Where(one => one.Value >= 0))
        {
            foreach (var earlier in later.Before!.Where(one => one.Inbound.Place == later.Inbound.Place))
            {
                if (first.TryGetValue(earlier, out var shown) && shown > at)
                {
                    yield return $"{later.Token} came before {earlier.Token}";
                }
            }
        }
    }

    private static bool IsForRep(Inbound inbound) => inbound is Inbound.Said said && said.Text.StartsWith(">>", StringComparison.Ordinal);

    private static bool IsEditOf(Inbound edit, Inbound of) =>
        edit is Inbound.Edited edited && of is Inbound.Said said && edited.MessageId == said.MessageId;

    /// <summary>A message in the chat of a rep that shows these words, relayed or answered.</summary>
    private static bool IsAnswerTo(Posted posted, Delivery one) =>
        posted.Slot is { } slot
        && IsIn(posted, "dm:")
        && (slot.StartsWith("relay:", StringComparison.Ordinal) || slot.StartsWith("question:", StringComparison.Ordinal))
        && TextOf(posted).Contains(one.Token, StringComparison.Ordinal);

    private static bool IsIn(Posted posted, string conversation) =>
        posted.Place.Conversation.StartsWith(conversation, StringComparison.Ordinal);

    private static string TextOf(Posted posted) => Actor.TextOf(posted.Card);
}
