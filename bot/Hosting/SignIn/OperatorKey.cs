using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>The operator's emergency key: the console for whoever knows it, on a day when no other way works.</summary>
internal sealed class OperatorKey(IOptions<ConsoleOptions> options, ChannelMemory memory) : IDisposable
{
    private const string SaltName = "console_key";
    private const int LongestKey = 1024;

    /// <summary>A hash takes a whole core for a while: not more of them at once.</summary>
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly byte[] _own = RandomNumberGenerator.GetBytes(32);

    /// <summary>Of the key that was right once, under a secret of this process: it need not wait behind wrong ones again.</summary>
    private byte[]? _right;
    private string? _stamp;

    /// <summary>There is one.</summary>
    public bool IsSet => options.Value.Password.Length > 0;

    /// <summary>Compares in constant time, whatever the lengths.</summary>
    public async Task<bool> IsRightAsync(string given, CancellationToken ct)
    {
        if (!IsSet || given.Length is 0 or > LongestKey)
        {
            return false;
        }

        if (KeyHash.Parse(options.Value.Password) is not { } hash)
        {
            return CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(given)),
                SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Password))
            );
        }

        var print = HMACSHA256.HashData(_own, Encoding.UTF8.GetBytes(given));
        if (_right is { } known && CryptographicOperations.FixedTimeEquals(known, print))
        {
            return true;
        }

        await _oneAtATime.WaitAsync(ct);
        try
        {
            var fits = await Task.Run(() => hash.Fits(given), ct);
            _right = fits ? print : _right;
            return fits;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>
    /// Changes with the key, so that a new one ends the sessions of the old one. As slow to reverse as a password's hash, with a salt of
    /// this installation.
    /// </summary>
    public async Task<string> StampAsync(CancellationToken ct)
    {
        if (_stamp is { } known)
        {
            return known;
        }

        var salt = await SaltAsync(ct);
        return _stamp = await Task.Run(
            () =>
                Convert.ToHexStringLower(
                    Rfc2898DeriveBytes.Pbkdf2(
                        Encoding.UTF8.GetBytes(options.Value.Password),
                        salt,
                        KeyHash.Advised,
                        HashAlgorithmName.SHA256,
                        16
                    )
                ),
            ct
        );
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<byte[]> SaltAsync(CancellationToken ct)
    {
        if (await memory.FindAsync(ChannelNames.Web, SaltName, ct) is null)
        {
            await memory.SetAsync(ChannelNames.Web, SaltName, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), ct);
        }

        // Read back: of several replicas that made one at the same time, the last one stays.
        return Convert.FromHexString((await memory.FindAsync(ChannelNames.Web, SaltName, ct))!);
    }
}
