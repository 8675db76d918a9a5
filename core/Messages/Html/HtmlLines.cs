using System.Globalization;
using System.Text;

namespace EscalationBot.Core.Messages.Html;

/// <summary>
/// The lines of a text while it is written: what stands on the present line, and in which lists, quotes and tables it stands.
/// </summary>
/// <param name="isMarkdown">Blocks are set apart by blank lines and tables get a head, as Markdown wants it.</param>
internal sealed class HtmlLines(bool isMarkdown)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _line = new();
    private readonly List<Level> _levels = [];
    private readonly List<Table> _tables = [];
    private bool _isBlankDue;

    /// <summary>Deeper than anything that a person writes; what lies deeper stands at this depth.</summary>
    private const int Deepest = 12;

    private sealed class Level(char kind)
    {
        /// <summary><c>&gt;</c> a quote, <c>-</c> a list, <c>1</c> a numbered list, <c>i</c> an item.</summary>
        public char Kind { get; } = kind;
        public int Number { get; set; }

        /// <summary>The item's mark, until its first line took it.</summary>
        public string Mark { get; set; } = "";
        public int Width { get; set; }
    }

    private sealed class Table
    {
        public List<string> Cells { get; } = [];
        public List<string> Rows { get; } = [];
        public int Columns { get; set; }
        public string Before { get; set; } = "";
    }

    /// <summary>Characters of the present line.</summary>
    public int Length => _line.Length;

    public bool IsInTable => _tables.Count > 0;

    /// <summary>The present line from a position on.</summary>
    public string From(int start) => _line.ToString(Math.Min(start, _line.Length), _line.Length - Math.Min(start, _line.Length));

    public void CutTo(int length) => _line.Length = Math.Min(length, _line.Length);

    /// <summary>Words of the present line: runs of blanks are one.</summary>
    public void Say(string words)
    {
        foreach (var c in words)
        {
            if (c is ' ' or '\n' or '\r' or '\t' or '\f' or '\u00a0')
            {
                if (_line.Length > 0 && _line[^1] is not (' ' or '\n'))
                {
                    _line.Append(' ');
                }
            }
            else
            {
                _line.Append(c);
            }
        }
    }

    /// <summary>As it is written: marks, program text.</summary>
    public void Put(string words) => _line.Append(words);

    /// <summary>A line of its own begins; in a table's cell it is a blank.</summary>
    public void Break()
    {
        if (IsInTable)
        {
            Say(" ");
            return;
        }
        Flush();
    }

    /// <summary>The end of a paragraph, list or table.</summary>
    public void EndBlock()
    {
        Break();
        _isBlankDue |= isMarkdown && !IsInTable && !_levels.Exists(level => level.Kind == 'i');
    }

    public void OpenQuote() => Open(new Level('>'));

    public void OpenList(bool isNumbered, int first) => Open(new Level(isNumbered ? '1' : '-') { Number = first });

    public void OpenItem()
    {
        Break();
        if (IsInTable)
        {
            return;
        }
        // An item without its list, and an item that the one before it did not end.
        if (_levels is [.., { Kind: 'i' }])
        {
            _levels.RemoveAt(_levels.Count - 1);
        }
        var list = _levels is [.., { Kind: '1' or '-' } last] ? last : null;
        var mark = list is { Kind: '1' } ? (list.Number++).ToString(CultureInfo.InvariantCulture) + ". " : "- ";
        Open(new Level('i') { Mark = mark, Width = mark.Length });
    }

    /// <summary>Ends the innermost quote, list or item of that kind with all that stands in it; nothing when there is none.</summary>
    public void Close(string kinds)
    {
        Break();
        if (IsInTable || _levels.FindLastIndex(level => kinds.Contains(level.Kind, StringComparison.Ordinal)) is not (>= 0 and var at))
        {
            return;
        }
        _levels.RemoveRange(at, _levels.Count - at);
    }

    public void OpenTable()
    {
        if (!IsInTable)
        {
            EndBlock();
        }
        _tables.Add(new Table { Before = IsInTable ? _line.ToString() : "" });
        _line.Clear();
    }

    /// <summary>A cell that nobody ended ends where the next begins.</summary>
    public void BeginCell()
    {
        if (IsInTable && _line.ToString().Trim().Length > 0)
        {
            EndCell();
        }
    }

    public void EndCell()
    {
        if (_tables is not [.., { } table])
        {
            return;
        }
        var cell = _line.ToString().Trim();
        _line.Clear();
        table.Cells.Add(isMarkdown ? cell.Replace("|", "\\|", StringComparison.Ordinal) : cell);
    }

    public void EndRow()
    {
        if (_tables is not [.., { } table])
        {
            return;
        }
        if (_line.ToString().Trim().Length > 0)
        {
            EndCell();
        }
        _line.Clear();
        if (table.Cells.Exists(cell => cell.Length > 0))
        {
            table.Columns = Math.Max(table.Columns, table.Cells.Count);
            var row = string.Join(" | ", table.Cells);
            table.Rows.Add(isMarkdown && _tables.Count == 1 ? $"| {row} |" : row);
            if (isMarkdown && _tables.Count == 1 && table.Rows.Count == 1)
            {
                table.Rows.Add($"|{string.Concat(Enumerable.Repeat(" --- |", table.Cells.Count))}");
            }
        }
        table.Cells.Clear();
    }

    public void EndTable()
    {
        if (_tables is not [.., { } table])
        {
            return;
        }
        EndRow();
        _tables.RemoveAt(_tables.Count - 1);
        if (IsInTable)
        {
            // A table in a cell: its rows stand behind one another.
            _line.Append(table.Before).Append(_line.Length > 0 ? " " : "").AppendJoin("; ", table.Rows);
            return;
        }
        foreach (var row in table.Rows)
        {
            _line.Append(row);
            Flush();
        }
        EndBlock();
    }

    /// <summary>Lines as they stand between two fences.</summary>
    public void Code(string code)
    {
        if (IsInTable)
        {
            Put($"`{code.ReplaceLineEndings(" ").Trim()}`");
            return;
        }
        Flush();
        var fence = code.Contains("```", StringComparison.Ordinal) ? "~~~" : "```";
        foreach (var line in new[] { fence }.Concat(code.ReplaceLineEndings("\n").Trim('\n').Split('\n')).Append(fence))
        {
            WriteLine(line.TrimEnd());
        }
        EndBlock();
    }

    /// <summary>All of it.</summary>
    public string Finish()
    {
        while (IsInTable)
        {
            EndTable();
        }
        Flush();
        return _text.ToString().Trim('\n');
    }

    private void Open(Level level)
    {
        Break();
        if (!IsInTable && _levels.Count < Deepest)
        {
            _levels.Add(level);
        }
    }

    private void Flush()
    {
        var line = _line.ToString().Trim();
        _line.Clear();
        if (line.Length > 0)
        {
            WriteLine(line);
        }
    }

    private void WriteLine(string line)
    {
        if (_isBlankDue && _text.Length > 0)
        {
            _text.Append(Prefix(isBlank: true).TrimEnd()).Append('\n');
        }
        _isBlankDue = false;
        _text.Append(Prefix(isBlank: false)).Append(line).Append('\n');
    }

    /// <summary>What stands before each line: the marks of quotes and items; behind an item's first line its width in blanks.</summary>
    private string Prefix(bool isBlank)
    {
        var prefix = new StringBuilder();
        foreach (var level in _levels)
        {
            if (level.Kind == '>')
            {
                prefix.Append("> ");
            }
            else if (level.Kind == 'i')
            {
                prefix.Append(level.Mark.Length > 0 && !isBlank ? level.Mark : new string(' ', level.Width));
                level.Mark = isBlank ? level.Mark : "";
            }
        }
        return prefix.ToString();
    }
}
