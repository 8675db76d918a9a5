using System.Globalization;
using System.Text;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Triage.Evaluation;
using static EscalationBot.Bot.Commands.Eval.ReportTables;

namespace EscalationBot.Bot.Commands.Eval;

/// <summary>
/// The report of an evaluation as one page that needs nothing beside itself: no script, no font, no picture from elsewhere.
/// </summary>
internal static class ReportPage
{
    /// <summary>Writes the page as index.html into a folder that only this user may read.</summary>
    public static void WriteTo(string folder, ReportData data)
    {
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.WriteText(Path.Combine(folder, "index.html"), Of(data));
    }

    /// <summary>So much of a question stands in a list.</summary>
    public const int Short = 140;

    private const int Worst = 15,
        Moved = 25;

    /// <summary>The whole page.</summary>
    public static string Of(ReportData data)
    {
        var outcomes = data.Outcomes;
        var others = data.OtherOutcomes;
        var html = new StringBuilder();
        html.Append(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                    + "content=\"width=device-width, initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" "
                    + "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            )
            .Append(
                CultureInfo.InvariantCulture,
                $"<title>{Text(data.Name)} · evaluation</title><style>{ReportStyle.Css}"
                    + $"</style></head><body><header><h1>{Text(data.Name)}</h1>"
            )
            .Append(
                CultureInfo.InvariantCulture,
                $"<p class=\"quiet\">{data.Questions.Count} questions over {data.Articles} articles · "
                    + $"{data.At:d MMM yyyy, HH:mm} UTC · {Text(data.Settings)}"
                    + $"{(data.OtherName is null ? "" : $" · compared with {Text(data.OtherName)}")}</p><p class=\"mono "
                    + $"quiet\">{Text(data.LastLine)}</p></header><main>"
            );
        if (outcomes.Count == 0)
        {
            html.Append(
                "<section><h2>Decisions</h2><p>The questions file does not say which articles are right "
                    + "(<code>relevant</code>), so nothing can be scored.</p>"
            );
            WriteDecisions(html, data);
            html.Append("</section>");
        }
        else
        {
            WriteScored(html, data, outcomes, others);
        }
        if (data.OtherName is not null)
        {
            WriteMoved(html, data);
        }
        return html.Append("</main></body></html>").ToString();
    }

    private static void WriteScored(StringBuilder html, ReportData data, IReadOnlyList<Outcome> outcomes, IReadOnlyList<Outcome> others)
    {
        html.Append("<dl class=\"tiles\">");
        foreach (var figure in Tiles)
        {
            var value = figure.Of(outcomes);
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"tile\"><dt>{figure.Name}<dd>{Number(value)}<small>"
                    + $"{(others.Count > 0 ? $"{Change(value, figure.Of(others), figure.LowIsGood)} · was {Number(figure.Of(others))}" : "")}"
                    + $"</small></div>"
            );
        }
        html.Append("</dl><section><h2>Charts</h2><div class=\"charts\">");
        List<(string, IReadOnlyList<Outcome>)> runs =
            others.Count > 0 ? [("this run", outcomes), ("other run", others)] : [("this run", outcomes)];
        html.Append("<figure class=\"panel\"><h3>Wrong answers by coverage</h3>")
            .Append(ReportCharts.RiskCoverage(runs, data.ErrorRate))
            .Append("<figcaption>The dot is the threshold that was fixed beforehand. Lower is better.</figcaption></figure>")
            .Append("<figure class=\"panel\"><h3>Right by confidence</h3>")
            .Append(ReportCharts.Reliability(runs))
            .Append(
                "<figcaption>On the dotted line confidence says the truth; below it the engine is too "
                    + "sure.</figcaption></figure></div></section><section><h2>Figures</h2>"
            );
        WriteFigures(html, outcomes, others);
        html.Append("</section><section><h2>Bounds</h2>");
        WriteBounds(html, outcomes);
        WriteBins(html, outcomes);
        html.Append("</section>");
        WriteWorst(html, data);
    }

