using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights;

public sealed class KnowledgeReportTests
{
    private static readonly DateOnly Day = new(2026, 11, 2);

    private static readonly Article[] Articles =
    [
        new("cert", "Renew the signing certificate for single sign-on", "Open Identity, choose Renew, download the metadata file.", []),
        new(
            "cert-2",
            "Renew the signing certificate for single sign-on (2025)",
            "Open Identity, choose Renew, download the metadata file.",
            []
        )
        {
            ReviewBy = new DateOnly(2026, 10, 1),
        },
        new("invoice", "Download an invoice", "Each month stands under Billing, History.", [])
        {
            SolvedQuestions = ["renew the signing certificate for single sign-on"],
        },
        new("export", "Why a data export fails", "More than ten thousand rows are split by date.", []),
    ];

    [Fact]
    public void Articles_that_are_taken_for_one_another_hidden_ones_and_stale_ones_are_named()
    {
        var report = Report(Articles);
        report.Articles.ShouldBe(4);
        report.Alike.ShouldContain(one => one.Title.StartsWith("Renew the signing") && one.Found.StartsWith("Renew the signing"));
        report.AnsweredWrongly.ShouldBeInRange(1, report.Asked);
        report.Stale.Select(article => article.Id).ShouldBe(["cert-2"]);
        // A wording that colleagues confirmed for one article finds another first.
        report.Hidden.Select(one => one.Question).ShouldContain("renew the signing certificate for single sign-on");
        // Without a question nobody can say what is used.
        report.Unused.ShouldBeEmpty();
        var text = Text(report);
        text.ShouldContain("The knowledge base: 4 articles");
        text.ShouldContain("at most 10% of the answers are wrong");
        text.ShouldContain("from the articles alone");
        text.ShouldContain("Past the review date: 1");
        text.ShouldContain("Join articles that are taken for one another");
    }

    [Fact]
    public void Articles_that_say_different_things_are_named_once_for_the_pair()
    {
        var report = Report([
            new("keep-old", "How long exports are kept", "A finished data export is kept for 30 days on the server.", []),
            new("keep-new", "How long exports are kept", "A finished data export is kept for 90 days on the server.", []),
            new("mast", "A mooring mast squeaks", "Grease the swivel every spring.", []),
        ]);
        var pair = report.Conflicts.ShouldHaveSingleItem();
        (pair.One.Id, pair.Other.Id).ShouldBe(("keep-new", "keep-old"));
        Text(report).ShouldContain("Saying different things: 1");
        Text(report).ShouldContain("Make articles say the same, or retire one");
    }

    [Fact]
    public void Distinct_articles_leave_little_to_say_and_an_empty_knowledge_base_nothing()
    {
        var report = Report(Articles[3..]);
        (report.Alike.Count, report.Hidden.Count, report.NotFound.Count).ShouldBe((0, 0, 0));
        Text(Report([])).ShouldContain("The knowledge base: 0 articles");
    }

    private static KnowledgeReport Report(IReadOnlyList<Article> articles)
    {
        var index = SearchIndex.Of(articles);
        // The model as it is: four articles measure nothing.
        var engine = new TriageEngine(
            new TriageData { Knowledge = index, Self = SelfCalibration.Measure(index, Synonyms.None, Day, default) }
        );
        return KnowledgeReport.Of(engine, [], new DateTimeOffset(Day, new TimeOnly(12, 0), TimeSpan.Zero), CancellationToken.None);
    }

    private static string Text(KnowledgeReport report) =>
        string.Join(
            '\n',
            KnowledgeReportCard
                .Make(Words.In("en"), report, OrganisationFixture.Of())
                .Parts.Select(part =>
                    part switch
                    {
                        CardPart.Heading heading => heading.Title,
                        CardPart.Text plain => plain.Content,
                        CardPart.Note note => note.Content,
                        _ => "",
                    }
                )
        );
}
