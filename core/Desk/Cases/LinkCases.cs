using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Two cases that belong together: each shows the number of the other one, and nothing else of it.</summary>
internal static class LinkCases
{
    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Link, DeskAction.Link)
        {
            WhyNot = (_, _) => null,
            Form = (forms, _, _) =>
                forms.Make(
                    "form_link",
                    new FormField(FormFields.Number, forms.Words["form_link_number"], FieldKind.Line) { Required = true, MaxLength = 20 }
                ),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values.GetValueOrDefault(FormFields.Number) ?? ""),
        };

    /// <summary>The number that was typed into a form; null when it is none.</summary>
    public static string? NumberIn(string? typed) => TypedCommands.FindCaseNumber(typed?.Trim() ?? "");

    /// <summary>The case with one link more.</summary>
    public static Case With(Case theCase, string other, CaseLinkKind kind) =>
        theCase with
        {
            Links = [.. theCase.Links.Where(link => link.CaseId != other), new(other, kind)],
        };

    /// <summary>The case that a form names; null when it is none that the person may know of, or the same one: they were told.</summary>
    public static Case? FindOther(DecisionBuilder draft, Case theCase, string typed)
    {
        var number = NumberIn(typed);
        if (number == theCase.Id)
        {
            draft.Refuse("link_itself", number);
            return null;
        }

        // Of a case that somebody may not read they do not hear either that it is there.
        if (
            draft.Loaded.OtherCase is not { } other
            || other.Id != number
            || !Visibility.May(draft.Loaded.Organisation, draft.Loaded.Asker.Reader, other)
        )
        {
            draft.Refuse("no_such_case", number ?? typed);
            return null;
        }

        return other;
    }

    private static void Apply(DecisionBuilder draft, Case theCase, string typed)
    {
        if (FindOther(draft, theCase, typed) is not { } other)
        {
            return;
        }

        if (theCase.Links.Any(link => link.CaseId == other.Id))
        {
            draft.Refuse("link_already", theCase.Id, other.Id);
            return;
        }

        var one = draft.KeepAsIs(With(theCase, other.Id, CaseLinkKind.Related));
        var two = draft.KeepAsIs(With(other, one.Id, CaseLinkKind.Related));
        draft.Note("linked", one, two.Id);
        draft.Note("linked", two, one.Id);
        draft.ShowInQueue(one);
        draft.ShowInQueue(two);
        draft.TellThreadPlainly(one, "thread_linked", draft.By.Name, two.Id);
        draft.TellThreadPlainly(two, "thread_linked", draft.By.Name, one.Id);
        draft.Whisper("linked", one.Id, two.Id);
    }
}
