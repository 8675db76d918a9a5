using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Insights.Recurring;

public sealed class IssueClustersTests
{
    private static IssueClusters Grow(params IEnumerable<string> texts)
    {
        var clusters = new IssueClusters();
        foreach (var (i, text) in texts.Index())
        {
            clusters.Add(IssueSamples.Text(text, i), []);
        }
        return clusters;
    }

    private static IEnumerable<string> Mixed =>
        Enumerable
            .Range(0, 60)
            .Select(IssueSamples.Other)
            .Chunk(10)
            .Zip(IssueSamples.Manifest, (others, one) => others.Append(one))
            .SelectMany(texts => texts);

    private static (string Name, IReadOnlyList<Occurrence> Members)? NameOf(ForbiddenWords never, params IReadOnlyList<Occurrence> members)
    {
        var vocabulary = new IssueVocabulary();
        foreach (var text in members.Select(member => member.Text).Concat(Enumerable.Range(0, 40).Select(IssueSamples.Other)))
        {
            vocabulary.Read(text);
        }
        return IssueName.Of(members, vocabulary, never);
    }

    [Fact]
    public void Questions_about_one_issue_come_together_and_the_others_stay_apart()
    {
        var groups = Grow(Mixed).Groups.ToList();
        var issue = groups.Single(group => group.Any(one => one.Text.Contains("anifest", StringComparison.Ordinal)));
        issue.Select(one => one.Text).ShouldBe(IssueSamples.Manifest, ignoreOrder: true);
        groups.Sum(group => group.Count).ShouldBe(66);
    }

    [Fact]
    public void Common_words_alone_bring_nothing_together() =>
        Grow("how can i do this?", "how can i do that?", "what is this and how can i do it?", "please, can you do that?")
            .Groups.ShouldAllBe(group => group.Count == 1);

    [Fact]
    public void The_same_texts_in_the_same_order_make_the_same_clusters()
    {
        var (one, other) = (Grow(Mixed), Grow(Mixed));
        one.Groups.Select(group => string.Join(',', group.Select(member => member.Id)))
            .ShouldBe(other.Groups.Select(group => string.Join(',', group.Select(member => member.Id))));
    }

    [Fact]
    public void Vectors_join_what_words_alone_leave_apart()
    {
        string[] texts =
        [
            .. Enumerable.Range(0, 60).Select(IssueSamples.Other),
            .. Enumerable.Range(0, 20).Select(IssueSamples.Other),
            "parcel never reached our customer despite tracking",
            "parcel lost somewhere in transit last week, courier silent",
        ];
        int Together(Func<int, float[]> vector)
        {
            var clusters = new IssueClusters();
            foreach (var (i, text) in texts.Index())
            {
                clusters.Add(IssueSamples.Text(text, i), vector(i));
            }
            return clusters.Groups.Single(group => group.Any(one => one.Id == "q081")).Count;
        }
        Together(_ => []).ShouldBe(1);
        // The two point one way, each of the others its own.
        Together(i => [.. Enumerable.Range(0, 82).Select(axis => axis == Math.Min(i, 80) ? 1f : 0)]).ShouldBe(2);
    }

    [Fact]
    public void A_name_is_made_of_the_issues_own_words_in_their_natural_order()
    {
        var (name, members) = NameOf(
            ForbiddenWords.None,
            [.. IssueSamples.Manifest.Select((text, i) => IssueSamples.Text(text, i))]
        )!.Value;
        name.ShouldBe("manifest cache");
        members.Count.ShouldBe(6);
    }

    [Fact]
    public void A_name_tells_no_account_no_person_no_number_and_no_address()
    {
        var never = ForbiddenWords.Of(OrganisationFixture.Of());
        var (name, _) = NameOf(
            never,
            [.. IssueSamples.Manifest.Select((text, i) => IssueSamples.Text($"Acme Freight, Mia, #4711998, ops@lunar.example: {text}", i))]
        )!.Value;
        name.ShouldBe("manifest cache");
    }

    [Fact]
    public void A_word_of_an_accounts_name_that_other_accounts_use_too_is_a_word()
    {
        var never = ForbiddenWords.Of(OrganisationFixture.Of());
        string[] texts = ["freight label blank", "blank freight label", "freight label is blank again"];
        NameOf(never, [.. texts.Select((text, i) => IssueSamples.Text(text, i) with { Account = "acme" })])!
            .Value.Name.ShouldNotContain("freight");
        NameOf(never, [.. texts.Select((text, i) => IssueSamples.Text(text, i) with { Account = $"other{i}" })])!
            .Value.Name.ShouldContain("freight");
    }

    [Fact]
    public void What_one_source_alone_says_names_nothing() =>
        NameOf(ForbiddenWords.None, [.. IssueSamples.Manifest.Select((text, i) => IssueSamples.Text(text, i, "one"))]).ShouldBeNull();

    [Fact]
    public void Without_words_that_most_of_them_share_there_is_no_issue() =>
        NameOf(ForbiddenWords.None, [.. Enumerable.Range(0, 6).Select(i => IssueSamples.Text(IssueSamples.Other(i), i))]).ShouldBeNull();
}
