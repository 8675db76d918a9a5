using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace EscalationBot.Bot.Channels.Slack.Auth;

/// <summary>Slack's request signature, version v0: HMAC-SHA256 over <c>v0:TIMESTAMP:BODY</c>, hex, lower case.</summary>
internal static class SlackSignature
{
    /// <summary>Bytes to leave free before the body, so that what is signed lies in one piece without a copy.</summary>
    public const int Headroom = 24;

    /// <summary>Requests older, or further in the future, are refused: they may be replays.</summary>
    private const long WindowSeconds = 300;

    private const int SignatureLength = 3 + 64;

    /// <summary>Whether the headers could belong to a signature of just now: without, the body need not be read.</summary>
    public static bool IsPlausible(StringValues timestamp, StringValues signature, long now) =>
        timestamp.Count == 1
        && signature is [{ Length: SignatureLength }]
        && long.TryParse(
            timestamp[0],
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var at
        )
        && Math.Abs(now - at) <= WindowSeconds;

    /// <summary>Whether the request was signed with our secret just now.</summary>
    /// <param name="secret">The signing secret.</param>
    /// <param name="timestamp">Header <c>X-Slack-Request-Timestamp</c>; exactly one value counts.</param>
    /// <param name="signature">Header <c>X-Slack-Signature</c>; exactly one value counts.</param>
    /// <param name="buffer"><see cref="Headroom"/> bytes to overwrite, then the raw body.</param>
    /// <param name="now">Unix seconds.</param>
    public static bool IsValid(ReadOnlySpan<byte> secret, StringValues timestamp, StringValues signature, Span<byte> buffer, long now)
    {
        if (
            timestamp.Count != 1
            || signature.Count != 1
            || timestamp[0] is not { Length: > 0 and <= 12 } at
            || signature[0] is not { Length: SignatureLength } given
        )
        {
            return false;
        }
        var seconds = 0L;
        foreach (var digit in at)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }
            seconds = seconds * 10 + (digit - '0');
        }
        if (Math.Abs(now - seconds) > WindowSeconds)
        {
            return false;
        }

        var start = Headroom - (3 + at.Length + 1);
        "v0:"u8.CopyTo(buffer[start..]);
        Encoding.ASCII.GetBytes(at, buffer[(start + 3)..]);
        buffer[Headroom - 1] = (byte)':';
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(secret, buffer[start..], hash);

        Span<byte> expected = stackalloc byte[SignatureLength];
        "v0="u8.CopyTo(expected);
        Convert.TryToHexStringLower(hash, expected[3..], out _);
        Span<byte> actual = stackalloc byte[SignatureLength];
        // Anything beyond ASCII becomes '?', which no hex string holds.
        Encoding.ASCII.GetBytes(given, actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual);
    }
}
