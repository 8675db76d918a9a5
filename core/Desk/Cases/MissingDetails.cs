using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Facts that criteria want of a case which was made at once: asked for in the reply that tells of it, given by the next message or by a
/// form, and put into the case's packet.
/// </summary>
internal static class MissingDetails
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.AddDetails, DeskAction.AddToCase)
        {
            WhyNot = (state, theCase) =>
                theCase.IsOpen && state.Organisation.Intake.FindAll(theCase.Wanted).Count == 0
                    ? state.Refusal("details_none", theCase.Id)
                    : CaseStates.MustBeOpen(state, theCase),
            Form = (forms, theCase, _) =>
                forms.Make("form_add_details", [.. forms.Organisation.Intake.FindAll(theCase.Wanted).Select(FormMaker.FieldOf)]),
            Do = (draft, theCase, input) => FromForm(draft, theCase, input.Values),
        };

    /// <summary>The rep's next message.</summary>
    public static void FromWords(DecisionBuilder draft, Case theCase, Turn turn)
    {
        var wanted = draft.Loaded.Organisation.Intake.FindAll(theCase.Wanted);
        var said = turn.Text.Trim();
        // One thing was asked for: that is what was said. Of several those that can be told apart; all of the words reach the specialists
        // anyway.
        var given =
            wanted.Count == 1 && said.Length > 0
                ? new Dictionary<string, string>(StringComparer.Ordinal) { [wanted[0].Id] = said }
                : LaterFacts.Read(draft, wanted, said);
        Add(draft, theCase, given, turn);
    }

    /// <summary>The form behind <c>Add details</c>.</summary>
    private static void FromForm(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        var given = draft
            .Loaded.Organisation.Intake.FindAll(theCase.Wanted)
            .Where(fact => values.GetValueOrDefault(fact.Id)?.Trim() is { Length: > 0 })
            .ToDictionary(fact => fact.Id, fact => values[fact.Id].Trim(), StringComparer.Ordinal);
        if (given.Count == 0)
        {
            draft.Whisper("details_none", theCase.Id);
            return;
        }

        Add(draft, theCase, given, null);
    }

    private static void Add(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> given, Turn? turn)
    {
        var facts = given.Select(pair => new LabelledFact(draft.Loaded.Organisation.Intake.Find(pair.Key)!.Label, pair.Value)).ToList();
        var kept = draft.Keep(
            LaterFacts.With(draft, SnoozeCase.Heard(draft, theCase), given, turn) with
            {
                AwaitsFacts = false,
                Conversation = turn is null ? theCase.Conversation : [.. theCase.Conversation, turn],
            }
        );
        draft.Note(
            "details",
            kept,
            facts.Count > 0 ? string.Join("; ", facts.Select(fact => $"{fact.Label}: {fact.Value}")) : turn?.Text ?? ""
        );
        if (turn is not null)
        {
            draft.TellThread(kept, RelayCards.ForThread(draft, kept, turn), turn.MessageKey);
        }
        else
        {
            var title = draft.Words.Say("from_rep", draft.By.Name);
            draft.TellThread(
                kept,
                new Card(
                    $"{kept.Id}, {title}: {string.Join("; ", facts.Select(fact => $"{fact.Label}: {fact.Value}"))}",
                    [new CardPart.Text(title, Strong: true), new CardPart.FactList(facts)],
                    []
                )
            );
        }

        var sees = draft.Words.Say("added", kept.Id, kept.Owner?.Name ?? draft.Cards.QueueTitle(kept));
        var missing = draft.Loaded.Organisation.Intake.FindAll(kept.Wanted);
        if (turn is null)
        {
            draft.Whisper(Card.Of(sees));
        }
        else if (draft.Inbound is Inbound.Said { Addressed: true })
        {
            draft.Reply(
                missing.Count == 0
                    ? Card.Of(sees)
                    : new Card(
                        sees,
                        [
                            new CardPart.Text(sees),
                            new CardPart.Note(draft.Words.Say("missing", string.Join(", ", missing.Select(fact => fact.Label)))),
                        ],
                        [draft.Cards.Button(Actions.AddDetails, kept) with { OpensForm = true }]
                    ),
                kept.Id
            );
        }

        draft.ShowEverywhere(kept);
    }
}
