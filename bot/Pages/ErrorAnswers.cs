using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;
using Microsoft.AspNetCore.Diagnostics;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// What somebody is told whose request failed here: a page for people, JSON for programs of the web chat, a line for platforms.
/// </summary>
internal sealed class ErrorAnswers(PageRenderer pages)
{
    public Task AnswerAsync(HttpContext http)
    {
        var access = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<Access>();
        var (status, reads) = (http.Response.StatusCode, HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));
        var why = status switch
        {
            < StatusCodes.Status500InternalServerError => "error_request",
            StatusCodes.Status503ServiceUnavailable => reads ? "error_reading" : "error_keeping",
            _ => "error_here",
        };
        var sentence = RefusedPage.Unknown.Words[why];
        return access switch
        {
            { AnswersJson: true } => JsonBody.RefuseAsync(http, status, sentence),
            // What a page stumbles upon, the page of the refusal might stumble upon, too: only the database is known to be the cause.
            { Group: AccessGroup.Page } when status is StatusCodes.Status503ServiceUnavailable && AccessAnswers.WantsPage(http.Request) =>
                pages.WriteAsync<RefusedPage>(
                    http,
                    new() { [nameof(RefusedPage.Title)] = "error_title", [nameof(RefusedPage.Why)] = why },
                    status
                ),
            _ => http.Response.WriteAsync(sentence + "\n", http.RequestAborted),
        };
    }
}
