namespace EscalationBot.Core.Cases;

/// <summary>What became of a promise.</summary>
public enum PromiseState
{
    /// <summary>Its time has not come.</summary>
    Open,

    /// <summary>Kept: the case was resolved, or somebody said so, before its time.</summary>
    Kept,

    /// <summary>Its time passed.</summary>
    Broken,

    /// <summary>Another one was given before its time passed.</summary>
    Moved,
}

/// <summary>A time that was promised to the rep or the client in somebody's words.</summary>
/// <param name="Words">The sentence that promised it.</param>
/// <param name="By">Who promised.</param>
/// <param name="At">When.</param>
/// <param name="DueAt">By when.</param>
public sealed record Promise(string Words, Party By, DateTimeOffset At, DateTimeOffset DueAt)
{
    /// <summary>What became of it.</summary>
    public PromiseState State { get; init; } = PromiseState.Open;
}
