using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Context;

/// <summary>What the person who asked for it added.</summary>
/// <param name="Values">Form values: facts of intake.yaml by id, <c>account</c>, <c>tried</c>, <c>urgency</c>.</param>
/// <param name="AskedByPerson">False: a criterion decided.</param>
internal sealed record CaseRequest(IReadOnlyDictionary<string, string> Values, bool AskedByPerson)
{
    public static CaseRequest ByCriterion { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal), false);

    /// <summary>Why it is a case, in words; null = the criteria that held, or that somebody asked.</summary>
    public string? Reason { get; init; }

    public static CaseRequest ByPerson { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal), true);
}

/// <summary>What is known of a question when a case is made of it.</summary>
internal static class CasePacket
{
    /// <summary>Facts that people or the engine know, and the labels of those nobody knows.</summary>
    public static (IReadOnlyList<KnownFact> Given, IReadOnlyList<string> Missing) Of(
        OrganisationSnapshot organisation,
        AskedQuestion asked,
        CaseRequest request,
        string? category
    )
    {
        List<KnownFact> given = [];
        List<string> missing = [];
        foreach (var fact in FactsFor(organisation, asked, category))
        {
            var value = ValueOf(asked, request, fact.Id);
            if (value is null)
            {
                missing.Add(fact.Label);
            }
            else
            {
                given.Add(new(fact.Label, value) { Who = asked.By.Name, At = asked.AskedAt });
            }
        }

        return (given, missing);
    }

    /// <summary>What a case of the category must have, and what criteria want beside it.</summary>
    public static IEnumerable<IntakeFact> FactsFor(OrganisationSnapshot organisation, AskedQuestion asked, string? category) =>
        organisation
            .Intake.RequiredFor(category)
            .Concat(organisation.Intake.FindAll(WantedBy(organisation, asked)))
            .DistinctBy(fact => fact.Id, StringComparer.Ordinal);

    /// <summary>What is known of one fact: from the form, from an answer to Ask, from the question's words.</summary>
    public static string? ValueOf(AskedQuestion asked, CaseRequest request, string fact) =>
        request.Values.GetValueOrDefault(fact)
        ?? asked.Given.GetValueOrDefault(fact)
        ?? asked.Judgement?.Facts.Found.FirstOrDefault(found => found.Name == fact && found.Certainty >= 0.5)?.Value;

    /// <summary>Ids that criteria want beside what the category requires.</summary>
    public static IEnumerable<string> WantedBy(OrganisationSnapshot organisation, AskedQuestion asked)
    {
        var fired = asked.Judgement.Receipt.Fired;
        return organisation
            .Criteria.Criteria.Where(criterion => fired.Contains(criterion.Id, StringComparer.Ordinal))
            .SelectMany(criterion => criterion.Then.Ask)
            .Distinct(StringComparer.Ordinal);
    }
}
