using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk;

/// <summary>The limits in force and the counts that they are held against.</summary>
public sealed record Limits(QuotaLimits Quotas, UsageCounts Counts);

/// <summary>Reads what a decision may look at, and no more: each kind of row names its own reads.</summary>
public sealed partial class Loader(
    CaseStore cases,
    SlotMessages slots,
    PersonLookup acquaintance,
    FiguresReading figures,
    IThreads threads,
    IAnswerWriter? writer = null,
    Limits? limits = null
)
{
    private const int MostInPacket = 40,
        MostBesideAnswer = 12;
    private static readonly TimeSpan RepeatWindow = TimeSpan.FromDays(30);
    private static readonly Party Bot = new(new PersonKey("clock", "bot"), "EscalationBot", null);

    /// <summary>See <see cref="CaseStore.FindCaseAsync"/>.</summary>
    public Task<Case?> FindCaseAsync(string id, CancellationToken ct) => cases.FindCaseAsync(id, ct);

    /// <summary>See <see cref="CaseStore.FindQuestionAsync"/>.</summary>
    public Task<AskedQuestion?> FindQuestionAsync(string id, CancellationToken ct) => cases.FindQuestionAsync(id, ct);

    /// <summary>Who acts.</summary>
    public Task<Asker> AskerAsync(Workplace workplace, PersonKey key, string? name, Place place, CancellationToken ct) =>
        acquaintance.AskerAsync(workplace.Organisation, key, name, place, ct);

    /// <summary>Everything for one row.</summary>
    public async Task<LoadedState> LoadAsync(long inboxId, Inbound inbound, Workplace workplace, DateTimeOffset now, CancellationToken ct)
    {
        var organisation = workplace.Organisation;
        var asker =
            inbound.IsOwn || inbound is Inbound.Departed ? new Asker(Bot, null, organisation.Calendar.Zone)
            // What a model wrote for somebody does not show that they are here.
            : inbound is Inbound.Written ? await acquaintance.AskerAsync(organisation, inbound.From, inbound.FromName, inbound.Place, ct)
            : await acquaintance.MetAsync(organisation, inbound, ct);
        var loaded = new LoadedState
        {
            InboxId = inboxId,
            ReadAt = now,
            Workplace = workplace,
            Asker = asker,
            HoldFor = writer?.HoldFor(inbound),
            Counted = await CountedAsync(inbound, asker, now, ct),
            Incidents = await cases.OpenIncidentsAsync(ct),
        };
        if (Strangers.IsTurnedAway(organisation, asker, inbound))
        {
            return loaded;
        }

        // Whoever is over the limit is refused whatever they say: it need not be read, searched and judged first. Talk that may be none of
        // the bot's is looked at all the same.
        if (loaded.Counted is { IsFull: true } && Quotas.IsMeant(inbound))
        {
            return loaded;
        }

        loaded = inbound switch
        {
            Inbound.Said said => await SaidAsync(loaded, said, now, ct),
            Inbound.Edited edited => await EditedAsync(loaded, edited, now, ct),
            Inbound.Deleted deleted => await ChangedAsync(loaded, deleted.Place, deleted.MessageId, ct),
            Inbound.Pressed pressed => await PressedAsync(loaded, pressed.Action, pressed.Data, now, ct),
            Inbound.Submitted { Form: Actions.Credit or Actions.RefuseApproval } credit => await CreditedAsync(
                await PressedAsync(loaded, credit.Form, credit.Data, now, ct),
                credit,
                ct
            ),
            Inbound.Submitted
            {
                Form: Actions.Consult or Actions.Invite or Actions.Link or Actions.Merge or Actions.MergeIncident
            } together => await TogetherAsync(await PressedAsync(loaded, together.Form, together.Data, now, ct), together, ct),
            Inbound.Submitted { Form: Actions.Resolve } resolved => await ResolvedAsync(
                await PressedAsync(loaded, resolved.Form, resolved.Data, now, ct),
                resolved,
                now,
                ct
            ),
            Inbound.Submitted submitted => await WithMeaningsAsync(
                await PressedAsync(loaded, submitted.Form, submitted.Data, now, ct),
                now,
                ct,
                SubmissionHandler.QuestionOf(submitted)
            ),
            Inbound.HomeOpened => await WithOwnCasesAsync(loaded, withQueues: true, ct),
            Inbound.TimePassed { Timer: TimerNames.VerdictLabels } look => await WithLabelsAsync(
                loaded,
                look.Subject[VerdictLabel.Prefix.Length..],
                ct
            ),
            Inbound.TimePassed { Timer: TimerNames.Incident } step => await WithMemoReadersAsync(
                await WithIncidentAsync(loaded, step.Subject[Incident.Prefix.Length..], ct),
                ct
            ),
            Inbound.TimePassed { Timer: TimerNames.PatternWatch } look => await WithLikeReportsAsync(
                loaded,
                look.Subject[Incident.Prefix.Length..],
                ct
            ),
            Inbound.TimePassed passed => await PassedAsync(loaded, passed, now, ct),
            Inbound.Written written => await WithMeaningsAsync(
                (await WithOwnCasesAsync(loaded, withQueues: false, ct)) with
                {
                    Question = await cases.FindQuestionAsync(written.QuestionId, ct),
                },
                now,
                ct,
                written.Search
            ),
            Inbound.Undelivered { What: Outbound.Show { Slot: var slot } }
                when slot.StartsWith(Approval.Prefix, StringComparison.Ordinal) => await WithApprovalAsync(loaded, slot.Split(':')[1], ct),
            Inbound.Undelivered { What: Outbound.Show { CaseId: null, QuestionId: null } } => await WithPeopleAsync(
                loaded,
                ct,
                everywhere: true
            ),
            Inbound.Undelivered { What: Outbound.Show { CaseId: null, QuestionId: { } about, Slot: var card } }
                when Slots.QuestionConsultOf(card) is not null => loaded with
            {
                Question = await cases.FindQuestionAsync(about, ct),
            },
            Inbound.AccountRead read => await WithOpenOfAccountAsync(await WithCaseAsync(loaded, read.CaseId, ct), ct),
            Inbound.MessageGone gone => await WithCaseAsync(loaded, gone.CaseId, ct),
            Inbound.CardFound found => (await WithCaseAsync(loaded, found.CaseId, ct)) with
            {
                Card = await slots.FindSlotAsync(found.Slot, ct),
            },
            Inbound.Filed filed => await WithPeopleAsync(await WithCaseAsync(loaded, filed.CaseId, ct), ct),
            Inbound.Undelivered { What: Outbound.Show { CaseId: { } id } } => await WithPeopleAsync(
                await WithCaseAsync(loaded, id, ct),
                ct
            ),
            _ => loaded,
        };
        return await WithMembershipsAsync(await WithMergedAsync(loaded, ct), ct);
    }

    private async Task<Counted?> CountedAsync(Inbound inbound, Asker asker, DateTimeOffset now, CancellationToken ct)
    {
        if (limits is null || !Quotas.Counts(inbound))
        {
            return null;
        }

        var (person, place) = Counted.SubjectsOf(asker.Party, inbound.Place);
        var since = limits.Quotas.WindowOf(now);
        var (ofPerson, ofPlace, refused) = await limits.Counts.FindAsync(person, place, since, ct);
        return new(limits.Quotas, person, place, since, ofPerson, ofPlace) { Refused = refused };
    }

    private async Task<LoadedState> SaidAsync(LoadedState loaded, Inbound.Said said, DateTimeOffset now, CancellationToken ct)
    {
        if (said.AfterEdit)
        {
            var before = await EditedAsync(loaded, EditMessage.EditOf(said), now, ct);
            if (before.Question is not null || before.Case is not null)
            {
                return before with { IsEdit = true };
            }
        }

        var (command, argument) = TypedCommands.Read(said, Words.In(loaded.Organisation.Language));
        var thread = said.Place.Thread is { } root
            ? await slots.FindBindingAsync(said.Place.Channel, said.Place.Conversation, root, ct)
            : null;
        if (thread is { CaseId: { } threadCase } && Slots.IsCaseCard(thread.Slot))
        {
            loaded = await WithCaseAsync(loaded with { InCaseThread = true, ThreadSlot = thread.Slot }, threadCase, ct);
            return said.Addressed
                ? await WithLedgerAsync(await ForCommandAsync(loaded, command, argument, ct), said.Text, said.Text, ct)
                : loaded;
        }

        var reply = said.ReplyTo is { } to ? await slots.FindBindingAsync(said.Place.Channel, said.Place.Conversation, to, ct) : null;
        var named = TypedCommands.LeadingCaseNumber(said.Text) ?? reply?.CaseId ?? thread?.CaseId;
        var party = loaded.Asker.Party;
        // A call without words of its own is about what stands in the thread.
        if (
            said.Addressed
            && named is null
            && (command is TypedCommand.Wordless || (command is TypedCommand.Specialist && argument.Length == 0))
            && said.Place.Thread is { } called
            && called != said.MessageId
            && await cases.LatestQuestionOfLaneAsync(said.Place.Lane, ct) is null or { IsFinished: true, CaseId: null }
        )
        {
            loaded = await WithThreadAsync(loaded, said.Place, ct);
        }

        // One look at the words shows whose account and what category they are about; only then can it be told how often the same came
        // before.
        var asks = said.Addressed && named is null && (command is TypedCommand.None or TypedCommand.News || loaded.ThreadAsked);
        var words = Question.Of(
            QuestionText.Fit(loaded.ThreadAsked ? EarlierWords.Root(loaded, said.MessageId)?.Text ?? said.Text : said.Text),
            loaded.Asker.AudienceIn(said.Direct)
        );
        if (asks || command is TypedCommand.Specialist)
        {
            loaded = await WithMeaningsAsync(
                loaded,
                now,
                ct,
                command is TypedCommand.Specialist && argument.Length > 0 ? argument : words.Text
            );
            words = words with { Meaning = loaded.Meanings.GetValueOrDefault(words.Text, []) };
        }

        var look = asks ? AnswerQuestion.Judge(loaded.Workplace, words, [], said, now, loaded.Incidents) : null;
        var leastContacts = look is null ? null : loaded.Workplace.Triage.Data.Criteria.LeastContacts;
        var around = await cases.AroundAsync(
            new(said.Place.Lane, party.Key, party.Email)
            {
                Account = leastContacts is null ? null : look?.Facts.AccountId,
                // A rep asks all day for many clients: they come again only with an account.
                OfPerson = leastContacts is not null && loaded.Asker.Colleague is null,
                EarlierSince = said.At - RepeatWindow,
                OnlyWaiting =
                    asks && said.Place.Thread is null && said.ReplyTo is null && !GoingOn.IsSaid(said.Text) && command is TypedCommand.None,
            },
            ct
        );
        // In the thread of an answer, or as a reply to it, the words are about that question.
        var last = around.LastQuestion;
        if (said.Direct && (reply ?? thread)?.QuestionId is { } bound && last?.Id != bound)
        {
            last = await cases.FindQuestionAsync(bound, ct);
        }
        else if (said is { Direct: true, Place.Thread: { } asked } && last is null)
        {
            last = await cases.FindQuestionOfMessageAsync(said.Place with { Thread = null }, asked, ct);
        }

        named ??= said.Direct && (reply ?? thread) is not null ? last?.CaseId : null;
        if (asks && AnswerQuestion.Continued(last, said) is { } both)
        {
            loaded = await WithMeaningsAsync(loaded, now, ct, both);
            loaded = await WithLedgerAsync(loaded, both, said.Text, ct);
        }

        if (asks)
        {
            loaded = await WithLedgerAsync(loaded, words.Text, words.Text, ct);
        }

        // What answers a specialist's question is shown with the case's conversation, which lists do not bring along.
        var own = new List<Case>(around.OwnCases.Count);
        foreach (var one in around.OwnCases)
        {
            own.Add(
                OpenAsks.MayBeAnswered(one, now) && one.RepPlace.Lane == said.Place.Lane
                    ? await cases.FindCaseAsync(one.Id, ct) ?? one
                    : one
            );
        }

        loaded = await WithNumberAsync(loaded with { Question = last, OwnCases = own }, said, named, ct);
        if (!said.Addressed)
        {
            return loaded;
        }

        loaded = await ForCommandAsync(loaded, command, argument, ct);
        if (look is null || loaded.Case is not null)
        {
            return loaded;
        }

        loaded = await WithSameConflictAsync(loaded, look, now, ct);
        // In a channel others read along: there no case is named.
        var candidates = said.Direct ? await CandidatesAsync(look.Facts.AccountId, look.Facts.Category, MostBesideAnswer, ct) : [];
        loaded = loaded with
        {
            NearCases =
            [
                .. CaseSimilarity.Nearest(
                    words.Text,
                    candidates.Where(one => Visibility.May(loaded.Organisation, loaded.Asker.Reader, one)),
                    2,
                    loaded.Workplace.Triage.Data.Knowledge.Encoder
                ),
            ],
        };
        // Too few of any kind are too few of the same.
        if (leastContacts is null || 1 + around.Earlier.Count < leastContacts)
        {
            return loaded with { FirstLook = look };
        }

        var alike = await AlikeAsync(loaded, party, look.Facts.Text, look.Facts.Category, look.Facts.AccountId, null, ct);
        IReadOnlyList<DateTimeOffset> earlier = [.. alike.Select(one => one.At)];
        return loaded with
        {
            EarlierContacts = earlier,
            EarlierQuestions = alike,
            FirstLook = earlier.Count == 0 ? look : loaded.Workplace.Triage.WithEarlierContacts(look, words, earlier, now),
        };
    }

    /// <summary>
    /// What was said in a thread. Words under a card of a restricted case are that case's own: they go into no other.
    /// </summary>
    private async Task<LoadedState> WithThreadAsync(LoadedState loaded, Place place, CancellationToken ct)
    {
        if (place.Thread is not { } root)
        {
            return loaded;
        }

        var isRestricted =
            await slots.FindBindingAsync(place.Channel, place.Conversation, root, ct) is { CaseId: { } bound }
            && await cases.FindCaseAsync(bound, ct) is { Restricted: true };
        return loaded with { ThreadAsked = true, Thread = isRestricted ? [] : Masked(await threads.ReadAsync(place, ct)) };
    }

    /// <summary>What others said in the thread was never stored by us, and no secret of it is.</summary>
    private static IReadOnlyList<Quoted>? Masked(IReadOnlyList<Quoted>? thread) =>
        thread is null
            ? null
            : [.. thread.Select(quoted => quoted with { Text = Masking.Mask(quoted.Text), Files = Masking.MaskNames(quoted.Files) })];
}
