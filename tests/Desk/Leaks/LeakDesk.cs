using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>The message that fills a slot.</summary>
internal sealed record Standing(string Slot, Place Place, string MessageId, string? CaseId, string? QuestionId);

/// <summary>A desk that a history acts upon: decides each row, and remembers what stands where.</summary>
internal abstract class LeakDesk(Workplace workplace) : IAsyncDisposable
{
    public Workplace Workplace => workplace;

    /// <summary>What stands on the platform, by slot.</summary>
    public Dictionary<string, Standing> Standings { get; } = new(StringComparer.Ordinal);

    /// <summary>The moment.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Moves the moment.</summary>
    public abstract void Wait(TimeSpan by);

    /// <summary>Handles one row to its end.</summary>
    public abstract Task<Decision> HandleAsync(long id, Inbound inbound);

    /// <summary>A form, where this desk has any.</summary>
    public virtual Task<FormAnswer?> OpenAsync(FormRequest request) => Task.FromResult<FormAnswer?>(null);

    /// <summary>A message now stands there.</summary>
    public virtual Task PutAsync(Standing standing)
    {
        Standings[standing.Slot] = standing;
        return Task.CompletedTask;
    }

    /// <summary>A message is gone.</summary>
    public virtual Task RemoveAsync(string slot)
    {
        Standings.Remove(slot);
        return Task.CompletedTask;
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
