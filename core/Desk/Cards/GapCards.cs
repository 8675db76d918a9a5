using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>What the knowledge base lacks, in a line with its cost, its owner and the button that writes it.</summary>
public static class GapCards
{
    /// <summary>"“manifest cache”: 5 questions, 3 accounts · 4 h 10 min · Bob": the issue, what it cost, and who is to write.</summary>
    public static string Line(Words words, OrganisationSnapshot organisation, KnowledgeGap gap)
    {
        var line = words.Say("gap_line", gap.Name, words.Count("gap_questions", gap.Questions), Time(words, gap.Minutes));
        return organisation.FindPerson(gap.Owner)?.Name is { } owner ? $"{line} · {words.Say("gap_owner", owner)}" : line;
    }

    /// <summary>"4 h 10 min".</summary>
    public static string Time(Words words, int minutes) =>
        minutes < 60 ? words.Say("gap_minutes", minutes) : words.Say("gap_hours", minutes / 60, minutes % 60);

    /// <summary>The dearest one's line in a digest. Who presses is asked by the desk whether they may.</summary>
    internal static IEnumerable<CardPart> InDigest(Words words, OrganisationSnapshot organisation, IReadOnlyList<KnowledgeGap> gaps)
    {
        if (gaps is not [var gap, ..])
        {
            yield break;
        }

        yield return new CardPart.Text($"{words["digest_gap"]}: {Line(words, organisation, gap)}");
        if (gap.Lesson is { } lesson)
        {
            yield return new CardPart.ButtonRow([
                new CardButton(Actions.WriteArticle, words["button_write_gap"], Data(lesson)) { OpensForm = true },
                new CardButton(Actions.ShowCase, words["button_show_case"], Data(lesson)),
            ]);
        }
        else if (gap.Cases is [var newest, ..])
        {
            yield return new CardPart.Note(words["gap_unsolved"]);
            yield return new CardPart.ButtonRow([new CardButton(Actions.ShowCase, words["button_show_case"], Data(newest))]);
        }
    }

    private static Dictionary<string, string> Data(string caseId) => new(StringComparer.Ordinal) { [DataKeys.Case] = caseId };
}
