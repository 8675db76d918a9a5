using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>
/// A manager's minute before stand-up: the line that proves nothing was lost, what is late, who carries how much, what the knowledge base
/// lacks.
/// </summary>
public static class DigestCard
{
    private const int MostLate = 3,
        MostGaps = 3,
        MostTopics = 4,
        MostPeople = 6,
        MostRising = 3,
        MostReasons = 4;

    /// <summary>The card for one manager.</summary>
    /// <param name="place">Where it will stand, in front of others; null = in the manager's 1:1 chat. In front of others nobody's words are
    /// quoted, and what is not for all of them is a number.</param>
    public static Card Make(Workplace workplace, Words words, Colleague manager, Figures measures, Place? place = null)
    {
        var organisation = workplace.Organisation;
        Reader reader = place is null ? Visibility.PersonOf(manager) : new Reader.Room(place);
        var when = new When(words, organisation.Calendar.Zone, measures.To);
        var cards = new CardMaker(workplace, words, measures.To);
        var queues = organisation.Queues.Where(queue => manager.Queues.Contains(queue.Id, StringComparer.Ordinal)).ToList();
        var title = words.Say(
            "digest_title",
            string.Join(" + ", queues.Select(queue => queue.Title)),
            measures.To.ToOffset(organisation.Calendar.Zone.GetUtcOffset(measures.To)).ToString("ddd d MMM", words.Culture)
        );
        var line = words.Say("digest_line", measures.Questions, measures.Finished, measures.Open, measures.Lost);
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(line, Strong: true),
            .. Parts(words, measures),
            new CardPart.FactList(Numbers(words, when, organisation, measures)),
        ];
        if (measures.ByHour.Any(count => count > 0))
        {
            parts.Add(new CardPart.Bars(words["digest_busy"], Hours(measures.ByHour)));
        }

        var late = measures
            .OpenCases.Where(theCase => LateSince(theCase, measures.To) is not null || Risk(theCase).Weight >= EscalationRisk.Worth)
            .OrderByDescending(theCase => Risk(theCase).Weight)
            .ThenBy(theCase => LateSince(theCase, measures.To) ?? DateTimeOffset.MaxValue)
            .ToList();
        parts.Add(new CardPart.Divider());
        if (late.Count == 0)
        {
            parts.Add(new CardPart.Text(words["digest_quiet"]));
        }

        foreach (var theCase in late.Take(MostLate))
        {
            parts.Add(
                new CardPart.Text(
                    $"{words[LateSince(theCase, measures.To) is null ? "digest_risk" : "digest_late"]}: {cards.Line(theCase)}"
                        + $"{(theCase.AccountLine is { } account && Visibility.May(organisation, reader, theCase) ? " · " + account : "")}"
                )
            );
            if (Why(words, Risk(theCase), Visibility.May(organisation, reader, theCase)) is { Length: > 0 } why)
            {
                parts.Add(new CardPart.Note(why));
            }

            parts.Add(
                new CardPart.ButtonRow([
                    cards.Button(Actions.Reassign, theCase) with
                    {
                        OpensForm = true,
                    },
                    cards.Button(Actions.ShowCase, theCase),
                ])
            );
        }

        if (late.Count > MostLate)
        {
            parts.Add(new CardPart.Note(words.Count("more_cases", late.Count - MostLate)));
        }

        // One line says what the knowledge base lacks: what it costs most, and while nothing recurs the last questions.
        var facts = Loads(words, when, queues, place is null && measures.Gaps.Count == 0 ? measures : measures with { Uncovered = [] });
        if (facts.Count > 0)
        {
            parts.Add(new CardPart.FactList(facts));
        }

        parts.AddRange(GapCards.InDigest(words, organisation, measures.Gaps));
        parts.Add(new CardPart.Note($"{words.Say("digest_since", when.Clock(measures.From))} · {words["digest_was_what"]} · {when.AsOf}"));
        return new($"{title}. {line}", parts, measures.Indicators.Count > 0 ? [FiguresCard.Button(words, measures)] : []);

