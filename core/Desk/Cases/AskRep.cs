using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>The specialist asks the rep; once for the same words.</summary>
internal static class AskRep
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.AskRep, DeskAction.AskRep)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_ask_rep",
                    [
                        forms.Paragraph(FormFields.Text, "form_ask_rep_text") with
                        {
                            RequiredUnless = [FormFields.Missing],
                        },
                        .. MissingChoice(forms, theCase),
                    ]
                ) with
                {
                    Intro =
                        theCase.Facts.Count == 0
                            ? ""
                            : forms.Words.Say(
                                "form_ask_rep_known",
                                string.Join(" · ", theCase.Facts.Select(fact => $"{fact.Label}: {fact.Value}"))
                            ),
                },
            Do = Apply,
        };

    private static IReadOnlyList<IntakeFact> MissingOf(OrganisationSnapshot organisation, Case theCase) =>
        [.. organisation.Intake.Facts.Where(fact => theCase.Missing.Contains(fact.Label, StringComparer.Ordinal))];

    /// <summary>The facts that are missing, each with the question of intake.yaml; nothing when none is.</summary>
    private static FormField[] MissingChoice(FormMaker forms, Case theCase) =>
        MissingOf(forms.Organisation, theCase) is { Count: > 0 } missing
            ?
            [
                forms.Choice(
                    FormFields.Missing,
                    "form_ask_rep_missing",
                    [.. missing.Select(fact => new Option(ShortText.Cut(fact.Id, 75), ShortText.Of(fact.Question, 75)))]
                ) with
                {
                    Required = false,
                },
            ]
            : [];

    /// <summary>So many questions to a rep keep their words in the case.</summary>
    private const int WholeAsks = 20;

    private static void Apply(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var fact = input.Values.GetValueOrDefault(FormFields.Missing) is { } id ? draft.Loaded.Organisation.Intake.Find(id) : null;
        var own = input.Text.Trim();
        // The question of a missing fact, own words, or both.
        var text = string.Join('\n', new[] { fact?.Question, own }.Where(part => !string.IsNullOrEmpty(part)));
        if (theCase.Asks.FirstOrDefault(ask => string.Equals(ask.Text.Trim(), text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            draft.Refuse(same.Reply is null ? "asked_already" : "answered_already", same.Reply ?? theCase.Rep.Name);
            return;
        }

        if (fact is null && KnownAnswers.Find(draft.Loaded.Organisation, draft.Words, theCase, text) is { } known)
        {
            AskAnyway.Hold(draft, theCase, text, known);
            return;
        }

        Send(draft, theCase, text, own.Length == 0 ? fact?.Label : null, again: false);
    }

    /// <summary>Asks the rep. Several questions that are open stand on one card, the newest.</summary>
    /// <param name="fact">Label of the fact that the whole answer gives, or null.</param>
    /// <param name="again">It was known, and is asked anyway.</param>
    public static void Send(DecisionBuilder draft, Case theCase, string text, string? fact, bool again)
    {
        var ask = new RepAsk(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{theCase.Asks.Count + 1}"),
            text,
            draft.By.Name,
            draft.Now,
            null,
            null
        )
        {
            Fact = fact,
            AskedAgain = again,
        };
        var kept = draft.Keep(theCase with { Asks = Shortened([.. theCase.Asks, ask]), RepToldAt = draft.Now });
        draft.Note("asked_rep", kept, text);
        foreach (var open in kept.Asks.Where(open => open.RepliedAt is null))
        {
            AnswerRepAsk.ShowAsk(draft, kept, open);
        }

        draft.TellThread(
            kept,
            new Card(
                draft.Words.Say("thread_asked", ask.By, kept.Rep.Name, text),
                [new CardPart.Text(draft.Words.Say("thread_asked_title", ask.By, kept.Rep.Name)), new CardPart.Quote(text, null)],
                []
            )
        );
        draft.ShowEverywhere(kept);
    }

    /// <summary>
    /// Of many questions to the rep the old ones that were answered keep their times, which the clocks count; their words stand in the
    /// thread.
    /// </summary>
    private static IReadOnlyList<RepAsk> Shortened(IReadOnlyList<RepAsk> asks) =>
        asks.Count <= WholeAsks
            ? asks
            :
            [
                .. asks.Select(
                    (ask, i) => i < asks.Count - WholeAsks && ask.RepliedAt is not null ? ask with { Text = "", Reply = "" } : ask
                ),
            ];
}
