using System.Text.RegularExpressions;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// Lines that a program wrote: stack traces and logs. Their numbers are line numbers and sizes, no amounts and no outages.
/// </summary>
internal static partial class CodeMarks
{
    private const int Longest = 2_000;

    /// <summary>Whether a line is of a program.</summary>
    public static bool IsCode(string[] lines, int at)
    {
        var line = lines[at].Length <= Longest ? lines[at] : lines[at][..Longest];
        return Trace().IsMatch(line)
            || Log().IsMatch(line)
            // "java.io.IOException: disk full" heads its trace; alone it is something that a person may say.
            || (Head().IsMatch(line) && (IsTrace(lines, at + 1) || EndsTrace(lines, at)))
            || IsSource(lines, at, line);
    }

    private static bool IsTrace(string[] lines, int at) =>
        at >= 0 && at < lines.Length && lines[at].Length <= Longest && Trace().IsMatch(lines[at]);

    /// <summary>Python names the error below its trace: below a place, or the line of source that was there.</summary>
    private static bool EndsTrace(string[] lines, int at) =>
        IsTrace(lines, at - 1) || (IsPlace(lines, at - 2) && IsSource(lines, at - 1, lines[at - 1]));

    /// <summary>The line of source below a place of Python's.</summary>
    private static bool IsSource(string[] lines, int at, string line) =>
        IsPlace(lines, at - 1) && line.Length <= Longest && line.Length > 0 && (char.IsWhiteSpace(line[0]) || Statement().IsMatch(line));

    private static bool IsPlace(string[] lines, int at) =>
        IsTrace(lines, at) && lines[at].TrimStart().StartsWith("File \"", StringComparison.Ordinal);

    /// <summary>A call, an assignment, a return: no sentence.</summary>
    [GeneratedRegex(
        @"^\s*(?:return|raise|yield|await|with|for|if|assert)\b[^?]*$|^[\w.\[\]'""]+\s*(?:=|\().*[^?.]$",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Statement();

    /// <summary>Java, .NET, JavaScript, Python, Ruby, Go, PHP, C.</summary>
    [GeneratedRegex(
        @"^\s*(?:at\s+(?:async\s+)?[\w.$<>`\[\],+ /-]{1,200}\(.{0,300}\)(?:\s+in\s+.{1,300})?$|at\s+\S{1,300}:\d+(?::\d+)?\)?$"
            + @"|at\s+[\w.$<>`]{3,200}\s+in\s+.{1,300}:line\s+\d+|File\s+"".{1,300}"",\s+line\s+\d+|Traceback \(most recent call last\)"
            + @"|Caused by: \S|\.\.\. \d+ (?:more|common frames)|from\s+\S{1,300}:\d+:in\s|\S{1,300}\.(?:rb|go|php|py|js|ts|java|cs|c|cpp|rs):\d+"
            + @"(?::\d+)?(?::in\b.*|\s\+0x[0-9a-f]+)?$|goroutine \d+ \[|panic: |#\d+\s+(?:0x[0-9a-f]+|\S{1,300}\(\d+\): ))",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Trace();

    /// <summary>A line that begins with a time stamp, or a level in capitals.</summary>
    [GeneratedRegex(
        @"^\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?\S{0,12}\]?\s+\S|\[?(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\]?[:\s]\s*\S"
            + @"|\d{1,3}(?:\.\d{1,3}){3} - \S+ \[|<\?xml\s|[{}\]]\s*,?$)",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Log();

    [GeneratedRegex(
        @"^\s*(?:Exception in thread .{1,200}|Unhandled exception.{0,300}|(?:[\w$]{1,60}\.){0,12}(?:[A-Z][\w$]{1,80})?(?:Exception|Error)\b.{0,500})$",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Head();
}
