namespace EscalationBot.Bot.Pages;

/// <summary>Who is there, and who is on call.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Filter">What was asked for.</param>
/// <param name="Queues">Ids and titles to choose from.</param>
/// <param name="Rotas">One for each queue.</param>
/// <param name="People">Of this page, by name.</param>
/// <param name="Count">How many fit on all pages together.</param>
/// <param name="Total">How many the organisation lists.</param>
public sealed record PeopleModel(
    PageContext Context,
    PeopleQuery Filter,
    IReadOnlyList<(string Id, string Title)> Queues,
    IReadOnlyList<RotaLine> Rotas,
    IReadOnlyList<PersonLine> People,
    int Count,
    int Total
)
{
    /// <summary>Address of the people before these; null on the first page.</summary>
    public string? Previous { get; init; }

    /// <summary>Address of the people after these; null on the last page.</summary>
    public string? Next { get; init; }
}

/// <summary>The fields of the filter.</summary>
/// <param name="Words">Each stands in the name, the address, a skill or a language; empty = everybody.</param>
/// <param name="Queue">Id of a queue, or empty.</param>
/// <param name="Page">From 1.</param>
public sealed record PeopleQuery(string Words, string Queue, int Page);

/// <summary>A listed person.</summary>
/// <param name="Name">As shown.</param>
/// <param name="Email">Their address.</param>
/// <param name="Roles">In words.</param>
/// <param name="Queues">Titles.</param>
/// <param name="Channels">On which they were met.</param>
/// <param name="Away">Until when they are away, or from when on they will be; null = they are here.</param>
/// <param name="IsAway">They are away now.</param>
/// <param name="Load">Cases that they work on, of how many at most; empty for who neither has nor takes any.</param>
/// <param name="Open">The same as a number.</param>
/// <param name="IsFull">They are offered no more cases.</param>
public sealed record PersonLine(
    string Name,
    string Email,
    string Roles,
    string Queues,
    string Channels,
    string? Away,
    bool IsAway,
    string Load,
    int Open,
    bool IsFull
);

/// <summary>Who is on call for a queue.</summary>
/// <param name="Id">Of the queue.</param>
/// <param name="Queue">Its title.</param>
/// <param name="File">Of the rota, within the organisation's folder; null = the queue has none.</param>
/// <param name="Now">Who is on call at this moment, the first one first; null = nobody.</param>
/// <param name="Until">When the shift of the first one ends; null = no end is known.</param>
/// <param name="Ahead">The days ahead, in order of time.</param>
public sealed record RotaLine(string Id, string Queue, string? File, string? Now, DateTimeOffset? Until, IReadOnlyList<ShiftLine> Ahead);

/// <summary>A shift that lies ahead, or a time for which the rota names nobody.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end; null = no end is known.</param>
/// <param name="Who">The first one first; null = a gap.</param>
public sealed record ShiftLine(DateTimeOffset From, DateTimeOffset? To, string? Who);
