using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>How much words have to do with a case: the words of its question and its account that they share.</summary>
internal static class Likeness
{
    public static int Of(DecisionBuilder draft, HashSet<string> words, Case theCase)
    {
        var account = draft.Loaded.Organisation.FindAccount(theCase.Account);
        var known = ContentWords.Of($"{theCase.Question} {account?.Name} {account?.Id}");
        known.IntersectWith(words);
        return known.Count;
    }

    /// <summary>The case that the words fit best; null when they fit none. Of equals the first.</summary>
    public static Case? Best(DecisionBuilder draft, HashSet<string> words, IEnumerable<Case> cases) =>
        cases
            .Select(one => (Case: one, Shared: Of(draft, words, one)))
            .Where(pair => pair.Shared > 0)
            .OrderByDescending(pair => pair.Shared)
            .Select(pair => pair.Case)
            .FirstOrDefault();
}
