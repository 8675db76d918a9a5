using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Names of the messages that the desk keeps true.</summary>
public static class Slots
{
    /// <summary>The card in the specialists' place; a transfer to another place starts a new one.</summary>
    public static string CaseCard(Case theCase) => CaseCard(theCase.Id, theCase.CardNumber);

    /// <summary>The card that a case had in its n-th place.</summary>
    public static string CaseCard(string caseId, int number) => number == 0 ? $"case:{caseId}:card" : $"case:{caseId}:card{number}";

    /// <summary>The rep's status card.</summary>
    public static string Rep(Case theCase) => $"case:{theCase.Id}:rep";

    /// <summary>What the rep was told of the case's incident.</summary>
    /// <param name="told">Number of the update, or <see cref="Incident.ToldAsFix"/>.</param>
    /// <param name="row">The inbox row behind it: what is told again is a message of its own.</param>
    public static string Incident(Case theCase, Incident incident, string told, long row) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Rep(theCase)}:{incident.Subject}:{told}:{row}");

    /// <summary>The rep's card with the outcome.</summary>
    public static string Outcome(Case theCase) => $"case:{theCase.Id}:outcome{(theCase.Reopened == 0 ? "" : theCase.Reopened)}";

    /// <summary>Prefix of messages in the case's thread.</summary>
    public static string Thread(Case theCase) => $"case:{theCase.Id}:thread";

    /// <summary>The card that answers a question.</summary>
    public static string Answer(string questionId) => $"question:{questionId}:answer";

    /// <summary>What was carried over from one message to the other side.</summary>
    public static string Relay(Place place, string messageId) => $"relay:{place.Channel}:{place.Conversation}:{messageId}";

    /// <summary>What the specialist asked the rep.</summary>
    public static string Ask(Case theCase, RepAsk ask) => $"case:{theCase.Id}:ask:{ask.Id}";

    /// <summary>The card in a department's place.</summary>
    public static string Request(string caseId, string requestId) => $"case:{caseId}:request:{requestId}";

    /// <summary>What a department's webhook is sent.</summary>
    public static string Webhook(string caseId, string requestId) => $"{Request(caseId, requestId)}{WebhookEnd}";

    /// <summary>Whether a slot is what a department's webhook is sent.</summary>
    public static bool IsWebhook(string slot) => RequestOf(slot) is not null && slot.EndsWith(WebhookEnd, StringComparison.Ordinal);

    private const string WebhookEnd = ":webhook";

    /// <summary>What the company's own endpoint is asked about the account of a case.</summary>
    public static string Account(string caseId) => $"case:{caseId}:account";

    /// <summary>The request whose card, or a message of whose thread, a slot is; null for any other slot.</summary>
    public static string? RequestOf(string slot) => slot.Split(':') is ["case", _, "request", var id, ..] ? id : null;

    /// <summary>The card of a colleague, or queue, that was consulted.</summary>
    public static string Consult(string caseId, string consultId) => $"case:{caseId}:consult:{consultId}";

    /// <summary>The consult whose card a slot is; null for any other slot.</summary>
    public static string? ConsultOf(string slot) => slot.Split(':') is ["case", _, "consult", var id] ? id : null;

    /// <summary>The card of a colleague, or queue, that was asked about a question.</summary>
    public static string QuestionConsult(string questionId, string consultId) => $"question:{questionId}:consult:{consultId}";

    /// <summary>The consult about a question whose card a slot is; null for any other slot.</summary>
    public static string? QuestionConsultOf(string slot) => slot.Split(':') is ["question", _, "consult", var id] ? id : null;

    /// <summary>The card of a colleague who was invited.</summary>
    public static string Invite(string caseId, string inviteId) => $"case:{caseId}:invite:{inviteId}";

    /// <summary>The invitation whose card a slot is; null for any other slot.</summary>
    public static string? InviteOf(string slot) => slot.Split(':') is ["case", _, "invite", var id] ? id : null;

    /// <summary>Whether a slot is a case's card in the specialists' place: its thread is the case's thread.</summary>
    public static bool IsCaseCard(string slot) =>
        slot.StartsWith("case:", StringComparison.Ordinal)
        && slot.Split(':') is [_, _, var last]
        && last.StartsWith("card", StringComparison.Ordinal);

    /// <summary>Words that a form sent to the other side.</summary>
    public static string FormRelay(long inboxId) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"relay:form:{inboxId}");
}
