namespace EscalationBot.Core.Store.Engine;

/// <summary>The worker of a queue in this process, as the store sees it.</summary>
/// <typeparam name="TRow">Its rows.</typeparam>
public interface IReceiver<in TRow>
{
    /// <summary>Keeps room for rows that may come at once; how many of them fit.</summary>
    int Reserve(int most);

    /// <summary>Gives back room that was not needed.</summary>
    void Release(int count);

    /// <summary>Begins to work on a leased row, in room that was reserved.</summary>
    void Take(TRow row);

    /// <summary>Rows of this channel can be worked on now.</summary>
    bool Serves(string channel);
}

/// <summary>
/// The way from a commit to the worker of this process: a row that can be worked on at once is leased in the very transaction that adds it,
/// and handed over in memory after the commit. No second transaction looks for it, and nothing is read again. The lease itself is stored as
/// always, so that a crash leaves what it always left. Only where one process has the database for itself (SQLite): the writes of replicas
/// run side by side, so that none of them could say that a lane is free.
/// </summary>
/// <typeparam name="TRow">Rows of the queue.</typeparam>
public sealed class HandOver<TRow>(DatabaseEngine engine)
{
    private volatile IReceiver<TRow>? _receiver;

    /// <summary>Whether rows can be handed over at all.</summary>
    internal bool IsPossible => engine is DatabaseEngine.Sqlite;

    /// <summary>From now on rows go to this worker; null: to none.</summary>
    public void Attach(IReceiver<TRow>? receiver) => _receiver = IsPossible ? receiver : null;

    /// <summary>Room at the worker while a transaction runs; none when it has enough in hand, or there is none.</summary>
    internal Room Reserve(int most) => new(_receiver, most);

    /// <summary>Reserved room. What is not taken is given back at the end.</summary>
    internal sealed class Room(IReceiver<TRow>? receiver, int most) : IDisposable
    {
        /// <summary>How many rows fit.</summary>
        public int Left { get; private set; } = receiver?.Reserve(most) ?? 0;

        /// <summary>A row of this channel may be leased for the worker.</summary>
        public bool HasFor(string channel) => Left > 0 && channel.Length > 0 && receiver!.Serves(channel);

        /// <summary>Hands over a row, after the commit that leased it.</summary>
        public void Give(TRow row)
        {
            Left--;
            receiver!.Take(row);
        }

        public void Dispose()
        {
            receiver?.Release(Left);
            Left = 0;
        }
    }
}
