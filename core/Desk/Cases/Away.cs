using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary><c>away until Monday</c>, <c>back</c>: a listed person says that they are not here, or here again.</summary>
internal static class Away
{
    /// <summary>They are away from now on, or from the day that they name.</summary>
    public static void Obey(DecisionBuilder draft, string words)
    {
        if (Person(draft) is not { } person)
        {
            return;
        }

        var (from, until, problem) = AwayWords.Read(words, draft.Now, draft.Loaded.Asker.Zone, draft.Words.Culture);
        if (problem is not null)
        {
            var key = problem switch
            {
                AwayProblem.NoDay => "away_when",
                AwayProblem.Past => "away_past",
                AwayProblem.TooFar => "away_too_far",
                _ => "away_unreadable",
            };
            draft.Refused("away", null, key);
            draft.Reply(Card.Of($"{draft.Words.Say(key, ShortText.Of(words, 60))} {draft.Words["away_examples"]}".Trim()));
            return;
        }

        draft.Keep(new Absence(person.Email, from, until, IsHere: false));
        draft.Note("away", null, $"{from.ToUnixTimeMilliseconds()} {until.ToUnixTimeMilliseconds()}");
        var told =
            from > draft.Now
                ? draft.Words.Say("away_later_told", draft.When.Until(from), draft.When.Until(until))
                : draft.Words.Say("away_told", draft.When.Until(until));
        var deputy = draft.Loaded.Organisation.FindPerson(person.Deputy);
        List<CardPart> parts = [new CardPart.Text(told, Strong: true)];
        if (person.Is(Roles.Specialist))
        {
            parts.Add(new CardPart.Text(draft.Words["away_new_cases"]));
        }

        if (deputy is not null)
        {
            parts.Add(new CardPart.Text(draft.Words.Say("away_deputy", deputy.Name)));
        }

        parts.Add(new CardPart.Note(draft.Words["away_note"]));
        draft.Reply(new Card(told, parts, []));
    }

    /// <summary>They are here, whatever they or their calendar said.</summary>
    public static void Back(DecisionBuilder draft)
    {
        if (Person(draft) is not { } person)
        {
            return;
        }

        var byCalendar = Presence.ByCalendar(person, draft.Now);
        var said = draft.Loaded.Absences.FirstOrDefault(one => one.Email == person.Email && !one.IsHere);
        if (said is null && (byCalendar is null || !draft.Loaded.AwayUntil.ContainsKey(person.Email)))
        {
            draft.Reply(Card.Of(draft.Words["back_not_away"]));
            return;
        }

        // What is over holds no longer; a calendar goes on, and is set aside until its absence ends.
        draft.Keep(new Absence(person.Email, draft.Now, byCalendar ?? draft.Now, IsHere: true));
        draft.Note("back", null);
        draft.Reply(Card.Of(draft.Words["back_told"]));
    }

    private static Colleague? Person(DecisionBuilder draft)
    {
        if (draft.Loaded.Asker.Colleague is { } person)
        {
            return person;
        }

        draft.Refused("away", null, "not_listed");
        draft.Reply(Card.Of(draft.Words["away_not_listed"]));
        return null;
    }
}
