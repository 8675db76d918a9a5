using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>What the criteria say about a question.</summary>
/// <param name="Fired">All that hold, the deciding one first: <c>now</c> before <c>offer</c> before none, then the higher priority, then
/// file order. A criterion without priority counts as p3.</param>
public sealed record CriteriaOutcome(IReadOnlyList<Criterion> Fired)
{
    /// <summary>Nothing holds.</summary>
    public static CriteriaOutcome Nothing { get; } = new([]);

    /// <summary>The criterion that decides, or null.</summary>
    public Criterion? Deciding => Fired.Count > 0 ? Fired[0] : null;

    /// <summary>The strongest way to escalate.</summary>
    public Escalation Escalate => Deciding?.Then.Escalate ?? Escalation.None;

    /// <summary>Queue id: of the first that names one.</summary>
    public string? Queue => First(effect => effect.Queue);

    /// <summary>p1..p4: of the first that names one.</summary>
    public string? Priority => First(effect => effect.Priority);

    /// <summary>Department id: of the first that names one.</summary>
    public string? Department => First(effect => effect.Department);

    /// <summary>Any of them restricts the case.</summary>
    public bool Restricted => Fired.Any(criterion => criterion.Then.Restricted);

    /// <summary>Facts that any of them wants, in deciding order.</summary>
    public IReadOnlyList<string> Ask => [.. Fired.SelectMany(criterion => criterion.Then.Ask).Distinct(StringComparer.Ordinal)];

    /// <summary>Ids for the receipt, the deciding one first.</summary>
    public IReadOnlyList<string> Ids => [.. Fired.Select(criterion => criterion.Id)];

    private string? First(Func<Effect, string?> part) =>
        Fired.Select(criterion => part(criterion.Then)).FirstOrDefault(value => value is not null);
}

/// <summary>A criterion that does not hold, and the fewest single conditions that would make it hold.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Missing">Conditions that would have to become true; <see cref="Condition.Not"/> for what would have to end.</param>
public sealed record CriterionGap(Criterion Criterion, IReadOnlyList<Condition> Missing);

/// <summary>The criteria of an organisation, made ready once per change of the file. Thread-safe; evaluation is pure.</summary>
public sealed class CriteriaSet
{
    // What is stated is known, and looked up in the facts.
    private static readonly ExampleFacts ShownByWords = new()
    {
        Tier = "",
        RenewalInDays = 0,
        OutsideHours = false,
    };

    private readonly (Criterion Criterion, ConditionTest Test)[] _inDecidingOrder;
    private readonly TimeZoneInfo _zone;
    private readonly WordTerms _terms;
    private readonly TypingSlips _slips;

    private CriteriaSet(CriteriaPolicy policy, TimeZoneInfo zone)
    {
        Policy = policy;
        _zone = zone;
        _terms = new WordTerms(policy.Terms);
        // OrderBy is stable: file order stays among equals.
        _inDecidingOrder =
        [
            .. policy
                .Criteria.OrderByDescending(criterion => criterion.Then.Escalate)
                .ThenBy(criterion => Priorities.Rank(criterion.Then.Priority))
                .Select(criterion => (criterion, new ConditionTest(criterion.When, _terms))),
        ];
        _slips = new TypingSlips(_inDecidingOrder.SelectMany(entry => entry.Test.Words).Distinct(StringComparer.Ordinal));
        LeastContacts = policy.Criteria.SelectMany(criterion => ContactsOf(criterion.When)).Select(count => (int?)count).Min();
    }

    /// <summary>No criteria.</summary>
    public static CriteriaSet None { get; } = new(CriteriaPolicy.None, TimeZoneInfo.Utc);

    /// <summary>The file behind it; its <see cref="CriteriaPolicy.Label"/> is the receipt's policy version.</summary>
    public CriteriaPolicy Policy { get; }

    /// <summary>Makes criteria ready.</summary>
    /// <param name="policy">As read.</param>
    /// <param name="zone">For the days on which criteria begin and end.</param>
    public static CriteriaSet From(CriteriaPolicy policy, TimeZoneInfo zone) => new(policy, zone);

    /// <summary>Makes an organisation's criteria ready.</summary>
    public static CriteriaSet From(OrganisationSnapshot organisation) => new(organisation.Criteria, organisation.Calendar.Zone);

    /// <summary>Which criteria hold, in deciding order. Contacts are counted back from <paramref name="now"/>.</summary>
    public CriteriaOutcome Evaluate(QuestionFacts facts, DateTimeOffset now)
    {
        var sight = SightOf(facts, now);
        List<Criterion>? fired = null;
        foreach (var (criterion, test) in _inDecidingOrder)
        {
            if (InEffect(criterion, now) && test.Check(sight) == Truth.Yes)
            {
                (fired ??= []).Add(criterion);
            }
        }

        return fired is null ? CriteriaOutcome.Nothing : new(fired);
    }

