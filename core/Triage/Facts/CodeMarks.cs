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
            || (Head().IsMatch(line) && at + 1 < lines.Length && Trace().IsMatch(lines[at + 1].Length <= Longest ? lines[at + 1] : ""));
    }

    /// <summary>Java, .NET, JavaScript, Python, Ruby, Go, PHP, C.</summary>
    [GeneratedRegex(
        @"^\s*(?:at\s+(?:async\s+)?[\w.$<>`\[\],+ /-]{1,200}\(.{0,300}\)(?:\s+in\s+.{1,300})?$|at\s+\S{1,300}:\d+(?::\d+)?\)?$"
            + @"|at\s+[\w.$<>`]{3,200}\s+in\s+.{1,300}:line\s+\d+|File\s+"".{1,300}"",\s+line\s+\d+|Traceback \(most recent call last\)"
            + @"|Caused by: \S|\.\.\. \d+ (?:more|common frames)|from\s+\S{1,300}:\d+:in\s|\S{1,300}\.(?:rb|go|php|py|js|ts|java|cs|c|cpp|rs):\d+"
            + @"(?::\d+)?(?::in\b.*|\s\+0x[0-9a-f]+)?$|goroutine \d+ \[|panic: |#\d+\s+(?:0x[0-9a-f]+|\S{1,300}\(\d+\): ))",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Trace();

    /// <summary>A line that begins with a time stamp, or a level in capitals.</summary>
    [GeneratedRegex(
        @"^\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?\S{0,12}\]?\s+\S|\[?(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL)\]?[:\s]\s*\S"
            + @"|\d{1,3}(?:\.\d{1,3}){3} - \S+ \[|<\?xml\s|[{}\]]\s*,?$)",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Log();

    [GeneratedRegex(
        @"^\s*(?:Exception in thread .{1,200}|Unhandled exception.{0,300}|(?:[\w$]{1,60}\.){0,12}[A-Z][\w$]{1,80}(?:Exception|Error)\b.{0,500})$",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Head();
}
