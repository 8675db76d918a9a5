using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The rep rates the help, one to five.</summary>
internal static class Rate
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Rate, DeskAction.Rate)
        {
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values.GetValueOrDefault("rating")),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, string? rating)
    {
        if (!int.TryParse(rating, NumberStyles.None, CultureInfo.InvariantCulture, out var stars) || stars is < 1 or > 5)
        {
            draft.Whisper("choose_rating");
            return;
        }

        var rated = draft.Keep(theCase with { Rating = stars });
        draft.Note("rated", rated, rating);
        if (rated.Resolution is not null)
        {
            draft.TellRep(rated, draft.Cards.Outcome(rated), Slots.Outcome(rated));
        }
    }
}
