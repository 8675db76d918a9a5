using System.Globalization;
using System.Text;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;
using static EscalationBot.Bot.Commands.Eval.ReportTables;

namespace EscalationBot.Bot.Commands.Eval;

/// <summary>One question of the report, to be opened: its words, its receipt, and what would have been right.</summary>
internal static class ReportReceipt
{
    private const int LongQuestion = 1_200;

    public static void Write(StringBuilder html, ReportedQuestion one)
    {
        var (question, judged, judgement) = one;
        var text = ShortText.Of(question.Text, LongQuestion);
        html.Append(
                CultureInfo.InvariantCulture,
                $"<details><summary><b>{ConfidencePercent.Of(judged.Confidence, CultureInfo.InvariantCulture)}</b>"
                    + $"{Text(ShortText.Of(question.Text, ReportPage.Short))}</summary><div><blockquote>{Text(text)}"
                    + $"</blockquote><dl class=\"facts\">"
            )
            .Append(
                CultureInfo.InvariantCulture,
                $"<dt>Question<dd class=\"mono\">{Text(question.Id)}"
                    + $"{(question.Scope is null ? "" : $" in {Text(question.Scope)}")}<dt>Decision<dd>{judged.Decision}"
                    + $"; answers from {Number(judgement.Receipt.AnswerFrom)}, offers from "
                    + $"{Number(judgement.Receipt.OfferFrom)}<dt>Nearly<dd>{Text(judgement.Receipt.RunnerUp)}"
                    + $"<dt>What would change this<dd>{Text(judgement.Receipt.Flip)}"
            )
            .Append(
                CultureInfo.InvariantCulture,
                $"<dt>Right<dd>{(question.Right is not { InScope: true } right ? "no article covers it" : $"<span class=\"mono\">{Text(string.Join(", ", right.Grades.Keys))}</span>{Rank(judged, right)}")}"
                    + $"</dl>"
            );
        html.Append(
            "<div class=\"scroll\"><table><thead><tr><th class=\"n\">#<th>Article<th class=\"n\">Score<th "
                + "class=\"n\">Confidence</tr></thead><tbody>"
        );
        for (var i = 0; i < Math.Min(5, judged.Ranking.Count); i++)
        {
            var (article, score) = judged.Ranking[i];
            var hit = judgement.Ranking.FirstOrDefault(hit => hit.ArticleId == article);
            var isRight = question.Right?.Grades.ContainsKey(article) == true;
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td class=\"n\">{i + 1}<td>{Text(hit?.Title is { Length: > 0 } title ? title : article)}"
                    + $"{(isRight ? " <span class=\"right\">✓ right</span>" : "")}<div class=\"mono quiet\">"
                    + $"{Text(article)}</div><td class=\"n\">{Number(score)}<td class=\"n\">"
                    + $"{(hit is null ? "–" : Number(hit.Confidence))}</tr>"
            );
        }
        html.Append("</tbody></table></div></div></details>");
    }

    private static string Rank(Judged judged, EvaluationLabels right)
    {
        var at = judged
            .Ranking.Select((hit, i) => (hit.Article, Rank: i + 1))
            .FirstOrDefault(pair => right.Grades.ContainsKey(pair.Article))
            .Rank;
        return at == 0 ? ", not found" : string.Create(CultureInfo.InvariantCulture, $", found at {at}");
    }
}