    /// <summary>
    /// So many contacts about the same, this one counted, are the fewest that make a difference to a criterion; null when none asks for
    /// them. With fewer it need not be known how many there were.
    /// </summary>
    public int? LeastContacts { get; }

    /// <summary>Some criterion restricts cases.</summary>
    public bool CanRestrict => Array.Exists(_inDecidingOrder, entry => entry.Criterion.Then.Restricted);

    /// <summary>
    /// A criterion that restricts holds, or may hold once more is known than words show: the likely category where they name none, earlier
    /// contacts, incidents, articles.
    /// </summary>
    /// <param name="facts">What the words show; hours, language, accounts and amounts are taken as they are.</param>
    public bool MayRestrict(QuestionFacts facts, DateTimeOffset now)
    {
        var sight = SightOf(facts, now, ShownByWords);
        return Array.Exists(
            _inDecidingOrder,
            entry => entry.Criterion.Then.Restricted && InEffect(entry.Criterion, now) && entry.Test.Check(sight) != Truth.No
        );
    }

    /// <summary>What these criteria see of a question.</summary>
    internal Sight SightOf(QuestionFacts facts, DateTimeOffset now, ExampleFacts? stated = null) => new(facts, now, _terms, _slips, stated);

    /// <summary>The criteria that do not hold, nearest first: for "the smallest change that would flip it".</summary>
    public IReadOnlyList<CriterionGap> Gaps(QuestionFacts facts, DateTimeOffset now)
    {
        var sight = SightOf(facts, now);
        return
        [
            .. _inDecidingOrder
                .Where(entry => InEffect(entry.Criterion, now))
                .Select(entry => new CriterionGap(entry.Criterion, entry.Test.Change(sight, wanted: true)))
                .Where(gap => gap.Missing.Count > 0)
                .OrderBy(gap => gap.Missing.Count),
        ];
    }

    /// <summary>
    /// The first criterion that would escalate if one more thing were so, and of which something else holds already; null when there is
    /// none. A criterion that needs one word is one word away from every question: that says nothing.
    /// </summary>
    public CriterionGap? Near(QuestionFacts facts, DateTimeOffset now)
    {
        var sight = SightOf(facts, now);
        foreach (var (criterion, test) in _inDecidingOrder)
        {
            if (criterion.Then.Escalate == Escalation.None || criterion.When is not Condition.All || !InEffect(criterion, now))
            {
                continue;
            }
            var change = test.Change(sight, wanted: true);
            if (change.Count == 1 && test.HoldsInPart(sight))
            {
                return new(criterion, change);
            }
        }

        return null;
    }

    /// <summary>A condition as it held: of words only those that the question says.</summary>
    internal Condition Said(Condition condition, QuestionFacts facts) =>
        condition is Condition.Words words
        && SightOf(facts, default).Text(words.In) is var text
        && words
            .Patterns.Select(pattern => (Written: pattern, Said: text.Said(WordPattern.From(pattern, _terms), words.Claimed)))
            .Where(pattern => pattern.Said is not null)
            // A plain pattern is named as it is written; of lists, the words that stood there.
            .Select(pattern => pattern.Written.Contains('<', StringComparison.Ordinal) ? pattern.Said! : pattern.Written)
            .Distinct(StringComparer.Ordinal)
            .ToList()
            is { Count: > 0 } said
            ? words with
            {
                Patterns = said,
            }
            : condition;

    /// <summary>
    /// The fewest single conditions that would have to become true for a criterion to stop holding; empty when it does not hold.
    /// </summary>
    public IReadOnlyList<Condition> ToStop(Criterion criterion, QuestionFacts facts, DateTimeOffset now) =>
        TestOf(criterion).Change(SightOf(facts, now), wanted: false);

    /// <summary>Whether today is one of its days.</summary>
    internal bool InEffect(Criterion criterion, DateTimeOffset now)
    {
        if (criterion.From is null && criterion.To is null)
        {
            return true;
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, _zone).DateTime);
        return !(today < criterion.From) && !(today > criterion.To);
    }

    /// <summary>In deciding order.</summary>
    internal IEnumerable<Criterion> InDecidingOrder => _inDecidingOrder.Select(entry => entry.Criterion);

    /// <summary>The ready test of a criterion.</summary>
    internal ConditionTest TestOf(Criterion criterion) => Array.Find(_inDecidingOrder, entry => entry.Criterion.Id == criterion.Id).Test;

    private static IEnumerable<int> ContactsOf(Condition condition) =>
        condition switch
        {
            Condition.RepeatContacts repeat => [repeat.Count],
            Condition.All all => all.Parts.SelectMany(ContactsOf),
            Condition.Any any => any.Parts.SelectMany(ContactsOf),
            Condition.Not not => ContactsOf(not.Part),
            _ => [],
        };
}
