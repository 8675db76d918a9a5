using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Checks;

/// <summary>A draft of criteria.yaml, looked at as <c>check</c> looks at the file.</summary>
/// <param name="Policy">What it says; null when it has errors of form.</param>
/// <param name="Problems">All of them with their lines: of form, of its own examples, of criteria against each other.</param>
public sealed record DraftCriteria(CriteriaPolicy? Policy, IReadOnlyList<Problem> Problems)
{
    /// <summary>It may be published.</summary>
    public bool IsGood => Problems.All(problem => problem.Level is not ProblemLevel.Error);

    /// <summary>Looks at a text. Pure.</summary>
    /// <param name="text">Of the file.</param>
    /// <param name="organisation">Its queues, categories and people.</param>
    /// <param name="engine">Understands the examples, with the articles in force.</param>
    /// <param name="now">For dates that are past.</param>
    public static DraftCriteria Of(string text, OrganisationSnapshot organisation, TriageEngine engine, DateTimeOffset now)
    {
        var (policy, problems) = OrganisationFolder.ReadDraftOfCriteria(text, organisation, now);
        return policy is null
            ? new(null, problems)
            : new(
                policy,
                [
                    .. problems,
                    .. CriteriaCheck.Check(
                        CriteriaSet.From(policy, organisation.Calendar.Zone),
                        words => engine.Judge(Question.Of(words), Circumstances.None, now).Facts,
                        now
                    ),
                ]
            );
    }
}
