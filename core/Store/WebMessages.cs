using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Store;

/// <summary>The web chat's conversations. (Kept in memory until the database lands; the signatures are final.)</summary>
public sealed class WebMessages(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, (WebMessage Message, string Key)> rows = [];
    private long last;
    private volatile TaskCompletionSource next = NewSource();

    /// <summary>Completes at the next change that this process makes. Other processes' changes are found by <see cref="ChangedAsync"/> alone.</summary>
    public Task NextChange => next.Task;

    /// <summary>Posts a message; one that was posted under the same key before is returned as it stands.</summary>
    public Task<WebMessage> AddAsync(NewWebMessage message, CancellationToken ct)
    {
        lock (gate)
        {
            foreach (var row in rows.Values)
            {
                if (row.Key == message.Key)
                {
                    return Task.FromResult(row.Message);
                }
            }

            var now = time.GetUtcNow();
            last = Math.Max(last + 1, now.ToUnixTimeMilliseconds() * 1000);
            var added = new WebMessage(last, message.Conversation, message.Thread, message.Author, message.OnlyFor, message.Card, now, now) { ReplyTo = message.ReplyTo };
            rows.Add(last, (added, message.Key));
            Beat();
            return Task.FromResult(added);
        }
    }

    /// <summary>The message, deleted or not; null when there never was one.</summary>
    public Task<WebMessage?> FindAsync(long id, CancellationToken ct)
    {
        lock (gate)
        {
            return Task.FromResult(rows.TryGetValue(id, out var row) ? row.Message : null);
        }
    }

    /// <summary>Shows another card; null when there is no such message or it was deleted.</summary>
    public Task<WebMessage?> ChangeAsync(long id, Card card, bool edited, CancellationToken ct) => Update(id, message => message with { Card = card, Edited = edited || message.Edited });

    /// <summary>Deletes; null when there is no such message or it was deleted before.</summary>
    public Task<WebMessage?> DeleteAsync(long id, CancellationToken ct) => Update(id, message => message with { Deleted = true, Card = Card.Of("") });

    /// <summary>Puts a reaction on or takes it off; null when there is no such message.</summary>
    public Task<WebMessage?> ReactAsync(WebReaction reaction, bool added, CancellationToken ct) =>
        Update(reaction.Message, message => message with { Reactions = [.. message.Reactions.Where(one => one != reaction), .. added ? new[] { reaction } : []] });

    /// <summary>The newest top-level messages of a conversation that a person may see, oldest first, each followed by its thread.</summary>
    /// <param name="before">Only top-level messages older than this one; null for the newest.</param>
    /// <param name="most">Most top-level messages.</param>
    public Task<IReadOnlyList<WebMessage>> PageAsync(string conversation, string viewer, long? before, int most, CancellationToken ct)
    {
        lock (gate)
        {
            var all = rows.Values.Select(row => row.Message).Where(message => message.Conversation == conversation && (message.OnlyFor is null || message.OnlyFor == viewer)).ToList();
            var roots = all.Where(message => message.Thread is null && (before is null || message.Id < before)).TakeLast(most).ToList();
            IReadOnlyList<WebMessage> page = [.. roots.SelectMany(root => all.Where(message => message.Thread == root.Id).Prepend(root))];
            return Task.FromResult(page);
        }
    }

    /// <summary>The newest messages of a thread that a person may see, its root first.</summary>
    public Task<IReadOnlyList<WebMessage>> ThreadAsync(long root, string viewer, int most, CancellationToken ct)
    {
        lock (gate)
        {
            IReadOnlyList<WebMessage> thread = [.. rows.Values.Select(row => row.Message).Where(message => (message.Id == root || message.Thread == root) && (message.OnlyFor is null || message.OnlyFor == viewer)).TakeLast(most)];
            return Task.FromResult(thread);
        }
    }

    /// <summary>Messages of a conversation that are newer than one of them and that a person may see, oldest first.</summary>
    public Task<IReadOnlyList<WebMessage>> NewerAsync(string conversation, string viewer, long after, int most, CancellationToken ct)
    {
        lock (gate)
        {
            IReadOnlyList<WebMessage> newer = [.. rows.Values.Select(row => row.Message).Where(message => message.Conversation == conversation && message.Id > after && (message.OnlyFor is null || message.OnlyFor == viewer)).Take(most)];
            return Task.FromResult(newer);
        }
    }

    /// <summary>What changed after a moment in any conversation, oldest change first.</summary>
    public Task<IReadOnlyList<WebMessage>> ChangedAsync(DateTimeOffset after, int most, CancellationToken ct)
    {
        lock (gate)
        {
            IReadOnlyList<WebMessage> changed = [.. rows.Values.Select(row => row.Message).Where(message => message.ChangedAt > after).OrderBy(message => message.ChangedAt).Take(most)];
            return Task.FromResult(changed);
        }
    }

    private Task<WebMessage?> Update(long id, Func<WebMessage, WebMessage> change)
    {
        lock (gate)
        {
            if (!rows.TryGetValue(id, out var row) || row.Message.Deleted)
            {
                return Task.FromResult<WebMessage?>(null);
            }

            var now = time.GetUtcNow();
            var changed = change(row.Message) with { ChangedAt = now > row.Message.ChangedAt ? now : row.Message.ChangedAt.AddMilliseconds(1) };
            rows[id] = (changed, row.Key);
            Beat();
            return Task.FromResult<WebMessage?>(changed);
        }
    }

    private void Beat() => Interlocked.Exchange(ref next, NewSource()).SetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
