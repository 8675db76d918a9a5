using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for edits, presses, forms and timers.</summary>
public sealed partial class Loader
{
    private async Task<LoadedState> EditedAsync(LoadedState loaded, Inbound.Edited edited, DateTimeOffset now, CancellationToken ct)
    {
        loaded = await ChangedAsync(loaded, edited.Place, edited.MessageId, ct);
        if (loaded is not { Case: null, Question: { } asked } || EditMessage.Reworded(asked, edited) is not { } reworded)
        {
            return loaded;
        }

        loaded = await WithMeaningsAsync(loaded, now, ct, reworded.Text);
        return await WithLedgerAsync(loaded, reworded.Text, AuthorityQuestion.Last(reworded), ct);
    }

    private async Task<LoadedState> ChangedAsync(LoadedState loaded, Place place, string messageId, CancellationToken ct)
    {
        var slot = Slots.Relay(place, messageId);
        var carried = await slots.FindSlotAsync(slot, ct);
        var thread = place.Thread is { } root ? await slots.FindBindingAsync(place.Channel, place.Conversation, root, ct) : null;
        var question = carried is null ? await cases.FindQuestionOfMessageAsync(place, messageId, ct) : null;
        var id = carried?.CaseId ?? question?.CaseId ?? thread?.CaseId;
        if (id is null && question is null)
        {
            // More words of a question that goes on; or a message of the thread from which a case was made, which stands in its packet,
            // whoever wrote it.
            var last = await cases.LatestQuestionOfLaneAsync(place.Lane, ct);
            question = last?.Turns.Any(turn => turn.MessageKey == slot) == true ? last : null;
            id = question?.CaseId ?? (place.Thread is null ? null : last?.CaseId);
        }

        loaded = loaded with
        {
            Question = question,
            RelayedTo = carried?.Place,
            InCaseThread = thread is not null && Slots.IsCaseCard(thread.Slot),
        };
        if (id is not null || question is not null)
        {
            return id is null ? loaded : loaded with { Case = await cases.FindCaseWithTurnAsync(id, slot, ct) };
        }

        // Words for a case whose copy has not been posted yet.
        var own = await cases.OpenCasesOfRepAsync(loaded.Asker.Party.Key, loaded.Asker.Party.Email, ct);
        foreach (var one in own)
        {
            if (
                await cases.FindCaseWithTurnAsync(one.Id, slot, ct) is { } found
                && found.Conversation.Concat(found.Undecided).Any(turn => turn.MessageKey == slot)
            )
            {
                return loaded with { Case = found };
            }
        }

        return loaded;
    }

    /// <summary>Fetches the meaning of texts that the decision may judge, and keeps it for as long as the decision takes.</summary>
    private static async Task<LoadedState> WithMeaningsAsync(
        LoadedState loaded,
        DateTimeOffset now,
        CancellationToken ct,
        params IReadOnlyList<string?> texts
    )
    {
        var triage = loaded.Workplace.Triage;
        if (!triage.Data.Knowledge.HasEncoder)
        {
            return loaded;
        }

        var meanings = new Dictionary<string, IReadOnlyList<float>>(loaded.Meanings, StringComparer.Ordinal);
        foreach (var text in texts.OfType<string>().Where(text => !meanings.ContainsKey(text)))
        {
            // A restricted question is never given to an encoder outside.
            await triage.PrepareAsync(
                Question.Of(text),
                new Circumstances([], IncidentOpen: false, !loaded.Organisation.Calendar.IsOpen(now), null),
                now,
                ct
            );
            meanings[text] = triage.Data.Knowledge.MeaningOf(text);
        }

        return loaded with
        {
            Meanings = meanings,
        };
    }

