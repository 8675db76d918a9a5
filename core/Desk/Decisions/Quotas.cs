using System.Globalization;
using System.Numerics;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>
/// How much one person, and one place, may do in a window of time: far more than anybody's honest work, so that nobody's script or grudge
/// takes the bot from the others.
/// </summary>
public sealed record QuotaLimits
{
    /// <summary>Length of the window; windows begin at whole multiples of it since 1970.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most of each for a person.</summary>
    public Usage Person { get; init; } = new(2_000, 1_000, 200);

    /// <summary>Most of each for a conversation.</summary>
    public Usage Place { get; init; } = new(20_000, 10_000, 2_000);

    /// <summary>When the window began in which a moment lies.</summary>
    public DateTimeOffset WindowOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % Window.Ticks), TimeSpan.Zero);
}

/// <summary>Whom a row is counted for, and what was counted before it.</summary>
/// <param name="Limits">The limits in force.</param>
/// <param name="PersonSubject">See <see cref="UsageChange.Person"/>.</param>
/// <param name="PlaceSubject">See <see cref="UsageChange.Place"/>.</param>
/// <param name="Since">When the window began.</param>
/// <param name="Person">What the person did in it.</param>
/// <param name="Place">What was done in the place in it.</param>
public sealed record Counted(QuotaLimits Limits, string PersonSubject, string PlaceSubject, DateTimeOffset Since, Usage Person, Usage Place)
{
    /// <summary>How often this person or place was refused in it already.</summary>
    public long Refused { get; init; }

    /// <summary>The subjects of a person and a place.</summary>
    public static (string Person, string Place) SubjectsOf(Party who, Place place) =>
        ($"person:{who.Email ?? $"{who.Key.Channel}:{who.Key.Id}"}", $"place:{place.Channel}:{place.Conversation}");

    /// <summary>No more messages are taken from this person or place now.</summary>
    public bool IsFull => Person.Messages >= Limits.Person.Messages || Place.Messages >= Limits.Place.Messages;
}

/// <summary>
/// Counts what a decision does, and puts a refusal in its place when that would be too much. Whoever is refused reads so, with the moment
/// from which they may go on; what was typed into a form is given back. Pure.
/// </summary>
internal static class Quotas
{
    /// <summary>Only what people do is counted; what the bot tells itself never is. Taking words back is always possible.</summary>
    public static bool Counts(Inbound inbound) => inbound is Inbound.Said or Inbound.Edited or Inbound.Pressed or Inbound.Submitted;

    /// <summary>
    /// Meant for the bot beyond doubt: when the limit is reached it is refused whatever it says, and need not be looked at.
    /// </summary>
    public static bool IsMeant(Inbound inbound) => inbound is Inbound.Said { Addressed: true } or Inbound.Pressed or Inbound.Submitted;

    /// <summary>The decision with its counts, or the refusal.</summary>
    public static Decision Apply(
        Inbound inbound,
        LoadedState loaded,
        DateTimeOffset now,
        Func<Inbound, LoadedState, DateTimeOffset, Decision> decide
    )
    {
        if (loaded.Counted is not { } counted || !Counts(inbound))
        {
            return decide(inbound, loaded, now);
        }

        if (counted.IsFull && IsMeant(inbound))
        {
            var (reached, limit, ofPlace) = Exceeded(counted, new Usage(1, 0, 0))!.Value;
            return Refuse(new DecisionBuilder(loaded, inbound, now), counted, reached, limit, ofPlace);
        }

        var decision = decide(inbound, loaded, now);
        if (IsNothing(decision))
        {
            return decision;
        }

        var added = new Usage(
            1,
            decision.Questions.Count(question => question.Version == 1),
            decision.Cases.Count(one => one.Version == 1)
        );
        return Exceeded(counted, added) is var (what, most, isPlace)
            ? Refuse(new DecisionBuilder(loaded, inbound, now), counted, what, most, isPlace)
            : decision with
            {
                Used = new(counted.PersonSubject, counted.PlaceSubject, counted.Since, added, RefusedOf: null),
            };
    }

    private static (string What, long Most, bool IsPlace)? Exceeded(Counted counted, Usage added)
    {
        foreach (
            var (isPlace, used, most) in new[]
            {
                (false, counted.Person, counted.Limits.Person),
                (true, counted.Place, counted.Limits.Place),
            }
        )
        {
            if (used.Messages + added.Messages > most.Messages)
            {
                return ("messages", most.Messages, isPlace);
            }

            if (used.Questions + added.Questions > most.Questions)
            {
                return ("questions", most.Questions, isPlace);
            }

            if (used.Cases + added.Cases > most.Cases)
            {
                return ("cases", most.Cases, isPlace);
            }
        }

        return null;
    }

    private static Decision Refuse(DecisionBuilder draft, Counted counted, string what, long most, bool isPlace)
    {
        var until = draft.When.Clock(counted.Since + counted.Limits.Window);
        var key = $"limit_{what}_{(isPlace ? "place" : "person")}";
        // A flood is a few rows of the audit: the first, the second, the fourth, the eighth ... How many there were stands in the counts.
        draft.Refused("limit", null, key, isKept: BitOperations.IsPow2(counted.Refused + 1));
        var why = draft.Words.Say(key, most, draft.When.Clock(counted.Since), until);
        if (draft.Inbound is Inbound.Said { Privately: false })
        {
            // One message a minute and place: who sends a thousand more reads the answer sixty times an hour at most, each time below what
            // they sent.
            var minute = draft.Now.ToUnixTimeSeconds() / 60;
            draft.Reply(
                Card.Of(why),
                slot: string.Create(CultureInfo.InvariantCulture, $"limit:{counted.PersonSubject}:{draft.Inbound.Place.Lane}:{minute}")
            );
        }
        else
        {
            draft.GiveBack(why);
        }

        return draft.Finish() with
        {
            Used = new(
                counted.PersonSubject,
                counted.PlaceSubject,
                counted.Since,
                Usage.None,
                isPlace ? counted.PlaceSubject : counted.PersonSubject
            ),
        };
    }

    /// <summary>Talk that is none of the bot's business.</summary>
    private static bool IsNothing(Decision decision) =>
        decision is { Cases.Count: 0, Questions.Count: 0, History.Count: 0, Outbound.Count: 0, Timers.Count: 0, Feedback.Count: 0 };
}
