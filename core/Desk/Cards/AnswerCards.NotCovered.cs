using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>What is shown where no article helps: what is left are people.</summary>
public sealed partial class AnswerCards
{
    /// <summary>Nothing of what was offered is it: what is left is a person.</summary>
    public Card NoneOf(AskedQuestion asked, int offered)
    {
        var (card, line) = (For(asked, null), words.Count("none_of_those", offered));
        return card with
        {
            Fallback = line,
            Parts = [new CardPart.Text(line, Strong: true), .. card.Parts.Skip(1)],
            Buttons = asked.ShownArticle is { } shown ? [.. card.Buttons, NotRight(asked, shown)] : card.Buttons,
        };
    }

    private Card NotCovered(AskedQuestion asked, bool onlyPeople, Case? openCase)
    {
        var line = words[onlyPeople ? "only_people" : "not_covered"];
        List<CardButton> buttons =
        [
            GetSpecialist(asked) with
            {
                Style = ButtonStyle.Primary,
            },
            .. Consult(asked),
            Button(Actions.Why, asked),
        ];
        AddOpenCase(buttons, asked, openCase);
        return new(
            line,
            [
                new CardPart.Text(line, Strong: true),
                .. !onlyPeople && OtherLanguage(asked) is { } said ? [new CardPart.Text(said)] : (CardPart[])[],
                new CardPart.Note(words["not_covered_note"]),
            ],
            buttons
        );
    }

    /// <summary>That the question is in a language in which nothing is written; null when it is not.</summary>
    private string? OtherLanguage(AskedQuestion asked)
    {
        var data = workplace.Triage.Data;
        var spoken = Primary(asked.Judgement.Facts.Language);
        if (spoken == Primary(data.Language))
        {
            return null;
        }
        var written = data
            .Knowledge.Articles.Select(article => Primary(article.Language ?? data.Language))
            .ToHashSet(StringComparer.Ordinal);
        return written.Count == 0 || written.Contains(spoken)
            ? null
            : words.Say(
                "not_covered_language",
                LanguageNames.Of(spoken),
                string.Join(", ", written.Order(StringComparer.Ordinal).Select(LanguageNames.Of))
            );

        static string Primary(string language) => language.Split('-')[0].ToLowerInvariant();
    }
}
