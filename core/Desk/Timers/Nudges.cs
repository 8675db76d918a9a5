using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// Reminders that nobody asked for have a budget for each person and two hours; what is beyond it comes in one message when they are over.
/// What answers somebody, and what is about a P1, is never held.
/// </summary>
internal static class Nudges
{
    /// <summary>So many reminders in two hours are read; more of them are not.</summary>
    public const int Most = 6;

    /// <summary>Kinds of history lines: their detail is the person's e-mail.</summary>
    public const string Sent = "nudged",
        Held = "nudge_held",
        Together = "nudge_batched";

    private const int MostTogether = 10;

    /// <summary>The two hours that count.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(2);

    /// <summary>The timer's subject for what is held back from a person.</summary>
    public static string Subject(string email) => $"nudges:{email}";

    /// <summary>Whose reminders a timer is about.</summary>
    public static string EmailOf(string subject) => subject["nudges:".Length..];

    /// <summary>True: send the reminder now. False: it is held, and comes with others.</summary>
    /// <param name="email">Whom it is for; somebody without an address has no budget.</param>
    public static bool MaySend(DecisionBuilder draft, string? email, Case theCase)
    {
        if (email is null)
        {
            return true;
        }

        var sent = draft.Loaded.Nudges.GetValueOrDefault(email);
        if (theCase.Priority == Priorities.All[0] || sent is null || sent.Count < Most)
        {
            draft.Note(Sent, theCase, email);
            return true;
        }

        draft.Note(Held, theCase, email);
        draft.Timer(Subject(email), TimerNames.Nudges, sent.Oldest + Window);
        return false;
    }

    /// <summary>The two hours are over: what was held and still concerns an open case comes in one message.</summary>
    public static void SendTogether(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var email = EmailOf(passed.Subject);
        foreach (var theCase in draft.Loaded.HeldCases)
        {
            draft.Note(Together, theCase, email);
        }

        var cases = draft.Loaded.HeldCases.Where(theCase => theCase.IsOpen).ToList();
        if (cases.Count == 0)
        {
            return;
        }

        draft.Note(Sent, null, email);
        var title = draft.Words.Count("nudges", cases.Count);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        foreach (var theCase in cases.Take(MostTogether))
        {
            parts.Add(new CardPart.Text(draft.Cards.Line(theCase)));
            parts.Add(new CardPart.ButtonRow([draft.Cards.Button(Actions.ShowCase, theCase)]));
        }

        if (cases.Count > MostTogether)
        {
            parts.Add(new CardPart.Note(draft.Words.Count("more_cases", cases.Count - MostTogether)));
        }

        parts.Add(new CardPart.Note($"{draft.Words.Say("nudges_why", Most)} {draft.When.AsOf}"));
        draft.TellPerson(
            email,
            new Card(title, parts, []),
            null,
            $"{passed.Subject}:{passed.DueAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}"
        );
    }
}
