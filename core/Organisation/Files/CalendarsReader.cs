using System.Buffers;
using EscalationBot.Core.Organisation.Rota;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads the calendar files (.ics) that organisation.yaml names, each once.</summary>
/// <param name="readText">A file of the folder, or null; what is wrong with its bytes is told there.</param>
/// <param name="exists">Whether the folder holds the file.</param>
/// <param name="problems">Where to tell.</param>
/// <param name="zone">Of times that name no zone.</param>
/// <param name="now">What is over is not looked at closely.</param>
internal sealed class CalendarsReader(
    Func<string, string?> readText,
    Func<string, bool> exists,
    ProblemList problems,
    TimeZoneInfo zone,
    DateTimeOffset? now
)
{
    /// <summary>Letters of other systems' paths, and of none.</summary>
    private static readonly SearchValues<char> Foreign = SearchValues.Create("\\:*?\"<>|\0");

    private readonly SortedDictionary<string, CalendarFile?> _read = new(StringComparer.Ordinal);

    /// <summary>Every file that is named, whether it is there or not.</summary>
    public IReadOnlyList<string> Files => [.. _read.Keys];

    /// <summary>The moment for which the folder is read; null = nobody asks what is past.</summary>
    public DateTimeOffset? Now => now;

    /// <summary>The calendar that a key names; null when there is none, or none that can be used, which is told.</summary>
    public (string File, CalendarFile Calendar)? Open(MapReader map, string key, string example)
    {
        map.Find(key, "calendar file");
        if (map.Text(key, example) is not { } file)
        {
            return null;
        }

        if (!IsInside(file))
        {
            map.Error(
                map.LineOf(key),
                $"'{file}' is no calendar file of this folder.",
                $"Write a path below the folder of organisation.yaml that ends in .ics: {key}: {example}"
            );
            return null;
        }

        if (!_read.TryGetValue(file, out var calendar))
        {
            calendar = _read[file] = Read(map, key, file);
        }

        return calendar is null ? null : (file, calendar);
    }

    /// <summary>Below the folder, by its words alone: no way up, no root, no drive.</summary>
    private static bool IsInside(string file) =>
        file.EndsWith(".ics", StringComparison.OrdinalIgnoreCase)
        && file.Length <= 200
        && !file.AsSpan().ContainsAny(Foreign)
        && file.Split('/').All(part => part.Length > 0 && part is not ("." or ".."));

    private CalendarFile? Read(MapReader map, string key, string file)
    {
        if (!exists(file))
        {
            map.Error(map.LineOf(key), $"There is no {file} in the folder.", $"Put the calendar there, or leave {key} out.");
            return null;
        }

        if (readText(file) is not { } text)
        {
            return null;
        }

        var found = new List<CalendarProblem>();
        var calendar = CalendarFile.Load(text, zone, now ?? DateTimeOffset.UnixEpoch, found);
        foreach (var problem in found)
        {
            problems.Error(file, problem.Line, problem.What, problem.Fix);
        }

        return calendar;
    }
}
