using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Observability;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace EscalationBot.Tests.House;

/// <summary>What people run the bot with: alerts, their runbook, the dashboard, the Kubernetes chart, Azure.</summary>
public sealed partial class OperationsTests
{
    private static readonly string[] Elsewhere = ["up", "process_start_time_seconds"];

    private static string Infra(params string[] parts) => Path.Combine([SourceTree.Root, "infra", .. parts]);

    [Fact]
    public void Each_alert_has_its_place_in_the_runbook_with_what_it_means_what_to_do_and_what_people_see()
    {
        var runbook = File.ReadAllText(Infra("RUNBOOK.md"));
        var sections = Regex
            .Split(runbook, "(?m)^## ", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Skip(1)
            .ToDictionary(part => part.Split('\n')[0].Trim());
        var names = new List<string>();
        foreach (var alert in Alerts())
        {
            var name = Text(alert, "alert");
            names.Add(name);
            sections.ShouldContainKey(name);
            foreach (var part in new[] { "**Means**: ", "**Do**: ", "**People see**: " })
            {
                sections[name].ShouldContain(part, customMessage: name);
            }
            Text(Map(alert, "annotations"), "runbook_url").ShouldBe($"RUNBOOK.md#{name.ToLowerInvariant()}");
            Text(Map(alert, "labels"), "severity").ShouldBeOneOf("page", "ticket", "info");
        }
        sections.Keys.ShouldBe(names, ignoreOrder: true);
        // And each is tried: it fires once in the rules' own test.
        var tried = File.ReadAllText(Infra("monitoring", "alerts.test.yaml"));
        names.ShouldAllBe(name => tried.Contains($"name: {name} fires", StringComparison.Ordinal));
        // The runbook is tried: each alert has its drill, and each drill its alert.
        var drills = File.ReadAllText(Path.Combine(SourceTree.Root, "tests", "Faults", "alert-drills.mjs"));
        Regex
            .Matches(drills, @"(?m)^  (EscalationBot\w+): \{", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Select(match => match.Groups[1].Value)
            .ShouldBe(names, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_metric_that_an_alert_or_the_dashboard_reads_exists()
    {
        var known = new HashSet<string>(Elsewhere);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == Telemetry.Name)
            {
                lock (known)
                {
                    known.UnionWith(NamesOf(instrument));
                }
            }
        };
        listener.Start();
        await using var bot = await RunningBot.StartAsync([
            new("Ai:Endpoint", "http://127.0.0.1:9/"),
            new("Ai:ApiKey", "none"),
            new("Ai:ChatModel", "none"),
        ]);
        var text = await bot.Http.GetStringAsync("/metrics");
        known.ShouldContain("escalationbot_outbox_sends_total");
        text.ShouldContain("escalationbot_inbox_failed");

        var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(Infra("monitoring", "dashboard.json")))!;
        var read = Alerts()
            .Select(alert => Text(alert, "expr"))
            .Concat(
                dashboard["panels"]!
                    .AsArray()
                    .SelectMany(panel => panel!["targets"]!.AsArray())
                    .Select(one => one!["expr"]!.GetValue<string>())
            )
            .SelectMany(expression => MetricName().Matches(expression))
            .Select(match => match.Value)
            .Distinct()
            .ToList();
        read.Count.ShouldBeGreaterThan(15);
        read.Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_alert_watches_for_growth_stands_at_zero_before_its_first_event()
    {
        await using var bot = await RunningBot.StartAsync();
        var text = await bot.Http.GetStringAsync("/metrics");
        // Prometheus sees growth only between two values: a counter that is born with 1 has not grown, and the alert would not fire.
        foreach (var alert in Alerts())
        {
            foreach (Match grown in GrowingSeries().Matches(Text(alert, "expr")))
            {
                var results = grown.Groups["result"].Success ? grown.Groups["result"].Value.Split('|') : [""];
                foreach (var result in results)
                {
                    var label = result.Length > 0 ? $"[^\\n]*result=\"{result}\"" : "";
                    Regex
                        .IsMatch(
                            text,
                            $@"(?m)^{grown.Groups["name"].Value}(?:\{{{label}[^\n]*)? 0$",
                            RegexOptions.None,
                            TimeSpan.FromSeconds(5)
                        )
                        .ShouldBeTrue($"{Text(alert, "alert")}: {grown.Value}");
                }
            }
        }
    }

    [Fact]
    public void Promtool_takes_the_rules_and_each_alert_fires_in_its_case_and_none_on_a_calm_day()
    {
        if (Programs.Find("promtool") is not { } promtool)
        {
            return;
        }
        Run(promtool, $"check rules {Infra("monitoring", "alerts.yaml")}").ShouldBe(0);
        Run(promtool, $"test rules {Infra("monitoring", "alerts.test.yaml")}").ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData(
        "organisationConfigMap=organisation;filesClaim=files;ingress.enabled=true;autoscaling.enabled=true;monitoring.enabled=true"
    )]
    public void The_chart_gives_pods_the_least_they_need(string set)
    {
        var values = new ChartValues(File.ReadAllText(Infra("helm", "values.yaml")));
        foreach (var one in $"image.repository=registry/bot;image.digest=sha256:0;{set}".Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            values.Set(one.Split('=')[0], one.Split('=')[1]);
        }
        var objects = Directory
            .GetFiles(Infra("helm", "templates"))
            .Select(file => ChartTemplate.Render(File.ReadAllText(file), values))
            .Where(text => text.Trim().Length > 0)
            .Select(Yaml)
            .ToDictionary(one => Text(one, "kind"));
        objects.ShouldContainKey("PodDisruptionBudget");
        objects.ShouldContainKey("NetworkPolicy");
        objects.ContainsKey("HorizontalPodAutoscaler").ShouldBe(set.Length > 0);
        objects.ContainsKey("Ingress").ShouldBe(set.Length > 0);

        var deployment = Map(objects["Deployment"], "spec");
        deployment.Children.ContainsKey(Key("replicas")).ShouldBe(set.Length == 0); // or it would undo what the autoscaler did
        var pod = Map(Map(deployment, "template"), "spec");
        Text(Map(pod, "securityContext"), "runAsNonRoot").ShouldBe("true");
        Text(pod, "automountServiceAccountToken").ShouldBe("false");
        var containers = List(pod, "containers").Concat(pod.Children.ContainsKey(Key("initContainers")) ? List(pod, "initContainers") : []);
        var volumes = List(pod, "volumes").Select(volume => Text(volume, "name")).ToList();
        foreach (var container in containers)
        {
            var context = Map(container, "securityContext");
            Text(context, "readOnlyRootFilesystem").ShouldBe("true");
            Text(context, "allowPrivilegeEscalation").ShouldBe("false");
            Map(context, "capabilities").Children[Key("drop")].ToString().ShouldBe("[ ALL ]");
            Text(Map(Map(container, "resources"), "limits"), "memory").ShouldNotBeEmpty();
            Text(container, "image").ShouldBe("registry/bot@sha256:0");
            List(container, "volumeMounts").Select(mount => Text(mount, "name")).ShouldBeSubsetOf(volumes);
        }
        var bot = List(pod, "containers").Single();
        Text(Map(Map(bot, "readinessProbe"), "httpGet"), "path").ShouldBe("/health/ready");
        Text(Map(Map(bot, "livenessProbe"), "httpGet"), "path").ShouldBe("/health/live");
        var shipped = File.ReadAllText(Path.Combine(SourceTree.Root, "bot", "appsettings.json"));
        foreach (var name in List(bot, "env").Select(one => Text(one, "name")).Where(name => name.Contains("__", StringComparison.Ordinal)))
        {
            shipped.ShouldContain($"\"{name.Split("__")[^1]}\"", customMessage: $"{name} is no setting");
        }
        // Labels are what everything finds the pods by.
        var labels = Map(Map(Map(deployment, "template"), "metadata"), "labels").ToString();
        Map(Map(deployment, "selector"), "matchLabels").ToString().ShouldBe(labels);
        Map(Map(objects["Service"], "spec"), "selector").ToString().ShouldBe(labels);
        Map(Map(objects["NetworkPolicy"], "spec"), "podSelector").Children[Key("matchLabels")].ToString().ShouldBe(labels);
    }

    [Fact]
    public void Bicep_takes_the_template_without_a_warning()
    {
        if (Programs.Find("bicep") is not { } bicep)
        {
            return;
        }
        Run(bicep, $"lint {Infra("azure", "main.bicep")}").ShouldBe(0);
    }

    private static IEnumerable<YamlMappingNode> Alerts() =>
        List(List(Yaml(File.ReadAllText(Infra("monitoring", "alerts.yaml"))), "groups").Single(), "rules");

    private static IEnumerable<string> NamesOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        name += instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        var kind = instrument.GetType().Name;
        return kind.StartsWith("Histogram", StringComparison.Ordinal) ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"]
            : kind.Contains("Counter", StringComparison.Ordinal) ? [$"{name}_total"]
            : [name];
    }

    private static int Run(string program, string arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var said = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? 0 : throw new ShouldAssertException(said.GetAwaiter().GetResult());
    }

    private static YamlMappingNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlScalarNode Key(string name) => new(name);

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[Key(key)];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node.Children[Key(key)]).Value!;

    private static IEnumerable<YamlMappingNode> List(YamlMappingNode node, string key) =>
        ((YamlSequenceNode)node.Children[Key(key)]).Children.Cast<YamlMappingNode>();

    [GeneratedRegex("""(?:increase|rate)\((?<name>escalationbot_\w+)(?:\{result=~?"(?<result>[^"]+)"\})?\[""", RegexOptions.None, 1000)]
    private static partial Regex GrowingSeries();

    [GeneratedRegex(@"\b(?:escalationbot|process|dotnet)_[a-z_]+\b|\bup\b(?=\{)", RegexOptions.None, 1000)]
    private static partial Regex MetricName();
}
