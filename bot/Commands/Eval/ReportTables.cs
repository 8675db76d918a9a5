using System.Globalization;
using System.Net;
using System.Text;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Bot.Commands.Eval;

/// <summary>One figure of a run.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Of">Computes it; NaN when it cannot be said.</param>
/// <param name="Meaning">How it is counted.</param>
/// <param name="LowIsGood">Smaller is better.</param>
internal sealed record Figure(string Name, Func<IReadOnlyList<Outcome>, double> Of, string Meaning, bool LowIsGood = false);

/// <summary>The report's tables.</summary>
internal static class ReportTables
{
    /// <summary>What is measured, in the order of the table; the first six of <see cref="Tiles"/> stand on top.</summary>
    public static readonly IReadOnlyList<Figure> Figures =
    [
        new("nDCG@10", EvaluationMetrics.Ndcg, "Right articles among the first ten, discounted by rank. Covered questions only."),
        new("MRR@10", EvaluationMetrics.Mrr, "One over the rank of the first right article."),
        new("hit@1", EvaluationMetrics.HitAt1, "The first article is right."),
        new(
            "AUROC right",
            outcomes => EvaluationMetrics.Auroc(outcomes, outcome => outcome.Right),
            "A right first article has the higher confidence than a wrong one. 0.5 is chance."
        ),
        new(
            "AUROC covered",
            outcomes => EvaluationMetrics.Auroc(outcomes, outcome => outcome.InScope),
            "A covered question has the higher confidence than one that is not."
        ),
        new(
            "answered",
            EvaluationMetrics.Answered,
            "Share of all questions that got an answer at the threshold that was fixed beforehand."
        ),
        new("precision", EvaluationMetrics.Precision, "Share of those answers that were right."),
        new("refused", EvaluationMetrics.Refused, "Share of uncovered questions that got no answer."),
        new(
            "coverage at 95%",
            outcomes => EvaluationMetrics.Coverage(outcomes, 0.95),
            "Share that could be answered at 95% precision by the best threshold in hindsight."
        ),
        new("coverage at 90%", outcomes => EvaluationMetrics.Coverage(outcomes, 0.9), "The same at 90%."),
        new("coverage at 80%", outcomes => EvaluationMetrics.Coverage(outcomes, 0.8), "The same at 80%."),
        new(
            "calibration error",
            EvaluationMetrics.DebiasedCalibrationError,
            "Distance of confidence and truth over ten bins, without what chance adds (Kumar et al. 2019).",
            LowIsGood: true
        ),
        new("calibration error, plain", EvaluationMetrics.CalibrationError, "Mean distance over the same bins.", LowIsGood: true),
    ];

    public static IEnumerable<Figure> Tiles =>
        new[] { "nDCG@10", "AUROC right", "answered", "precision", "refused", "calibration error" }.Select(name =>
            Figures.First(figure => figure.Name == name)
        );

    public static void WriteFigures(StringBuilder html, IReadOnlyList<Outcome> outcomes, IReadOnlyList<Outcome> others)
    {
        var compares = others.Count > 0;
        html.Append("<div class=\"scroll\"><table><thead><tr><th>Figure<th class=\"n\">This run")
            .Append(compares ? "<th class=\"n\">Other run<th class=\"n\">Change" : "")
            .Append("<th class=\"wide\">What it says</tr></thead><tbody>");
        foreach (var figure in Figures)
        {
            var value = figure.Of(outcomes);
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Text(figure.Name)}<td class=\"n\">{Number(value)}");
            if (compares)
            {
                var other = figure.Of(others);
                html.Append(
                    CultureInfo.InvariantCulture,
                    $"<td class=\"n\">{Number(other)}<td class=\"n\">{Change(value, other, figure.LowIsGood)}"
                );
            }
            html.Append(CultureInfo.InvariantCulture, $"<td class=\"wide quiet\">{Text(figure.Meaning)}</tr>");
        }
        html.Append("</tbody></table></div>");
    }

    /// <summary>What was counted, with the bounds between which the true share lies.</summary>
    public static void WriteBounds(StringBuilder html, IReadOnlyList<Outcome> outcomes)
    {
        html.Append(
            "<div class=\"scroll\"><table><thead><tr><th>At the threshold<th class=\"n\">Counted<th "
                + "class=\"n\">Share<th class=\"n\">at least<th class=\"n\">at most</tr></thead><tbody>"
        );
        Row("answered", outcomes.Count(outcome => outcome.Answered), outcomes.Count);
        Row(
            "answers that were right",
            outcomes.Count(outcome => outcome.Answered && outcome.Right),
            outcomes.Count(outcome => outcome.Answered)
        );
        Row(
            "uncovered questions refused",
            outcomes.Count(outcome => !outcome.InScope && !outcome.Answered),
            outcomes.Count(outcome => !outcome.InScope)
        );
        html.Append("</tbody></table></div><p class=\"quiet\">Exact one-sided 95% bounds (Clopper and Pearson 1934).</p>");

        void Row(string name, int hits, int all) =>
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th>{name}<td class=\"n\">{hits} of {all}<td class=\"n\">"
                    + $"{Number(all == 0 ? double.NaN : (double)hits / all)}<td class=\"n\">"
                    + $"{Number(ClopperPearson.Lower(hits, all))}<td class=\"n\">"
                    + $"{Number(ClopperPearson.Upper(hits, all))}</tr>"
            );
    }

    public static void WriteBins(StringBuilder html, IReadOnlyList<Outcome> outcomes)
    {
        html.Append(
            "<details><summary>The numbers behind the charts</summary><div><div "
                + "class=\"scroll\"><table><thead><tr><th class=\"n\">Questions<th class=\"n\">Confidence<th "
                + "class=\"n\">Right</tr></thead><tbody>"
        );
        foreach (var bin in EvaluationMetrics.Bins(outcomes))
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td class=\"n\">{bin.Count}<td class=\"n\">{Number(bin.Confidence)}<td class=\"n\">{Number(bin.Truth)}</tr>"
            );
        }
        html.Append(
            "</tbody></table></div><p></p><div class=\"scroll\"><table><thead><tr><th "
                + "class=\"n\">Answered<th class=\"n\">Wrong of those</tr></thead><tbody>"
        );
        var curve = EvaluationMetrics.RiskCoverage(outcomes);
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            var (coverage, risk) = curve.MinBy(point => Math.Abs(point.Coverage - (tenth / 10.0)));
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"n\">{Number(coverage)}<td class=\"n\">{Number(risk)}</tr>");
        }
        html.Append("</tbody></table></div></div></details>");
    }

    public static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string Change(double value, double other, bool lowIsGood)
    {
        var change = value - other;
        if (double.IsNaN(change))
        {
            return "–";
        }
        var style =
            Math.Abs(change) < 0.0005 ? ""
            : change > 0 != lowIsGood ? "up"
            : "down";
        return string.Create(CultureInfo.InvariantCulture, $"<span class=\"{style}\">{change:+0.000;−0.000;±0.000}</span>");
    }

    public static string Text(string words) => WebUtility.HtmlEncode(words);
}
