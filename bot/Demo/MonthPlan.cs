using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Demo;

/// <summary>How large a played month is.</summary>
internal sealed record MonthPlan
{
    /// <summary>The same seed plays the same month.</summary>
    public ulong Seed { get; init; } = 17;

    /// <summary>People who ask.</summary>
    public int Reps { get; init; } = 200;

    /// <summary>People who solve.</summary>
    public int Specialists { get; init; } = 25;

    /// <summary>People who see to queues.</summary>
    public int Managers { get; init; } = 4;

    /// <summary>Clients.</summary>
    public int Accounts { get; init; } = 30;

    /// <summary>The first day, in the organisation's zone.</summary>
    public DateOnly From { get; init; } = new(2026, 10, 12);

    /// <summary>When it ends; null: after 30 days.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Questions of one rep on a working day, on average.</summary>
    public double QuestionsPerDay { get; init; } = 0.7;

    /// <summary>
    /// Where people are: false, all on the web chat of the program itself; true, reps on Teams, specialists on Slack, the others on the
    /// web, with platforms that keep what is sent in memory.
    /// </summary>
    public bool OnPlatforms { get; init; }

    /// <summary>The channel of reps.</summary>
    public string RepsOn => OnPlatforms ? ChannelNames.Teams : ChannelNames.Web;

    /// <summary>The channel of specialists and queues.</summary>
    public string SpecialistsOn => OnPlatforms ? ChannelNames.Slack : ChannelNames.Web;
}
