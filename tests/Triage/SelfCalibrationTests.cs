using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class SelfCalibrationTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 11, 2);

    private static readonly string[] Topics =
    [
        "Renew the signing certificate",
        "Download an invoice",
        "Why exports fail",
        "Retry a webhook delivery",
        "Delete personal data",
        "Reset a forgotten password",
        "Invite a colleague",
        "Change the billing address",
        "Pair a scanner by Bluetooth",
        "Archive a finished project",
        "Translate the storefront",
        "Merge duplicate contacts",
        "Print a shipping label",
        "Schedule a nightly backup",
        "Block a suspicious sender",
        "Upgrade the storage plan",
    ];

    private static readonly string[] Bodies =
    [
        "Open Identity and choose a fresh metadata file.",
        "Each month stands under History as a PDF.",
        "More than ten thousand rows are split by date.",
        "The endpoint is called five times within a day.",
        "An administrator removes the user under People.",
        "The link in the mail is valid for thirty minutes.",
        "Type their e-mail and pick a role.",
        "The next document shows the new street.",
        "Hold the trigger until the lamp blinks blue.",
        "It leaves the board and stays in search.",
        "Every text has a field for each language.",
        "The older record keeps its history.",
        "Choose the carrier, then the paper size.",
        "Pick an hour at which nobody works.",
        "Their messages go to quarantine from now on.",
        "The larger tier starts with the next period.",
    ];

    private static IReadOnlyList<Article> Distinct => [.. Topics.Select((topic, i) => new Article($"a{i:D2}", topic, Bodies[i], []))];

    /// <summary>Each twice, in nearly the same words.</summary>
    private static IReadOnlyList<Article> Alike =>
        [
            .. Distinct,
            .. Distinct.Select(article =>
                article with
                {
                    Id = article.Id + "-2",
                    Title = article.Title + " (since May)",
                    Body = article.Body + " The handbook says more.",
                }
            ),
        ];

    private static double Neutral => SelfBend.Neutral.Of(0.85);

    [Fact]
    public void Articles_that_are_nearly_alike_make_it_careful_and_distinct_ones_let_it_answer()
    {
        var (distinct, alike) = (Measure(Distinct), Measure(Alike));
        Bent(alike, 0.85).ShouldBeLessThan(Neutral);
        Bent(distinct, 0.85).ShouldBeGreaterThanOrEqualTo(Neutral);
        Bent(SelfCalibration.Unmeasured, 0.85).ShouldBeLessThan(Neutral);
    }

    [Fact]
    public void Until_it_is_measured_what_the_model_would_only_just_answer_is_offered()
    {
        var data = new TriageData { Knowledge = SearchIndex.Of(Distinct) };
        var just = Judge(data, "renew certificate");
        var measured = Judge(data with { Self = Measure(Distinct) }, "renew certificate");
        var unmeasured = Judge(data with { Self = SelfCalibration.Unmeasured }, "renew certificate");
        unmeasured.Receipt.Confidence.ShouldBeLessThan(just.Receipt.Confidence);
        unmeasured.Receipt.Confidence.ShouldBeLessThan(measured.Receipt.Confidence);
        just.Receipt.Basis.ShouldBeNull();
        unmeasured.Receipt.Basis.ShouldBe(new ConfidenceBasis(false, 0));
        measured.Receipt.Basis.ShouldBe(new ConfidenceBasis(true, 0));
        // What is found, and in which order, is the same.
        unmeasured.Ranking.Select(hit => hit.ArticleId).ShouldBe(measured.Ranking.Select(hit => hit.ArticleId));
    }

    [Fact]
    public void The_same_articles_in_any_order_however_they_came_in_are_measured_alike()
    {
        var whole = Measure(Alike);
        Bent(Measure([.. Alike.Reverse()]), 0.85).ShouldBe(Bent(whole, 0.85));
        var grown = SearchIndex.Of(Alike.Take(5)).With(Alike.Skip(5).Take(5), []).With(Alike.Skip(10), []);
        Bent(SelfCalibration.Measure(grown, Synonyms.None, Day, CancellationToken.None), 0.85).ShouldBe(Bent(whole, 0.85), 1e-9);
    }

    [Fact]
    public void Articles_like_those_that_are_there_make_it_more_careful_and_taking_them_out_less()
    {
        var index = SearchIndex.Of(Distinct);
        var more = index.With(Alike.Skip(Distinct.Count), []);
        var before = Bent(SelfCalibration.Measure(index, Synonyms.None, Day, CancellationToken.None), 0.85);
        Bent(SelfCalibration.Measure(more, Synonyms.None, Day, CancellationToken.None), 0.85).ShouldBeLessThan(before);
        var less = more.With([], Alike.Skip(Distinct.Count).Select(article => article.Id));
        Bent(SelfCalibration.Measure(less, Synonyms.None, Day, CancellationToken.None), 0.85).ShouldBe(before, 1e-9);
    }

    [Fact]
    public void No_article_or_one_or_one_without_a_word_are_measured_without_trouble()
    {
        foreach (IReadOnlyList<Article> articles in new[] { [], Distinct.Take(1).ToArray(), [new Article("x", "", "", [])] })
        {
            Bent(Measure(articles), 0.85).ShouldBeInRange(0.5, 0.95);
        }
    }

    [Fact]
    public void Only_articles_that_a_question_may_find_are_measured_for_it()
    {
        // What is alike is for colleagues: a client's question cannot find it.
        IReadOnlyList<Article> both =
        [
            .. Distinct.Select(article => article with { Audience = Audience.Client }),
            .. Alike.Skip(Distinct.Count),
        ];
        var self = Measure(both);
        self.For(Audience.Client, null, byMeaning: false).Of(0.85).ShouldBeGreaterThan(Bent(self, 0.85));
        // In one scope they are alike, in the other they are not.
        IReadOnlyList<Article> tagged =
        [
            .. Distinct.Select(article => article with { Tags = ["one"] }),
            .. Alike.Select(article => article with { Id = "two-" + article.Id, Tags = ["two"] }),
        ];
        var scoped = SelfCalibration.Measure(SearchIndex.Of(tagged), Synonyms.None, Day, CancellationToken.None, ["one", "two"]);
        scoped
            .For(Audience.Internal, "one", byMeaning: false)
            .Of(0.85)
            .ShouldBeGreaterThan(scoped.For(Audience.Internal, "TWO", byMeaning: false).Of(0.85));
    }

    [Fact]
    public void A_snapshot_of_the_index_is_measured_as_the_index_is()
    {
        var file = Path.Combine(Path.GetTempPath(), $"self-{Guid.NewGuid():N}.index");
        try
        {
            SearchSnapshot.Save(file, SearchIndex.Of(Alike));
            var loaded = SearchSnapshot.Load(file, Alike, null);
            loaded.Why.ShouldBeNull();
            Bent(SelfCalibration.Measure(loaded.Index, Synonyms.None, Day, CancellationToken.None), 0.85)
                .ShouldBe(Bent(Measure(Alike), 0.85));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Questions_are_made_of_titles_confirmed_wordings_lines_and_openings_and_never_of_the_whole_article()
    {
        var article = new Article(
            "a",
            "Export fails",
            "# Limits\n\nAn export of more than 10.000 rows fails. Split it by date. What is left out of a "
                + "file like this is told at its end, "
                + "in a line of its own that names the first row that is missing, and the day it is from.",
            []
        )
        {
            SolvedQuestions = ["why does my download stop", "csv too big"],
        };
        var made = MadeQuestions.Of(article);
        made.Select(one => (one.From, one.Text))
            .ShouldBe([
                (MadeFrom.Title, "Export fails"),
                (MadeFrom.Wording, "why does my download stop"),
                (MadeFrom.Wording, "csv too big"),
                (MadeFrom.Opening, "An export of more than 10.000 rows fails."),
            ]);

        // Where wordings are listed, the title is a label.
        var lines = MadeQuestions.Of(
            new Article("b", "label", string.Join('\n', Enumerable.Range(0, 20).Select(i => $"wording {(char)('a' + i)}")), [])
        );
        lines.Count.ShouldBe(10);
        lines.ShouldAllBe(one => one.From == MadeFrom.Line);
        // Steps are no wordings.
        MadeQuestions
            .Of(new Article("c", "Export", "1. Open it.\n2. Choose it.\n3. Press it.\n4. Wait.\n5. Close it.", []))[0]
            .From.ShouldBe(MadeFrom.Title);
    }

    private static SelfCalibration Measure(IReadOnlyList<Article> articles) =>
        SelfCalibration.Measure(SearchIndex.Of(articles), Synonyms.None, Day, CancellationToken.None);

    private static double Bent(SelfCalibration self, double confidence) =>
        self.For(Audience.Internal, null, byMeaning: false).Of(confidence);

    private static Judgement Judge(TriageData data, string question) =>
        new TriageEngine(data).Judge(Question.Of(question), Circumstances.None, Now);
}
