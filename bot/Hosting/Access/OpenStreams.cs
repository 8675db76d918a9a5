using System.Collections.Concurrent;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>Counts the event streams that are open, so that nobody holds more than they need.</summary>
internal sealed class OpenStreams
{
    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>A place, to be given back by disposing of it. Null: whoever it is has as many as they may.</summary>
    public IDisposable? Enter(string who, int most)
    {
        if (_open.AddOrUpdate(who, 1, (_, count) => count + 1) > most)
        {
            Leave(who);
            return null;
        }

        return new Held(this, who);
    }

    private void Leave(string who)
    {
        // Removed at zero and only then: a value that changed meanwhile is looked at again.
        while (_open.TryGetValue(who, out var count))
        {
            if (count > 1 ? _open.TryUpdate(who, count - 1, count) : _open.TryRemove(new(who, count)))
            {
                return;
            }
        }
    }

    private sealed class Held(OpenStreams streams, string who) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                streams.Leave(who);
            }
        }
    }
}
