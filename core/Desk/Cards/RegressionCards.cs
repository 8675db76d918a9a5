using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>What confirmed questions find worse: for whoever keeps the changed article, and on the card of a draft.</summary>
internal sealed class RegressionCards(Workplace workplace, Words words, When when)
{
    /// <summary>The one message to a person.</summary>
    public Card ForKeeper(Colleague keeper, IReadOnlyList<WorseAnswer> worse, CheckedKnowledge found)
    {
        var title = words.Count("regression_title", worse.Count);
        List<string> changed = [.. worse.Select(one => one.Changed).OfType<string>().Distinct(StringComparer.Ordinal)];
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(
                changed.Count > 0
                    ? words.Say("regression_changed", string.Join(", ", changed.Take(CheckedKnowledge.MostShown).Select(Title)))
                    : words.Count("regression_changed_others", found.Check.Changed)
            ),
        ];
        parts.AddRange(Lines(Visibility.PersonOf(keeper), worse, found));
        parts.Add(new CardPart.Note(words["regression_what"]));
        foreach (var article in changed.Take(MostPages).Where(id => workplace.Triage.Data.Knowledge.Find(id) is not null))
        {
            if (workplace.PageOf(article) is { } page)
            {
                parts.Add(new CardPart.Prose($"[{words["article_page"]}]({page})"));
            }
        }

        return new(title, parts, []);

        string Title(string id) => $"“{found.TitleOf(id)}”";
    }

    /// <summary>What whoever approves a draft reads of it.</summary>
    public IEnumerable<CardPart> ForDraft(Reader reader, CheckedKnowledge found)
    {
        var (worse, asked) = (found.Check.Worse, found.Check.Asked);
        if (asked == 0)
        {
            return [];
        }

        return worse.Count == 0
            ? [new CardPart.Note(words.Count("regression_draft_none", asked))]
            : [new CardPart.Text(words.Count("regression_draft", worse.Count, asked), Strong: true), .. Lines(reader, worse, found)];
    }

    private IEnumerable<CardPart> Lines(Reader reader, IReadOnlyList<WorseAnswer> worse, CheckedKnowledge found)
    {
        foreach (var one in worse.Take(CheckedKnowledge.MostShown))
        {
            var day = found.Questions.GetValueOrDefault(one.Question) is { } asked ? when.Day(asked.AskedAt) : words["regression_deleted"];
            var text = found.WordsOf(workplace.Organisation, reader, one.Question) is { } said
                ? words.Say("regression_question", day, said)
                : words.Say("regression_kept", day);
            yield return new CardPart.Text(text);
            yield return new CardPart.Note(words.Say("regression_was_is", Was(one, found), Is(one, found)));
        }

        if (worse.Count > CheckedKnowledge.MostShown)
        {
            yield return new CardPart.Note(words.Say("report_more", worse.Count - CheckedKnowledge.MostShown));
        }
    }

    private string Was(WorseAnswer one, CheckedKnowledge found) =>
        words.Say(
            one.Was switch
            {
                ConfirmedOutcome.Answered => "regression_answers",
                ConfirmedOutcome.First => "regression_first",
                _ => "regression_not_first",
            },
            found.TitleOf(one.Article)
        );

    private string Is(WorseAnswer one, CheckedKnowledge found) =>
        one.Now switch
        {
            ConfirmedOutcome.First => words.Say("regression_first", found.TitleOf(one.Article)),
            ConfirmedOutcome.OtherAnswers => words.Say("regression_answers", found.TitleOf(one.Found ?? one.Article)),
            _ when one.Found is { } before => words.Say("regression_first", found.TitleOf(before)),
            _ => words["regression_nothing"],
        };

    private const int MostPages = 3;
}
