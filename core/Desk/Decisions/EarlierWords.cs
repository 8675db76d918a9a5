using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>What was said in a thread before the bot was called into it, or beside what it was told: it belongs into the packet.</summary>
internal static class EarlierWords
{
    /// <summary>Most messages that a case keeps of a thread: its first, and the last ones.</summary>
    public const int MostKept = 200;

    private const int LongestText = 4000;

    /// <summary>The words that a call without words of its own is about: the first of the thread.</summary>
    public static Quoted? Root(LoadedState loaded, string messageId) =>
        loaded.Thread?.FirstOrDefault(quoted => quoted.MessageId != messageId && quoted.Text.Length > 0);

    /// <summary>The turns that were told to the bot, and between them what else was said in their thread, oldest first.</summary>
    public static IReadOnlyList<Turn> Merge(LoadedState loaded, AskedQuestion asked)
    {
        var known = asked.Turns.Select(turn => turn.MessageKey).ToHashSet(StringComparer.Ordinal);
        List<Turn> around =
        [
            .. (loaded.Thread ?? [])
                .Where(quoted => quoted.Text.Length > 0 || quoted.Files.Count > 0)
                .Select(quoted => TurnOf(asked.Place, quoted))
                .Where(turn => !known.Contains(turn.MessageKey)),
        ];
        if (around.Count > MostKept)
        {
            around = [around[0], .. around.TakeLast(MostKept - 1)];
        }

        var told = asked.Turns.Select(turn => turn.AsNew());
        return around.Count == 0 ? [.. told] : [.. told.Concat(around).OrderBy(turn => turn.At)];
    }

    /// <summary>There were earlier words, or may have been, and nobody could read them.</summary>
    public static bool IsUnread(LoadedState loaded, AskedQuestion asked) =>
        loaded is { Thread: null, ThreadAsked: true } && asked.Place.Thread is { } root && root != asked.MessageId;

    private static Turn TurnOf(Place place, Quoted quoted) =>
        new(quoted.At, quoted.Who, ShortText.Of(quoted.Text, LongestText), quoted.MessageId is { } id ? Slots.Relay(place, id) : null)
        {
            Files = quoted.Files,
            Overheard = true,
        };
}
