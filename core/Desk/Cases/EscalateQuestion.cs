using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Agreements;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Makes a case from a question, with everything that is known, so that nobody has to explain twice.</summary>
internal static class EscalateQuestion
{
    /// <summary>
    /// The number that stands for a new case until the commit gives one and it is decided again. Nothing with this number is ever stored.
    /// </summary>
    public const string NoNumberYet = "ESC-NEW";

    public static void Open(DecisionBuilder draft, AskedQuestion asked, CaseRequest request)
    {
        var organisation = draft.Loaded.Organisation;
        asked = QuestionConsults.Withdraw(draft, asked);
        var facts = asked.Judgement.Facts;
        var effect = EffectOf(draft, asked);
        var category = facts.Category;
        var queue = organisation.FindQueue(effect.Queue) ?? organisation.QueueFor(category, facts.Queue);
        // Whoever is from outside names no account by its id: they could try one after the other.
        var named = draft.Loaded.Asker.IsMember ? request.Values.GetValueOrDefault(FormFields.Account) : null;
        var account = organisation.FindAccount(named) ?? organisation.FindAccount(facts.AccountId);
        var (given, missing) = CasePacket.Of(organisation, asked, request, category);
        var chosen =
            request.Values.GetValueOrDefault(FormFields.Urgency) is { } urgency && Priorities.All.Contains(urgency, StringComparer.Ordinal)
                ? urgency
                : null;
        // Of the person's urgency and the criterion's priority the higher one counts.
        var priority =
            Priorities.Rank(chosen ?? effect.Priority) <= Priorities.Rank(effect.Priority ?? chosen)
                ? chosen ?? effect.Priority
                : effect.Priority;
        var number = draft.Loaded.NewCaseId ?? NoNumberYet;
        IReadOnlyList<string> wanted = asked.Judgement.Verdict is Verdict.Escalate verdict
            ? [.. verdict.Missing.Where(id => CasePacket.ValueOf(asked, request, id) is null)]
            : [];
        var near = draft.Loaded.SimilarCases.Where(similar => Visibility.MayBeNamedIn(organisation, queue.Id, similar)).Take(3).ToList();
        var theCase = draft.Keep(
            new Case
            {
                Id = number,
                Version = 1,
                State = CaseState.Unclaimed,
                Queue = queue.Id,
                Priority = priority ?? Priorities.Usual,
                Restricted = effect.Restricted,
                ReadIn = effect.Restricted ? [queue.Id] : [],
                Department = effect.Department,
                Incident = draft.IncidentOf(asked, effect.Restricted),
                Question = asked.Text,
                Rep = asked.By,
                RepPlace = asked.Place,
                RepDirect = asked.Direct,
                QuestionId = asked.Id,
                Account = account?.Id,
                AccountLine = account is not null
                    ? AccountText.Line(draft.Words, organisation, account, draft.Loaded.OpenCasesOfAccount)
                    : MaybeAccount(draft, facts),
                Category = category,
                Tone = facts.Found.FirstOrDefault(fact => fact.Name == FactNames.Tone)?.Value,
                Language =
                    account?.Language ?? facts.Found.FirstOrDefault(fact => fact.Name == FactNames.Language && fact.Certainty > 0.5)?.Value,
                Reasons =
                    request.Reason is { } reason ? [reason]
                    : asked.Judgement.Receipt.Fired.Count > 0 ? asked.Judgement.Receipt.Fired
                    : [draft.Words[request.AskedByPerson ? "reason_asked" : "reason_not_covered"]],
                Facts = given,
                Found = [.. FoundFacts.Of(draft, asked, given, account?.Id), .. AgreementWords.FactsFor(draft, asked)],
                Missing = missing,
                Wanted = wanted,
                AwaitsFacts = wanted.Count > 0,
                Tried =
                    request.Values.GetValueOrDefault(FormFields.Tried)
                    ?? asked.Given.GetValueOrDefault(FactNames.Tried)
                    ?? string.Join("; ", facts.Found.Where(fact => fact.Name == FactNames.Tried).Select(fact => fact.Words)),
                Conversation = EarlierWords.Merge(draft.Loaded, asked),
                Hidden = asked.Hidden,
                ThreadUnread = EarlierWords.IsUnread(draft.Loaded, asked),
                Shown = ShownArticles(asked),
                Consults = QuestionConsults.InCase(asked, []),
                Similar =
                [
                    .. near.Where(similar => !similar.Restricted).Select(similar => Similar(draft, similar)),
                    .. AskedBefore(draft, Visibility.OthersReadIn(organisation, queue.Id)),
                ],
                SimilarRestricted =
                [
                    .. near.Where(similar => similar.Restricted)
                        .Select(similar => new RestrictedLine(Similar(draft, similar), similar.Readers)),
                ],
                CreatedAt = draft.Now,
                QueuedAt = draft.Now,
                RepToldAt = draft.Now,
                ChangedAt = draft.Now,
            }
        );

        if (organisation.FindDepartment(effect.Department) is { } department)
        {
            theCase = AskDepartment.Send(draft, theCase, department, "");
        }

        draft.Keep(asked with { State = QuestionState.Escalated, CaseId = number });
        draft.Timer(asked.Id, TimerNames.Settle, null);
        if (request.AskedByPerson && asked.ShownArticle is { } unhelpful)
        {
            draft.Teach(unhelpful, asked, "rejected");
        }

        draft.Note("escalated", theCase, string.Join(", ", theCase.Reasons), asked.Id);
        var isConflict = asked.Judgement is { Conflict: true, Ranking.Count: > 1 } && !request.AskedByPerson;
        if (isConflict && MergeCases.AsksTheSame(draft, theCase) is { } other)
        {
            theCase = MergeCases.Join(draft, theCase, other);
        }

        RenewalRisk.Look(draft, theCase);
        LiveAccounts.Ask(draft, theCase);
        draft.ShowEverywhere(theCase);
        if (theCase.MergedInto is null)
        {
            draft.CarryToThread(theCase, theCase.Conversation.SelectMany(turn => turn.Files), $"{Slots.Thread(theCase)}:opening");
        }

        if (draft.Cards.WholeThread(theCase) is { } whole)
        {
            draft.TellThread(theCase, whole);
        }

        if (isConflict)
        {
            draft.ShowPlainly(
                Slots.Answer(asked.Id),
                new Destination.At(asked.Place),
                asked.Place.Lane,
                draft.AnswerCards.Conflict(asked, theCase),
                number,
                asked.Id
            );
        }
        else if (asked.ShownArticle is not null || request.AskedByPerson)
        {
            draft.ShowPlainly(
                Slots.Answer(asked.Id),
                new Destination.At(asked.Place),
                asked.Place.Lane,
                draft.AnswerCards.Superseded(asked, number),
                number,
                asked.Id
            );
        }

        Suggestion.Offer(draft, theCase);
    }

