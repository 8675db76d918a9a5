using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// The owner puts a case off until a day: its clocks stand still until then, or until somebody of the rep's side writes. The rep is told;
/// why is internal.
/// </summary>
internal static class SnoozeCase
{
    /// <summary>Nobody plans further ahead; what takes longer is closed and reopened.</summary>
    public const int MostDays = 60;

    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.Snooze, DeskAction.Snooze)
        {
            WhyNot = (state, theCase) =>
                CaseStates.MustBeWorkedOn(state, theCase)
                ?? (theCase.State is CaseState.Claimed ? null : state.Refusal("snooze_claim_first", theCase.Id)),
            Form = (forms, theCase, _) =>
            {
                var today = forms.Organisation.Calendar.DateOf(forms.Now);
                return forms.Make(
                    "form_snooze",
                    new FormField(FormFields.Until, forms.Words["form_snooze_until"], FieldKind.Date)
                    {
                        Required = true,
                        Earliest = today.AddDays(1),
                        Latest = today.AddDays(MostDays),
                        Value = theCase.Snoozed is { } put
                            ? forms.Organisation.Calendar.DateOf(put.Until).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                            : null,
                    },
                    forms.Paragraph(FormFields.Text, "form_snooze_why", required: true) with
                    {
                        Value = theCase.Snoozed?.Why,
                        MaxLength = 500,
                    }
                ) with
                {
                    Intro = forms.Words.Say("form_snooze_intro", theCase.Rep.Name),
                };
            },
            Do = (draft, theCase, input) => Apply(draft, theCase, input),
        },
        new(Actions.Wake, DeskAction.Snooze) { Do = (draft, theCase, _) => End(draft, theCase) },
    ];

    /// <summary>The first working minute of a day of the organisation's.</summary>
    public static DateTimeOffset StartOf(DateOnly day, BusinessCalendar calendar)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return calendar.NextOpen(new DateTimeOffset(midnight, calendar.Zone.GetUtcOffset(midnight)).ToUniversalTime());
    }

    /// <summary>Somebody of the rep's side wrote: the case as it goes on, and its owner knows. The caller keeps it.</summary>
    /// <param name="who">Whose words they are; null = whoever acts.</param>
    public static Case Heard(DecisionBuilder draft, Case theCase, string? who = null)
    {
        if (theCase.Snoozed is null)
        {
            return theCase;
        }

        draft.Note("woken", theCase, "written");
        TellOwner(draft, theCase, draft.Words.Say("snooze_over_by", theCase.Id, who ?? draft.By.Name), "");
        return theCase.Woken(draft.Now);
    }

    /// <summary>The day has come: the clocks run on, and the owner knows.</summary>
    public static void TimeIsOver(DecisionBuilder draft, Case theCase, Snooze put)
    {
        var kept = draft.Keep(theCase.Woken(draft.Now));
        draft.Note("woken", kept, "due");
        TellOwner(draft, kept, draft.Words.Say("snooze_over", kept.Id), put.Why);
        draft.TellThreadPlainly(kept, "thread_snooze_over");
        draft.ShowEverywhere(kept);
    }

    private static void Apply(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var day = DateOnly.ParseExact(input.Values[FormFields.Until].Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var until = StartOf(day, draft.Loaded.Organisation.Calendar);
        var kept = draft.Keep(theCase.SnoozedUntil(draft.By, until, input.Text.Trim(), draft.Now) with { RepToldAt = draft.Now });
        draft.Note("snoozed", kept, $"{input.Values[FormFields.Until].Trim()}: {kept.Snoozed!.Why}");
        draft.TellThreadPlainly(kept, "thread_snoozed", draft.By.Name, draft.When.Clock(until));
        draft.TellReps(kept, "rep_told_snoozed", kept.Owner?.Name ?? draft.By.Name, draft.When.Due(until));
        draft.Whisper("snoozed", kept.Id, draft.When.Clock(until), kept.Rep.Name);
        draft.ShowEverywhere(kept);
    }

    private static void End(DecisionBuilder draft, Case theCase)
    {
        if (theCase.Snoozed is null)
        {
            draft.Whisper("not_snoozed", theCase.Id);
            return;
        }

        var kept = draft.Keep(theCase.Woken(draft.Now));
        draft.Note("woken", kept, "ended");
        draft.TellThreadPlainly(kept, "thread_woken", draft.By.Name);
        draft.ShowEverywhere(kept);
    }

    private static void TellOwner(DecisionBuilder draft, Case theCase, string line, string why) =>
        draft.TellOwner(
            theCase,
            new Card(
                $"{line} {why}".TrimEnd(),
                [new CardPart.Text(line, Strong: true), .. why.Length == 0 ? [] : (CardPart[])[new CardPart.Quote(why, null)]],
                [draft.Cards.Button(Actions.ShowCase, theCase)]
            ),
            $"case:{theCase.Id}:woken:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}"
        );
}
