using System.Diagnostics;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>The files of infra/, checked by the tools that read them where these are installed.</summary>
public sealed class InfraTests
{
    private static string File(string name) => Path.Combine(SourceTree.Root, "infra", name);

    [Fact]
    public void The_compose_file_is_valid()
    {
        if (Programs.Find("docker-compose") is not { } compose) return;
        var (code, said) = Run(compose, $"-f {File("compose.yaml")} config -q", ("POSTGRES_PASSWORD", "x"));
        code.ShouldBe(0, said);
        said.ShouldBeEmpty();
    }

    [Fact]
    public void The_compose_file_refuses_to_run_without_a_password()
    {
        if (Programs.Find("docker-compose") is not { } compose) return;
        var (code, said) = Run(compose, $"-f {File("compose.yaml")} config -q");
        code.ShouldNotBe(0);
        said.ShouldContain("POSTGRES_PASSWORD");
    }

    [Fact]
    public void The_systemd_unit_is_valid()
    {
        if (Programs.Find("systemd-analyze") is not { } analyze) return;
        // It ends with 0 even on a bad unit: only silence is good.
        Run(analyze, $"verify {File("escalationbot.service")}").Said.ShouldBeEmpty();
    }

    [Fact]
    public void The_image_does_not_run_as_root_and_is_watched()
    {
        var lines = System.IO.File.ReadAllLines(File("Dockerfile"));
        lines.Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ShouldBe(2);
        Array.FindIndex(lines, line => line == "USER $APP_UID").ShouldBeGreaterThan(Array.FindLastIndex(lines, line => line.StartsWith("RUN ", StringComparison.Ordinal)));
        lines.ShouldContain(line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        foreach (var line in lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)))
        {
            foreach (var source in line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1]) Path.Exists(Path.Combine(SourceTree.Root, source)).ShouldBeTrue(source);
        }
    }

    private static (int Code, string Said) Run(string program, string arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, said.Trim());
    }
}
