using EscalationBot.Core.Organisation.Rota;

namespace EscalationBot.Core.Organisation.People;

/// <summary>What a listed person may be; one person may be several.</summary>
[Flags]
public enum Roles
{
    /// <summary>Not listed.</summary>
    None = 0,

    /// <summary>Talks to clients and asks.</summary>
    Rep = 1,

    /// <summary>Claims and resolves cases.</summary>
    Specialist = 2,

    /// <summary>Sees to queues.</summary>
    Manager = 4,
}

/// <summary>A person whom organisation.yaml lists. Recognised by e-mail on every channel.</summary>
/// <param name="Email">Lower case; the person's key.</param>
/// <param name="Name">As shown.</param>
/// <param name="Roles">At least one.</param>
/// <param name="Queues">Queue ids in which the person works (specialist) or which they see to (manager).</param>
/// <param name="Accounts">Account ids whose cases go to this person first.</param>
/// <param name="Deputy">E-mail of the listed person who stands in, or null.</param>
public sealed record Colleague(
    string Email,
    string Name,
    Roles Roles,
    IReadOnlyList<string> Queues,
    IReadOnlyList<string> Accounts,
    string? Deputy
)
{
    /// <summary>Categories and tags of articles that they know best, lower case.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    /// <summary>BCP 47 tags of the languages that they speak.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>With so many cases of their own they are offered no more; null = there is no such number.</summary>
    public int? MostOpen { get; init; }

    /// <summary>Their own calendar, by which they may be away; null = none is named.</summary>
    public CalendarFile? Calendar { get; init; }

    /// <summary>Whether the person has that role.</summary>
    public bool Is(Roles role) => (Roles & role) != Roles.None;

    /// <summary>Whether the person has that role in that queue.</summary>
    public bool Is(Roles role, string queue) => Is(role) && Queues.Contains(queue, StringComparer.Ordinal);
}
