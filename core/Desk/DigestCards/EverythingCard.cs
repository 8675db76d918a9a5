using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.DigestCards;

/// <summary>The numbers of a digest's span for whoever wants them all: what they were a week before, busy hours, loads, topics.</summary>
public static class EverythingCard
{
    private const int MostOpen = 3,
        MostGaps = 3,
        MostTopics = 4,
        MostPeople = 6,
        MostRising = 3;

    /// <summary>The card, for the eyes of one manager.</summary>
    public static Card Make(Workplace workplace, Words words, Colleague manager, Figures measures)
    {
        var organisation = workplace.Organisation;
        var when = new When(words, organisation.Calendar.Zone, measures.To);
        var queues = organisation.Queues.Where(queue => manager.Queues.Contains(queue.Id, StringComparer.Ordinal)).ToList();
        var title = words.Say("digest_everything", DigestCard.Title(words, organisation, manager, measures));
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(
                words.Count("digest_cases_open", measures.OpenCases.Count)
                    + (measures.Proved.Unknown == 0 ? "" : " · " + words.Count("digest_unconfirmed", measures.Proved.Unknown))
            ),
            new CardPart.FactList(Numbers(words, when, organisation, measures)),
        ];
        if (measures.ByHour.Any(count => count > 0))
        {
            parts.Add(new CardPart.Bars(words["digest_busy"], Hours(measures.ByHour)));
        }

        // What the knowledge base lacks has a line with its cost; while nothing recurs, the last questions.
        var facts = Loads(words, when, queues, measures.Gaps.Count == 0 ? measures : measures with { Uncovered = [] });
        if (facts.Count > 0)
        {
            parts.Add(new CardPart.Divider());
            parts.Add(new CardPart.FactList(facts));
        }

        parts.Add(new CardPart.Note($"{words.Say("digest_since", when.Clock(measures.From))} · {words["digest_was_what"]} · {when.AsOf}"));
        return new(title, parts, [DigestCard.WeeksButton(words, measures), FiguresCard.Button(words, measures)]);
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
        Spans.Median(
            measures
                .Worked.Where(theCase => theCase.FirstClaimedAt is not null)
                .Select(theCase => theCase.FirstClaimedAt!.Value - theCase.CreatedAt)
        );

    private static TimeSpan? ResolveTime(Figures measures) =>
        Spans.Median(
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
        Add("digest_rising", measures.Rising.Take(MostRising).Select(issue => DigestExceptions.Rising(words, when, issue)));
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
            measures.OpenCases.Take(MostOpen).Select(theCase => $"{theCase.Id} ({when.Span(measures.To - theCase.CreatedAt)})")
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
}
