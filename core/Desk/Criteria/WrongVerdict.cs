using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Criteria;

/// <summary>
/// What was decided about a message was wrong: whoever works on its case, or asked it, says what would have been right. It becomes a test
/// case of the criteria (<see cref="VerdictLabel"/>), and whoever answers for the criterion hears of it.
/// </summary>
internal static class WrongVerdict
{
    private const int MostOptions = 100,
        LongestOption = 75;

    /// <summary>Its row in <see cref="CaseActions"/>: also of a case that is over, whose verdict is no less wrong.</summary>
    public static CaseAction Action { get; } =
        new(Actions.WrongVerdict, DeskAction.Category)
        {
            WhyNot = (state, theCase) =>
                theCase.MergedInto is { } into ? state.Refusal("merged_already", theCase.Id, into)
                : theCase.QuestionId is null ? state.Refusal("verdict_no_question", theCase.Id)
                : null,
            Form = (forms, _, _) => Make(forms, withCriteria: true),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values),
        };

    /// <summary>It is about a question that its asker had answered, not about a case.</summary>
    public static bool IsOfQuestion(string form, IReadOnlyDictionary<string, string> data) =>
        form is Actions.WrongVerdict && !data.ContainsKey(DataKeys.Case);

    /// <summary>Why this person may not say it of a question; null when they may: its asker, a member.</summary>
    public static FormRefusal? WhyNot(Workplace workplace, Words words, Asker asker, AskedQuestion? asked) =>
        asker.May(workplace.Organisation, DeskAction.Ask, null) is Permission.Refused refused
            ? FormRefusal.Of(workplace, words, asker, DeskAction.Ask, refused, null)
        : !asker.IsMember ? new FormRefusal(words["verdict_members"], "only_members", Actions.WrongVerdict, null)
        : !IsThere(asked) ? FormRefusal.Of(words, "question_gone")
        : !asked!.By.Is(asker.Party) ? FormRefusal.Of(words, "only_asker", asked.By.Name)
        : null;

    /// <summary>Its words were not deleted.</summary>
    public static bool IsThere(AskedQuestion? asked) => asked is { Text.Length: > 0 };

    /// <summary>
    /// The form: of each part what else than what was decided would have been right. Criteria are for those who work on cases.
    /// </summary>
    public static Form Make(FormMaker forms, bool withCriteria)
    {
        var (organisation, words) = (forms.Organisation, forms.Words);
        var was = forms.Asked is { } asked ? PartsOf(organisation, asked) : new JudgedParts(null, null, null, null);
        Option[] verdicts = [.. JudgedParts.RightVerdicts.Select(one => new Option(one, JudgedText.Verdict(words, one)))];
        Option[] queues = [.. organisation.Queues.Select(queue => new Option(queue.Id, Short(queue.Title)))];
        Option[] levels = [.. Priorities.All.Select(level => new Option(level, words["urgency_" + level]))];
        Option[] criteria =
        [
            new Option(JudgedParts.NoCriterion, words["judged_no_criterion"]),
            .. organisation.Criteria.Criteria.Select(one => new Option(
                ShortText.Cut(one.Id, LongestOption),
                Short(one.Why.Length > 0 ? one.Why : one.Id)
            )),
        ];
        List<FormField> fields =
        [
            .. Part(FormFields.Verdict, "form_verdict", verdicts, was.Verdict),
            .. Part(FormFields.Queue, "form_verdict_queue", queues, was.Queue),
            .. Part(FormFields.Priority, "form_verdict_priority", levels, was.Priority),
            .. withCriteria ? Part(FormFields.Criterion, "form_verdict_criterion", criteria, was.Criterion ?? JudgedParts.NoCriterion) : [],
        ];
        fields[0] = fields[0] with { RequiredUnless = [.. fields.Skip(1).Select(field => field.Id)] };
        fields.Add(forms.Paragraph(FormFields.Text, "form_verdict_why", required: true) with { MaxLength = VerdictLabel.LongestReason });
        return forms.Make("form_wrong_verdict", [.. fields]) with
        {
            Id = Actions.WrongVerdict,
            Intro = words.Say("form_verdict_intro", JudgedText.Of(words, organisation, was)),
            Submit = words["submit_wrong_verdict"],
        };

        string Short(string title) => ShortText.Of(title, LongestOption);

        IEnumerable<FormField> Part(string id, string label, Option[] options, string? decided)
        {
            Option[] others = [.. options.Where(option => option.Value != decided).Take(MostOptions)];
            return others.Length == 0 ? [] : [forms.Choice(id, label, others) with { Required = false }];
        }
    }

    /// <summary>What was sent about a question or a case; who may and the values were checked.</summary>
    /// <param name="theCase">Null: it is about a question of the person's own.</param>
    public static void Apply(DecisionBuilder draft, Case? theCase, IReadOnlyDictionary<string, string> values)
    {
        var (organisation, asked, before) = (draft.Loaded.Organisation, draft.Loaded.Question, draft.Loaded.Label);
        // A form that names a case is about that case's own question, whatever it carries beside it.
        if (!IsThere(asked) || (theCase is not null && theCase.QuestionId != asked!.Id))
        {
            draft.Refuse("question_gone");
            return;
        }

        var (was, right) = (
            PartsOf(organisation, asked!),
            new JudgedParts(Of(FormFields.Verdict), Of(FormFields.Queue), Of(FormFields.Priority), Of(FormFields.Criterion))
        );
        if (!right.IsSaid)
        {
            draft.Refuse("verdict_half");
            return;
        }

        if (!right.IsPossible)
        {
            draft.Refuse("verdict_mixed");
            return;
        }

        var reason = Of(FormFields.Text) ?? "";
        if (before is { State: VerdictLabelState.Given } && (before.Right, before.Reason) == (right, reason))
        {
            draft.Told("verdict_said_already");
            VerdictLabels.Confirm(draft, before, draft.Words["verdict_said_already"]);
            return;
        }

        // The question stays as it is while this is written: what is forgotten meanwhile gets no label.
        draft.Keep(asked!);
        var label = draft.Keep(
            new VerdictLabel
            {
                Id = before?.Id ?? string.Create(CultureInfo.InvariantCulture, $"vl{draft.Loaded.InboxId}"),
                Version = 1,
                State = VerdictLabelState.Given,
                QuestionId = asked!.Id,
                CaseId = asked.CaseId,
                By = draft.By,
                At = draft.Now,
                Day = organisation.Calendar.DateOf(draft.Now),
                About = was.Criterion ?? (right.Criterion is JudgedParts.NoCriterion ? null : right.Criterion) ?? "",
                Queue = right.Queue ?? was.Queue ?? organisation.QueueFor(asked.Judgement.Facts.Category, asked.Judgement.Facts.Queue).Id,
                Was = was,
                Right = right,
                Reason = reason,
                IsRestricted = draft.Loaded.Workplace.Triage.MayBeRestricted(Question.Of(reason), Circumstances.None, draft.Now),
            }
        );
        draft.Note("verdict_labelled", theCase, $"{was.Ids} → {right.Ids}", asked.Id);
        var told = VerdictLabels.KeepersOf(organisation, label).Where(keeper => keeper.Email != draft.By.Email).ToList();
        VerdictLabels.Confirm(
            draft,
            label,
            told.Count == 0
                ? draft.Words["verdict_noted"]
                : draft.Words.Say("verdict_noted_told", string.Join(", ", told.Select(one => one.Name)))
        );

        string? Of(string field) => values.GetValueOrDefault(field)?.Trim() is { Length: > 0 } value ? value : null;
    }

    private static JudgedParts PartsOf(OrganisationSnapshot organisation, AskedQuestion asked)
    {
        var judged = Replay.Judged(organisation, asked);
        return new(judged.Verdict, judged.Queue, judged.Priority, judged.Criteria.Count > 0 ? judged.Criteria[0] : null);
    }
}
