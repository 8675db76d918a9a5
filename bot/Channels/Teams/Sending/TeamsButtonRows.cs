using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// Buttons in rows that a narrow Teams window (430 px) shows whole. Of a row that is too wide Teams shows a letter or two of each title.
/// </summary>
internal static class TeamsButtonRows
{
    /// <summary>Letters that fit into a row, and as how many letters the border of a button counts.</summary>
    private const int Room = 56,
        Border = 6,
        MostInRow = 3;

    /// <summary>The buttons in their order, at most three in a row; a long title has one of its own.</summary>
    public static List<List<CardButton>> Of(IReadOnlyList<CardButton> buttons)
    {
        List<List<CardButton>> rows = [];
        var left = 0;
        foreach (var button in buttons)
        {
            var width = button.Title.Length + Border;
            if (rows.Count == 0 || rows[^1].Count == MostInRow || width > left)
            {
                rows.Add([]);
                left = Room;
            }
            rows[^1].Add(button);
            left -= width;
        }
        return rows;
    }
}