        EscalationRisk Risk(Case theCase) => EscalationRisk.Of(theCase, measures.OpenCases, organisation, measures.To);
    }

    /// <summary>Why a case may be escalated, in words.</summary>
    private static string Why(Words words, EscalationRisk risk, bool mayRead) =>
        string.Join(
            " · ",
            risk.Reasons.Where(reason => mayRead || !reason.OfAccount)
                .Take(MostReasons)
                .Select(reason =>
                    reason.Day is { } day ? words.Say(reason.Key, day.ToString("d MMM yyyy", words.Culture))
                    : reason.Number > 0 ? words.Count(reason.Key, reason.Number)
                    : words[reason.Key]
                )
        );

    /// <summary>What became of the questions, and what is still in the air behind "open".</summary>
    private static IEnumerable<CardPart> Parts(Words words, Figures measures)
    {
        var outcomes = measures.Outcomes;
        if (outcomes.All > 0)
        {
            yield return new CardPart.Text(
                words.Say(
                    "digest_shares",
                    Share(outcomes.Answered),
                    Share(outcomes.Offered),
                    Share(outcomes.NotCovered),
                    Share(outcomes.ToPeople)
                )
            );
        }
        yield return new CardPart.Text(
            words.Count("digest_cases_open", measures.OpenCases.Count)
                + (measures.Proved.Unknown == 0 ? "" : " · " + words.Count("digest_unconfirmed", measures.Proved.Unknown))
        );

        string Share(int part) => ((double)part / outcomes.All).ToString("P0", words.Culture);
    }

    private static List<LabelledFact> Numbers(Words words, When when, OrganisationSnapshot organisation, Figures measures)
    {
        var before = measures.WeekBefore;
        var figures = new List<LabelledFact>
        {
            new(
                words["digest_confirmed"],
                Was(Confirmed(words, measures) ?? words["digest_none_yet"], before is null ? null : ConfirmedShare(words, before))
            ),
            new(
                words["digest_escalated"],
                Was(measures.Outcomes.ToPeople.ToString(words.Culture), before?.Outcomes.ToPeople.ToString(words.Culture))
            ),
        };
        if (ClaimTime(measures) is { } claim)
        {
            var goal = measures
                .Worked.Where(theCase => theCase.FirstClaimedAt is not null)
                .GroupBy(theCase => Clocks.LevelOf(theCase, organisation).Claim)
                .MaxBy(group => group.Count())!
                .Key;
            figures.Add(
                new(
                    words["digest_claim_label"],
                    Was(words.Say("digest_claim", when.Span(claim), When.Goal(goal)), SpanOf(before is null ? null : ClaimTime(before)))
                )
            );
        }

        if (ResolveTime(measures) is { } resolve)
        {
            figures.Add(new(words["digest_resolve_label"], Was(when.Span(resolve), SpanOf(before is null ? null : ResolveTime(before)))));
            figures.Add(
                new(
                    words["digest_sla_label"],
                    Was(
                        words.Say("digest_sla", OnTime(words, organisation, measures)!),
                        before is null ? null : OnTime(words, organisation, before)
                    )
                )
            );
        }

        var asks = measures.Worked.SelectMany(theCase => theCase.Asks).ToList();
        if (asks.Count > 0)
        {
            figures.Add(
                new(words["digest_asked_again_label"], words.Say("digest_asked_again", asks.Count(ask => ask.AskedAgain), asks.Count))
            );
        }

        var said = measures.Worked.Select(theCase => theCase.Resolution?.AskedBack).OfType<bool>().ToList();
        if (said.Count > 0)
        {
            figures.Add(
                new(words["digest_asked_back_label"], words.Say("digest_asked_back", said.Count(askedBack => !askedBack), said.Count))
            );
        }

        var promises = measures.Worked.SelectMany(theCase => theCase.Promises).ToList();
        var (keptPromises, brokenPromises) = (Count(PromiseState.Kept), Count(PromiseState.Broken));
        if (keptPromises + brokenPromises > 0)
        {
            figures.Add(new(words["digest_promises_label"], words.Say("digest_promises", keptPromises, brokenPromises)));
        }

        if (Rating(words, measures) is { } rating)
        {
            figures.Add(
                new(
                    words["digest_rating_label"],
                    Was(
                        words.Say("digest_rating", rating, measures.Worked.Count(theCase => theCase.Rating is not null)),
                        before is null ? null : Rating(words, before)
                    )
                )
            );
        }

        figures.AddRange(FiguresCard.InDigest(words, measures));
        return figures;

        int Count(PromiseState state) => promises.Count(promise => promise.State == state);

        string Was(string value, string? earlier) => earlier is null ? value : words.Say("digest_was", value, earlier);

        string? SpanOf(TimeSpan? span) => span is { } known ? when.Span(known) : null;
    }

    /// <summary>"40% of 20 answers · 3 without a contact about it for 72 h"; null without answers.</summary>
    private static string? Confirmed(Words words, Figures measures) =>
        ConfirmedShare(words, measures) is not { } share
            ? null
            : words.Count("digest_confirmed_of", measures.Proved.All, share)
                + (measures.Proved.Quiet == 0 ? "" : " · " + words.Say("digest_quiet_answers", measures.Proved.Quiet));

    private static string? ConfirmedShare(Words words, Figures measures) =>
        measures.Proved.All == 0 ? null : ((double)measures.Proved.Confirmed / measures.Proved.All).ToString("P0", words.Culture);

    private static TimeSpan? ClaimTime(Figures measures) =>
        Median(
            measures
                .Worked.Where(theCase => theCase.FirstClaimedAt is not null)
                .Select(theCase => theCase.FirstClaimedAt!.Value - theCase.CreatedAt)
        );

    private static TimeSpan? ResolveTime(Figures measures) =>
        Median(
            measures.Worked.Where(theCase => theCase.Resolution is not null).Select(theCase => theCase.Resolution!.At - theCase.CreatedAt)
        );

    private static string? OnTime(Words words, OrganisationSnapshot organisation, Figures measures)
    {
        var resolved = measures.Worked.Where(theCase => theCase.Resolution is not null).ToList();
        var onTime = resolved.Count(theCase =>
            theCase.Resolution!.At
            <= Clocks
                .CalendarOf(theCase, organisation)
                .Add(theCase.ReopenedAt ?? theCase.CreatedAt, Clocks.LevelOf(theCase, organisation).Resolve)
        );
        return resolved.Count == 0 ? null : ((double)onTime / resolved.Count).ToString("P0", words.Culture);
    }

    private static string? Rating(Words words, Figures measures)
    {
        var ratings = measures.Worked.Where(theCase => theCase.Rating is not null).Select(theCase => theCase.Rating!.Value).ToList();
        return ratings.Count == 0 ? null : ratings.Average().ToString("F1", words.Culture);
    }

    private static List<LabelledFact> Loads(Words words, When when, IReadOnlyList<Queue> queues, Figures measures)
    {
        List<LabelledFact> facts = [];
        Add("digest_rising", measures.Rising.Take(MostRising).Select(issue => Rising(words, when, issue)));
        Add(
            "digest_queues",
            queues
                .Select(queue =>
                    (
                        queue.Title,
                        Count: measures.OpenCases.Count(theCase =>
                            theCase.Queue == queue.Id && theCase.State is CaseState.Unclaimed or CaseState.Claimed
                        )
                    )
                )
                .Select(pair => $"{pair.Title} {words.Count("digest_load", pair.Count)}")
        );
        Add(
            "digest_people",
            measures
                .OpenCases.Where(theCase => theCase.State is CaseState.Claimed)
                .GroupBy(theCase => theCase.Owner!.Name, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count())
                .Take(MostPeople)
                .Select(group => $"{group.Key} {words.Count("digest_load", group.Count())}")
        );
        Add(
            "digest_open",
            measures.OpenCases.Take(MostLate).Select(theCase => $"{theCase.Id} ({when.Span(measures.To - theCase.CreatedAt)})")
        );
        Add(
            "digest_topics",
            measures
                .Topics.Where(topic => topic.Topic.Length > 0)
                .Take(MostTopics)
                .Select(topic => string.Create(CultureInfo.InvariantCulture, $"{topic.Topic} {topic.Count}"))
        );
        Add("digest_gaps", measures.Uncovered.Take(MostGaps).Select(text => $"“{ShortText.Of(text.ReplaceLineEndings(" "), 90)}”"));
        return facts;

        void Add(string label, IEnumerable<string> values)
        {
            var joined = string.Join(" · ", values);
            if (joined.Length > 0)
            {
                facts.Add(new(words[label], joined));
            }
        }
    }

    private static string Rising(Words words, When when, RecurringIssue issue)
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

    /// <summary>Hours in which nobody asked are left out.</summary>
    private static List<Bar> Hours(IReadOnlyList<int> byHour)
    {
        return
        [
            .. Enumerable
                .Range(0, byHour.Count)
                .Where(hour => byHour[hour] > 0)
                .Select(hour => new Bar(
                    hour.ToString("00", CultureInfo.InvariantCulture),
                    byHour[hour],
                    byHour[hour].ToString(CultureInfo.InvariantCulture)
                )),
        ];
    }

    private static DateTimeOffset? LateSince(Case theCase, DateTimeOffset now)
    {
        DateTimeOffset? earliest = null;
        foreach (var due in new[] { theCase.Due.Claim, theCase.Due.Update, theCase.Due.Resolve })
        {
            if (due < now && (earliest is null || due < earliest))
            {
                earliest = due;
            }
        }

        return earliest;
    }

    private static TimeSpan? Median(IEnumerable<TimeSpan> spans)
    {
        var sorted = spans.Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }
}
