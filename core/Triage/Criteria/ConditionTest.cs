using System.Diagnostics;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>Whether a condition holds. The order makes "all" the least and "any" the greatest of the parts.</summary>
internal enum Truth
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>It depends on circumstances that the words alone do not show.</summary>
    Unknown,

    /// <summary>It does.</summary>
    Yes,
}

/// <summary>What conditions look at.</summary>
/// <param name="facts">What was understood.</param>
/// <param name="now">The moment.</param>
/// <param name="stated">When not null, only what stands in it (and the words) is known; other circumstances are
/// <see cref="Truth.Unknown"/>. For examples.</param>
/// <param name="terms">All that the criteria look for.</param>
/// <param name="slips">Puts mistyped words right.</param>
internal sealed class Sight(QuestionFacts facts, DateTimeOffset now, WordTerms terms, TypingSlips slips, ExampleFacts? stated = null)
{
    private MessageParts? _parts;
    private FoldedText? _own,
        _quote,
        _attachment,
        _any;

    /// <summary>The facts.</summary>
    public QuestionFacts Facts => facts;

    /// <summary>The moment.</summary>
    public DateTimeOffset Now => now;

    /// <summary>The words of a part of the message, folded on first use.</summary>
    public FoldedText Text(WordsIn part) =>
        part switch
        {
            WordsIn.Own => _own ??= new FoldedText(Parts.Own, terms, slips),
            WordsIn.Quote => _quote ??= new FoldedText(Parts.Quote, terms, slips),
            WordsIn.Attachment => _attachment ??= new FoldedText(Parts.Attachment, terms, slips),
            WordsIn.Any => _any ??= new FoldedText(facts.Text, terms, slips),
            _ => throw new UnreachableException(),
        };

    private MessageParts Parts => _parts ??= MessageParts.Of(facts.Text);

    /// <summary>Yes or no when the circumstance is known, else <see cref="Truth.Unknown"/>.</summary>
    public Truth Known(bool holds, Func<ExampleFacts, bool> isStated) => stated is null || isStated(stated) ? Of(holds) : Truth.Unknown;

    /// <summary>Yes or no.</summary>
    public static Truth Of(bool holds) => holds ? Truth.Yes : Truth.No;
}

/// <summary>A condition made ready: its word patterns are folded, its parts are tests themselves.</summary>
internal sealed class ConditionTest
{
    private readonly Condition _condition;
    private readonly ConditionTest[] _parts;
    private readonly WordPattern[] _patterns;

    /// <summary>One of its parts holds, and not only because something is absent.</summary>
    public bool HoldsInPart(Sight sight) => _parts.Any(part => part._condition is not Condition.Not && part.Check(sight) == Truth.Yes);

    /// <summary>Makes a condition ready.</summary>
    /// <param name="condition">As written.</param>
    /// <param name="terms">The lists that its words name.</param>
    public ConditionTest(Condition condition, WordTerms terms)
    {
        _condition = condition;
        _parts = condition switch
        {
            Condition.All all => [.. all.Parts.Select(part => new ConditionTest(part, terms))],
            Condition.Any any => [.. any.Parts.Select(part => new ConditionTest(part, terms))],
            Condition.Not not => [new ConditionTest(not.Part, terms)],
            _ => [],
        };
        _patterns = condition is Condition.Words words ? [.. words.Patterns.Select(pattern => WordPattern.From(pattern, terms))] : [];
    }

    /// <summary>The folded words that it looks for, for <see cref="TypingSlips"/>.</summary>
    public IEnumerable<string> Words =>
        _patterns
            .SelectMany(pattern => pattern.Together)
            .SelectMany(list => list.Phrases)
            .SelectMany(phrase => phrase.Parts)
            .Select(part => part.Word)
            .Concat(_parts.SelectMany(part => part.Words));

