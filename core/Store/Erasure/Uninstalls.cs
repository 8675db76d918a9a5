using System.Globalization;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>From which platforms the app was removed, and when: their data go after a stated time, unless it is installed again.</summary>
public sealed class Uninstalls(Database database, ChannelMemory memory)
{
    private const string Owner = "uninstalls",
        Gone = "gone:",
        Deleted = "deleted:";

    /// <summary>The app was removed from a platform. Told twice, the first time counts. True: it was there until now.</summary>
    public async Task<bool> GoneAsync(string channel, CancellationToken ct)
    {
        if (await SinceAsync(channel, ct) is not null)
        {
            return false;
        }

        await memory.SetAsync(Owner, Gone + channel, Text(database.Time.GetUtcNow()), ct);
        await memory.SetAsync(Owner, Deleted + channel, null, ct);
        return true;
    }

    /// <summary>It is there again. True: it was gone.</summary>
    public async Task<bool> BackAsync(string channel, CancellationToken ct)
    {
        if (await SinceAsync(channel, ct) is null)
        {
            return false;
        }

        await memory.SetAsync(Owner, Gone + channel, null, ct);
        await memory.SetAsync(Owner, Deleted + channel, null, ct);
        return true;
    }

    /// <summary>Since when it is gone; null: it is there, as far as we know.</summary>
    public async Task<DateTimeOffset?> SinceAsync(string channel, CancellationToken ct) =>
        Time(await memory.FindAsync(Owner, Gone + channel, ct));

    /// <summary>When the platform's data were deleted; null: they were not.</summary>
    public async Task<DateTimeOffset?> DeletedAsync(string channel, CancellationToken ct) =>
        Time(await memory.FindAsync(Owner, Deleted + channel, ct));

    /// <summary>Notes that they were.</summary>
    public Task NoteDeletedAsync(string channel, CancellationToken ct) =>
        memory.SetAsync(Owner, Deleted + channel, Text(database.Time.GetUtcNow()), ct);

    private static string Text(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;
}
