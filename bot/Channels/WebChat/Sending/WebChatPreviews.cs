using System.Collections.Concurrent;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.WebChat.Sending;

/// <summary>An answer as far as it is written.</summary>
/// <param name="Slot">Which message it will be.</param>
/// <param name="Place">Where it will stand.</param>
/// <param name="Text">So far; empty = somebody is writing; null = it is over, the message is there.</param>
/// <param name="Number">Counts all changes of all previews.</param>
/// <param name="At">Of the change.</param>
internal sealed record WebPreview(string Slot, Place Place, string? Text, long Number, DateTimeOffset At);

/// <summary>
/// Answers of the web chat that are being written. In memory, and seen by readers of this process alone: after a crash there is nothing to
/// take back, and the message comes through the outbox.
/// </summary>
internal sealed class WebChatPreviews(TimeProvider time) : IPreview
{
    /// <summary>Longer than anybody writes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, WebPreview> _all = new(StringComparer.Ordinal);
    private long _number;
    private volatile TaskCompletionSource _next = NewSource();

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => _next.Task;

    public bool IsSeenIn(Place place, bool direct) => place.Channel == ChannelNames.Web;

    public Task ShowAsync(string slot, Place place, string text, CancellationToken ct)
    {
        Set(slot, place, text);
        return Task.CompletedTask;
    }

    /// <summary>The message is there.</summary>
    public void End(string slot)
    {
        if (_all.TryGetValue(slot, out var preview))
        {
            Set(slot, preview.Place, null);
        }
    }

    /// <summary>What has changed since, oldest first.</summary>
    public IReadOnlyList<WebPreview> Since(long seen) =>
        [.. _all.Values.Where(preview => preview.Number > seen).OrderBy(preview => preview.Number)];

    private void Set(string slot, Place place, string? text)
    {
        var now = time.GetUtcNow();
        foreach (var old in _all.Values.Where(old => now - old.At > Longest))
        {
            _all.TryRemove(old.Slot, out _);
        }
        _all[slot] = new WebPreview(slot, place, text, Interlocked.Increment(ref _number), now);
        Interlocked.Exchange(ref _next, NewSource()).TrySetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
