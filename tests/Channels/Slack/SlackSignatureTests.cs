using System.Security.Cryptography;
using System.Text;
using EscalationBot.Bot.Channels.Slack.Auth;
using Microsoft.Extensions.Primitives;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackSignatureTests
{
    private const long Now = 1_763_815_200;
    private const string Body = "{\"type\":\"event_callback\"}";
    private static readonly byte[] Secret = "test-signing-secret"u8.ToArray();

    [Theory]
    [InlineData(0)]
    [InlineData(-300)]
    [InlineData(300)]
    public void A_fresh_signature_is_good_within_five_minutes_either_way(int skew) =>
        Check((Now + skew).ToString(), Sign((Now + skew).ToString())).ShouldBeTrue();

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-86400)]
    public void A_stale_or_future_one_is_refused(int skew) => Check((Now + skew).ToString(), Sign((Now + skew).ToString())).ShouldBeFalse();

    [Fact]
    public void Every_kind_of_forgery_is_refused()
    {
        var at = Now.ToString();
        var good = Sign(at);
        Check(at, good).ShouldBeTrue();
        Check(at, Sign(at, secret: "another secret")).ShouldBeFalse();
        Check(at, Sign(at, body: Body + " ")).ShouldBeFalse();
        Check(at, good.ToUpperInvariant()).ShouldBeFalse();
        Check(at, "v1=" + good[3..]).ShouldBeFalse();
        Check(at, good[3..]).ShouldBeFalse();
        Check(at, good + "0").ShouldBeFalse();
        Check(at, good[..^1] + "é").ShouldBeFalse();
        Check(at, "").ShouldBeFalse();
        Check(at, StringValues.Empty).ShouldBeFalse();
        Check(at, new StringValues([good, good])).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1763815200")]
    [InlineData("1763815200.0")]
    [InlineData(" 1763815200")]
    [InlineData("17638152001763815200")]
    [InlineData("٣٤٥")]
    public void A_timestamp_that_is_no_whole_number_is_refused(string at) => Check(at, Sign(at)).ShouldBeFalse();

    [Fact]
    public void A_missing_or_repeated_timestamp_is_refused()
    {
        var at = Now.ToString();
        Check(StringValues.Empty, Sign(at)).ShouldBeFalse();
        Check(new StringValues([at, at]), Sign(at)).ShouldBeFalse();
    }

    private static bool Check(StringValues at, StringValues signature) =>
        SlackSignature.IsValid(Secret, at, signature, (byte[])[.. new byte[SlackSignature.Headroom], .. Encoding.UTF8.GetBytes(Body)], Now);

    private static string Sign(string at, string body = Body, string secret = "test-signing-secret") =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{at}:{body}")));
}
