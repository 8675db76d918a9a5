using System.Security.Cryptography;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Pages;

/// <summary>The key that signs sessions: made once and kept in the database, so that a restart signs nobody out and every replica knows it.</summary>
internal sealed class ConsoleKey(ChannelMemory memory)
{
    private const string Name = "console_key";
    private byte[]? known;

    /// <summary>32 random bytes.</summary>
    public async Task<byte[]> GetAsync(CancellationToken ct)
    {
        if (known is { } key)
        {
            return key;
        }

        if (await memory.FindAsync(ChannelNames.Web, Name, ct) is null)
        {
            await memory.SetAsync(ChannelNames.Web, Name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), ct);
        }

        // Read back: of several replicas that made one at the same time, the last one stays.
        return known = Convert.FromHexString((await memory.FindAsync(ChannelNames.Web, Name, ct))!);
    }
}
