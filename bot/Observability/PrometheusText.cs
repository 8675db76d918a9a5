using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace EscalationBot.Bot.Observability;

/// <summary>
/// Collects what this host's meters report and writes it in Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/), with OpenTelemetry's rules for names: dots become underscores, the unit
/// and <c>_total</c> are appended.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>More series than this per instrument are counted together: a label with ever new values must not eat the memory.</summary>
    private const int MostSeries = 500;

    private static readonly string[] MeterNames = [Telemetry.Name, "Microsoft.AspNetCore.Hosting"];
    private static readonly double[] DefaultBounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, Family> _families = new();

    public PrometheusText(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            // Meters of one host carry its factory as scope: two hosts in one process (tests) do not mix.
            if (ReferenceEquals(instrument.Meter.Scope, factory) && MeterNames.Contains(instrument.Meter.Name, StringComparer.Ordinal))
            {
                self.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, Family.Of));
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((Family)state!).Add(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Family)state!).Add(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((Family)state!).Add(value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>The series is there from now on, at zero.</summary>
    public void Expect(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (_families.TryGetValue(instrument, out var family))
        {
            family.Expect(labels);
        }
    }

    /// <summary>Everything as of now.</summary>
    public string Write()
    {
        foreach (var family in _families.Values)
        {
            family.ForgetGauges();
        }
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            family.Write(text);
        }
        return text.ToString();
    }

    /// <summary>All series of one instrument.</summary>
    private sealed class Family(string name, string kind, string help, double[]? bounds, bool absolute)
    {
        private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

        public string Name => name;

        public static Family Of(Instrument instrument)
        {
            var kind = instrument.GetType().Name.Split('`')[0];
            var isCounter = kind is "Counter" or "ObservableCounter";
            var isHistogram = kind == "Histogram";
            var bounds = isHistogram
                ? (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? DefaultBounds
                : null;
            var absolute = kind.StartsWith("Observable", StringComparison.Ordinal) || kind == "Gauge";
            return new Family(
                NameOf(instrument, isCounter),
                isCounter ? "counter"
                    : isHistogram ? "histogram"
                    : "gauge",
                instrument.Description ?? instrument.Name,
                bounds,
                absolute
            );
        }

        public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = LabelsOf(tags);
            if (!_series.TryGetValue(labels, out var found))
            {
                if (_series.Count >= MostSeries)
                {
                    labels = "overflow=\"true\"";
                }
                found = _series.GetOrAdd(labels, _ => new Series(bounds));
            }
            found.Add(value, absolute);
        }

        public void Expect(ReadOnlySpan<KeyValuePair<string, object?>> tags) => _series.TryAdd(LabelsOf(tags), new Series(bounds));

        /// <summary>A gauge that is no longer reported (a queue that is empty now) must not stay at its last value.</summary>
        public void ForgetGauges()
        {
            if (absolute)
            {
                _series.Clear();
            }
        }

        public void Write(StringBuilder text)
        {
            if (_series.IsEmpty)
            {
                return;
            }
            text.Append("# HELP ")
                .Append(name)
                .Append(' ')
                .Append(help.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings("\\n"))
                .Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(kind).Append('\n');
            foreach (var (labels, values) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                values.Write(text, name, labels);
            }
        }

        private static string NameOf(Instrument instrument, bool isCounter)
        {
            var name = new StringBuilder(instrument.Name.Replace('.', '_').Replace('-', '_'));
            var unit = instrument.Unit switch
            {
                "s" => "_seconds",
                "By" => "_bytes",
                _ => "",
            };
            if (unit.Length > 0 && !instrument.Name.EndsWith(unit, StringComparison.Ordinal))
            {
                name.Append(unit);
            }
            return isCounter ? name.Append("_total").ToString() : name.ToString();
        }

        private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.IsEmpty)
            {
                return "";
            }
            var text = new StringBuilder();
            foreach (var (key, value) in tags)
            {
                if (value is null)
                {
                    continue;
                }
                if (text.Length > 0)
                {
                    text.Append(',');
                }
                text.Append(key.Replace('.', '_').Replace('-', '_')).Append("=\"");
                var words = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                text.Append(
                        words
                            .Replace("\\", @"\\", StringComparison.Ordinal)
                            .Replace("\"", "\\\"", StringComparison.Ordinal)
                            .ReplaceLineEndings("\\n")
                    )
                    .Append('"');
            }
            return text.ToString();
        }
    }

    /// <summary>One line, or one histogram.</summary>
    private sealed class Series(double[]? bounds)
    {
        private readonly Lock _guard = new();
        private readonly long[] _buckets = new long[(bounds?.Length ?? 0) + 1];
        private double _sum;
        private long _count;

        public void Add(double value, bool absolute)
        {
            lock (_guard)
            {
                _sum = absolute ? value : _sum + value;
                _count++;
                if (bounds is null)
                {
                    return;
                }
                var bucket = Array.FindIndex(bounds, bound => value <= bound);
                _buckets[bucket < 0 ? bounds.Length : bucket]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (_guard)
            {
                if (bounds is null)
                {
                    Line(text, name, labels, _sum);
                    return;
                }
                var comma = labels.Length > 0 ? "," : "";
                long below = 0;
                for (var i = 0; i < bounds.Length; i++)
                {
                    below += _buckets[i];
                    Line(text, name + "_bucket", $"{labels}{comma}le=\"{bounds[i].ToString(CultureInfo.InvariantCulture)}\"", below);
                }
                Line(text, name + "_bucket", $"{labels}{comma}le=\"+Inf\"", _count);
                Line(text, name + "_sum", labels, _sum);
                Line(text, name + "_count", labels, _count);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
            {
                text.Append('{').Append(labels).Append('}');
            }
            text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }
    }
}
