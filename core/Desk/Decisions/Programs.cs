using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>
/// Programs that write to the bot: a workflow, an alert, another bot. Whoever mentions the bot is never left without a word, and two
/// programs must never talk for ever: a program gets one note in a thread, and few in an hour. A person who posts through an app is a
/// person.
/// </summary>
internal static class Programs
{
    /// <summary>Notes to one program in an hour, and messages in an hour that a person may send through an app.</summary>
    private const int MostNotes = 10,
        MostThroughApp = 60;

    /// <summary>It is a program's, or comes so often that a program must be behind it.</summary>
    public static bool IsTurnedAway(LoadedState loaded, Inbound inbound) =>
        inbound is { ThroughApp: true } and (Inbound.Said or Inbound.Edited)
        && (IsProgram(loaded.Asker.Membership) || loaded.Counted?.Person.Messages >= MostThroughApp);

    /// <summary>
    /// Says in the thread that only people are answered, and what to do; nothing in a 1:1 chat, which is the program's alone.
    /// </summary>
    public static void Answer(DecisionBuilder draft)
    {
        if (
            draft.Inbound is not Inbound.Said { Addressed: true, Direct: false } said
            || !IsProgram(draft.Loaded.Asker.Membership)
            || draft.Loaded.Counted?.Person.Messages >= MostNotes
        )
        {
            return;
        }

        draft.Reply(Card.Of(draft.Words["program_spoke"]), slot: $"program:{said.Place.Lane}");
    }

    private static bool IsProgram(Membership membership) => membership is Membership.Bot or Membership.Unknown or Membership.Deactivated;
}
