using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Articles;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.DigestCards;

/// <summary>What waits for somebody, and what the knowledge base lacks.</summary>
public sealed partial class DigestExceptions
{
    /// <summary>Approvals of which those who were asked have been reminded: they wait beyond their time, and lapse next.</summary>
    private IEnumerable<DigestException> Approvals()
    {
        var waiting = _figures.Waiting;
        var cards = new AuthorityCards(_organisation, _words, _when, _cards);
        foreach (var approval in waiting.Approvals.Where(one => one.Reminded))
        {
            var account = _organisation.FindAccount(approval.Account);
            var mayDecide = Approvers.May(
                _organisation,
                _manager,
                approval,
                new GrantQuestion(
                    approval.Action,
                    approval.Amount,
                    account is null ? null : GrantCredit.Tier(account),
                    waiting.Ledgers.GetValueOrDefault(approval.Account)?.In(approval.Currency) ?? [],
                    approval.Queue,
                    _figures.To
                )
            );
            if (!mayDecide && !IsOwn(approval.Queue))
            {
                continue;
            }

            // What has no case is between its asker and whoever decides.
            var mayRead = approval.CaseId is { } id
                ? waiting.Cases.GetValueOrDefault(id) is { } theCase && Visibility.May(_organisation, _reader, theCase)
                : mayDecide && !_isRoom;
            var asked = string.Join(", ", approval.Asked.Select(one => _organisation.FindPerson(one.Email)?.Name ?? one.Email));
            yield return new(
                approval.Subject,
                1,
                LateApproval,
                mayRead
                    ? _words.Say(
                        "digest_approval",
                        cards.Money(approval.Amount, approval.Currency),
                        AuthorityCards.Name(approval.Action),
                        cards.AccountName(approval.Account),
                        _when.Clock(approval.At),
                        asked
                    )
                    : _words.Say("digest_approval_plain", _when.Clock(approval.At), asked)
            )
            {
                Why = _words.Say("approval_until", _when.Clock(approval.ExpiresAt)),
                Buttons =
                [
                    .. mayDecide && mayRead
                        ?
                        [
                            Button(Actions.Approve, DataKeys.Approval, approval.Id),
                            Button(Actions.RefuseApproval, DataKeys.Approval, approval.Id) with
                            {
                                OpensForm = true,
                            },
                        ]
                        : Array.Empty<CardButton>(),
                    .. approval.CaseId is { } about ? [Button(Actions.ShowCase, DataKeys.Case, about)] : Array.Empty<CardButton>(),
                ],
            };
        }
    }

