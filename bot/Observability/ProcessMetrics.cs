using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EscalationBot.Bot.Observability;

/// <summary>Memory, processor time and start of the process, under the names that Prometheus' own clients use.</summary>
internal static class ProcessMetrics
{
    public static void AddTo(Meter meter)
    {
        meter.CreateObservableCounter(
            "process.cpu",
            () => Environment.CpuUsage.TotalTime.TotalSeconds,
            "s",
            "Processor time used, user and system."
        );
        meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Resident memory.");
        meter.CreateObservableGauge("process.start_time", StartTime, "s", "Start of the process as Unix time.");
        meter.CreateObservableGauge("dotnet.gc.heap", () => GC.GetTotalMemory(forceFullCollection: false), "By", "Managed memory in use.");
        meter.CreateObservableCounter("dotnet.gc.collections", Collections, "{collection}", "Garbage collections by generation.");
    }

    private static double StartTime()
    {
        using var self = Process.GetCurrentProcess();
        return new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
    }

    private static IEnumerable<Measurement<long>> Collections() =>
        Enumerable
            .Range(0, GC.MaxGeneration + 1)
            .Select(generation => new Measurement<long>(
                GC.CollectionCount(generation),
                new KeyValuePair<string, object?>("generation", generation)
            ));
}
