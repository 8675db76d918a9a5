using System.Text;

namespace EscalationBot.Core.Knowledge.Articles.Import;

/// <summary>
/// RFC 4180 rows: quoted fields may hold separators, line breaks and doubled quotes. The separator (',' ';' or tab) is the one that the
/// first line has most of.
/// </summary>
internal sealed class CsvRows(string text)
{
    private readonly string _text = text.TrimStart('\uFEFF');

    /// <summary>Line of the quote that never ends, or 0; known once all rows were read.</summary>
    public int OpenQuoteAt { get; private set; }

    /// <summary>Rows with the line they start on (from 1); empty lines are left out.</summary>
    public IEnumerable<(int Line, IReadOnlyList<string> Fields)> Read()
    {
        var separator = Separator();
        var (line, at) = (1, 0);
        while (at < _text.Length)
        {
            var start = line;
            var fields = new List<string>();
            while (ReadField(separator, fields, ref at, ref line))
            {
                // Another field of the same row follows.
            }
            if (OpenQuoteAt > 0)
            {
                yield break;
            }
            if (fields.Count > 1 || fields[0].Length > 0)
            {
                yield return (start, fields);
            }
        }
    }

    /// <summary>Reads one field and its separator; false when the row ends with it.</summary>
    private bool ReadField(char separator, List<string> fields, ref int at, ref int line)
    {
        var field = new StringBuilder();
        if (at < _text.Length && _text[at] == '"' && !ReadQuoted(field, ref at, ref line))
        {
            return false;
        }
        while (at < _text.Length)
        {
            var c = _text[at++];
            if (c == separator)
            {
                fields.Add(field.ToString());
                return true;
            }
            if (c == '\n')
            {
                line++;
                break;
            }
            if (c != '\r')
            {
                field.Append(c);
            }
        }
        fields.Add(field.ToString());
        return false;
    }

    private bool ReadQuoted(StringBuilder field, ref int at, ref int line)
    {
        var start = line;
        at++;
        while (at < _text.Length)
        {
            var c = _text[at++];
            if (c == '\n')
            {
                line++;
            }
            var doubled = c == '"' && at < _text.Length && _text[at] == '"';
            if (c == '"' && !doubled)
            {
                return true;
            }
            if (doubled)
            {
                at++;
            }
            field.Append(c);
        }
        OpenQuoteAt = start;
        return false;
    }

    private char Separator()
    {
        var end = _text.IndexOf('\n', StringComparison.Ordinal);
        var header = end < 0 ? _text : _text[..end];
        return new[] { ',', ';', '\t' }.MaxBy(separator => header.Count(c => c == separator));
    }
}
