using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage.Facts;

public sealed class AccountWordsTests
{
    private const double Sure = 0.5;

    private static readonly AccountFinder Finder = new(
        OrganisationFixture
            .Of(
                (
                    "accounts.csv",
                    """
                    id,name,tier,arr,renewal,owner_email,language,notes
                    monday,Monday.com,enterprise,1,,,,
                    next,Next,enterprise,1,,,,
                    will,Will,starter,1,,,,
                    access,The Access Group,enterprise,1,,,,
                    target,Target Inc,starter,1,,,,
                    ionos,1&1,starter,1,,,,
                    ben,Ben & Jerry's,starter,1,,,,
                    huawei,华为技术有限公司,starter,1,,,,
                    mirai,株式会社ミライ,starter,1,,,,
                    samsung,삼성전자,starter,1,,,,
                    acme,Acme Freight,enterprise,1,,,,
                    may,May GmbH,starter,1,,,,
                    post,Post AG,starter,1,,,,
                    """
                )
            )
            .Accounts
    );

    [Theory]
    [InlineData("On Monday the export failed")]
    [InlineData("we do it next Monday. Monday is a holiday")]
    [InlineData("our next step is the import")]
    [InlineData("Next, we tried the import")]
    [InlineData("Next week they renew")]
    [InlineData("what happens next?")]
    [InlineData("will the export finish?")]
    [InlineData("Will the export finish?")]
    [InlineData("access fails")]
    [InlineData("Access fails for all users")]
    [InlineData("who may access the group?")]
    [InlineData("the access group has no rights")]
    [InlineData("the target of the webhook is gone")]
    [InlineData("Target of the webhook?")]
    [InlineData("May I add a user?")]
    [InlineData("in May the invoice was wrong")]
    [InlineData("die Post kam am Montag")]
    [InlineData("NEXT STEP: WILL THE EXPORT FINISH?")]
    [InlineData("step 1 and 11 of 1")]
    [InlineData("I talked to Will about the invoice")]
    public void An_ordinary_word_is_no_account(string text) => Finder.Find(text).ShouldNotContain(match => match.Certainty >= Sure, text);

    [Theory]
    [InlineData("Monday.com cannot export", "monday")]
    [InlineData("mail from dana@monday.com about the export", "monday")]
    [InlineData("our client Monday cannot export", "monday")]
    [InlineData("the invoice of Next is wrong: Next asks for a new one", "next")]
    [InlineData("a user at Next cannot sign in", "next")]
    [InlineData("Next's invoice", null)]
    [InlineData("where is Next's invoice?", "next")]
    [InlineData("customer Will wants a refund", "will")]
    [InlineData("The Access Group cannot sign in", "access")]
    [InlineData("users of the Access Group cannot sign in", "access")]
    [InlineData("Target Inc cannot sign in", "target")]
    [InlineData("invoice for Target is wrong", "target")]
    [InlineData("1&1 cannot sign in", "ionos")]
    [InlineData("a user of 1&1 cannot sign in", "ionos")]
    [InlineData("Ben and Jerrys cannot sign in", "ben")]
    [InlineData("Ben & Jerry's cannot sign in", "ben")]
    [InlineData("Ben and Jerry's want a refund", "ben")]
    [InlineData("ben & jerrys want a refund", "ben")]
    [InlineData("客户华为技术有限公司无法登录", "huawei")]
    [InlineData("请问华为技术的发票在哪里", "huawei")]
    [InlineData("株式会社ミライのエクスポートが失敗しました", "mirai")]
    [InlineData("ミライのエクスポートが失敗しました", "mirai")]
    [InlineData("삼성전자에서 로그인할 수 없습니다", "samsung")]
    [InlineData("acme cannot sign in", "acme")]
    [InlineData("customer May wants a refund", "may")]
    [InlineData("May GmbH wants a refund", "may")]
    public void A_name_in_its_context_is(string text, string? account) =>
        Finder.Find(text).FirstOrDefault(match => match.Certainty >= Sure).Account?.Id.ShouldBe(account);

    [Fact]
    public void What_may_be_one_is_a_guess() =>
        Finder.Find("we saw Target again yesterday").ShouldHaveSingleItem().Certainty.ShouldBeLessThan(Sure);
}
