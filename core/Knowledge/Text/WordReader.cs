namespace EscalationBot.Core.Knowledge.Text;

/// <summary>
/// Reads the words of a text, folded. An identifier ("QX-7781", "getUserById", "4.1.1.2") is read in its parts and then whole without its
/// separators, so that "qx7781", "QX 7781" and "QX-7781" find each other. Scripts without spaces are read as pairs of characters.
/// </summary>
internal ref struct WordReader
{
    /// <summary>Longer runs (hashes, base64) say nothing and are cut.</summary>
    public const int Longest = 64;

    /// <summary>Further parts of an identifier are read as one.</summary>
    public const int MostParts = 12;

    private readonly ReadOnlySpan<char> _text;
    private readonly Span<char> _folded;
    private readonly Span<int> _ends;
    private int _at,
        _length,
        _parts,
        _next,
        _partStart;
    private char _ideograph;

    /// <summary>
    /// A reader at the start of <paramref name="text"/>; it works in the two given buffers, of <see cref="Longest"/> and
    /// <see cref="MostParts"/>.
    /// </summary>
    public WordReader(ReadOnlySpan<char> text, Span<char> folded, Span<int> ends)
    {
        _text = text;
        _folded = folded;
        _ends = ends;
    }

    /// <summary>True when the word just read is a whole identifier whose parts were read before it.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Where the run that the word belongs to starts in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Reads on to the next word; false at the end. The word is valid until the next call.</summary>
    public bool Read(out ReadOnlySpan<char> word)
    {
        while (true)
        {
            if (_next < _parts)
            {
                var start = _partStart;
                var end = _ends[_next];
                _partStart = end;
                _next++;
                IsWhole = false;
                // "i" of "iPhone" and "3" of "mp3" would find everything.
                if (_parts > 1 && end - start < 2)
                {
                    continue;
                }
                word = _folded[start..end];
                return true;
            }
            if (_next == _parts && _parts > 1)
            {
                _next++;
                IsWhole = true;
                word = _folded[.._length];
                return true;
            }
            if (!ReadRun(out word))
            {
                return false;
            }
            if (!word.IsEmpty)
            {
                return true;
            }
        }
    }

    private bool ReadRun(out ReadOnlySpan<char> word)
    {
        word = default;
        _parts = _next = _partStart = _length = 0;
        while (_at < _text.Length && !char.IsLetterOrDigit(_text[_at]))
        {
            if (!Folding.IsMark(_text[_at]))
            {
                _ideograph = '\0';
            }
            _at++;
        }
        if (_at >= _text.Length)
        {
            return false;
        }
        Start = _at;
        if (IsIdeograph(_text[_at]))
        {
            ReadIdeograph(out word);
            return true;
        }
        _ideograph = '\0';
        var previous = '\0';
        Span<char> two = stackalloc char[2];
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c is >= 'a' and <= 'z' && !char.IsDigit(previous))
            {
                // Nearly all words are this and nothing else.
                _at += TakeLower() - 1;
                previous = 'a';
                continue;
            }
            if (char.IsAsciiLetterOrDigit(c) || (c >= 0x80 && (char.IsLetterOrDigit(c) || Folding.IsMark(c))))
            {
                if (IsIdeograph(c))
                {
                    break;
                }
                if (previous != '\0' && StartsPart(previous, c, _at))
                {
                    EndPart();
                }
                var count = Folding.Fold(c, two);
                for (var i = 0; i < count && _length < Longest; i++)
                {
                    _folded[_length++] = two[i];
                }
                previous = c;
                continue;
            }
            if (_at + 1 >= _text.Length || !char.IsLetterOrDigit(_text[_at + 1]))
            {
                break;
            }
            if (c is '\'' or '’')
            {
                continue;
            }
            if (!Joins(c, previous, _text[_at + 1]))
            {
                break;
            }
            EndPart();
            previous = '\0';
        }
        EndPart();
        return true;
    }

    /// <summary>Takes the plain small letters from here on; returns how many.</summary>
    private int TakeLower()
    {
        var rest = _text[_at..];
        var count = rest.IndexOfAnyExceptInRange('a', 'z');
        if (count < 0)
        {
            count = rest.Length;
        }
        var room = Math.Min(count, Longest - _length);
        rest[..room].CopyTo(_folded[_length..]);
        _length += room;
        return count;
    }

    /// <summary>Han and kana are read in overlapping pairs, which needs no dictionary and finds words of any length.</summary>
    private void ReadIdeograph(out ReadOnlySpan<char> word)
    {
        var c = _text[_at++];
        var alone = _ideograph == '\0' && (_at >= _text.Length || !IsIdeograph(_text[_at]));
        _folded[0] = _ideograph;
        _folded[1] = c;
        word =
            _ideograph != '\0' ? _folded[..2]
            : alone ? _folded[1..2]
            : default;
        _ideograph = c;
    }

    private static bool IsIdeograph(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF';

    private static bool Joins(char c, char previous, char next) =>
        c switch
        {
            '-' or '_' => true,
            '.' => (char.IsDigit(previous) && char.IsDigit(next)) || char.IsLower(next),
            _ => false,
        };

    private readonly bool StartsPart(char previous, char c, int at)
    {
        if (char.IsDigit(previous) != char.IsDigit(c))
        {
            return true;
        }
        if (!char.IsUpper(c))
        {
            return false;
        }
        if (char.IsLower(previous))
        {
            return true;
        }
        return at + 2 < _text.Length && char.IsLower(_text[at + 1]) && char.IsLower(_text[at + 2]);
    }

    private void EndPart()
    {
        var last = _parts == 0 ? 0 : _ends[_parts - 1];
        if (_length == last)
        {
            return;
        }
        if (_parts == MostParts)
        {
            _ends[_parts - 1] = _length;
        }
        else
        {
            _ends[_parts++] = _length;
        }
    }
}
