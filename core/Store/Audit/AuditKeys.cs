using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EscalationBot.Core.Store.Audit;

/// <summary>
/// Makes the hashes of the audit. Without a key they are SHA-256, which shows damage and careless changes; with one they are HMAC-SHA-256,
/// which somebody who may write to the database but does not know the key cannot make.
/// </summary>
public sealed class AuditKeys
{
    /// <summary>Shortest key.</summary>
    public const int Shortest = 16;

    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    /// <summary>
    /// The setting <c>Audit:Key</c>: empty, or one or several keys separated by commas; the first makes new hashes, the others are older
    /// ones.
    /// </summary>
    public AuditKeys(string setting = "")
    {
        foreach (var key in setting.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            var id = Convert.ToHexStringLower(SHA256.HashData([.. "audit key "u8, .. bytes]))[..8];
            Present = Present.Length == 0 ? id : Present;
            _keys[id] = bytes;
        }
    }

    /// <summary>Id of the key that makes new hashes; empty without one.</summary>
    public string Present { get; } = "";

    /// <summary>The hash can be made again.</summary>
    public bool Knows(string key) => key.Length == 0 || _keys.ContainsKey(key);

    /// <summary>What is wrong with the setting; null = nothing.</summary>
    public static string? Problem(string setting) =>
        setting.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(key => key.Length < Shortest)
            ? $"Audit:Key: a key has at least {Shortest.ToString(CultureInfo.InvariantCulture)} characters; "
                + $"several are separated by commas, the newest first."
            : null;

    /// <summary>The hash of some fields. Each is preceded by its length, so that no two lists of fields are the same text.</summary>
    /// <param name="key">Id of a known key, or empty.</param>
    public string Hash(string key, params ReadOnlySpan<string?> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            text.Append(field is null ? "-" : field.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(field).Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return Convert.ToHexStringLower(key.Length == 0 ? SHA256.HashData(bytes) : HMACSHA256.HashData(_keys[key], bytes));
    }
}
