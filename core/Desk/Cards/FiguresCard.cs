using System.Globalization;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>Every figure of a digest's span with its definition and both numbers.</summary>
public static class FiguresCard
{
    /// <summary>Those that are no share.</summary>
    private static readonly string[] Plain = ["csat_average", "fairness"];

    /// <summary>Those that stand in the digest; the rest is one press away.</summary>
    private static readonly string[] Lines = ["fcr", "recontact", "precision", "fcr_escalated", "misrouted", "avoidable"];

    /// <summary>The digest's lines of them, each with what it was a week before, and of the service itself.</summary>
    public static IEnumerable<LabelledFact> InDigest(Words words, Figures figures)
    {
        foreach (var one in Lines.Select(figures.Find).OfType<Indicator>().Where(one => one.Denominator > 0))
        {
            var value = ValueOf(words, one);
            yield return new(
                words["figure_" + one.Key],
                figures.WeekBefore?.Find(one.Key)?.Value is { } was
                    ? words.Say("digest_was", value, was.ToString("P0", words.Culture))
                    : value
            );
        }

        if (figures.Find("accepted") is { Denominator: > 0 } accepted && figures.Find("delivered") is { Denominator: > 0 } delivered)
        {
            yield return new(
                words["digest_service_label"],
                words.Say("digest_service", ValueOf(words, accepted), ValueOf(words, delivered))
            );
        }

        if (figures.Undelivered > 0)
        {
            yield return new(words["digest_warning_label"], words.Count("digest_undelivered", figures.Undelivered));
        }

        if (figures.PutRight > 0)
        {
            yield return new(words["digest_put_right_label"], words.Count("digest_put_right", figures.PutRight));
        }
    }

    /// <summary>The button under a digest that shows it; it carries the span.</summary>
    public static CardButton Button(Words words, Figures figures) =>
        new(
            Actions.Figures,
            words["button_figures"],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [DataKeys.From] = figures.From.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
                [DataKeys.Until] = figures.To.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            }
        );

    /// <summary>The span that a button carries; null = none that is one. No longer than a year: it may have been made up.</summary>
    public static (DateTimeOffset From, DateTimeOffset To)? SpanOf(IReadOnlyDictionary<string, string> data) =>
        Moment(data.GetValueOrDefault(DataKeys.From)) is { } from
        && Moment(data.GetValueOrDefault(DataKeys.Until)) is { } to
        && to > from
        && to - from < TimeSpan.FromDays(366)
            ? (from, to)
            : null;

    /// <summary>The card.</summary>
    public static Card Make(Words words, When when, Figures figures)
    {
        var title = words.Say("figures_title", when.Clock(figures.From), when.Clock(figures.To));
        return new(
            title,
            [
                new CardPart.Heading(title),
                new CardPart.Note(words["figures_since"]),
                .. figures.Indicators.SelectMany(one =>
                    new CardPart[]
                    {
                        new CardPart.Text(words.Say("figure_one", words["figure_" + one.Key], ValueOf(words, one)), Strong: true),
                        new CardPart.Note(words[$"figure_{one.Key}_is"]),
                    }
                ),
            ],
            []
        );
    }

    /// <summary>"41 % (12 of 29)"; a share of few that is told as right or wrong has its bounds.</summary>
    public static string ValueOf(Words words, Indicator one)
    {
        if (one.Value is not { } value)
        {
            return words["digest_none_yet"];
        }

        var told = Plain.Contains(one.Key, StringComparer.Ordinal)
            ? value.ToString("0.0#", words.Culture)
            : value.ToString("P0", words.Culture);
        return one is { Key: "precision", Interval: var (low, high) }
            ? words.Say(
                "figure_bounds",
                told,
                one.Numerator,
                one.Denominator,
                low.ToString("P0", words.Culture),
                high.ToString("P0", words.Culture)
            )
            : words.Say("figure_of", told, one.Numerator, one.Denominator);
    }

    /// <summary>Years that a calendar can count on from: what was made up may name the end of time.</summary>
    private static DateTimeOffset? Moment(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < LastMoment
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;

    private static readonly long LastMoment = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
