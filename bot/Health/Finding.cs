namespace EscalationBot.Bot.Health;

/// <summary>How a check ended.</summary>
internal enum Level
{
    Ok,
    Off,
    Warn,
    Fail,
}

/// <summary>One line of the doctor's.</summary>
/// <param name="Level">How it is.</param>
/// <param name="Part">Of what.</param>
/// <param name="What">A sentence.</param>
/// <param name="Fix">What to do; empty when there is nothing to do.</param>
internal sealed record Finding(Level Level, string Part, string What, string Fix)
{
    public static Finding Ok(string part, string what) => new(Level.Ok, part, what, "");

    public static Finding Off(string part, string what) => new(Level.Off, part, what, "");

    public override string ToString() => $"{Level.ToString().ToLowerInvariant(), -5} {Part, -13} {What}{(Fix.Length > 0 ? " " + Fix : "")}";
}
