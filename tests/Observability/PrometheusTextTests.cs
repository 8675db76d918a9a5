using System.Diagnostics.Metrics;
using EscalationBot.Bot.Observability;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Observability;

public sealed class PrometheusTextTests
{
    private readonly IMeterFactory _factory = Factory();

    [Fact]
    public void Counters_add_up_by_label_and_end_in_total()
    {
        using var text = new PrometheusText(_factory);
        var metrics = new BotMetrics(_factory);
        metrics.Received("slack", isNew: true);
        metrics.Received("slack", isNew: true);
        metrics.Received("slack", isNew: false);
        var written = text.Write();
        written.ShouldContain(
            "# HELP escalationbot_inbox_received_total Deliveries that channels handed in; result is new or "
                + "repeated.\n# TYPE escalationbot_inbox_received_total counter\n"
        );
        written.ShouldContain("escalationbot_inbox_received_total{channel=\"slack\",result=\"new\"} 2\n");
        written.ShouldContain("escalationbot_inbox_received_total{channel=\"slack\",result=\"repeated\"} 1\n");
    }

    [Fact]
    public void Histogram_buckets_are_cumulative_and_a_value_on_a_bound_belongs_to_it()
    {
        using var text = new PrometheusText(_factory);
        var histogram = _factory
            .Create(Telemetry.Name)
            .CreateHistogram("wait", "s", "Help.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        histogram.Record(1);
        histogram.Record(1.5);
        histogram.Record(9);
        text.Write()
            .ShouldBe(
                "# HELP wait_seconds Help.\n# TYPE wait_seconds histogram\nwait_seconds_bucket{le=\"1\"} "
                    + "1\nwait_seconds_bucket{le=\"2\"} 2\nwait_seconds_bucket{le=\"+Inf\"} 3\nwait_seconds_sum "
                    + "11.5\nwait_seconds_count 3\n"
            );
    }

    [Fact]
    public void A_gauge_that_is_no_longer_reported_disappears()
    {
        using var text = new PrometheusText(_factory);
        List<Measurement<long>> open = [new(3, new KeyValuePair<string, object?>("queue", "billing"))];
        _factory.Create(Telemetry.Name).CreateObservableGauge("open", () => open, null, "Open.");
        text.Write().ShouldContain("open{queue=\"billing\"} 3");
        open.Clear();
        text.Write().ShouldNotContain("billing");
    }

    [Fact]
    public void Labels_with_quotes_backslashes_and_line_breaks_stay_one_line()
    {
        using var text = new PrometheusText(_factory);
        _factory
            .Create(Telemetry.Name)
            .CreateCounter<long>("odd", null, "Odd\nhelp \\ here.")
            .Add(1, new KeyValuePair<string, object?>("who.is", "a\"b\\c\nd"));
        text.Write()
            .ShouldBe("# HELP odd_total Odd\\nhelp \\\\ here.\n# TYPE odd_total counter\nodd_total{who_is=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    [Fact]
    public void Ever_new_labels_are_counted_together_after_a_bound()
    {
        using var text = new PrometheusText(_factory);
        var counter = _factory.Create(Telemetry.Name).CreateCounter<long>("many");
        for (var i = 0; i < 2000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }
        var lines = text.Write().Split('\n');
        lines.Length.ShouldBeLessThan(600);
        lines.ShouldContain("many_total{overflow=\"true\"} 1500");
    }

    [Fact]
    public void Another_hosts_meters_are_not_shown()
    {
        using var text = new PrometheusText(_factory);
        Factory().Create(Telemetry.Name).CreateCounter<long>("foreign").Add(1);
        text.Write().ShouldBeEmpty();
    }

    private static IMeterFactory Factory() =>
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
