using System.Net;
using System.Net.ServerSentEvents;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>The board of the console, as it comes again.</summary>
public sealed partial class SignedInPersonTests
{
    [Theory]
    [InlineData(Carol, "technical words", "billing words")]
    [InlineData(Dave, "billing words", "technical words")]
    public async Task The_board_that_comes_again_holds_what_its_reader_may_see(string who, string sees, string not)
    {
        using var browser = await SignInAsync(who);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        // A mark that is no longer true: as after a broken connection.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/board?mark=0-0");
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(_bot.Http.BaseAddress!));
        using var answer = await _bot.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var body = await answer.Content.ReadAsStreamAsync(patience.Token);
        await using var events = SseParser.Create(body).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.EventType.ShouldBe("board");
        events.Current.Data.ShouldContain(sees);
        events.Current.Data.ShouldNotContain(not);

        await browser.SendFormAsync("/logout");
        while (await events.MoveNextAsync())
        {
            events.Current.Data.ShouldNotContain(not);
        }
        patience.IsCancellationRequested.ShouldBeFalse("the stream ends with the session");
    }

    [Fact]
    public async Task A_rep_has_no_board()
    {
        using var ana = await SignInAsync(Ana);
        (await ana.GetAsync("/console/board")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
