using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>What the knowledge base lacks, in a line with its cost and its owner.</summary>
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
}