    /// <summary>One earlier case in a line: what fixed it, or that it is open.</summary>
    public static string Similar(DecisionBuilder draft, Case similar) =>
        similar.Resolution is { } fixedBy
            ? draft.Words.Say("similar", similar.Id, draft.When.Day(fixedBy.At), ShortText.Of(fixedBy.Fix, 120), fixedBy.By.Name)
            : draft.Words.Say("similar_open", similar.Id, draft.Cards.StateLine(similar), ShortText.Of(similar.Question, 80));

    /// <summary>
    /// What the client asked before about the same; words that a criterion may restrict are for fewer people than may read this case, and
    /// where others read along nobody is told what was asked elsewhere.
    /// </summary>
    private static IEnumerable<string> AskedBefore(DecisionBuilder draft, bool othersRead) =>
        draft
            .Loaded.EarlierQuestions.Take(MostAskedBefore)
            .Select(earlier =>
                othersRead
                || earlier.IsRestricted
                || draft.Loaded.Workplace.Triage.MayBeRestricted(Question.Of(earlier.Words), Circumstances.None, draft.Now)
                    ? draft.Words.Say("asked_before_kept", draft.When.Past(earlier.At))
                    : draft.Words.Say(
                        earlier.IsReopening ? "came_back" : "asked_before",
                        draft.When.Past(earlier.At),
                        earlier.Who,
                        ShortText.Of(earlier.Words, 100)
                    )
            );

    private const int MostAskedBefore = 5;

    private static Effect EffectOf(DecisionBuilder draft, AskedQuestion asked)
    {
        if (asked.Judgement.Verdict is Verdict.Escalate escalate)
        {
            return new(Escalation.Now, escalate.Queue, escalate.Priority, escalate.Department, escalate.Restricted, []);
        }

        // As the engine takes it: of each part the first that names one, and any of them restricts.
        var fired = new CriteriaOutcome([
            .. asked
                .Judgement.Receipt.Fired.Select(id =>
                    draft.Loaded.Organisation.Criteria.Criteria.FirstOrDefault(criterion => criterion.Id == id)
                )
                .OfType<Criterion>(),
        ]);
        return new(Escalation.None, fired.Queue, fired.Priority, fired.Department, fired.Restricted || asked.IsRestricted, []);
    }

    /// <summary>An account that may be meant is a question to whoever works on it, and none of the facts.</summary>
    private static string? MaybeAccount(DecisionBuilder draft, QuestionFacts facts) =>
        facts.Found.FirstOrDefault(fact => fact.Name == FactNames.Account) is { } guess
        && draft.Loaded.Organisation.FindAccount(guess.Value) is { } account
            ? draft.Words.Say("account_maybe", account.Name)
            : null;

    private static List<ShownArticle> ShownArticles(AskedQuestion asked)
    {
        List<ShownArticle> shown = [];
        List<Hit> beside = [.. asked.Judgement.Beside.Select(part => part.Hit).OfType<Hit>()];
        foreach (var hit in asked.Judgement.Ranking.Concat(beside).DistinctBy(hit => hit.ArticleId))
        {
            var rejected = asked.Rejected.Contains(hit.ArticleId, StringComparer.Ordinal);
            // Of two articles that contradict each other the specialist says which one is true.
            var conflicting = asked.Judgement.Conflict && shown.Count < 2;
            var offered =
                asked.Judgement.Verdict is Verdict.Offer offer && offer.Candidates.Any(candidate => candidate.ArticleId == hit.ArticleId);
            var isBeside = beside.Exists(one => one.ArticleId == hit.ArticleId);
            // Asking for a specialist after an answer rejects that answer.
            if (rejected || offered || conflicting || isBeside || hit.ArticleId == asked.ShownArticle)
            {
                shown.Add(
                    new(hit.ArticleId, hit.Title, hit.Confidence, rejected || hit.ArticleId == asked.ShownArticle)
                    {
                        Pinned = asked.Judgement.IsPinned(hit),
                    }
                );
            }
        }

        return shown;
    }
}
