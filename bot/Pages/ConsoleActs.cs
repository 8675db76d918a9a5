using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// What a manager does with a form of a page: it goes to the desk as a press or a form of their own chat would, and the answer is shown on
/// the page.
/// </summary>
internal sealed class ConsoleActs(Visitors visitors, IReception reception, TimeProvider time)
{
    private const int LongestForm = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Who sends the form and what it says; null when the request was answered already: nobody whom the history could name (the emergency
    /// key, the playground), or no form.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="otherwise">What somebody can do who is not signed in as a person.</param>
    public async Task<(Colleague By, IFormCollection Form)?> ReadAsync(HttpContext http, string otherwise)
    {
        if (visitors.Of(http) is not Visitor.Person { Colleague: { } by })
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, otherwise);
            return null;
        }

        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= LongestForm)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the form of the page.");
            return null;
        }

        return (by, await http.Request.ReadFormAsync(http.RequestAborted));
    }

    /// <summary>Hands it in and waits for the answer; null when there is none yet, and then it comes to the person's chat.</summary>
    /// <param name="by">Who acts.</param>
    /// <param name="what">Part of the delivery's key: what is done.</param>
    /// <param name="inbound">The press or the form, from where it comes.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<string?> ActAsync(Colleague by, string what, Func<Origin, Inbound> inbound, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var key = string.Create(CultureInfo.InvariantCulture, $"web:{what}:{Ids.New(now)}");
        var origin = new Origin
        {
            DeliveryKey = key,
            MessageKey = key,
            From = new PersonKey(ChannelNames.Web, by.Email),
            FromName = by.Name,
            Place = new Place(ChannelNames.Web, WebDirectory.DirectWith(by.Email)),
            Direct = true,
            OnPage = true,
            At = now,
        };
        var handled = await reception.AcceptAndWaitAsync(inbound(origin), Patience, ct);
        var told = handled?.Outbound.OfType<Outbound.Whisper>().FirstOrDefault();
        if (told is not null)
        {
            // Said on the page; the chat need not say it again.
            await reception.TakeAsync(told.Key, ct);
        }

        return told?.Card.Fallback;
    }
}
