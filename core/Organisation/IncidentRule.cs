namespace EscalationBot.Core.Organisation;

/// <summary>When alike reports look like one problem: <c>incidents</c> of organisation.yaml.</summary>
public sealed record IncidentRule
{
    /// <summary>From so many accounts (people, where no account is known).</summary>
    public int Accounts { get; init; } = 4;

    /// <summary>Within so long, by the clock and not by opening hours.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What managers write for clients stands on /status.md and /status.atom, which anybody may read.</summary>
    public bool StatusPage { get; init; }
}
