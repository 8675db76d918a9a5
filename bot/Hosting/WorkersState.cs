namespace EscalationBot.Bot.Hosting;

/// <summary>How one worker is doing.</summary>
internal sealed class WorkerState(string name)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _running;
    private volatile string? _trouble;
    private volatile int _inHand;

    /// <summary>inbox, outbox or clock.</summary>
    public string Name => name;

    /// <summary>It runs.</summary>
    public bool IsRunning => _running;

    /// <summary>What went wrong last; null since the last success.</summary>
    public string? Trouble => _trouble;

    /// <summary>Rows being worked on.</summary>
    public int InHand
    {
        get => _inHand;
        set => _inHand = value;
    }

    /// <summary>Ends when it runs for the first time.</summary>
    public Task Started => _started.Task;

    public void Start()
    {
        _running = true;
        _started.TrySetResult();
    }

    public void Stop() => _running = false;

    public void Succeeded() => _trouble = null;

    public void Failed(string why) => _trouble = why;
}

/// <summary>How the workers are doing, for /health/ready.</summary>
internal sealed class WorkersState
{
    public WorkerState Inbox { get; } = new("inbox");
    public WorkerState Outbox { get; } = new("outbox");
    public WorkerState Clock { get; } = new("clock");

    /// <summary>The database is open and its schema is ours.</summary>
    public bool IsDatabaseOpen { get; set; }

    public IEnumerable<WorkerState> All => [Inbox, Outbox, Clock];

    /// <summary>Waits until all of them run, for a while: a host that has started has begun to start them, and no more.</summary>
    public Task UntilAllRunAsync(TimeSpan patience, TimeProvider time, CancellationToken ct) =>
        Task.WhenAny(Task.WhenAll(All.Select(worker => worker.Started)), Task.Delay(patience, time, ct));
}