    private async Task<LoadedState> PressedAsync(
        LoadedState loaded,
        string action,
        IReadOnlyDictionary<string, string> data,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (data.GetValueOrDefault(DataKeys.Question) is { } question)
        {
            loaded = loaded with { Question = await cases.FindQuestionAsync(question, ct) };
        }

        if (data.GetValueOrDefault(DataKeys.Case) is { } id)
        {
            loaded = await WithCaseAsync(loaded, id, ct, data.GetValueOrDefault(DataKeys.Slot));
        }

        // A question that is named and not there is not replaced by that of a case which is named beside it.
        if (data.GetValueOrDefault(DataKeys.Question) is { } named && loaded.Question?.Id != named)
        {
            loaded = loaded with { Question = null };
        }

        loaded = await WithIncidentOfAsync(loaded with { RequestPlace = await RequestPlaceAsync(action, data, ct) }, action, data, ct);
        loaded = await WithArticleAsync(loaded, action, data, ct);
        loaded = CriteriaChanges.Has(action)
            ? await WithCriteriaAsync(loaded, data.GetValueOrDefault(DataKeys.Draft, ""), ct)
            : await WithLabelAsync(loaded, action, data, ct);

        return action switch
        {
            Actions.LookBack => await WithEscalationsAsync(loaded, ct),
            Actions.MyCases or Actions.Refresh => await WithOwnCasesAsync(loaded, withQueues: true, ct),
            Actions.Digest => loaded with { Digest = await DigestAsync(loaded.Workplace, loaded.Asker.Colleague, ct) },
            Actions.Figures or Actions.Everything or Actions.Exceptions or Actions.Weeks => loaded with
            {
                Digest = await BehindDigestAsync(loaded.Workplace, loaded.Asker.Colleague, action, data, now, ct),
            },
            Actions.SendAgain when loaded.Asker.Colleague is { } manager && FiguresCard.SpanOf(data) is var (from, _) => loaded with
            {
                Sendable = await SendableAsync(loaded.Organisation, manager, from, ct),
            },
            Actions.NewQuestion => await WithMeaningsAsync(
                loaded,
                now,
                ct,
                loaded.Case?.Undecided.FirstOrDefault(turn => turn.MessageKey == data.GetValueOrDefault(DataKeys.Message))?.Text
            ),
            // It may go to people of any queue.
            Actions.Transfer => await WithPeopleAsync(loaded, ct, everywhere: true),
            Actions.Reassign or Actions.NotMe or Actions.ConsultEscalate => await WithPeopleAsync(loaded, ct),
            Actions.Approve => await WithApprovalAsync(loaded, data.GetValueOrDefault(DataKeys.Approval), ct),
            Actions.ShowHidden when loaded.Case is { } theCase && theCase.Owner?.Is(loaded.Asker.Party) == true => loaded with
            {
                Hidden = await cases.HiddenAsync(theCase.Id, theCase.QuestionId, ct),
            },
            // Whoever may read the case may read why it became one.
            Actions.Why when loaded is { Case: null, Question.CaseId: { } became } => loaded with
            {
                Case = await cases.FindCaseAsync(became, ct),
            },
            _ => loaded,
        };
    }

    private async Task<LoadedState> PassedAsync(LoadedState loaded, Inbound.TimePassed passed, DateTimeOffset now, CancellationToken ct)
    {
        if (passed.Timer == TimerNames.Digest)
        {
            return await WithDigestAsync(loaded, passed.Subject, ct);
        }

        if (passed.Timer == TimerNames.HideAgain)
        {
            return loaded;
        }

        if (passed.Timer == TimerNames.Rise)
        {
            return await WithRiseAsync(loaded, now, ct);
        }

        if (passed.Timer == TimerNames.Checkup)
        {
            return loaded with { Reachable = await acquaintance.ReachableAsync(Checkups.Readers(loaded.Organisation), ct) };
        }

        if (passed.Timer == TimerNames.Review)
        {
            return loaded with { Reachable = await acquaintance.ReachableAsync(Reviews.Readers(loaded.Organisation, passed.Subject), ct) };
        }

        if (passed.Timer == TimerNames.RotaGap)
        {
            return loaded with { Reachable = await acquaintance.ReachableAsync(RotaGaps.Readers(loaded.Organisation, passed.Subject), ct) };
        }

        if (passed.Timer == TimerNames.Shift)
        {
            var queue = ShiftChanges.QueueOf(loaded.Organisation, passed.Subject)?.Id;
            var open = new CaseFilter
            {
                Queues = queue is null ? [] : [queue],
                States = [CaseState.Unclaimed, CaseState.Claimed],
                Limit = 100,
            };
            return (await WithPeopleAsync(loaded, ct, queue)) with { QueueCases = queue is null ? [] : await cases.CasesAsync(open, ct) };
        }

        if (passed.Timer is TimerNames.ApprovalReminder or TimerNames.ApprovalExpiry)
        {
            return await WithApprovalAsync(
                loaded with
                {
                    Nudges = await cases.CountByDetailAsync(Nudges.Sent, now - Nudges.Window, ct),
                },
                passed.Subject[Approval.Prefix.Length..],
                ct
            );
        }

        if (passed.Timer == TimerNames.DraftReview)
        {
            var waiting = await cases.FindDraftAsync(passed.Subject[ArticleDraft.Prefix.Length..], ct);
            return await WithPeopleAsync(loaded with { Draft = waiting }, ct, waiting?.Queue);
        }

        if (
            passed.Timer is TimerNames.DraftChecked or TimerNames.Erased
            && passed.Subject.StartsWith(ArticleDraft.Prefix, StringComparison.Ordinal)
        )
        {
            return await WithDraftAsync(loaded, passed.Subject[ArticleDraft.Prefix.Length..], ct);
        }

        if (passed.Timer == TimerNames.KnowledgeWorse)
        {
            return await WithKnowledgeAsync(loaded, passed.Subject[KnowledgeCheck.Prefix.Length..], ct);
        }

        if (passed.Timer == TimerNames.ArticleReview)
        {
            var readers = ArticleReviews.Readers(loaded.Organisation, loaded.Workplace.Triage.Data.Knowledge.Articles, passed.Subject);
            return loaded with { Reachable = await acquaintance.ReachableAsync(readers, ct) };
        }

        if (passed.Timer == TimerNames.ArticleDoubt)
        {
            return await WithDoubtAsync(loaded, passed.Subject[ArticleDoubt.Prefix.Length..], ct);
        }

        if (passed.Timer == TimerNames.CriteriaWatch)
        {
            return await WithMisroutesAsync(await WithCriteriaAsync(loaded, passed.Subject[CriteriaChange.Prefix.Length..], ct), now, ct);
        }

        if (passed.Timer == TimerNames.FieldProposals)
        {
            var email = FieldProposals.EmailOf(passed.Subject);
            var since = passed.DueAt - (FieldProposals.Day * 2);
            return loaded with
            {
                HeldCases = await cases.CasesWithoutAfterAsync(FieldProposals.Held, email, FieldProposals.Together, since, ct),
                Reachable = await acquaintance.ReachableAsync([email], ct),
            };
        }

        if (passed.Timer == TimerNames.Nudges)
        {
            var email = Nudges.EmailOf(passed.Subject);
            return loaded with
            {
                HeldCases = await cases.CasesWithoutAfterAsync(Nudges.Held, email, Nudges.Together, passed.DueAt - Nudges.Window, ct),
                Reachable = await acquaintance.ReachableAsync([email], ct),
            };
        }

        if (passed.Timer is TimerNames.Settle or TimerNames.QuestionConsult)
        {
            return loaded with { Question = await cases.FindQuestionAsync(passed.Subject, ct) };
        }

        loaded = await WithCaseAsync(
            loaded with
            {
                Nudges = await cases.CountByDetailAsync(Nudges.Sent, now - Nudges.Window, ct),
            },
            passed.Subject,
            ct
        );
        return await WithPeopleAsync(
            passed.Timer == TimerNames.Promise && loaded.Case is { } promised ? await WithAccountCasesAsync(loaded, promised, ct) : loaded,
            ct
        );
    }

