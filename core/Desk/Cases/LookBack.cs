using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// A rep's own escalations, for nobody else's eyes: what solved each, which article would answer it today, and at most three things to
/// check next time. It compares nobody with anybody.
/// </summary>
internal static class LookBack
{
    /// <summary>How far it looks back.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(28);

    /// <summary>How many cases it looks at: the newest.</summary>
    public const int Most = 200;

    private const int MostLines = 8,
        MostNamed = 3,
        LongestText = 100;

    /// <summary>Shows it to whoever asked, where nobody reads along.</summary>
    public static void Show(DecisionBuilder draft)
    {
        draft.Viewed(Actions.LookBack, null);
        draft.ReplyPrivately(Card(draft));
    }

    private static Card Card(DecisionBuilder draft)
    {
        var words = draft.Words;
        var own = draft.Loaded.Escalations.Where(one => Visibility.May(draft.Loaded.Organisation, draft.Loaded.Asker.Reader, one)).ToList();
        if (own.Count == 0)
        {
            return Messages.Card.Of(words["look_back_none"]);
        }

        var articles = own.ToDictionary(one => one.Id, one => ArticleFor(draft, one), StringComparer.Ordinal);
        var title = words.Count("look_back_title", own.Count);
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            .. own.Take(MostLines).Select(one => new CardPart.Text(Line(draft, one, articles[one.Id]))),
        ];
        if (own.Count > MostLines)
        {
            parts.Add(new CardPart.Note(words.Say("look_back_more", own.Count - MostLines)));
        }

        parts.Add(new CardPart.Text(words["look_back_check"], Strong: true));
        var checks = Checks(draft, own, articles.Values).ToList();
        parts.AddRange((checks.Count > 0 ? checks : [words["look_back_nothing"]]).Select(check => new CardPart.Text(check)));
        parts.Add(new CardPart.Note($"{words["look_back_private"]} {draft.When.AsOf}"));
        return new(title, parts, []);
    }

    /// <summary>The article that the engine would give this rep today; null when it would give none.</summary>
    private static Hit? ArticleFor(DecisionBuilder draft, Case theCase) =>
        draft
            .Loaded.Workplace.Triage.Judge(
                Question.Of(theCase.Question) with
                {
                    Audience = draft.Loaded.Asker.AudienceIn(draft.Inbound.Direct),
                },
                Circumstances.None,
                draft.Now
            )
            .Verdict
            is Verdict.Answer { Best: var best }
            ? best
            : null;

    private static string Line(DecisionBuilder draft, Case theCase, Hit? article)
    {
        var words = draft.Words;
        var became =
            theCase.Resolution is { TellClient.Length: > 0 } resolved ? words.Say("look_back_solved", Short(resolved.TellClient))
            : theCase.DeclinedWhy is { Length: > 0 } why ? words.Say("look_back_declined", Short(why))
            : draft.Cards.LineForRep(theCase);
        var line = $"{theCase.Id} · {Short(theCase.Question)}\n{became}";
        return article is null ? line : $"{line}\n{words.Say("look_back_article", article.Title)}";
    }

    private static IEnumerable<string> Checks(DecisionBuilder draft, List<Case> own, IEnumerable<Hit?> articles)
    {
        var words = draft.Words;
        var found = articles.OfType<Hit>().ToList();
        if (found.Count > 0)
        {
            yield return words.Say("look_back_articles", found.Count, own.Count, Named(found.Select(hit => hit.Title)));
        }

        var asked = own.Where(one => one.Asks.Count > 0).ToList();
        if (asked.Count > 0)
        {
            yield return words.Say(
                "look_back_asked",
                asked.Count,
                own.Count,
                Named(
                    asked
                        .SelectMany(one => one.Asks)
                        .Select(ask => draft.Loaded.Organisation.Intake.Find(ask.Fact ?? "")?.Label ?? Short(ask.Text))
                )
            );
        }

        var open = own.Count(one => one.MergedInto is not null || one.State is CaseState.Declined);
        if (open > 0)
        {
            yield return words.Say("look_back_second", open, own.Count);
        }
    }

    /// <summary>The most frequent of them.</summary>
    private static string Named(IEnumerable<string> all) =>
        string.Join(
            "; ",
            all.GroupBy(one => one, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(group => group.Count())
                .Take(MostNamed)
                .Select(group => group.Key)
        );

    private static string Short(string text) => ShortText.Of(text.ReplaceLineEndings(" "), LongestText);
}
