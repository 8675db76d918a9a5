using System.Collections.Concurrent;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Workers;

/// <summary>Tells requests of this process that their inbox row was handled.</summary>
internal sealed class Completions
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<IReadOnlyList<Outbound>>> _waiting = new();

    /// <summary>What the row will have caused.</summary>
    public Task<IReadOnlyList<Outbound>> Watch(long inboxId) =>
        _waiting.GetOrAdd(inboxId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Complete(long inboxId, IReadOnlyList<Outbound> caused)
    {
        if (_waiting.TryRemove(inboxId, out var watched))
        {
            watched.TrySetResult(caused);
        }
    }

    public void Forget(long inboxId) => _waiting.TryRemove(inboxId, out _);
}
