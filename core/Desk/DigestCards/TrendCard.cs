using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.DigestCards;

/// <summary>
/// The main figures week by week: in a digest a line of blocks for each, with its numbers in words beside it, since who hears a card hears
/// no blocks; behind it a line for each week. A block stands for a week, the lowest value is the lowest block.
/// </summary>
public static class TrendCard
{
    private const string Blocks = "▁▂▃▄▅▆▇█",
        NoValue = "·";

    /// <summary>The parts of a digest; a sentence while there are too few weeks.</summary>
    public static IEnumerable<CardPart> InDigest(Words words, When when, IReadOnlyList<TrendWeek> weeks)
    {
        if (weeks.Count < TrendWeek.LeastWeeks)
        {
            yield return new CardPart.Note(words.Say("trend_too_few", TrendWeek.LeastWeeks, weeks.Count));
            yield break;
        }

        yield return new CardPart.Text(words.Say("trend_title", weeks.Count), Strong: true);
        yield return new CardPart.FactList([
            .. Lines(words, when)
                .Select(line => (line.Label, Points: weeks.Select(line.Of).ToList()))
                .Where(line => line.Points.OfType<TrendPoint>().Skip(1).Any())
                .Select(line => new LabelledFact(line.Label, Told(words, line.Points))),
        ]);
        foreach (var note in NotOver(words, weeks))
        {
            yield return note;
        }
    }

    /// <summary>A line for each week, the newest last.</summary>
    public static Card Table(Words words, When when, IReadOnlyList<TrendWeek> weeks)
    {
        if (weeks.Count < TrendWeek.LeastWeeks)
        {
            return Card.Of(words.Say("trend_too_few", TrendWeek.LeastWeeks, weeks.Count));
        }

        var title = words.Say("trend_title", weeks.Count);
        var lines = Lines(words, when).ToList();
        return new(
            title,
            [
                new CardPart.Heading(title),
                new CardPart.FactList([
                    .. weeks.Select(week => new LabelledFact(
                        words.Say("trend_week", when.Day(week.From)),
                        string.Join(
                            " · ",
                            lines
                                .Select(line => (line.Label, Point: line.Of(week)))
                                .Where(line => line.Point is not null)
                                .Select(line => words.Say("figure_one", line.Label, line.Point!.Told))
                        )
                    )),
                ]),
                .. NotOver(words, weeks),
                new CardPart.Note(when.AsOf),
            ],
            []
        );
    }

    /// <summary>Who comes back does so within three days: the last bar is too low until then.</summary>
    private static IEnumerable<CardPart> NotOver(Words words, IReadOnlyList<TrendWeek> weeks) =>
        weeks[^1].Shares["recontact"].Value is null ? [] : [new CardPart.Note(words.Say("trend_not_over", words["figure_recontact"]))];

    /// <summary>"▁▂▅█": a block for each value, from the lowest to the highest; a dot where there is none.</summary>
    public static string Spark(IReadOnlyList<double?> values)
    {
        var known = values.OfType<double>().ToList();
        var (low, high) = known.Count == 0 ? (0, 0) : (known.Min(), known.Max());
        return string.Concat(
            values.Select(value =>
                value is not { } number ? NoValue
                : high <= low ? Blocks[3].ToString()
                : Blocks[(int)Math.Round((number - low) / (high - low) * (Blocks.Length - 1))].ToString()
            )
        );
    }

    /// <summary>"▁▂▅█ from 12 to 18, lowest 10, highest 20".</summary>
    private static string Told(Words words, IReadOnlyList<TrendPoint?> points)
    {
        var known = points.OfType<TrendPoint>().ToList();
        var spark = Spark([.. points.Select(point => point?.Value)]);
        if (known.TrueForAll(point => point.Told == known[0].Told))
        {
            return words.Say("trend_same", spark, known[0].Told);
        }

        return words.Say(
            "trend_line",
            spark,
            known[0].Told,
            known[^1].Told,
            known.MinBy(point => point.Value)!.Told,
            known.MaxBy(point => point.Value)!.Told
        );
    }

    private static IEnumerable<(string Label, Func<TrendWeek, TrendPoint?> Of)> Lines(Words words, When when)
    {
        yield return (words["trend_questions"], week => new(week.Questions, week.Questions.ToString(words.Culture)));
        yield return (words["digest_claim_label"], week => week.Claim is { } claim ? new(claim.TotalMinutes, when.Span(claim)) : null);
        foreach (var key in TrendWeek.Keys)
        {
            yield return (
                words["figure_" + key],
                week => week.Shares[key].Value is { } share ? new(share, share.ToString("P0", words.Culture)) : null
            );
        }
    }

    /// <summary>A value and how it is read.</summary>
    private sealed record TrendPoint(double Value, string Told);
}
