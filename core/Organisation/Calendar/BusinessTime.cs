using System.Globalization;
using System.Runtime.InteropServices;

namespace EscalationBot.Core.Organisation.Calendar;

/// <summary>A length of working time as the organisation's files write it: <c>5m</c>, <c>1h</c>, <c>2d</c>, or several together, <c>1d
/// 4h</c>.
/// Minutes and hours run only while the organisation is open; <c>d</c> is one business day (see
/// <see cref="BusinessCalendar.Add"/>).</summary>
/// <param name="Days">Whole business days.</param>
/// <param name="Time">Open time that is added after the days.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BusinessTime(int Days, TimeSpan Time)
{
    /// <summary>Nobody promises more than ten years; the bound keeps calendar arithmetic finite.</summary>
    private const int MostOfAUnit = 3650;

    /// <summary>So many minutes of open time.</summary>
    public static BusinessTime OfMinutes(int minutes) => new(0, TimeSpan.FromMinutes(minutes));

    /// <summary>So many hours of open time.</summary>
    public static BusinessTime OfHours(int hours) => new(0, TimeSpan.FromHours(hours));

    /// <summary>So many business days.</summary>
    public static BusinessTime OfDays(int days) => new(days, TimeSpan.Zero);

    /// <summary>Reads <c>15m</c>, <c>1h 30m</c>, <c>2d</c>; false for anything else, and for nothing at all ("0m").</summary>
    public static bool TryParse(string text, out BusinessTime value)
    {
        value = default;
        var days = 0;
        var time = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (
                digits is < 1 or > 4
                || !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count > MostOfAUnit
            )
            {
                return false;
            }

            switch (rest[digits])
            {
                case 'm':
                    time += TimeSpan.FromMinutes(count);
                    break;
                case 'h':
                    time += TimeSpan.FromHours(count);
                    break;
                case 'd':
                    days += count;
                    break;
                default:
                    return false;
            }

            rest = rest[(digits + 1)..].TrimStart();
        }

        value = new(days, time);
        return days is > 0 and <= MostOfAUnit || (days == 0 && time > TimeSpan.Zero);
    }

    /// <summary>The same text form that <see cref="TryParse"/> reads: "1d 4h 30m".</summary>
    public override string ToString()
    {
        var hours = (int)Time.TotalHours;
        string?[] parts = [Part(Days, 'd'), Part(hours, 'h'), Part(Time.Minutes, 'm')];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private static string? Part(int count, char unit) => count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
}
