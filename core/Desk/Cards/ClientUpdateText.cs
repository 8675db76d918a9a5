using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>
/// An update for the client, from what happened to the case and without a language model. It holds nothing that is internal: no names of
/// colleagues or departments, no words of the thread.
/// </summary>
internal static class ClientUpdateText
{
    /// <summary>Three or four sentences that the rep may send as they are.</summary>
    /// <param name="when">Times as the client reads them.</param>
    /// <param name="next">When the client hears again.</param>
    /// <param name="isClientsTime">They are not ours: the text says whose they are.</param>
    public static string Of(Case theCase, Words words, When when, DateTimeOffset next, bool isClientsTime)
    {
        var since = theCase.ClientUpdatedAt ?? theCase.CreatedAt;
        List<string> sentences =
        [
            words.Say("client_update_about", theCase.Id, when.Day(theCase.CreatedAt)),
            theCase.State is CaseState.Unclaimed ? words["client_update_waiting"] : words["client_update_worked_on"],
        ];
        if (Clocks.WaitsForRep(theCase))
        {
            sentences.Add(words["client_update_question"]);
        }

        if (theCase.Requests.Any(request => request.IsOpen))
        {
            sentences.Add(words["client_update_others"]);
        }

        if (theCase.OpenPromise is { } promise)
        {
            sentences.Add(words.Say("client_update_promise", Clock(promise.DueAt)));
        }
        else if (!(theCase.FirstClaimedAt > since) && !(theCase.RepToldAt > since))
        {
            sentences.Add(words["client_update_no_news"]);
        }

        sentences.Add(words.Say("client_update_next", Clock(next)));
        return string.Join(' ', sentences);

        string Clock(DateTimeOffset at) => isClientsTime ? words.Say("client_your_time", when.Clock(at)) : when.Clock(at);
    }
}
