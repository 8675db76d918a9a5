using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace EscalationBot.Tests.Mutations;

/// <summary>
/// Runs the tests of one mutant after the other in this process, which starts once. Part of the copy that <c>tests/Mutations/run</c> makes,
/// and of nothing else.
/// </summary>
public sealed class MutantRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task All()
    {
        // [[id, filter], ...]; each filter is "FullyQualifiedName~A|FullyQualifiedName~B".
        var asked = JsonSerializer.Deserialize<string[][]>(Environment.GetEnvironmentVariable("ESCALATIONBOT_MUTANTS")!)!;
        var to = Environment.GetEnvironmentVariable("ESCALATIONBOT_MUTANTS_OUT")!;
        var framework = new XunitTestFramework(new Sink(_ => { })) { SourceInformationProvider = new NoSource() };
        var cases = await DiscoverAsync(framework);
        foreach (var (id, filter) in asked.Select(pair => (pair[0], pair[1])))
        {
            var names = filter.Split('|').Select(one => one.Split('~')[1]).ToList();
            var chosen = cases.Where(one => names.Exists(name => NameOf(one).Contains(name, StringComparison.Ordinal))).ToList();
            var watch = Stopwatch.StartNew();
            var (failed, passed, skipped) = (new ConcurrentQueue<string>(), 0, 0);
            var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var executor = framework.GetExecutor(typeof(MutantRun).Assembly.GetName());
            Mutants.Id = id;
            executor.RunTests(
                chosen,
                new Sink(message =>
                {
                    switch (message)
                    {
                        case ITestFailed one:
                            failed.Enqueue($"{one.Test.DisplayName.Split('(')[0].Split('.')[^1]}: {one.Messages.FirstOrDefault()}");
                            break;
                        case ITestPassed:
                            Interlocked.Increment(ref passed);
                            break;
                        case ITestSkipped:
                            Interlocked.Increment(ref skipped);
                            break;
                        case ITestAssemblyFinished:
                            end.TrySetResult();
                            break;
                    }
                }),
                new Options()
            );
            var inTime = await Task.WhenAny(end.Task, Task.Delay(Patience)) == end.Task;
            Mutants.Id = null;
            await File.AppendAllTextAsync(
                to,
                JsonSerializer.Serialize(
                    new
                    {
                        id,
                        passed,
                        failed = failed.Count + (inTime ? 0 : 1),
                        by = failed.FirstOrDefault()?.Split(':')[0] ?? (inTime ? "" : "the clock"),
                        said = string.Join('\n', failed.Take(3)),
                        seconds = watch.Elapsed.TotalSeconds,
                    }
                ) + "\n"
            );
        }
    }

    private static string NameOf(ITestCase one) => $"{one.TestMethod.TestClass.Class.Name}.{one.TestMethod.Method.Name}";

    private static async Task<IReadOnlyList<ITestCase>> DiscoverAsync(XunitTestFramework framework)
    {
        var (found, end) = (new ConcurrentQueue<ITestCase>(), new TaskCompletionSource());
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(typeof(MutantRun).Assembly));
        discoverer.Find(
            includeSourceInformation: false,
            new Sink(message =>
            {
                if (message is ITestCaseDiscoveryMessage one)
                {
                    found.Enqueue(one.TestCase);
                }
                else if (message is IDiscoveryCompleteMessage)
                {
                    end.TrySetResult();
                }
            }),
            new Options()
        );
        await end.Task;
        return [.. found.Where(one => one.TestMethod.TestClass.Class.Name != typeof(MutantRun).FullName)];
    }

    private sealed class Sink(Action<IMessageSinkMessage> take) : IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message)
        {
            take(message);
            return true;
        }
    }

    private sealed class NoSource : ISourceInformationProvider
    {
        public ISourceInformation GetSourceInformation(ITestCase testCase) => new None();

        public void Dispose() { }

        private sealed class None : ISourceInformation
        {
            public string FileName { get; set; } = "";
            public int? LineNumber { get; set; }

            public void Deserialize(IXunitSerializationInfo info) { }

            public void Serialize(IXunitSerializationInfo info) { }
        }
    }

    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out var value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
