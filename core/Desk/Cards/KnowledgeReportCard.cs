using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>What the knowledge base lets the engine promise, and what would let it promise more, for whoever keeps the articles.</summary>
public static class KnowledgeReportCard
{
    private const int MostListed = 10,
        LongestQuestion = 90;

    /// <summary>The card.</summary>
    /// <param name="organisation">Whose people write.</param>
    public static Card Make(Words words, KnowledgeReport report, OrganisationSnapshot organisation)
    {
        var title = words.Count("report_title", report.Articles);
        List<CardPart> parts = [new CardPart.Heading(title), .. Promise(words, report).Select(line => new CardPart.Text(line))];
        Add("report_gaps", report.Gaps.Select(gap => GapCards.Line(words, organisation, gap)));
        Add(
            "report_alike",
            report.Alike.Select(one => words.Say("report_alike_line", one.Title, Short(one.Question), one.Found, Percent(one.Confidence)))
        );
        Add("report_hidden", report.Hidden.Select(one => words.Say("report_hidden_line", one.Title, Short(one.Question), one.Found)));
        Add("report_not_found", report.NotFound.Select(one => words.Say("report_hidden_line", one.Title, Short(one.Question), one.Found)));
        Add(
            "report_stale",
            report.Stale.Select(article =>
                words.Say(
                    "report_article",
                    ArticleContent.ShownTitle(article),
                    article.ReviewBy!.Value.ToString("d MMM yyyy", words.Culture)
                )
            )
        );
        Add(
            "report_conflicts",
            report.Conflicts.Select(pair =>
                words.Say("report_conflict_line", ArticleContent.ShownTitle(pair.One), ArticleContent.ShownTitle(pair.Other))
            )
        );
        Add(
            "report_unused",
            report.Unused.Select(article =>
                words.Say("report_article", ArticleContent.ShownTitle(article), article.Updated.ToString("d MMM yyyy", words.Culture))
            )
        );
        parts.Add(new CardPart.Heading(words["report_raise"]));
        parts.AddRange(Advice(words, report).Select(line => new CardPart.Text(line)));
        return new(title, parts, []);

        void Add(string key, IEnumerable<string> lines)
        {
            var all = lines.ToList();
            parts.Add(new CardPart.Heading(words.Say(key, all.Count)));
            parts.AddRange(all.Take(MostListed).Select(line => new CardPart.Text("- " + line)));
            if (all.Count > MostListed)
            {
                parts.Add(new CardPart.Note(words.Say("report_more", all.Count - MostListed)));
            }
        }

        string Percent(double share) => ConfidencePercent.Of(share, words.Culture);
    }

    /// <summary>What is promised, and what it rests on: a sentence each.</summary>
    public static IEnumerable<string> Promise(Words words, KnowledgeReport report)
    {
        yield return words.Say("report_promise", ConfidencePercent.Of(report.ErrorRate, words.Culture));
        yield return report.Answers > 0 ? words.Count("report_from_answers", report.Answers) : words["report_from_articles"];
        if (report.Asked > 0)
        {
            yield return words.Say(
                "report_taken_out",
                report.Asked,
                report.AnsweredWrongly,
                ConfidencePercent.Of((double)report.AnsweredWrongly / report.Asked, words.Culture)
            );
        }
    }

    /// <summary>What would let it promise more, or answer more: a sentence each.</summary>
    public static IEnumerable<string> Advice(Words words, KnowledgeReport report)
    {
        if (report.Alike.Count > 0)
        {
            yield return words["report_advice_alike"];
        }
        if (report.Hidden.Count > 0)
        {
            yield return words["report_advice_hidden"];
        }
        if (report.Stale.Count > 0)
        {
            yield return words["report_advice_stale"];
        }
        if (report.Conflicts.Count > 0)
        {
            yield return words["report_advice_conflicts"];
        }
        if (report.Answers < PromiseCheck.LeastToTrust)
        {
            yield return words.Say("report_advice_answers", PromiseCheck.LeastToTrust);
        }
        else if (report.Alike.Count + report.Hidden.Count + report.Stale.Count + report.Conflicts.Count == 0)
        {
            yield return words["report_advice_none"];
        }
    }

    private static string Short(string question) => ShortText.Of(question.ReplaceLineEndings(" "), LongestQuestion);
}