    private static void WriteWorst(StringBuilder html, ReportData data)
    {
        var wrong = data
            .Questions.Where(one => one.Outcome is { Answered: true, Right: false })
            .OrderByDescending(one => one.Judged.Confidence)
            .ToList();
        html.Append(CultureInfo.InvariantCulture, $"<section><h2>Answered and wrong: {wrong.Count}</h2>");
        if (wrong.Count == 0)
        {
            html.Append("<p class=\"quiet\">None.</p>");
        }
        foreach (var one in wrong.Take(Worst))
        {
            ReportReceipt.Write(html, one);
        }
        html.Append("</section>");
        var unfound = data
            .Questions.Where(one =>
                one.Outcome is { InScope: true, Right: false, Answered: false } outcome
                && !outcome.Ranking.Take(10).Any(outcome.Grades.ContainsKey)
            )
            .ToList();
        html.Append(CultureInfo.InvariantCulture, $"<section><h2>Covered, and no right article among the first ten: {unfound.Count}</h2>");
        if (unfound.Count == 0)
        {
            html.Append("<p class=\"quiet\">None.</p>");
        }
        foreach (var one in unfound.OrderByDescending(one => one.Judged.Confidence).Take(Worst))
        {
            ReportReceipt.Write(html, one);
        }
        html.Append("</section>");
        var kept = data
            .Questions.Where(one => one.Outcome is { Right: true, Answered: false })
            .OrderBy(one => one.Judged.Confidence)
            .ToList();
        html.Append(
            CultureInfo.InvariantCulture,
            $"<section><h2>Right and not answered: {kept.Count}</h2><p class=\"quiet\">The least sure ones.</p>"
        );
        foreach (var one in kept.Take(Worst))
        {
            ReportReceipt.Write(html, one);
        }
        html.Append("</section>");
    }

    private static void WriteDecisions(StringBuilder html, ReportData data)
    {
        html.Append("<div class=\"scroll\"><table><thead><tr><th>Decision<th class=\"n\">This run")
            .Append(data.OtherName is null ? "" : "<th class=\"n\">Other run")
            .Append("</tr></thead><tbody>");
        foreach (var decision in new[] { "answer", "offer", "escalate" })
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th>{decision}<td class=\"n\">{data.Questions.Count(one => one.Judged.Decision == decision)}"
                    + $"{(data.OtherName is null ? "" : $"<td class=\"n\">{data.Questions.Count(one => data.Other.GetValueOrDefault(one.Question.Id)?.Decision == decision)}")}"
                    + $"</tr>"
            );
        }
        html.Append("</tbody></table></div>");
    }

    /// <summary>What the other run decided otherwise, or ranked otherwise on top.</summary>
    private static void WriteMoved(StringBuilder html, ReportData data)
    {
        var moved = data
            .Questions.Where(one =>
                data.Other.TryGetValue(one.Question.Id, out var other)
                && (other.Decision != one.Judged.Decision || First(other) != First(one.Judged))
            )
            .ToList();
        html.Append(
            CultureInfo.InvariantCulture,
            $"<section><h2>Changed since the other run: {moved.Count} of "
                + $"{data.Questions.Count(one => data.Other.ContainsKey(one.Question.Id))}</h2>"
        );
        if (moved.Count > 0)
        {
            html.Append("<div class=\"scroll\"><table><thead><tr><th>Question<th>Other run<th>This run</tr></thead><tbody>");
        }
        // What got worse comes first, then what got better.
        foreach (
            var one in moved.OrderBy(one => Worth(one.Question, one.Judged) - Worth(one.Question, data.Other[one.Question.Id])).Take(Moved)
        )
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th>{Text(ShortText.Of(one.Question.Text, Short))}<td>{Cell(one.Question, data.Other[one.Question.Id])}"
                    + $"<td>{Cell(one.Question, one.Judged)}</tr>"
            );
        }
        if (moved.Count > 0)
        {
            html.Append("</tbody></table></div>");
        }
        if (moved.Count > Moved)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"quiet\">The {Moved} that moved most; the run files hold all.</p>");
        }
        html.Append("</section>");
    }

    private static string Cell(EvaluationQuestion question, Judged judged)
    {
        var right = ReportedQuestion.OutcomeOf(question, judged)?.Right;
        return $"{judged.Decision} {Number(judged.Confidence)}<br><span class=\"mono "
            + $"{(right is null ? "" : right.Value ? "right" : "wrong")}\">{Text(First(judged) ?? "nothing")}"
            + $"{(right is true ? " ✓" : right is false ? " ✗" : "")}</span>";
    }

    private static int Worth(EvaluationQuestion question, Judged judged) =>
        ReportedQuestion.OutcomeOf(question, judged) switch
        {
            null => 0,
            { Answered: true, Right: true } => 2,
            { Answered: true } => -2,
            { Right: true } => 1,
            { InScope: false } => 1,
            _ => 0,
        };

    private static string? First(Judged judged) => judged.Ranking.Count > 0 ? judged.Ranking[0].Article : null;
}
