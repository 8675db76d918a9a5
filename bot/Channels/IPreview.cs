using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// Shows an answer while it is being written, on a channel that can. It is passing: the message itself comes through the outbox, whatever
/// becomes of the preview, and takes its place.
/// </summary>
internal interface IPreview
{
    /// <summary>People in this place see it.</summary>
    /// <param name="direct">A 1:1 chat.</param>
    bool IsSeenIn(Place place, bool direct);

    /// <summary>
    /// Shows what is written so far; empty = somebody is writing. The text of one slot only grows. Expected failures are swallowed: nothing
    /// depends on it.
    /// </summary>
    Task ShowAsync(string slot, Place place, string text, CancellationToken ct);
}