    /// <summary>Whether it holds.</summary>
    public Truth Check(Sight sight)
    {
        var facts = sight.Facts;
        switch (_condition)
        {
            case Condition.All:
                return All(sight);
            case Condition.Any:
                return Any(sight);
            case Condition.Not:
                return (Truth)((int)Truth.Yes - (int)_parts[0].Check(sight));
            case Condition.Words words:
                var text = sight.Text(words.In);
                return Sight.Of(Array.Exists(_patterns, pattern => text.Contains(pattern, words.Claimed)));
            case Condition.Category category:
                return sight.Known(
                    facts.Category is not null && category.OneOf.Contains(facts.Category),
                    stated => stated.Category is not null || facts.Category is not null
                );
            case Condition.AccountTier tier:
                return sight.Known(
                    facts.AccountTier is not null && tier.OneOf.Contains(facts.AccountTier),
                    stated => stated.Tier is not null || facts.AccountTier is not null
                );
            case Condition.AmountOver over:
                return Sight.Of(
                    facts.Amount > over.Amount && (over.Currency is null || facts.Currency is null || over.Currency == facts.Currency)
                );
            case Condition.RepeatContacts repeat:
                return sight.Known(
                    1 + facts.EarlierContacts.Count(at => at <= sight.Now && at >= sight.Now - repeat.Within) >= repeat.Count,
                    stated => stated.Contacts is not null
                );
            case Condition.Frustrated:
                return Sight.Of(facts.Frustrated);
            case Condition.IncidentOpen incident:
                return sight.Known(facts.IncidentOpen == incident.Open, stated => stated.IncidentOpen is not null);
            case Condition.RenewalWithin renewal:
                return sight.Known(
                    facts.RenewalInDays is { } days && days >= 0 && days <= renewal.Days,
                    stated => stated.RenewalInDays is not null
                );
            case Condition.Article article:
                return sight.Known(article.OneOf.Any(state => Holds(state, facts)), stated => stated.Article is not null);
            case Condition.ConfidenceUnder under:
                return sight.Known(facts.Confidence < under.Limit, stated => stated.Confidence is not null);
            case Condition.OutsideHours outside:
                return sight.Known(facts.OutsideHours == outside.Closed, stated => stated.OutsideHours is not null);
            case Condition.LanguageNot language:
                return Sight.Of(!language.NoneOf.Contains(facts.Language.Split('-')[0].ToLowerInvariant()));
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// The fewest single conditions that would have to become true for this one to hold (or, <paramref name="wanted"/> false, to stop
    /// holding). Empty when nothing has to change.
    /// </summary>
    public IReadOnlyList<Condition> Change(Sight sight, bool wanted)
    {
        if (Check(sight) == Sight.Of(wanted))
        {
            return [];
        }

        return _condition switch
        {
            Condition.Not => _parts[0].Change(sight, !wanted),
            Condition.All => wanted ? Sum() : Least(),
            Condition.Any => wanted ? Least() : Sum(),
            _ => [wanted ? _condition : new Condition.Not(_condition)],
        };

        IReadOnlyList<Condition> Sum() => [.. _parts.SelectMany(part => part.Change(sight, wanted))];
        IReadOnlyList<Condition> Least() => _parts.Select(part => part.Change(sight, wanted)).MinBy(changes => changes.Count) ?? [];
    }

    private Truth All(Sight sight)
    {
        var least = Truth.Yes;
        foreach (var part in _parts)
        {
            var truth = part.Check(sight);
            if (truth == Truth.No)
            {
                return Truth.No;
            }

            least = truth < least ? truth : least;
        }

        return least;
    }

    private Truth Any(Sight sight)
    {
        var most = Truth.No;
        foreach (var part in _parts)
        {
            var truth = part.Check(sight);
            if (truth == Truth.Yes)
            {
                return Truth.Yes;
            }

            most = truth > most ? truth : most;
        }

        return most;
    }

    private static bool Holds(ArticleState state, QuestionFacts facts) =>
        state switch
        {
            ArticleState.Missing => facts.ArticleMissing,
            ArticleState.Stale => facts.ArticleStale,
            ArticleState.Conflicting => facts.ArticleConflicting,
            _ => throw new UnreachableException(),
        };
}
