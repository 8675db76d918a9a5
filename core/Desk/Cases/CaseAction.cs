using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>One thing that people do to a case by a button: who may, in which state, with which form, and what happens then.</summary>
/// <param name="Name">As buttons and forms carry it (<see cref="Actions"/>).</param>
/// <param name="Needs">The right; null when the action itself decides who may.</param>
internal sealed record CaseAction(string Name, DeskAction? Needs)
{
    /// <summary>
    /// Why a form may not be opened or sent in the case's present state; null when it may. A press tells more, and asks in
    /// <see cref="Do"/>.
    /// </summary>
    public Func<CaseStates, Case, FormRefusal?> WhyNot { get; init; } = CaseStates.MustBeWorkedOn;

    /// <summary>
    /// Why this person may not open or send the form for what the button carried, although they have the right; null when all who have the
    /// right may. Asked before the form is made: whatever it shows of the case is shown to them.
    /// </summary>
    public Func<CaseStates, Acting, Case, IReadOnlyDictionary<string, string>, FormRefusal?>? Whose { get; init; }

    /// <summary>The form's title names the client: false when people get it who may not know who that is.</summary>
    public bool NamesClient { get; init; } = true;

    /// <summary>The form, filled with what is known of the case and what the button carried; null when a press does it.</summary>
    public Func<FormMaker, Case, IReadOnlyDictionary<string, string>, Form>? Form { get; init; }

    /// <summary>What happens. The right was asked for, a form's state and values were checked.</summary>
    public required Action<DecisionBuilder, Case, CaseInput> Do { get; init; }
}

/// <summary>Who opens or sends a form, and where.</summary>
/// <param name="Asker">Who.</param>
/// <param name="Place">Where, as the platform says.</param>
/// <param name="RequestPlace">Where the card of the department's request stands that the form answers; null when that is not known.</param>
internal sealed record Acting(Asker Asker, Place Place, Place? RequestPlace);

/// <summary>What came with a press or a form.</summary>
/// <param name="Values">Typed or chosen, by field.</param>
/// <param name="Data">Carried by the button.</param>
internal sealed record CaseInput(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>The form's main field; empty when it has none.</summary>
    public string Text => Values.GetValueOrDefault(FormFields.Text) ?? "";
}

/// <summary>States that actions need, and the sentences that say so.</summary>
internal sealed record CaseStates(Workplace Workplace, Words Words)
{
    /// <summary>Whose rules hold.</summary>
    public OrganisationSnapshot Organisation => Workplace.Organisation;

    /// <summary>Specialists have it before them.</summary>
    public static bool IsWorkedOn(Case theCase) => theCase.State is CaseState.Unclaimed or CaseState.Claimed;

    /// <summary>Not resolved, declined or closed.</summary>
    public static FormRefusal? MustBeWorkedOn(CaseStates state, Case theCase) =>
        IsWorkedOn(theCase) ? null
        : theCase.MergedInto is { } into ? state.Refusal("merged_already", theCase.Id, into)
        : state.Refusal("already_over", theCase.Id, state.LineOf(theCase));

    /// <summary>The client was not told yet.</summary>
    public static FormRefusal? MustBeOpen(CaseStates state, Case theCase) =>
        theCase.IsOpen ? null : state.Refusal("case_is_over", theCase.Id);

    /// <summary>The sentence of a key.</summary>
    public FormRefusal Refusal(string key, params object?[] values) => FormRefusal.Of(Words, key, values);

    /// <summary>"resolved by Ana, 14:03": without the words of a case, since whoever is refused may not read it.</summary>
    public string LineOf(Case theCase) => new CardMaker(Workplace, Words, theCase.ChangedAt).PlainStateLine(theCase);

    /// <summary>A day as people of the organisation say it.</summary>
    public string DayOf(DateTimeOffset at) => new When(Words, Organisation.Calendar.Zone, at).Day(at);
}
