using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;

namespace EscalationBot.Core.Insights;

/// <summary>What became of a question under one criteria file.</summary>
/// <param name="Verdict">answer, offer, ask, not covered, only people, escalate.</param>
/// <param name="Queue">Queue id when it is (or becomes) a case, else null.</param>
/// <param name="Priority">p1..p4 of an escalation, else null.</param>
/// <param name="Department">Department asked beside it, or null.</param>
/// <param name="Restricted">Only people of the queue may read the case that it is, or would be.</param>
/// <param name="Criteria">Ids of the criteria that held, the deciding one first.</param>
public sealed record ReplayOutcome(
    string Verdict,
    string? Queue,
    string? Priority,
    string? Department,
    bool Restricted,
    IReadOnlyList<string> Criteria
)
{
    /// <summary>It becomes a case at once.</summary>
    public bool Escalates => Verdict == "escalate";

    /// <summary>An article is shown.</summary>
    public bool Shows => Verdict is "answer" or "offer";

    /// <summary>"escalate (billing, p2)", for people.</summary>
    public string Text =>
        Escalates
            ? $"escalate ({string.Join(", ", new[] { Queue, Priority, Department, Restricted ? "restricted" : null }.OfType<string>())})"
            : Verdict;
}

/// <summary>One stored question, decided under the criteria in force and under the others.</summary>
/// <param name="Id">The question's number.</param>
/// <param name="CaseId">The case it became, or null.</param>
/// <param name="Text">Its words; empty when it is restricted, by the criteria of then, of now or of the other file.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Before">Under the criteria in force.</param>
/// <param name="After">Under the others.</param>
/// <param name="Solved">The asker said that an article solved it.</param>
/// <param name="KnownBad">An article was shown, and the asker rejected it or wanted a person.</param>
public sealed record Replayed(
    string Id,
    string? CaseId,
    string Text,
    DateTimeOffset AskedAt,
    ReplayOutcome Before,
    ReplayOutcome After,
    bool Solved,
    bool KnownBad
)
{
    /// <summary>"answer → escalate (billing, p2)".</summary>
    public string Move => $"{Before.Text} → {After.Text}";

    /// <summary>Anything but the list of criteria is different.</summary>
    public bool Moves => Before.Text != After.Text;
}

/// <summary>
/// Decides stored questions again under another criteria file. Everything but the criteria stays as it was when the question was asked: its
/// facts, the articles that were found, their confidence and the thresholds; so both sides differ by the criteria alone. A criterion that
/// is over today counts on neither side; one of the other file that is yet to come counts, because it is what is being tried.
/// </summary>
public sealed class Replay
{
    private readonly HashSet<string> _restricted;
    private readonly OrganisationSnapshot _organisation;
    private readonly TriageEngine _before;
    private readonly TriageEngine _after;

    /// <summary>Makes both sides ready.</summary>
    /// <param name="organisation">With the criteria in force.</param>
    /// <param name="other">The criteria to try.</param>
    /// <param name="today">Whose dates count.</param>
    /// <param name="restricted">Ids of cases whose words are not told.</param>
    public Replay(OrganisationSnapshot organisation, CriteriaPolicy other, DateOnly today, IEnumerable<string>? restricted = null)
    {
        _restricted = new(restricted ?? [], StringComparer.Ordinal);
        _organisation = organisation;
        _before = With(organisation.Criteria, criterion => !(criterion.From > today) && !(criterion.To < today));
        _after = With(other, criterion => !(criterion.To < today));
    }

    /// <summary>One question on both sides.</summary>
    public Replayed Of(AskedQuestion asked)
    {
        var solved = asked.State is QuestionState.Solved;
        var shown =
            asked.ShownArticle is not null || asked.Judgement.Verdict is Verdict.Answer or Verdict.Offer || asked.Rejected.Count > 0;
        // A case that no criterion made was asked for by a person.
        var asksPerson = asked.CaseId is not null && asked.Judgement.Verdict is not Verdict.Escalate;
        var (then, now) = (Outcome(_before, asked, asksPerson), Outcome(_after, asked, asksPerson));
        var told = !asked.IsRestricted && !then.Restricted && !now.Restricted && (asked.CaseId is not { } id || !_restricted.Contains(id));
        return new Replayed(
            asked.Id,
            asked.CaseId,
            told ? asked.Text : "",
            asked.AskedAt,
            then,
            now,
            solved,
            shown && !solved && (asksPerson || asked.Rejected.Count > 0)
        );
    }

    /// <summary>What was decided about a question, as it stands in the store.</summary>
    public static ReplayOutcome Judged(OrganisationSnapshot organisation, AskedQuestion asked)
    {
        var (verdict, fired) = (asked.Judgement.Verdict, asked.Judgement.Receipt.Fired);
        return OutcomeOf(
            organisation,
            organisation.Criteria,
            asked,
            verdict,
            fired,
            asked.CaseId is not null && verdict is not Verdict.Escalate
        );
    }

    private ReplayOutcome Outcome(TriageEngine engine, AskedQuestion asked, bool asksPerson)
    {
        var question = new Question(
            asked.Text,
            asked.Direct ? Audience.Internal : Audience.Client,
            asked.Given,
            asked.Rejected,
            asked.AskedFacts
        );
        var (verdict, fired) = engine.JudgeAgain(question, asked.Judgement, asked.AskedAt);
        return OutcomeOf(_organisation, engine.Data.Criteria.Policy, asked, verdict, fired, asksPerson);
    }

    private static ReplayOutcome OutcomeOf(
        OrganisationSnapshot organisation,
        CriteriaPolicy policy,
        AskedQuestion asked,
        Verdict verdict,
        IReadOnlyList<string> fired,
        bool asksPerson
    )
    {
        if (verdict is Verdict.Escalate escalate)
        {
            return new ReplayOutcome(
                "escalate",
                QueueOf(organisation, escalate.Queue, asked),
                escalate.Priority ?? Priorities.Usual,
                escalate.Department,
                escalate.Restricted,
                fired
            );
        }
        var held = new CriteriaOutcome([
            .. fired.Select(id => policy.Criteria.FirstOrDefault(criterion => criterion.Id == id)).OfType<Criterion>(),
        ]);
        return new ReplayOutcome(
            verdict is Verdict.NotCovered { OnlyPeople: true } ? "only people" : TriageEngine.NameOf(verdict),
            asksPerson ? QueueOf(organisation, held.Queue, asked) : null,
            null,
            null,
            held.Restricted,
            fired
        );
    }

    private static string QueueOf(OrganisationSnapshot organisation, string? named, AskedQuestion asked) =>
        (organisation.FindQueue(named) ?? organisation.QueueFor(asked.Judgement.Facts.Category, asked.Judgement.Facts.Queue)).Id;

    private TriageEngine With(CriteriaPolicy policy, Predicate<Criterion> counts)
    {
        // Dates are settled here: at the moment of the question nothing is asked of them again.
        var kept = policy with
        {
            Criteria =
            [
                .. policy.Criteria.Where(criterion => counts(criterion)).Select(criterion => criterion with { From = null, To = null }),
            ],
        };
        return new TriageEngine(
            new TriageData
            {
                Knowledge = SearchIndex.Empty(),
                Criteria = CriteriaSet.From(kept, _organisation.Calendar.Zone),
                Intake = _organisation.Intake,
            }
        );
    }
}
