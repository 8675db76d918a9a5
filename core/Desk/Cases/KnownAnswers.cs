using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// The ask-once ledger: what the case, its account or an earlier answer already says to a specialist's question, so that nobody has to
/// explain twice. A question is taken to ask for a fact when it holds every word of the fact's name and little else.
/// </summary>
internal static class KnownAnswers
{
    /// <summary>Of the words of a question so many are the fact's own; with less it asks for something else beside it.</summary>
    private const double LeastCovered = 0.5;

    /// <summary>So much of two questions is the same when one is the other in other words.</summary>
    private const double LeastAlike = 0.6;

    /// <summary>What answers a question, the newest first; null when nothing does.</summary>
    /// <param name="organisation">Its intake facts and accounts.</param>
    /// <param name="words">Names of facts that people read.</param>
    /// <param name="theCase">Whose ledger is read.</param>
    /// <param name="question">The specialist's words.</param>
    public static KnownFact? Find(OrganisationSnapshot organisation, Words words, Case theCase, string question)
    {
        var asked = ContentWords.Of(question);
        if (asked.Count == 0)
        {
            return null;
        }

        var known = theCase
            .Facts.Concat(theCase.Found.Where(fact => fact.Who is not null))
            .Concat(OfAccount(organisation, words, theCase))
            .Where(fact => AsksFor(asked, fact.Label, organisation.Intake.Facts.FirstOrDefault(one => one.Label == fact.Label)));
        var replied = theCase
            .Asks.Where(ask => ask.Reply is { Length: > 0 } && IsAlike(asked, ContentWords.Of(ask.Text)))
            .Select(ask => new KnownFact(ask.Text, ask.Reply!) { Who = theCase.Rep.Name, At = ask.RepliedAt });
        return known.Concat(replied).OrderByDescending(fact => fact.At).FirstOrDefault();
    }

    /// <summary>A question asks for a fact of intake.yaml.</summary>
    public static bool AsksFor(string question, IntakeFact fact) => AsksFor(ContentWords.Of(question), fact.Label, fact);

    /// <summary>Two questions are one in other words.</summary>
    public static bool IsAlike(string one, string other) => IsAlike(ContentWords.Of(one), ContentWords.Of(other));

    /// <summary>What accounts.csv says, or the company's own endpoint: nobody said it, it is on record.</summary>
    private static IEnumerable<KnownFact> OfAccount(OrganisationSnapshot organisation, Words words, Case theCase)
    {
        if (organisation.FindAccount(theCase.Account) is not { } account)
        {
            yield break;
        }

        if (organisation.LiveAccounts is not null && theCase.LiveAccount?.Facts is { } live)
        {
            account = account.With(live);
            foreach (var line in live.Lines)
            {
                yield return new(line.Label, line.Value);
            }
        }

        if (account.Tier is { Length: > 0 } tier)
        {
            yield return new(words["fact_tier"], tier);
        }

        if (account.Zone is { } zone)
        {
            yield return new(words["fact_zone"], zone.Id);
        }

        if (account.Renewal is { } renewal)
        {
            yield return new(words["fact_renewal"], renewal.ToString("d MMM yyyy", words.Culture));
        }
    }

    private static bool AsksFor(HashSet<string> asked, string label, IntakeFact? fact)
    {
        var names = new[] { label, fact?.Id.Replace('_', ' ') }.OfType<string>().Select(ContentWords.Of).Where(name => name.Count > 0);
        if (!names.Any(name => name.IsSubsetOf(asked)))
        {
            return false;
        }

        var own = ContentWords.Of($"{label} {fact?.Question}");
        return asked.Count(own.Contains) >= LeastCovered * asked.Count;
    }

    private static bool IsAlike(HashSet<string> asked, HashSet<string> before)
    {
        var shared = asked.Count(before.Contains);
        return shared > 0 && shared >= LeastAlike * (asked.Count + before.Count - shared);
    }
}