    /// <summary>The gap that costs most, drafts that nobody reads, articles that are doubted or past their review.</summary>
    private IEnumerable<DigestException> Knowledge()
    {
        if (_figures.Gaps is [var gap, ..])
        {
            yield return GapOf(gap);
        }

        foreach (
            var draft in _figures.Waiting.Drafts.Where(one =>
                IsOwn(one.Queue) && !one.IsForgotten && _organisation.Calendar.Add(one.At, ArticleDraft.ReadWithin) <= _figures.To
            )
        )
        {
            yield return new(
                draft.Subject,
                1,
                WaitingDraft,
                _isRoom
                    ? _words.Say("digest_draft_plain", _when.Clock(draft.At))
                    : _words.Say("digest_draft", draft.Title, draft.Author.Name, _when.Clock(draft.At))
            )
            {
                Buttons = Approvers.IsSame(_manager, draft.Author)
                    ? [Button(Actions.ShowCase, DataKeys.Case, draft.CaseId)]
                    : [Button(Actions.ReviewArticle, DataKeys.Draft, draft.Id)],
            };
        }

        if (
            _figures.Waiting.Criteria is { State: CriteriaChangeState.Asked, AskedBy: { } asker } change
            && CriteriaChanges.MayPublish(_manager, change)
        )
        {
            yield return new($"criteria:{change.Id}", change.Version, WaitingCriteria, _words.Say("criteria_told_asked", asker.Name))
            {
                Link = _workplace.Console is { } console
                    ? $"[{_words["criteria_page"]}]({new Uri(console, "/console/criteria").AbsoluteUri})"
                    : null,
                Buttons =
                [
                    new CardButton(
                        Actions.PublishCriteria,
                        _words["button_" + Actions.PublishCriteria],
                        new Dictionary<string, string>(StringComparer.Ordinal)
                        {
                            [DataKeys.Draft] = change.Id,
                            [DataKeys.Version] = change.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        }
                    ),
                ],
            };
        }

        var own = _workplace
            .Triage.Data.Knowledge.Articles.Where(one =>
                ArticleKeepers.Of(_organisation, one).Contains(_manager.Email, StringComparer.Ordinal)
            )
            .ToList();
        foreach (var doubt in _figures.Waiting.Doubts)
        {
            if (own.Find(one => one.Id == doubt.ArticleId) is { } article)
            {
                yield return new(
                    $"doubt:{article.Id}",
                    doubt.Times,
                    DoubtedArticle,
                    _words.Say("doubt_title", ArticleContent.ShownTitle(article))
                )
                {
                    Link = PageOf(article),
                    Buttons = [Button(Actions.StillRight, DataKeys.Article, article.Id)],
                };
            }
        }

        var today = _organisation.Calendar.DateOf(_figures.To);
        var past = own.Where(one => one.ReviewBy < today && !(one.InForceTo < today)).OrderBy(one => one.ReviewBy).ToList();
        if (past.Count > 0)
        {
            var titles = past.Take(MostTitles)
                .Select(one => _words.Say("report_article", ShortText.Of(ArticleContent.ShownTitle(one), 60), Day(one.ReviewBy!.Value)));
            yield return new(
                "review",
                past.Count,
                PastReview,
                $"{_words.Count("article_review_past", past.Count)}: {string.Join(", ", titles)}"
            )
            {
                Why = past.Count > MostTitles ? _words.Say("report_more", past.Count - MostTitles) : "",
                Link = PageOf(past[0]),
            };
        }
    }

    private DigestException GapOf(Insights.KnowledgeGap gap) =>
        new(
            $"gap:{DigestMemory.HashOf(gap.Name)}",
            Doublings(gap.Cost),
            DearestGap,
            $"{_words["digest_gap"]}: {GapCards.Line(_words, _organisation, gap)}"
        )
        {
            Why = gap.Lesson is null && gap.Cases.Count > 0 ? _words["gap_unsolved"] : "",
            Buttons =
                gap.Lesson is { } lesson
                    ?
                    [
                        new CardButton(Actions.WriteArticle, _words["button_write_gap"], Data(lesson)) { OpensForm = true },
                        Button(Actions.ShowCase, DataKeys.Case, lesson),
                    ]
                : gap.Cases is [var newest, ..] ? [Button(Actions.ShowCase, DataKeys.Case, newest)]
                : [],
        };

    /// <summary>Times for which the rota of one of the manager's queues names nobody. The file is the source: it is fixed there.</summary>
    private IEnumerable<DigestException> Rota()
    {
        foreach (var (subject, queue, gap) in RotaGaps.Of(_organisation, _figures.To).Where(one => IsOwn(one.Queue.Id)))
        {
            yield return new(
                subject,
                1,
                gap.From - _figures.To < Soon ? NextRotaGap : LaterRotaGap,
                _words.Say("rota_gap", queue.Title, _when.Clock(gap.From), _when.Clock(gap.To))
            )
            {
                Why = _words.Say("digest_rota_file", queue.Rota!.File),
                Link = _workplace.Console is { } console
                    ? $"[{_words["digest_rota_page"]}]({new Uri(console, $"/console/people#rota-{queue.Id}").AbsoluteUri})"
                    : null,
            };
        }
    }

    private string? PageOf(Article article) => _workplace.PageOf(article.Id) is { } page ? $"[{_words["article_page"]}]({page})" : null;

    private static Dictionary<string, string> Data(string caseId) => new(StringComparer.Ordinal) { [DataKeys.Case] = caseId };
}
