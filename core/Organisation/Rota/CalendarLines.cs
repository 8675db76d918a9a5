namespace EscalationBot.Core.Organisation.Rota;

/// <summary>Where things stand in the text of a calendar file.</summary>
internal sealed class CalendarLines
{
    private readonly List<(int Line, string Text)> _blocks = [];
    private readonly string[] _lines;

    public CalendarLines(string text)
    {
        _lines = text.ReplaceLineEndings("\n").Split('\n');
        var (begin, rules) = (-1, 0);
        var unsupported = new List<int>();
        for (var at = 0; at < _lines.Length; at++)
        {
            var line = _lines[at];
            if (Is(line, "BEGIN:VEVENT"))
            {
                (begin, rules) = (at, 0);
                Events.Add(at + 1);
            }
            else if (Is(line, "END:VEVENT") && begin >= 0)
            {
                _blocks.Add((begin + 1, string.Join("\r\n", _lines[begin..(at + 1)])));
                begin = -1;
            }
            else if (begin >= 0 && (IsProperty(line, "EXRULE") || (IsProperty(line, "RRULE") && ++rules > 1)))
            {
                unsupported.Add(at + 1);
            }
        }

        Unsupported = unsupported;
    }

    /// <summary>Lines at which events begin, from 1, in file order.</summary>
    public List<int> Events { get; } = [];

    /// <summary>Lines that we do not read.</summary>
    public IReadOnlyList<int> Unsupported { get; }

    /// <summary>The first event that cannot be read by itself; the first line when that says nothing.</summary>
    public int FirstBroken(Func<string, bool> isBroken) =>
        _lines.Length == 0 || !Is(_lines[0].TrimStart('\uFEFF'), "BEGIN:VCALENDAR")
            ? 1
            : _blocks
                .Find(block => isBroken($"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{block.Text}\r\nEND:VCALENDAR\r\n"))
                .Line;

    private static bool Is(string line, string text) => line.Trim().Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsProperty(string line, string name) =>
        line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] is ':' or ';';
}
