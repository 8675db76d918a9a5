using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Criteria;

/// <summary>
/// What becomes of labels: whoever answers for the criterion is told of all of a day in one message and dismisses one with a reason;
/// whoever gave one takes it back.
/// </summary>
public static class VerdictLabels
{
    private const int MostShown = 5,
        MostWords = 300;

    /// <summary>
    /// Who is told: the criterion's owner, or the file's; where there is none or no criterion is meant, managers of the queue.
    /// </summary>
    public static IReadOnlyList<Colleague> KeepersOf(OrganisationSnapshot organisation, VerdictLabel label)
    {
        if (OwnerOf(organisation, label) is { } owner)
        {
            return [owner];
        }

        List<Colleague> managers =
        [
            .. organisation.With(Roles.Manager, (organisation.FindQueue(label.Queue) ?? organisation.DefaultQueue).Id),
        ];
        return managers.Count > 0 ? managers : [.. organisation.People.Where(person => person.Is(Roles.Manager))];
    }

    /// <summary>Everybody who may be told of a label: who keeps the criterion, and who gave it.</summary>
    public static IEnumerable<string> Readers(OrganisationSnapshot organisation, VerdictLabel label) =>
        KeepersOf(organisation, label)
            .Select(keeper => keeper.Email)
            .Append(label.By.Email)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    /// <summary>May this person dismiss it: a manager, or the criterion's owner?</summary>
    public static bool MayDismiss(OrganisationSnapshot organisation, Colleague? person, VerdictLabel label) =>
        person is not null && (person.Is(Roles.Manager) || OwnerOf(organisation, label)?.Email == person.Email);

    /// <summary>May a person have the words of the message, and those that were said of it?</summary>
    public static bool MayRead(OrganisationSnapshot organisation, Colleague? person, LabelledMessage one) =>
        person is not null && one.Question is { } asked && Visibility.May(organisation, Visibility.PersonOf(person), asked, one.Case);

    /// <summary>Why a person may not dismiss it; null when they may.</summary>
    internal static FormRefusal? WhyNot(Workplace workplace, Words words, Asker asker, VerdictLabel? label) =>
        label is not null && !(asker.IsMember && MayDismiss(workplace.Organisation, asker.Colleague, label))
            ? new FormRefusal(words["verdict_not_keeper"], "not_its_keeper", Actions.DismissVerdict, label.CaseId)
        : label is not { State: VerdictLabelState.Given } ? FormRefusal.Of(words, "verdict_gone")
        : null;

    /// <summary>The form that dismisses it.</summary>
    internal static Form Make(FormMaker forms, VerdictLabel label, IReadOnlyDictionary<string, string> data) =>
        forms.Make(
            "form_dismiss_verdict",
            forms.Paragraph(FormFields.Text, "form_dismiss_verdict_why", required: true) with
            {
                MaxLength = VerdictLabel.LongestReason,
            }
        ) with
        {
            Id = Actions.DismissVerdict,
            Data = data,
            Intro = $"{label.By.Name}: {JudgedText.Of(forms.Words, forms.Organisation, label.Right)}",
            Submit = forms.Words["submit_dismiss_verdict"],
        };

    /// <summary>It is dismissed, and whoever gave it hears why; who may and the values were checked.</summary>
    internal static void Dismiss(DecisionBuilder draft, string why)
    {
        var label = draft.Keep(draft.Loaded.Label! with { State = VerdictLabelState.Dismissed, DismissedBy = draft.By, Why = why.Trim() });
        draft.Note("verdict_dismissed", null, label.Id, label.QuestionId);
        if (label.By.Email is { } email && email != draft.By.Email)
        {
            var line = draft.Words.Say("verdict_dismissed_told", draft.By.Name, label.CaseId ?? draft.When.Day(label.At));
            draft.TellPerson(
                email,
                new Card(line, [new CardPart.Text(line), new CardPart.Quote(label.Why, draft.By.Name)], []),
                null,
                $"{label.Subject}:dismissed:{label.Id}:{email}"
            );
        }

        draft.Whisper("verdict_dismissed");
    }

    /// <summary>A press of Take back, by whoever gave it.</summary>
    internal static void TakeBack(DecisionBuilder draft)
    {
        if (draft.Loaded.Label is not { } label || label.Voter != VerdictLabel.VoterOf(draft.By))
        {
            draft.Whisper("verdict_not_own");
            return;
        }

        if (label.State is not VerdictLabelState.Given)
        {
            draft.Whisper("verdict_gone");
            return;
        }

        draft.Keep(label with { State = VerdictLabelState.TakenBack, Reason = "" });
        draft.Note("verdict_taken_back", null, label.Id, label.QuestionId);
        draft.Whisper("verdict_taken_back");
    }

