using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// What somebody reads of whom too many requests came: a page for people, JSON for programs, and from when on they may go on.
/// </summary>
internal sealed class LimitAnswers(PageRenderer pages)
{
    /// <summary>429 with Retry-After in whole seconds, rounded up.</summary>
    public Task RefuseAsync(HttpContext http, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.RetryAfter = seconds;
        var page = RefusedPage.Unknown;
        var sentence = page.Words.Say("limited", seconds);
        return http.GetEndpoint()?.Metadata.GetMetadata<Access>() is { AnswersJson: false } && AccessAnswers.WantsPage(http.Request)
            ? pages.WriteAsync<RefusedPage>(
                http,
                new() { [nameof(RefusedPage.Title)] = "limited_title", [nameof(RefusedPage.Sentence)] = sentence },
                StatusCodes.Status429TooManyRequests
            )
            : JsonBody.RefuseAsync(http, StatusCodes.Status429TooManyRequests, sentence);
    }
}
