using System.Globalization;
using System.Net;
using System.Text;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Bot.Commands.Eval;

/// <summary>The report's charts as inline SVG, drawn here: nothing runs in the browser.</summary>
internal static class ReportCharts
{
    private const double Width = 480,
        Height = 320,
        Left = 52,
        Right = 24,
        Top = 16,
        Bottom = 44;
    private const int MostPoints = 240;

    /// <summary>Share of wrong answers against the share of questions that are answered, surest first.</summary>
    /// <param name="runs">One or two.</param>
    /// <param name="errorRate">The share that was allowed.</param>
    public static string RiskCoverage(IReadOnlyList<(string Name, IReadOnlyList<Outcome> Outcomes)> runs, double errorRate)
    {
        var curves = runs.Select(run => Thin(EvaluationMetrics.RiskCoverage(run.Outcomes))).ToList();
        var most = Math.Clamp(
            Math.Ceiling(curves.SelectMany(curve => curve).Select(point => point.Risk).Append(errorRate * 1.5).Max() * 10) / 10,
            0.1,
            1
        );
        var svg = Open("Risk and coverage", "Share of questions answered, surest first", "wrong answers", most);
        Line(svg, "aim", [(0, errorRate), (1, errorRate)], most);
        Text(svg, X(1), Y(errorRate, most) - 4, "end", $"{Percent(errorRate)} allowed");
        for (var i = 0; i < curves.Count; i++)
        {
            Line(svg, i == 0 ? "one" : "two", curves[i], most);
            var answered = runs[i].Outcomes.Where(outcome => outcome.Answered).ToList();
            if (answered.Count > 0)
            {
                Dot(
                    svg,
                    i,
                    (double)answered.Count / runs[i].Outcomes.Count,
                    answered.Count(outcome => !outcome.Right) / (double)answered.Count,
                    most,
                    6
                );
            }
        }
        return Close(svg, runs);
    }

    /// <summary>How often the first article was right against how sure the engine was, in ten bins of equal counts.</summary>
    public static string Reliability(IReadOnlyList<(string Name, IReadOnlyList<Outcome> Outcomes)> runs)
    {
        var svg = Open("Reliability", "Confidence", "really right", 1);
        Line(svg, "aim", [(0, 0), (1, 1)], 1);
        for (var i = 0; i < runs.Count; i++)
        {
            var bins = EvaluationMetrics.Bins(runs[i].Outcomes);
            Line(svg, i == 0 ? "one" : "two", [.. bins.Select(bin => (bin.Confidence, bin.Truth))], 1);
            foreach (var bin in bins)
            {
                Dot(svg, i, bin.Confidence, bin.Truth, 1, 4);
            }
        }
        return Close(svg, runs);
    }

    private static StringBuilder Open(string title, string across, string up, double most)
    {
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\""
                + $"{WebUtility.HtmlEncode($"{title}: {up} against {across}; the table below holds the numbers")}\">"
        );
        for (var step = 0; step <= 5; step++)
        {
            var share = step / 5.0;
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(share * most, most):0.#}\" "
                    + $"y2=\"{Y(share * most, most):0.#}\"/>"
            );
            Text(svg, Left - 6, Y(share * most, most) + 4, "end", Percent(share * most));
            Text(svg, X(share), Height - Bottom + 18, "middle", Percent(share));
        }
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(0, most):0.#}\" y2=\"{Y(0, most):0.#}\"/>"
        );
        Text(svg, X(0.5), Height - 6, "middle", across);
        return svg;
    }

    private static string Close(StringBuilder svg, IReadOnlyList<(string Name, IReadOnlyList<Outcome> Outcomes)> runs)
    {
        for (var i = 0; runs.Count > 1 && i < runs.Count; i++)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text class=\"name{i + 1}\" x=\"{Left + 8}\" y=\"{Top + 14 + (i * 18)}\">"
                    + $"{(i == 0 ? "—" : "- -")} {WebUtility.HtmlEncode(runs[i].Name)}</text>"
            );
        }
        return svg.Append("</svg>").ToString();
    }

    private static void Line(StringBuilder svg, string style, IReadOnlyList<(double X, double Y)> points, double most)
    {
        if (points.Count == 0)
        {
            return;
        }
        svg.Append("<polyline class=\"").Append(style).Append("\" fill=\"none\" points=\"");
        foreach (var (x, y) in points)
        {
            svg.Append(CultureInfo.InvariantCulture, $"{X(x):0.#},{Y(y, most):0.#} ");
        }
        svg.Append("\"/>");
    }

    private static void Dot(StringBuilder svg, int run, double x, double y, double most, int radius) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<circle class=\"dot{run + 1}\" cx=\"{X(x):0.#}\" cy=\"{Y(y, most):0.#}\" r=\"{radius}\"/>"
        );

    private static void Text(StringBuilder svg, double x, double y, string anchor, string words) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(words)}</text>"
        );

    private static double X(double share) => Left + (share * (Width - Left - Right));

    private static double Y(double value, double most) => Height - Bottom - (Math.Min(value, most) / most * (Height - Top - Bottom));

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%");

    private static List<(double Coverage, double Risk)> Thin(IReadOnlyList<(double Coverage, double Risk)> points)
    {
        var step = Math.Max(1, points.Count / MostPoints);
        return [.. points.Where((_, i) => i % step == 0 || i == points.Count - 1)];
    }
}
