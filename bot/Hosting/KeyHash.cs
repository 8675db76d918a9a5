using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// A password as it may stand in a settings file: PBKDF2 with HMAC-SHA-256 (RFC 8018), in the form <see cref="Form"/>. Without <c>$</c>,
/// which env files and Compose would read.
/// </summary>
internal sealed record KeyHash(int Iterations, byte[] Salt, byte[] Hash)
{
    public const string Prefix = "pbkdf2-sha256:";

    /// <summary>For people.</summary>
    public const string Form = Prefix + "ITERATIONS:SALT:HASH (base64)";

    /// <summary>OWASP's advice of 2023 for this function.</summary>
    public const int Advised = 600_000;

    private const int Fewest = 100_000,
        Most = 10_000_000,
        Length = 32,
        ShortestSalt = 16;

    /// <summary>With a fresh salt.</summary>
    public static KeyHash Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(ShortestSalt);
        return new(Advised, salt, Derive(password, salt, Advised));
    }

    /// <summary>Null: it is none, or too weak to be worth anything.</summary>
    public static KeyHash? Parse(string text)
    {
        var parts = text.Split(':');
        if (
            parts.Length != 4
            || parts[0] + ":" != Prefix
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < Fewest or > Most
        )
        {
            return null;
        }

        return Bytes(parts[2]) is { Length: >= ShortestSalt } salt && Bytes(parts[3]) is { Length: Length } hash
            ? new(iterations, salt, hash)
            : null;
    }

    /// <summary>In constant time; it takes a tenth of a second on purpose.</summary>
    public bool Fits(string password) => CryptographicOperations.FixedTimeEquals(Derive(password, Salt, Iterations), Hash);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Iterations}:{Convert.ToBase64String(Salt)}:{Convert.ToBase64String(Hash)}");

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA256, Length);

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
