using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Engine;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>
/// Secrets from outside the database that encrypt the cookies' keys in it, so that a copy of the database alone makes no session: those of
/// <c>Protection:Key</c>, and on SQLite a file beside the database, which the bot makes.
/// </summary>
internal sealed class ProtectionSecrets(IOptions<ProtectionOptions> options, Database database)
{
    private const string Prefix = "sealed:1:";
    private const int KeyLength = 32,
        NonceLength = 12,
        TagLength = 16,
        NameLength = 8;

    private readonly Lock _lock = new();
    private IReadOnlyList<(string Name, byte[] Key)>? _keys;

    /// <summary>SQLite's key file; null on PostgreSQL, whose replicas share no folder.</summary>
    public string? File => database.Engine is DatabaseEngine.Sqlite ? Path.ChangeExtension(database.Where, ".key") : null;

    /// <summary>Something encrypts.</summary>
    public bool IsOn => options.Value.Secrets.Count > 0 || File is not null;

    /// <summary>What is in force, as a sentence.</summary>
    public string Summary =>
        options.Value.Secrets.Count > 0 ? "The keys of cookies are encrypted in the database, by Protection:Key."
        : File is { } file ? $"The keys of cookies are encrypted in the database, by the file {file}."
        : "The keys of cookies stand unencrypted in the database: who holds a copy of it could make cookies. Set Protection:Key.";

    /// <summary>What is wrong with the file, if it is there. What is wrong with the settings is told by themselves.</summary>
    public static IReadOnlyList<string> ProblemsIn(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<ProtectionSecrets>().Problems();
        }
        catch (Exception wrong) when (wrong is OptionsValidationException or StoreException)
        {
            return [];
        }
    }

    private IReadOnlyList<string> Problems()
    {
        if (options.Value.Secrets.Count > 0 || File is not { } file || !System.IO.File.Exists(file))
        {
            return [];
        }

        try
        {
            return ReadFile(file) is null
                ?
                [
                    $"{file}: it holds no key of at least {ProtectionOptions.Shortest} characters. Put the right file back, or delete it: "
                        + "then a new one is made, and everybody signs in again.",
                ]
                : [];
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return [$"{file}: it cannot be read ({refused.Message}). Let the bot's user read it."];
        }
    }

    /// <summary>The text is one that <see cref="Seal"/> made.</summary>
    public static bool IsSealed(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>It was made with the secret that encrypts now.</summary>
    public bool IsNewest(string text) => Keys() is [var newest, ..] && text.StartsWith($"{Prefix}{newest.Name}:", StringComparison.Ordinal);

    /// <summary>Encrypts for one row: moved to another it opens no more. Without a secret the text stays as it is.</summary>
    public string Seal(string row, string text)
    {
        if (Keys() is not [var newest, ..])
        {
            return text;
        }

        var plain = Encoding.UTF8.GetBytes(text);
        var all = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(all.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(newest.Key, TagLength);
        cipher.Encrypt(
            all.AsSpan(0, NonceLength),
            plain,
            all.AsSpan(NonceLength + TagLength),
            all.AsSpan(NonceLength, TagLength),
            Encoding.UTF8.GetBytes(row)
        );
        return $"{Prefix}{newest.Name}:{Convert.ToBase64String(all)}";
    }

    /// <summary>The text as it was; null: another secret made it, or it was changed.</summary>
    public string? Open(string row, string text)
    {
        if (!IsSealed(text))
        {
            return text;
        }

        var parts = text[Prefix.Length..].Split(':', 2);
        if (parts.Length != 2 || Keys().FirstOrDefault(key => key.Name == parts[0]).Key is not { } secret)
        {
            return null;
        }

        try
        {
            var all = Convert.FromBase64String(parts[1]);
            var plain = new byte[all.Length - NonceLength - TagLength];
            using var cipher = new AesGcm(secret, TagLength);
            cipher.Decrypt(
                all.AsSpan(0, NonceLength),
                all.AsSpan(NonceLength + TagLength),
                all.AsSpan(NonceLength, TagLength),
                plain,
                Encoding.UTF8.GetBytes(row)
            );
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// The newest first. Those of the settings, and the file's: made when there are none else, and read on when there are.
    /// </summary>
    private IReadOnlyList<(string Name, byte[] Key)> Keys()
    {
        lock (_lock)
        {
            return _keys ??= [.. Secrets().Select(Derive)];
        }
    }

    private List<string> Secrets()
    {
        List<string> secrets = [.. options.Value.Secrets];
        if (File is { } file && (secrets.Count == 0 || System.IO.File.Exists(file)))
        {
            secrets.AddRange(ReadFile(file) ?? MakeFile(file));
        }

        return secrets;
    }

    private static string? ReadFile(string file)
    {
        if (!System.IO.File.Exists(file))
        {
            return null;
        }

        PrivateFiles.Close(file);
        var text = System.IO.File.ReadAllText(file).Trim();
        return text.Length >= ProtectionOptions.Shortest ? text : null;
    }

    private static string MakeFile(string file)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyLength));
        // Whole or not at all: half a key would sign everybody out.
        PrivateFiles.Replace(file, stream => stream.Write(Encoding.ASCII.GetBytes(secret + "\n")));
        return secret;
    }

    /// <summary>The name says which secret it was and nothing else about it.</summary>
    private static (string Name, byte[] Key) Derive(string secret)
    {
        return (Convert.ToHexStringLower(Part("name of a cookie key's key"u8))[..NameLength], Part("key of cookie keys"u8));

        byte[] Part(ReadOnlySpan<byte> what) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyLength, info: what.ToArray());
    }
}
