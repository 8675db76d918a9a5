using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage.Confidence;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class BoostedTreesTests
{
    private const string OneTree = "0.5\n0:0.2 1:0.5 1:0.75 0:0.1 0:0.1 0:0.9 0:0.9 1 2 3 4 5 6 7 8\n";

    [Theory]
    [InlineData(0.05, 0.4, 1)]
    [InlineData(0.2, 0.5, 2)]
    [InlineData(0.2, 0.6, 4)]
    [InlineData(0.3, 0.75, 5)]
    [InlineData(0.95, 0.8, 8)]
    public void A_question_at_its_bound_goes_left_and_above_it_right(double first, double second, double leaf) =>
        BoostedTrees.Read(new StringReader(OneTree)).Probability([first, second]).ShouldBe(1 / (1 + Math.Exp(-(0.5 + leaf))), 1e-6);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var written = new StringWriter();
        BoostedTrees.Read(new StringReader(OneTree)).Write(written);
        written.ToString().ShouldBe(OneTree);
    }

    [Fact]
    public void The_shipped_models_know_every_feature_and_tell_a_match_from_a_miss()
    {
        var index = SearchIndex.Of([
            new Article("vat", "Change the VAT number on invoices", "Open Billing and edit the VAT number.", []),
            new Article("sso", "Set up single sign-on", "Open Security.", []),
        ]);
        var match = ConfidenceModel.Of(
            index.Search(new SearchQuery("How do I change the VAT number on invoices?", Audience.Internal, new DateOnly(2026, 11, 2)))
        );
        var miss = ConfidenceModel.Of(
            index.Search(new SearchQuery("Can I open a window on the train to Leipzig?", Audience.Internal, new DateOnly(2026, 11, 2)))
        );
        match.ShouldBeGreaterThan(0.6);
        miss.ShouldBeLessThan(0.3);
        ConfidenceModel.Of(index.Search(new SearchQuery("zzz", Audience.Internal, new DateOnly(2026, 11, 2)))).ShouldBe(0);
    }
}
