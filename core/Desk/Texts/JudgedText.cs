using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>Parts of a verdict in words. A criterion speaks by its sentence; one that is gone, by its id.</summary>
public static class JudgedText
{
    private const int LongestSentence = 120;

    /// <summary>"Case at once · Billing · P1 · Legal exposure is never answered from the knowledge base."</summary>
    public static string Of(Words words, OrganisationSnapshot organisation, JudgedParts parts) =>
        string.Join(
            " · ",
            new[]
            {
                parts.Verdict is { } verdict ? Verdict(words, verdict) : null,
                parts.Queue is { } queue ? organisation.FindQueue(queue)?.Title ?? queue : null,
                parts.Priority?.ToUpperInvariant(),
                parts.Criterion is { } criterion ? Criterion(words, organisation, criterion) : null,
            }.OfType<string>()
        );

    /// <summary>A verdict, as it is stored or as a replay names it.</summary>
    public static string Verdict(Words words, string verdict) => words.Find("judged_" + verdict.Replace(' ', '_'), verdict);

    /// <summary>A criterion's sentence.</summary>
    public static string Criterion(Words words, OrganisationSnapshot organisation, string id) =>
        id == JudgedParts.NoCriterion ? words["judged_no_criterion"]
        : organisation.Criteria.Criteria.FirstOrDefault(one => one.Id == id)?.Why is { Length: > 0 } why
            ? ShortText.Of(why, LongestSentence)
        : id;
}
