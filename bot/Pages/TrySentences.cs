using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// Ready sentences for a rep to press, taken from the organisation's own files and proved by its own engine: one that is answered, one that
/// nothing answers, and one that a criterion escalates at once.
/// </summary>
internal sealed class TrySentences(WorkplaceHolder workplaces, TimeProvider time)
{
    /// <summary>A chip that is longer cannot be read at a glance.</summary>
    private const int Longest = 70;
    private const int MostTitles = 200;

    private volatile Made? _made;

    /// <summary>Up to three; made anew when the organisation or its articles changed.</summary>
    public IReadOnlyList<string> ForRep(PageContext context)
    {
        if (!workplaces.IsLoaded)
        {
            return [];
        }

        var workplace = workplaces.Current;
        if (_made is not { } known || known.For != workplace)
        {
            _made = known = new(workplace, [.. Make(workplace, context)]);
        }

        return known.Sentences;
    }

    private IEnumerable<string> Make(Workplace workplace, PageContext context)
    {
        var titles = workplace
            .Triage.Data.Knowledge.Articles.OrderByDescending(article => article.SolvedQuestions.Count)
            .ThenBy(article => article.Id, StringComparer.Ordinal)
            .Take(MostTitles)
            .Select(article => article.Title);
        var answered = titles.FirstOrDefault(title => Fits(title) && Judge(workplace, title) is Verdict.Answer);
        var account = workplace.Organisation.Accounts.Count > 0 ? workplace.Organisation.Accounts[0].Name : workplace.Organisation.Name;
        var open = new[] { "try_rep_open_1", "try_rep_open_2" }
            .Select(key => context.Words.Say(key, account))
            .FirstOrDefault(sentence => Judge(workplace, sentence) is Verdict.NotCovered or Verdict.Ask or Verdict.Offer);
        var examples = workplace
            .Organisation.Criteria.Criteria.Where(criterion => criterion.Then.Escalate == Escalation.Now)
            .SelectMany(criterion => criterion.Examples)
            .Where(example => example.Fires)
            .Select(example => example.Text);
        var escalated = examples.FirstOrDefault(text => Fits(text) && Judge(workplace, text) is Verdict.Escalate);
        return new[] { answered, open, escalated }
            .OfType<string>()
            .Select(sentence => char.ToUpper(sentence[0], context.Words.Culture) + sentence[1..]);
    }

    private Verdict Judge(Workplace workplace, string text) =>
        workplace.Triage.Judge(Question.Of(text), Circumstances.None, time.GetUtcNow()).Verdict;

    private static bool Fits(string text) => text.Length is > 0 and <= Longest;

    private sealed record Made(Workplace For, IReadOnlyList<string> Sentences);
}
