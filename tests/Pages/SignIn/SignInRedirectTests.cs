using System.Net;
using EscalationBot.Bot.Pages;
using EscalationBot.Tests.Channels.WebChat;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>Where the sign-in leads: to a page of ours, whatever the address bar held.</summary>
public sealed class SignInRedirectTests
{
    [Theory]
    [InlineData("/..//evil.example")]
    [InlineData("/x/..//evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/./%2e%2e//evil.example")]
    [InlineData("/%2E%2E//evil.example")]
    [InlineData("/.%2e/\\evil.example")]
    [InlineData("/x/../\\evil.example")]
    [InlineData("/x/..\\/evil.example")]
    [InlineData("/x/.././/evil.example")]
    [InlineData("/a/b/../..//evil.example/console")]
    [InlineData("/console//evil.example")]
    [InlineData("/%5cevil.example/..//x")]
    [InlineData("///evil.example")]
    [InlineData("/@evil.example//x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("/console?x=1", "/console?x=1")]
    [InlineData("/x/../console", "/console")]
    [InlineData("/console?next=//evil.example&y=..", "/console?next=//evil.example&y=..")]
    [InlineData("/console/cases/ESC-1001", "/console/cases/ESC-1001")]
    public async Task Who_is_in_already_is_led_to_no_other_site(string next, string where = "/")
    {
        SignInPages.Local(next).ShouldBe(where);
        await using var host = await WebChatHost.StartAsync();

        var answer = await host.Here.SendAsync(Get($"/login?next={Uri.EscapeDataString(next)}"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe(where);
    }

    private static HttpRequestMessage Get(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,*/*");
        return request;
    }
}