    private async Task<LoadedState> WithCaseAsync(LoadedState loaded, string id, CancellationToken ct, string? messageKey = null)
    {
        var found = await cases.FindCaseWithTurnAsync(id, messageKey, ct);
        return loaded with
        {
            Case = found,
            Question = loaded.Question ?? (found?.QuestionId is { } question ? await cases.FindQuestionAsync(question, ct) : null),
        };
    }

    /// <summary>The case that the words name, or that grew from the question of their thread.</summary>
    private async Task<LoadedState> WithNumberAsync(LoadedState loaded, Inbound.Said said, string? named, CancellationToken ct) =>
        (named ?? (said.Place.Thread is null ? null : loaded.Question?.CaseId)) is { } number
            ? loaded with
            {
                Case = await cases.FindCaseAsync(number, ct),
            }
            : loaded;

    private async Task<LoadedState> WithOwnCasesAsync(LoadedState loaded, bool withQueues, CancellationToken ct)
    {
        var party = loaded.Asker.Party;
        var queues = withQueues ? loaded.Asker.Colleague?.Queues ?? [] : [];
        return loaded with
        {
            OwnCases = await cases.OpenCasesOfRepAsync(party.Key, party.Email, ct),
            QueueCases =
                queues.Count == 0
                    ? []
                    : await cases.CasesAsync(
                        new CaseFilter
                        {
                            Queues = [.. queues],
                            States = CaseFilter.Open,
                            Limit = 100,
                        },
                        ct
                    ),
        };
    }

    private async Task<LoadedState> WithPeopleAsync(
        LoadedState loaded,
        CancellationToken ct,
        string? queue = null,
        string? account = null,
        string? also = null,
        bool everywhere = false
    )
    {
        queue ??= loaded.Case?.Queue;
        var emails = loaded
            .Organisation.People.Where(person =>
                everywhere ? person.Queues.Count > 0 : queue is not null && person.Queues.Contains(queue, StringComparer.Ordinal)
            )
            .SelectMany(person => new[] { person.Email, person.Deputy })
            .Append(loaded.Case?.Rep.Email)
            .Append(loaded.Organisation.FindPerson(also)?.Email)
            .Append(loaded.Organisation.FindAccount(account ?? loaded.Case?.Account)?.OwnerEmail)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
        return await WithAbsencesAsync(
            loaded with
            {
                Reachable = await acquaintance.ReachableAsync(emails, ct),
                OpenByOwner = loaded.Organisation.CountsLoads ? await cases.OpenByOwnerAsync(ct) : loaded.OpenByOwner,
            },
            ct
        );
    }
}
