using System.Globalization;

namespace EscalationBot.Bot.Pages;

/// <summary>The figures of some days, as managers see them.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Lines">One for each figure.</param>
/// <param name="Notice">Why other days are shown than were asked for, or null.</param>
public sealed record FiguresModel(PageContext Context, DateOnly From, DateOnly To, IReadOnlyList<FigureLine> Lines, string? Notice)
{
    /// <summary>The days as the query of an address.</summary>
    public string Span => string.Create(CultureInfo.InvariantCulture, $"?from={From:yyyy-MM-dd}&to={To:yyyy-MM-dd}");
}

/// <summary>A figure.</summary>
/// <param name="Name">As the digest calls it.</param>
/// <param name="Value">"41 % (12 of 29)".</param>
/// <param name="Definition">What is counted, of what.</param>
public sealed record FigureLine(string Name, string Value, string Definition);
