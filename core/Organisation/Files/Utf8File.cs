using System.Globalization;
using System.Text;
using System.Text.Unicode;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>
/// Bytes of a text file of the organisation as text. What is no UTF-8 is told with its line, what it looks like, and how to save it right.
/// </summary>
public static class Utf8File
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text without a byte-order mark; null when the bytes are not UTF-8.</summary>
    public static string? TryRead(byte[] bytes) =>
        Utf8.IsValid(bytes) && !bytes.AsSpan().Contains((byte)0) ? Strict.GetString(bytes).TrimStart('\uFEFF') : null;

    /// <summary>The one problem of a file whose bytes are not UTF-8.</summary>
    /// <param name="file">As shown.</param>
    /// <param name="bytes">The whole file.</param>
    public static Problem Problem(string file, byte[] bytes)
    {
        var name = Path.GetFileName(file);
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || bytes.AsSpan().Contains((byte)0))
        {
            return new(
                ProblemLevel.Error,
                file,
                1,
                "The file is not UTF-8 text.",
                $"It looks like UTF-16 (\"Unicode\" in some programs). {How(name, "UTF-16")}"
            );
        }
        var line = 1;
        var rest = bytes.AsSpan();
        while (rest.IndexOf((byte)'\n') is >= 0 and var end && Utf8.IsValid(rest[..end]))
        {
            rest = rest[(end + 1)..];
            line++;
        }
        return new(ProblemLevel.Error, file, line, "The file is not UTF-8 text.", $"{Looks(rest)} {How(name, "WINDOWS-1252")}");
    }

    private static string Looks(ReadOnlySpan<byte> line)
    {
        var bad = line[Utf8Length(line)..];
        // The 8-bit code of Western Windows and Excel agrees with Latin-1 for letters.
        var letter = bad[0] >= 0xC0 ? $", which would be \"{(char)bad[0]}\" in Windows-1252" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"This line holds the byte {bad[0]:X2}{letter}: the file looks as if Excel or Windows saved it in its own code."
        );
    }

    private static string How(string name, string code) =>
        $"Save it as UTF-8 (in Excel: \"CSV UTF-8\"), or convert it: iconv -f {code} -t UTF-8 {name} > new-{name}";

    /// <summary>How many bytes at the start are UTF-8; less than all.</summary>
    private static int Utf8Length(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }
        return at;
    }
}
