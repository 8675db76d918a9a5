using EscalationBot.Core.Desk.Cards;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

public sealed class RestOfArticleTests
{
    [Theory]
    [InlineData("## When\n\nPASSAGE\n\n## Steps\n\nOpen it.", "## Steps\n\nOpen it.")]
    [InlineData("Intro.\n\n## When\n\nPASSAGE", "Intro.")]
    [InlineData("# A\n\n## B\n\nPASSAGE\n\n# C\n\nText.", "# C\n\nText.")]
    [InlineData("# A\n\nPASSAGE\n\n## B\n\nText.", "# A\n\n## B\n\nText.")]
    [InlineData("# A\n\nFirst.\n\nPASSAGE\n\nLast.", "# A\n\nFirst.\n\nLast.")]
    [InlineData("# A\n\nPASSAGE\n\nLast.", "# A\n\nLast.")]
    [InlineData("# A\n\nPASSAGE", "")]
    public void No_heading_is_left_with_nothing_under_it(string body, string rest) =>
        RestOfArticle.Of(body, body.IndexOf("PASSAGE", StringComparison.Ordinal), 7).ShouldBe(rest);
}
