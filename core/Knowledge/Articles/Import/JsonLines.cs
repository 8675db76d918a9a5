using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EscalationBot.Core.Knowledge.Articles.Import;

/// <summary>
/// Reads text line by line without ever holding more of a line than <see cref="Longest"/>, and takes values from JSON whatever their kind.
/// </summary>
internal static class JsonLines
{
    /// <summary>Characters; longer lines are passed over.</summary>
    public const int Longest = 4 * 1024 * 1024;

    /// <summary>Line numbers from 1 and texts; empty lines are left out, a line that is too long has no text.</summary>
    public static IEnumerable<(int Line, string? Text)> Of(TextReader reader)
    {
        var buffer = new char[64 * 1024];
        var open = new StringBuilder();
        var tooLong = false;
        var line = 1;
        for (int read; (read = reader.Read(buffer, 0, buffer.Length)) > 0; )
        {
            var from = 0;
            while (from < read)
            {
                var end = Array.IndexOf(buffer, '\n', from, read - from);
                var stop = end < 0 ? read : end;
                tooLong |= open.Length + stop - from > Longest;
                if (!tooLong)
                {
                    open.Append(buffer, from, stop - from);
                }
                from = stop + 1;
                if (end < 0)
                {
                    continue;
                }
                if (tooLong || !IsBlank(open))
                {
                    yield return (line, tooLong ? null : open.ToString());
                }
                (tooLong, line) = (false, line + 1);
                open.Clear();
            }
        }
        if (tooLong || !IsBlank(open))
        {
            yield return (line, tooLong ? null : open.ToString());
        }
    }

    /// <summary>A value as text: strings as they are, numbers and booleans as written; null when missing or null.</summary>
    public static string? Text(JsonElement entry, string name) =>
        !entry.TryGetProperty(name, out var value)
            ? null
            : value.ValueKind switch
            {
                JsonValueKind.String => String(value),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => null,
            };

    /// <summary>A text that JSON allows and no program can hold (half of a surrogate pair) is a broken line like any other.</summary>
    private static string String(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException half)
        {
            throw new JsonException("A \\u escape is one half of a character.", half);
        }
    }

    /// <summary>A list of texts; one text counts as a list of one.</summary>
    public static IReadOnlyList<string> Texts(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty(name, out var value))
        {
            return [];
        }
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Text(entry, name) is { Length: > 0 } one ? [one] : [];
        }
        return [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => String(item))];
    }

    /// <summary>What is wrong and where, without the parser's path.</summary>
    public static string Plain(JsonException broken)
    {
        var end = broken.Message.IndexOf(" Path:", StringComparison.Ordinal);
        if (end < 0)
        {
            end = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        }
        var words = end < 0 ? broken.Message : broken.Message[..end];
        return broken.BytePositionInLine is { } at ? string.Create(CultureInfo.InvariantCulture, $"{words} (byte {at + 1})") : words;
    }

    private static bool IsBlank(StringBuilder text)
    {
        foreach (var chunk in text.GetChunks())
        {
            if (!chunk.Span.IsWhiteSpace() && !chunk.Span.Trim().Trim('\uFEFF').IsEmpty)
            {
                return false;
            }
        }
        return true;
    }
}
