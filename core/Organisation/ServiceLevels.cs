using System.Diagnostics;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Organisation;

/// <summary>The four priorities as files and stores write them.</summary>
public static class Priorities
{
    /// <summary>From most to least urgent.</summary>
    public static IReadOnlyList<string> All { get; } = ["p1", "p2", "p3", "p4"];

    /// <summary>What a case gets when nobody says otherwise.</summary>
    public const string Usual = "p3";

    /// <summary>0 for p1 to 3 for p4; unknown text and null count as <see cref="Usual"/>.</summary>
    public static int Rank(string? priority) =>
        priority switch
        {
            "p1" => 0,
            "p2" => 1,
            "p4" => 3,
            _ => 2,
        };
}

/// <summary>In which time a priority's clocks run.</summary>
public enum ServiceClock
{
    /// <summary>While the organisation is open.</summary>
    Hours,

    /// <summary>Around the clock, nights and holidays too; a day is 24 hours.</summary>
    Always,
}

/// <summary>What is promised for one priority, in the time of <see cref="Clock"/>.</summary>
/// <param name="Claim">From hand-over until somebody owns it.</param>
/// <param name="Update">Between two words to the rep.</param>
/// <param name="Resolve">From hand-over until it is resolved.</param>
public sealed record ServiceLevel(BusinessTime Claim, BusinessTime Update, BusinessTime Resolve)
{
    /// <summary>In which time all three run.</summary>
    public ServiceClock Clock { get; init; }

    /// <summary>The calendar in which they run.</summary>
    /// <param name="hours">The organisation's.</param>
    public BusinessCalendar CalendarIn(BusinessCalendar hours) => Clock is ServiceClock.Always ? BusinessCalendar.Always : hours;
}

/// <summary>
/// What a queue promises, complete: what its files leave out was filled in from the default queue, then from <see cref="Standard"/>.
/// </summary>
public sealed record ServiceLevels(ServiceLevel P1, ServiceLevel P2, ServiceLevel P3, ServiceLevel P4)
{
    /// <summary>Used where an organisation states none.</summary>
    public static ServiceLevels Standard { get; } =
        new(
            new(BusinessTime.OfMinutes(5), BusinessTime.OfHours(1), BusinessTime.OfHours(4)),
            new(BusinessTime.OfMinutes(15), BusinessTime.OfDays(1), BusinessTime.OfDays(1)),
            new(BusinessTime.OfHours(1), BusinessTime.OfDays(1), BusinessTime.OfDays(3)),
            new(BusinessTime.OfHours(4), BusinessTime.OfDays(2), BusinessTime.OfDays(5))
        );

    /// <summary>Some of its clocks run around the clock.</summary>
    public bool IsAroundTheClock => new[] { P1, P2, P3, P4 }.Any(level => level.Clock is ServiceClock.Always);

    /// <summary>The level of <c>p1</c> to <c>p4</c>.</summary>
    public ServiceLevel For(string priority) =>
        Priorities.Rank(priority) switch
        {
            0 => P1,
            1 => P2,
            2 => P3,
            3 => P4,
            _ => throw new UnreachableException(),
        };
}