    /// <summary>Tells whoever gave it that it is kept, with the button that takes it back.</summary>
    internal static void Confirm(DecisionBuilder draft, VerdictLabel label, string line) =>
        draft.Whisper(new Card(line, [new CardPart.Text(line)], [Button(draft.Words, Actions.TakeBackVerdict, label)]));

    /// <summary>Shows what was said on one day of one criterion to whoever answers for it, in one message.</summary>
    internal static void Look(DecisionBuilder draft)
    {
        var labels = draft.Loaded.Labels;
        foreach (var keeper in labels.Count == 0 ? [] : KeepersOf(draft.Loaded.Organisation, labels[0].Label))
        {
            if (!labels.All(one => one.Label.By.Email == keeper.Email))
            {
                draft.TellPerson(keeper.Email, CardFor(draft, keeper, labels), null, labels[0].Label.Slot(keeper.Email));
            }
        }
    }

    private static Card CardFor(DecisionBuilder draft, Colleague keeper, IReadOnlyList<LabelledMessage> all)
    {
        var (organisation, words, first) = (draft.Loaded.Organisation, draft.Words, all[0].Label);
        List<LabelledMessage> labels = [.. all.Where(one => one.Label.State is VerdictLabelState.Given)];
        var line = words.Say(
            "verdict_told",
            first.About.Length > 0
                ? JudgedText.Criterion(words, organisation, first.About)
                : words.Say("verdict_told_no_rule", organisation.FindQueue(first.Queue)?.Title ?? first.Queue)
        );
        List<CardPart> parts = [new CardPart.Heading(line)];
        if (labels.Count == 0)
        {
            parts.Add(new CardPart.Text(words["verdict_told_none"]));
        }

        foreach (var one in labels.TakeLast(MostShown))
        {
            var (label, who) = (one.Label, one.Label.By.Name);
            parts.Add(
                new CardPart.Text(
                    words.Say("verdict_told_line", draft.When.Day(label.At), who, JudgedText.Of(words, organisation, label.Right)),
                    Strong: true
                )
            );
            parts.Add(
                new CardPart.Note(words.Say("verdict_told_was", JudgedText.Of(words, organisation, label.Was with { Criterion = null })))
            );
            var may = MayRead(organisation, keeper, one);
            if (may)
            {
                parts.Add(new CardPart.Quote(ShortText.Of(one.Question!.Text, MostWords), label.CaseId));
            }

            parts.Add(
                label.Reason.Length > 0 && (may || !one.IsRestricted)
                    ? new CardPart.Quote(label.Reason, who)
                    : new CardPart.Note(words["verdict_told_kept"])
            );
        }

        if (labels.Count > MostShown)
        {
            parts.Add(new CardPart.Note(words.Count("verdict_told_more", labels.Count - MostShown)));
        }

        // The page is for managers.
        if (draft.Loaded.Workplace.Console is { } console && keeper.Is(Roles.Manager))
        {
            var page = new Uri(console, $"/console/criteria?criterion={Uri.EscapeDataString(first.About)}#labels").AbsoluteUri;
            parts.Add(new CardPart.Prose($"[{words["criteria_page"]}]({page})"));
        }

        List<CardButton> dismiss =
        [
            .. labels.TakeLast(MostShown).Select(one => Button(words, Actions.DismissVerdict, one.Label) with { OpensForm = true }),
        ];
        return new(line, parts, dismiss.Count < 2 ? dismiss : [Several(words, labels, dismiss)]);
    }

    /// <summary>One menu, whose choices name whose label goes.</summary>
    private static CardButton Several(Words words, List<LabelledMessage> labels, List<CardButton> dismiss) =>
        new(Actions.More, words["button_dismiss_verdict"], new Dictionary<string, string>(StringComparer.Ordinal))
        {
            Menu =
            [
                .. dismiss.Zip(
                    labels.TakeLast(MostShown),
                    (button, one) =>
                        button with
                        {
                            Title = ShortText.Of(
                                $"{one.Label.By.Name} · {one.Label.CaseId ?? JudgedText.Verdict(words, one.Label.Was.Verdict ?? "")}",
                                70
                            ),
                        }
                ),
            ],
        };

    private static CardButton Button(Words words, string action, VerdictLabel label) =>
        new(action, words["button_" + action], new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Label] = label.Id });

    /// <summary>Of what is about no criterion nobody is the owner.</summary>
    private static Colleague? OwnerOf(OrganisationSnapshot organisation, VerdictLabel label) =>
        label.About.Length == 0
            ? null
            : organisation.FindPerson(organisation.Criteria.Criteria.FirstOrDefault(one => one.Id == label.About)?.Owner)
                ?? organisation.FindPerson(organisation.Criteria.Owner);
}
