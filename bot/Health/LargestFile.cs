using System.Runtime.InteropServices;

namespace EscalationBot.Bot.Health;

/// <summary>
/// A write beyond the largest size of files that the system allows this process (<c>ulimit -f</c>) ends it by a signal, without a word.
/// Taken note of, the write fails instead, and the database says so in words.
/// </summary>
internal static class LargestFile
{
    /// <summary>SIGXFSZ of Linux and macOS; .NET has no name for it.</summary>
    private const int Signal = 25;

    /// <summary>For as long as the result lives.</summary>
    public static PosixSignalRegistration? OutliveSignal() =>
        OperatingSystem.IsLinux() || OperatingSystem.IsMacOS()
            ? PosixSignalRegistration.Create((PosixSignal)Signal, context => context.Cancel = true)
            : null;
}
