using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.DigestCards;

/// <summary>
/// What a manager should know of now, the worst first: late cases and those at risk, what looks like one problem, what waits for a decision
/// beyond its time, what could not be delivered, holes in the rota, shares that moved, what the knowledge base lacks. Pure.
/// </summary>
public sealed partial class DigestExceptions
{
    // The order of kinds. A case adds its risk, which seldom comes to 30.
    private const int OneProblem = 100,
        LateCase = 60,
        NotDelivered = 58,
        LateApproval = 55,
        NextRotaGap = 50,
        BrokenPromise = 45,
        RisingIssue = 42,
        WorseFigure = 40,
        DoubtedArticle = 34,
        LaterRotaGap = 32,
        CaseAtRisk = 30,
        DearestGap = 28,
        WaitingCriteria = 26,
        WaitingDraft = 24,
        PastReview = 20,
        BetterFigure = 10,
        CardsPutRight = 5;

    private const int MostReasons = 4,
        MostRising = 3,
        MostTitles = 3;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(2);

    private readonly Workplace _workplace;
    private readonly OrganisationSnapshot _organisation;
    private readonly Words _words;
    private readonly Colleague _manager;
    private readonly Figures _figures;
    private readonly Reader _reader;
    private readonly bool _isRoom;
    private readonly When _when;
    private readonly CardMaker _cards;

    private DigestExceptions(Workplace workplace, Words words, Colleague manager, Figures figures, Place? place)
    {
        (_workplace, _organisation, _words, _manager, _figures) = (workplace, workplace.Organisation, words, manager, figures);
        _reader = place is null ? Visibility.PersonOf(manager) : new Reader.Room(place);
        _isRoom = place is not null;
        _when = new(words, _organisation.Calendar.Zone, figures.To);
        _cards = new(workplace, words, figures.To);
    }

    /// <summary>All of them, worst first.</summary>
    /// <param name="manager">Who reads them.</param>
    /// <param name="figures">Of the span, with what waits.</param>
    /// <param name="place">Where they will stand, in front of others; null = in the manager's own chat. In front of others nobody's words
    /// are quoted, and what is not for all of them is a number.</param>
    public static IReadOnlyList<DigestException> Of(
        Workplace workplace,
        Words words,
        Colleague manager,
        Figures figures,
        Place? place = null
    )
    {
        var found = new DigestExceptions(workplace, words, manager, figures, place);
        return
        [
            .. found
                .CasesToLookAt()
                .Concat(found.Rises())
                .Concat(found.Approvals())
                .Concat(found.Knowledge())
                .Concat(found.Rota())
                .Concat(found.Moves())
                .Concat(found.Service())
                .OrderByDescending(one => one.Weight)
                .ThenBy(one => one.Key, StringComparer.Ordinal),
        ];
    }

    private bool IsOwn(string queue) => _manager.Queues.Contains(queue, StringComparer.Ordinal);

    /// <summary>
    /// Late, at risk, or with a promise that was broken. It becomes worse when another clock runs out, when it is reopened, made more
    /// urgent, or another promise is broken; not by another day of silence alone.
    /// </summary>
    private IEnumerable<DigestException> CasesToLookAt()
    {
        foreach (var theCase in _figures.OpenCases)
        {
            var risk = EscalationRisk.Of(theCase, _figures.OpenCases, _organisation, _figures.To);
            var late = new[] { theCase.Due.Claim, theCase.Due.Update, theCase.Due.Resolve }.Count(due => due < _figures.To);
            var broken = theCase.IsWorkedOn ? theCase.Promises.Count(promise => promise.State is PromiseState.Broken) : 0;
            if (late == 0 && broken == 0 && risk.Weight < EscalationRisk.Worth)
            {
                continue;
            }

            var mayRead = Visibility.May(_organisation, _reader, theCase);
            var account = theCase.AccountLine is { } line && mayRead ? $" · {line}" : "";
            yield return new(
                $"case:{theCase.Id}",
                (late * 100) + ((broken + theCase.Reopened) * 10) - Priorities.Rank(theCase.Priority),
                risk.Weight
                    + (
                        late > 0 ? LateCase
                        : broken > 0 ? BrokenPromise
                        : CaseAtRisk
                    ),
                $"{_words[late > 0 ? "digest_late" : "digest_risk"]}: {_cards.Line(theCase)}{account}"
            )
            {
                Why = Reasons(risk, mayRead),
                Buttons = [_cards.Button(Actions.Reassign, theCase) with { OpensForm = true }, _cards.Button(Actions.ShowCase, theCase)],
            };
        }
    }

