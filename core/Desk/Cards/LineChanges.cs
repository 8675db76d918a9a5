namespace EscalationBot.Core.Desk.Cards;

/// <summary>What becomes of a text, line by line in its order: nothing that goes, comes, moves or stands twice is left out. Pure.</summary>
public static class LineChanges
{
    /// <summary>Marks of lines that go, come and stay. Each line has one, so that none looks like another.</summary>
    public const string Goes = "− ",
        Comes = "+ ",
        Stays = "· ";

    /// <summary>Compared line by line up to here; beyond it all old lines go and all new ones come, which is as true.</summary>
    private const long MostCompared = 4_000_000;

    /// <summary>Every line of both texts, with a mark in front.</summary>
    public static string Of(string before, string after)
    {
        var (old, fresh) = (Lines(before), Lines(after));
        var start = 0;
        while (start < old.Length && start < fresh.Length && old[start] == fresh[start])
        {
            start++;
        }

        var end = 0;
        while (end < old.Length - start && end < fresh.Length - start && old[^(end + 1)] == fresh[^(end + 1)])
        {
            end++;
        }

        return string.Join(
            '\n',
            [
                .. old[..start].Select(line => Stays + line),
                .. Between(old[start..^end], fresh[start..^end]),
                .. old[^end..].Select(line => Stays + line),
            ]
        );
    }

    /// <summary>By the longest common sequence of lines.</summary>
    private static IEnumerable<string> Between(string[] old, string[] fresh)
    {
        if ((long)old.Length * fresh.Length > MostCompared)
        {
            return old.Select(line => Goes + line).Concat(fresh.Select(line => Comes + line));
        }

        var width = fresh.Length + 1;
        var common = new int[(old.Length + 1) * width];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = fresh.Length - 1; j >= 0; j--)
            {
                var at = (i * width) + j;
                common[at] = old[i] == fresh[j] ? common[at + width + 1] + 1 : Math.Max(common[at + width], common[at + 1]);
            }
        }

        var lines = new List<string>();
        var (from, to) = (0, 0);
        while (from < old.Length || to < fresh.Length)
        {
            if (from < old.Length && to < fresh.Length && old[from] == fresh[to])
            {
                lines.Add(Stays + old[from++]);
                to++;
            }
            else if (from < old.Length && (to == fresh.Length || common[((from + 1) * width) + to] >= common[(from * width) + to + 1]))
            {
                lines.Add(Goes + old[from++]);
            }
            else
            {
                lines.Add(Comes + fresh[to++]);
            }
        }

        return lines;
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');
}
