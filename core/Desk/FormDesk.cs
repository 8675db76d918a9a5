using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;

namespace EscalationBot.Core.Desk;

/// <summary>Forms on the spot: who may, what is known, what is wrong with what was typed. Reads only.</summary>
public sealed class FormDesk(Reading reading, WorkplaceHolder workplaces, TimeProvider time, AuditLog? audit = null) : IForms
{
#pragma warning disable CS1591 // the names are their own description
    public const string TextField = "text", QueueField = "queue", PriorityField = "priority", PersonField = "person", QuestionField = "question_text", ReadersField = "readers", KeepBack = "keep", OpenToQueue = "open";
#pragma warning restore CS1591

    /// <inheritdoc/>
    public async Task<FormAnswer> OpenAsync(FormRequest request, CancellationToken ct)
    {
        var answer = await AnswerAsync(request, ct);
        if (audit is not null)
        {
            await audit.RecordAsync(Auditing.OfForm(request, await ActorAsync(request, ct), answer), ct);
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

        if (request.Action is Actions.GetSpecialist or Actions.SendToSpecialists or Actions.EscalateMessage)
        {
            return await OpenSpecialistAsync(request, workplace, words, asker, ct);
        }

        if (request.Data.GetValueOrDefault(DataKeys.Case) is not { } id || await reading.FindCaseAsync(id, ct) is not { } theCase)
        {
            return new FormAnswer.Refused(words["case_gone"]);
        }

        if (Refusal(workplace, words, asker, request.Action, theCase) is { } why)
        {
            return new FormAnswer.Refused(why);
        }

        return new FormMaker(workplace, words).ForCase(request.Action, theCase, request.Data) is { } form ? new FormAnswer.Open(form) : new FormAnswer.Refused(words["unknown_button"]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(Inbound.Submitted submitted, CancellationToken ct)
    {
        var workplace = workplaces.Current;
        var words = Words.In(workplace.Organisation.Language);
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var answer = await AnswerAsync(new FormRequest(submitted.Form, submitted.Data, submitted.From, submitted.Place), ct);
        // A form that can no longer be opened is answered by the desk, which gives the typed text back.
        if (answer is not FormAnswer.Open { Form: var form })
        {
            return errors;
        }

        foreach (var field in form.Fields)
        {
            var value = submitted.Values.GetValueOrDefault(field.Id)?.Trim() ?? "";
            if (value.Length == 0)
            {
                if (field.Required)
                {
                    errors[field.Id] = words["error_required"];
                }
            }
            else if (value.Length > field.MaxLength)
            {
                errors[field.Id] = words.Say("error_too_long", field.MaxLength, value.Length);
            }
            else if (field.Kind is FieldKind.Choice && field.Options.All(option => option.Value != value))
            {
                errors[field.Id] = words["error_choice"];
            }
            else if (field.Kind is FieldKind.Search && workplace.Organisation.FindAccount(value) is null)
            {
                errors[field.Id] = words["error_account"];
            }
        }

        return errors;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Option>> SearchAsync(string form, string field, string typed, PersonKey from, Place place, CancellationToken ct)
    {
        var workplace = workplaces.Current;
        if (field != Escalating.AccountField || !await MayLookUpAsync(workplace, from, place, ct))
        {
            return [];
        }

        return new FormMaker(workplace, Words.In(workplace.Organisation.Language)).Accounts(typed);
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

    private async Task<FormAnswer> OpenSpecialistAsync(FormRequest request, Workplace workplace, Words words, Asker asker, CancellationToken ct)
    {
        if (asker.May(workplace.Organisation, DeskAction.Ask, null) is Permission.Refused refused)
        {
            return new FormAnswer.Refused(Rules.Sentence(words, workplace.Organisation, asker, refused));
        }

        var maker = new FormMaker(workplace, words);
        if (request.Data.GetValueOrDefault(DataKeys.Question) is { } id)
        {
            if (await reading.FindQuestionAsync(id, ct) is not { } asked)
            {
                return new FormAnswer.Refused(words["question_gone"]);
            }

            if (!asked.By.Is(asker.Party))
            {
                return new FormAnswer.Refused(words.Say("only_asker", asked.By.Name));
            }

            return asked.CaseId is { } already ? new FormAnswer.Refused(words.Say("already_a_case", already)) : new FormAnswer.Open(maker.GetSpecialist(request.Action, asked, request.Data, editable: false, asker.IsMember));
        }

        var text = request.Data.GetValueOrDefault(DataKeys.Text) ?? "";
        var judgement = workplace.Triage.Judge(Triage.Question.Of(text, asker.AudienceIn(direct: true)), Triage.Circumstances.None, time.GetUtcNow());
        var draft = new Asked { Id = "", Version = 0, State = AskedState.Shown, By = asker.Party, Place = request.Place, Text = text, Judgement = judgement, AskedAt = time.GetUtcNow() };
        return new FormAnswer.Open(maker.GetSpecialist(request.Action, draft, request.Data, editable: true, asker.IsMember));
    }

    private static string? Refusal(Workplace workplace, Words words, Asker asker, string action, Case theCase)
    {
        DeskAction? needed = action switch
        {
            Actions.AskRep => DeskAction.AskRep,
            Actions.ReplyToRep => DeskAction.ReplyToRep,
            Actions.Resolve => DeskAction.Resolve,
            Actions.Transfer => DeskAction.Transfer,
            Actions.Release => DeskAction.Release,
            Actions.Priority => DeskAction.Priority,
            Actions.Decline => DeskAction.Decline,
            Actions.Reassign => DeskAction.Reassign,
            Actions.Reopen => DeskAction.Reopen,
            Actions.Hold or Actions.Unhold => DeskAction.Hold,
            Actions.AnswerAsk or Actions.AddDetails => DeskAction.AddToCase,
            _ => null,
        };
        if (needed is not { } deskAction)
        {
            return words["unknown_button"];
        }

        if (asker.May(workplace.Organisation, deskAction, theCase) is Permission.Refused refused)
        {
            return Rules.Sentence(words, workplace.Organisation, asker, refused);
        }

        var cards = new Cards.CardMaker(workplace, words, theCase.ChangedAt);
        var works = theCase.State is CaseState.Unclaimed or CaseState.Claimed;
        return deskAction switch
        {
            DeskAction.Reopen when works => words.Say("open_already", theCase.Id, cards.StateLine(theCase)),
            DeskAction.Reopen => null,
            DeskAction.Hold when action == Actions.Hold && theCase.Hold is { } held => words.Say("held_already", theCase.Id, held.By.Name, new When(words, workplace.Organisation.Calendar.Zone, held.At).Day(held.At)),
            DeskAction.Hold when action == Actions.Unhold && theCase.Hold is null => words.Say("not_held", theCase.Id),
            DeskAction.Hold => null,
            DeskAction.AddToCase when theCase.IsOpen && action is Actions.AddDetails && workplace.Organisation.Intake.FindAll(theCase.Wanted).Count == 0 => words.Say("details_none", theCase.Id),
            DeskAction.AddToCase when theCase.IsOpen => null,
            DeskAction.Release when theCase.State is CaseState.Unclaimed => words.Say("not_claimed", theCase.Id),
            _ when works => null,
            _ => words.Say("already_over", theCase.Id, cards.StateLine(theCase)),
        };
    }
}
