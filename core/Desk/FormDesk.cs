using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk;

/// <summary>Forms on the spot: who may, what is known, what is wrong with what was typed. Reads only.</summary>
public sealed class FormDesk(Loader reading, WorkplaceHolder workplaces, TimeProvider time, AuditLog? audit = null) : IForms
{
    /// <inheritdoc/>
    public async Task<FormAnswer> OpenAsync(FormRequest request, CancellationToken ct)
    {
        var answer = await AnswerAsync(request, ct);
        if (audit is not null)
        {
            await audit.RecordAsync(DecisionAudit.OfForm(request, await ActorAsync(request, ct), answer), ct);
        }

        return answer;
    }

    private async Task<AuditActor> ActorAsync(FormRequest request, CancellationToken ct)
    {
        try
        {
            return AuditActor.Of((await reading.AskerAsync(workplaces.Current, request.From, null, request.Place, ct)).Party);
        }
        catch (PlatformUnavailableException)
        {
            return AuditActor.Of(request.From, null);
        }
    }

    private async Task<FormAnswer> AnswerAsync(FormRequest request, CancellationToken ct)
    {
        var workplace = workplaces.Current;
        var words = Words.In(workplace.Organisation.Language);
        Asker asker;
        try
        {
            asker = await reading.AskerAsync(workplace, request.From, null, request.Place, ct);
        }
        catch (PlatformUnavailableException)
        {
            // A form cannot wait for the platform as a message can.
            return new FormAnswer.Refused(words["not_looked_up"]);
        }

        if (!Admission.Admits(workplace.Organisation, asker.Membership))
        {
            return new FormAnswer.Refused(Strangers.Sentence(words, workplace.Organisation, asker));
        }

        if (FormRules.MakesCase(request.Action))
        {
            return await OpenSpecialistAsync(request, workplace, words, asker, ct);
        }

        if (CreditForms.Has(request.Action, request.Data))
        {
            return await OpenCreditAsync(request, workplace, words, asker, ct);
        }

        if (request.Action is Actions.Feedback)
        {
            var shown = request.Data.GetValueOrDefault(DataKeys.Question) is { } question
                ? await reading.FindQuestionAsync(question, ct)
                : null;
            return ArticleFeedbackForm.WhyNot(words, asker, shown, request.Data) is { } refused
                ? new FormAnswer.Refused(refused.Sentence)
                : new FormAnswer.Open(ArticleFeedbackForm.Make(new FormMaker(workplace, words, time.GetUtcNow()), request.Data));
        }

        if (QuestionConsults.Has(request.Action, request.Data))
        {
            return await OpenConsultAsync(request, workplace, words, asker, ct);
        }

        if (request.Action is Actions.DismissVerdict)
        {
            var label = await reading.FindLabelAsync(request.Data, ct);
            return VerdictLabels.WhyNot(workplace, words, asker, label) is { } stays
                ? new FormAnswer.Refused(stays.Sentence)
                : new FormAnswer.Open(VerdictLabels.Make(new FormMaker(workplace, words, time.GetUtcNow()), label!, request.Data));
        }

        if (WrongVerdict.IsOfQuestion(request.Action, request.Data))
        {
            var judged = request.Data.GetValueOrDefault(DataKeys.Question) is { } said ? await reading.FindQuestionAsync(said, ct) : null;
            return WrongVerdict.WhyNot(workplace, words, asker, judged) is { } unsaid
                ? new FormAnswer.Refused(unsaid.Sentence)
                : new FormAnswer.Open(
                    WrongVerdict.Make(new FormMaker(workplace, words, time.GetUtcNow()) { Asked = judged }, withCriteria: false) with
                    {
                        Data = request.Data,
                    }
                );
        }

        if (ReviewArticle.Has(request.Action))
        {
            return ReviewArticle.WhyNot(workplace, words, asker, await reading.FindDraftAsync(request.Data, ct)) is { } not
                ? new FormAnswer.Refused(not.Sentence)
                : new FormAnswer.Open(ReviewArticle.Make(new FormMaker(workplace, words, time.GetUtcNow()), request.Data));
        }

        if (IncidentForms.Has(request.Action))
        {
            var incident = await reading.FindIncidentAsync(request.Data, ct);
            return IncidentRights.WhyNot(workplace, words, asker, request.Action, incident, time.GetUtcNow()) is { } closed
                ? new FormAnswer.Refused(closed.Sentence)
                : new FormAnswer.Open(
                    IncidentForms.Make(
                        new FormMaker(workplace, words, time.GetUtcNow()) { Incidents = await reading.OpenIncidentsAsync(ct) },
                        request.Action,
                        incident!,
                        request.Data
                    )
                );
        }

        var theCase = request.Data.GetValueOrDefault(DataKeys.Case) is { } id ? await reading.FindCaseAsync(id, ct) : null;
        var acting = new Acting(asker, request.Place, await reading.RequestPlaceAsync(request.Action, request.Data, ct));
        if (FormRules.WhyNot(workplace, words, acting, request.Action, theCase, request.Data) is { } why)
        {
            return new FormAnswer.Refused(why.Sentence);
        }

        var now = time.GetUtcNow();
        var maker = new FormMaker(workplace, words, now)
        {
            MayRead = Visibility.May(workplace.Organisation, asker.Reader, theCase!),
            AwayUntil = request.Action is Actions.Reassign or Actions.Transfer or Actions.Invite or Actions.Consult
                ? await reading.AwayUntilAsync(workplace, now, ct)
                : null,
            When = new When(words, asker.Zone, now),
            Load = request.Action is Actions.Invite ? await reading.LoadOfPeopleAsync(ct) : null,
            Asked = request.Action is Actions.WrongVerdict ? await reading.FindQuestionAsync(theCase!.QuestionId!, ct) : null,
            Incidents = request.Action is Actions.Incident ? await reading.OpenIncidentsAsync(ct) : [],
        };
        return request.Action is Actions.WrongVerdict && !WrongVerdict.IsThere(maker.Asked) ? new FormAnswer.Refused(words["question_gone"])
            : CaseActions.FormOf(maker, request.Action, theCase!, request.Data) is { } form ? new FormAnswer.Open(form)
            : new FormAnswer.Refused(words["unknown_button"]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(Inbound.Submitted submitted, CancellationToken ct)
    {
        var workplace = workplaces.Current;
        var words = Words.In(workplace.Organisation.Language);
        var answer = await AnswerAsync(new FormRequest(submitted.Form, submitted.Data, submitted.From, submitted.Place), ct);
        // What may not be opened may not be sent either. The desk says so by the same rule (FormRules), in the row's own transaction, and
        // gives the typed words back.
        return answer is FormAnswer.Open { Form: var form }
            ? FormValues.Problems(form, submitted.Values, workplace.Organisation, words)
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Option>> SearchAsync(
        string form,
        string field,
        string typed,
        PersonKey from,
        Place place,
        CancellationToken ct
    )
    {
        var workplace = workplaces.Current;
        if (field != FormFields.Account || !await MayLookUpAsync(workplace, from, place, ct))
        {
            return [];
        }

        return new FormMaker(workplace, Words.In(workplace.Organisation.Language), time.GetUtcNow()).Accounts(typed);
    }

    /// <summary>The customers are the organisation's own business: proven members who may ask see them, nobody else.</summary>
    private async Task<bool> MayLookUpAsync(Workplace workplace, PersonKey from, Place place, CancellationToken ct)
    {
        try
        {
            var asker = await reading.AskerAsync(workplace, from, null, place, ct);
            return asker.IsMember && asker.May(workplace.Organisation, DeskAction.Ask, null) is Permission.Allowed;
        }
        catch (PlatformUnavailableException)
        {
            return false;
        }
    }

    private async Task<FormAnswer> OpenCreditAsync(FormRequest request, Workplace workplace, Words words, Asker asker, CancellationToken ct)
    {
        var asked = request.Data.GetValueOrDefault(DataKeys.Question) is { } named ? await reading.FindQuestionAsync(named, ct) : null;
        var (approval, ledger) = await reading.FindApprovalAsync(request.Data, ct);
        return
            CreditForms.WhyNot(workplace, words, asker, request.Action, request.Data, asked, approval, ledger, time.GetUtcNow()) is { } why
            ? new FormAnswer.Refused(why.Sentence)
            : new FormAnswer.Open(CreditForms.Make(new FormMaker(workplace, words, time.GetUtcNow()), request.Action, request.Data));
    }

    private async Task<FormAnswer> OpenConsultAsync(
        FormRequest request,
        Workplace workplace,
        Words words,
        Asker asker,
        CancellationToken ct
    )
    {
        var asked = await reading.FindQuestionAsync(request.Data[DataKeys.Question], ct);
        var now = time.GetUtcNow();
        return QuestionConsults.WhyNot(workplace, words, asker, request.Action, asked, request.Data) is { } why
            ? new FormAnswer.Refused(why.Sentence)
            : new FormAnswer.Open(
                QuestionConsults.Make(
                    new FormMaker(workplace, words, now)
                    {
                        AwayUntil = request.Action is Actions.Consult ? await reading.AwayUntilAsync(workplace, now, ct) : null,
                        When = new When(words, asker.Zone, now),
                    },
                    request.Action,
                    asked!,
                    request.Data
                )
            );
    }

    private async Task<FormAnswer> OpenSpecialistAsync(
        FormRequest request,
        Workplace workplace,
        Words words,
        Asker asker,
        CancellationToken ct
    )
    {
        var named = request.Data.GetValueOrDefault(DataKeys.Question);
        var asked = named is null ? null : await reading.FindQuestionAsync(named, ct);
        if (FormRules.WhyNotMake(workplace, words, asker, named is not null, asked) is { } why)
        {
            return new FormAnswer.Refused(why.Sentence);
        }

        var maker = new FormMaker(workplace, words, time.GetUtcNow());
        if (asked is not null)
        {
            return new FormAnswer.Open(maker.GetSpecialist(request.Action, asked, request.Data, editable: false, asker.IsMember));
        }

        var text = request.Data.GetValueOrDefault(DataKeys.Text) ?? "";
        // Who wrote a message that is passed on stands in the text, where the person who passes it on can see and change it: what comes
        // back is theirs.
        if (request.Data.GetValueOrDefault(DataKeys.Who) is { Length: > 0 } who && text.Length > 0)
        {
            text = words.Say("form_passed_on", PersonNames.Clean(who), text);
        }

        var judgement = workplace.Triage.Judge(Question.Of(text, asker.AudienceIn(direct: true)), Circumstances.None, time.GetUtcNow());
        var draft = new AskedQuestion
        {
            Id = "",
            Version = 0,
            State = QuestionState.Shown,
            By = asker.Party,
            Place = request.Place,
            Text = text,
            Judgement = judgement,
            AskedAt = time.GetUtcNow(),
        };
        return new FormAnswer.Open(maker.GetSpecialist(request.Action, draft, request.Data, editable: true, asker.IsMember));
    }
}
