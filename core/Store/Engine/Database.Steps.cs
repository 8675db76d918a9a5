namespace EscalationBot.Core.Store.Engine;

/// <summary>Each transaction is one step: where a simulation stands between two steps, it draws who goes on.</summary>
public sealed partial class Database
{
    /// <summary>
    /// Not null: every transaction is begun by this, which is told whether it writes and runs it when it likes, or never (a process that
    /// was killed). The simulation's alone.
    /// </summary>
    internal Func<bool, Func<Task>, Task>? Around { get; set; }

    /// <summary>Runs reads on a connection of their own.</summary>
    public Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken ct) =>
        Around is { } around ? StepAsync(around, writes: false, () => ReadNowAsync(read, ct)) : ReadNowAsync(read, ct);

    /// <summary>
    /// As <see cref="WriteAsync{T}(Func{Session, Task{T}}, CancellationToken)"/>; <paramref name="first"/>: before the writes that nobody
    /// waits for.
    /// </summary>
    internal Task<T> WriteAsync<T>(Func<Session, Task<T>> work, bool first, CancellationToken ct) =>
        Around is { } around ? StepAsync(around, writes: true, () => WriteNowAsync(work, first, ct)) : WriteNowAsync(work, first, ct);

    private static async Task<T> StepAsync<T>(Func<bool, Func<Task>, Task> around, bool writes, Func<Task<T>> transaction)
    {
        T? result = default;
        await around(writes, async () => result = await transaction());
        return result!;
    }
}