    private string Reasons(EscalationRisk risk, bool mayRead) =>
        string.Join(
            " · ",
            risk.Reasons.Where(reason => mayRead || !reason.OfAccount)
                .Take(MostReasons)
                .Select(reason =>
                    reason.Day is { } day ? _words.Say(reason.Key, Day(day))
                    : reason.Number > 0 ? _words.Count(reason.Key, reason.Number)
                    : _words[reason.Key]
                )
        );

    /// <summary>What looks like one problem, and issues that rise over days.</summary>
    private IEnumerable<DigestException> Rises()
    {
        foreach (var incident in _figures.Waiting.Suspected.Where(one => IsOwn(one.Queue)))
        {
            var (reports, sources) = (
                _words.Count("rising_questions", incident.Reports),
                _words.Count("rising_accounts", incident.Sources)
            );
            yield return new(
                $"incident:{incident.Id}",
                incident.Sources,
                OneProblem,
                // Its name is made of what people wrote.
                _isRoom
                    ? _words.Say("digest_one_problem_plain", reports, sources)
                    : _words.Say("digest_one_problem", incident.Title, reports, sources)
            )
            {
                Buttons = [Button(Actions.Declare, DataKeys.Incident, incident.Id)],
            };
        }

        foreach (var issue in _figures.Rising.Take(MostRising))
        {
            var newest = issue.Risen.Select(one => one.CaseId).LastOrDefault(id => _figures.OpenCases.Any(one => one.Id == id));
            yield return new(
                $"rising:{DigestMemory.HashOf(issue.Name)}",
                Doublings(issue.Risen.Count),
                RisingIssue,
                $"{_words["digest_rising"]}: {Rising(_words, _when, issue)}"
            )
            {
                Buttons = newest is null
                    ? []
                    :
                    [
                        Button(Actions.Incident, DataKeys.Case, newest) with
                        {
                            OpensForm = true,
                        },
                        Button(Actions.ShowCase, DataKeys.Case, newest),
                    ],
            };
        }
    }

    /// <summary>"“manifest cache” 5 cases, 3 accounts since Fri".</summary>
    internal static string Rising(Words words, When when, RecurringIssue issue)
    {
        var risen = issue.Risen;
        var accounts = risen.Select(one => one.Account).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return words.Say(
            "digest_rising_line",
            issue.Name,
            words.Count(risen.All(one => one.CaseId is not null) ? "rising_cases" : "rising_questions", risen.Count),
            accounts > 1
                ? words.Count("rising_accounts", accounts)
                : words.Count("rising_people", risen.DistinctBy(one => one.Source).Count()),
            when.Weekday(issue.RisingSince!.Value)
        );
    }

    /// <summary>Shares that are others than in the four weeks before.</summary>
    private IEnumerable<DigestException> Moves() =>
        FigureMoves
            .Of(_figures.Indicators, _figures.FourWeeksBefore)
            .Select(move => new DigestException(
                $"figure:{move.Now.Key}",
                1,
                move.IsWorse ? WorseFigure : BetterFigure,
                _words.Say(
                    "digest_moved",
                    _words["figure_" + move.Now.Key],
                    move.Before.Value!.Value.ToString("P0", _words.Culture),
                    move.Now.Value!.Value.ToString("P0", _words.Culture),
                    move.Now.Numerator,
                    move.Now.Denominator
                )
            )
            {
                Buttons = [FiguresCard.Button(_words, _figures)],
            });

    private IEnumerable<DigestException> Service()
    {
        if (_figures.Undelivered > 0)
        {
            yield return new(
                "undelivered",
                _figures.NewestUndelivered,
                NotDelivered,
                $"{_words["digest_warning_label"]}: {_words.Count("digest_undelivered", _figures.Undelivered)}"
            )
            {
                Why = _figures.Sendable > 0 ? _words.Count("digest_sendable", _figures.Sendable) : "",
                Buttons =
                    _figures.Sendable > 0
                        ?
                        [
                            FiguresCard.Button(_words, _figures) with
                            {
                                Action = Actions.SendAgain,
                                Title = _words["button_" + Actions.SendAgain],
                            },
                        ]
                        : [],
            };
        }

        if (_figures.PutRight > 0)
        {
            yield return new(
                "put_right",
                _figures.NewestPutRight,
                CardsPutRight,
                $"{_words["digest_put_right_label"]}: {_words.Count("digest_put_right", _figures.PutRight)}"
            );
        }
    }

    /// <summary>How often a number has doubled: what grows slowly is no news each morning.</summary>
    private static int Doublings(int number) => number <= 1 ? 0 : (int)Math.Log2(number);

    private CardButton Button(string action, string key, string id) =>
        new(action, _words["button_" + action], new Dictionary<string, string>(StringComparer.Ordinal) { [key] = id });

    private string Day(DateOnly day) => day.ToString("d MMM yyyy", _words.Culture);
}
