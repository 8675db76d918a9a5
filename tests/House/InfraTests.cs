using System.Diagnostics;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace EscalationBot.Tests.House;

/// <summary>The files of infra/, checked by the tools that read them where these are installed.</summary>
public sealed class InfraTests
{
    private static string File(string name) => Path.Combine(SourceTree.Root, "infra", name);

    [Fact]
    public void The_compose_file_is_valid()
    {
        if (Programs.Find("docker-compose") is not { } compose)
        {
            return;
        }
        var (code, said) = Run(compose, $"-f {File("compose.yaml")} config -q", ("POSTGRES_PASSWORD", "x"));
        code.ShouldBe(0, said);
        said.ShouldBeEmpty();
    }

    [Fact]
    public void The_compose_file_refuses_to_run_without_a_password()
    {
        if (Programs.Find("docker-compose") is not { } compose)
        {
            return;
        }
        var (code, said) = Run(compose, $"-f {File("compose.yaml")} config -q");
        code.ShouldNotBe(0);
        said.ShouldContain("POSTGRES_PASSWORD");
    }

    [Fact]
    public void The_systemd_unit_is_valid()
    {
        if (Programs.Find("systemd-analyze") is not { } analyze)
        {
            return;
        }
        // It ends with 0 even on a bad unit: only silence is good.
        Run(analyze, $"verify {File("escalationbot.service")}").Said.ShouldBeEmpty();
    }

    [Fact]
    public void The_image_does_not_run_as_root_and_is_watched()
    {
        var lines = System.IO.File.ReadAllLines(File("Dockerfile"));
        lines.Count(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ShouldBe(2);
        Array
            .FindIndex(lines, line => line == "USER $APP_UID")
            .ShouldBeGreaterThan(Array.FindLastIndex(lines, line => line.StartsWith("RUN ", StringComparison.Ordinal)));
        lines.ShouldContain(line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        lines.ShouldContain("RUN install -d -m 0700 -o $APP_UID -g $APP_UID /data");
        foreach (
            var line in lines.Where(line =>
                line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)
            )
        )
        {
            foreach (var source in line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1])
            {
                Path.Exists(Path.Combine(SourceTree.Root, source)).ShouldBeTrue(source);
            }
        }
    }

    /// <summary>A tag is another image tomorrow: there is no default, and one that is given must carry its digest.</summary>
    [Fact]
    public void The_image_is_built_from_images_that_are_pinned_by_digest_only()
    {
        var lines = System.IO.File.ReadAllLines(File("Dockerfile"));
        lines
            .Where(line => line.StartsWith("FROM ", StringComparison.Ordinal))
            .ShouldBe(["FROM ${SDK_IMAGE} AS build", "FROM ${RUNTIME_IMAGE}"]);
        lines.ShouldContain("ARG SDK_IMAGE");
        lines.ShouldContain("ARG RUNTIME_IMAGE");
        var check = lines.Single(line => line.StartsWith("RUN for image in", StringComparison.Ordinal))["RUN ".Length..];
        using var folder = new TemporaryFolder();
        var script = folder.Write("check.sh", check);
        Run("sh", script, ("SDK_IMAGE", "a@sha256:" + new string('0', 64)), ("RUNTIME_IMAGE", "b@sha256:" + new string('0', 64)))
            .Code.ShouldBe(0);
        var (code, said) = Run("sh", script, ("SDK_IMAGE", "a@sha256:" + new string('0', 64)), ("RUNTIME_IMAGE", "b:10.0"));
        code.ShouldBe(1);
        said.ShouldBe("b:10.0 is not pinned by digest: run infra/pin-images.sh");
    }

    [Fact]
    public void Pinning_writes_the_digests_keeps_other_settings_and_stops_where_there_is_none()
    {
        using var folder = new TemporaryFolder();
        System.IO.File.Copy(File("pin-images.sh"), folder.File("pin-images.sh"));
        folder.Write(".env", "POSTGRES_PASSWORD=secret\nREDIS_IMAGE=redis@sha256:old\n");
        folder.Write(
            "bin/docker",
            "#!/bin/sh\n[ \"$1\" = pull ] && exit 0\neval last=\\$$#\nname=${last%:*}\n[ \"$name\" = "
                + "\"$WITHOUT\" ] && { echo local; exit 0; }\necho $name@sha256:$(printf '%064d' 7)\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(folder.File("bin/docker"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        var path = ("PATH", $"{folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}");
        Run("sh", folder.File("pin-images.sh"), path).Code.ShouldBe(0);
        var digest = "@sha256:" + new string('0', 63) + "7";
        System
            .IO.File.ReadAllLines(folder.File(".env"))
            .ShouldBe([
                "POSTGRES_PASSWORD=secret",
                "SDK_IMAGE=mcr.microsoft.com/dotnet/sdk" + digest,
                "RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet" + digest,
                "POSTGRES_IMAGE=postgres" + digest,
                "REDIS_IMAGE=redis" + digest,
            ]);
        var (code, said) = Run("sh", folder.File("pin-images.sh"), path, ("WITHOUT", "postgres"));
        code.ShouldBe(1);
        said.ShouldContain("postgres:17: docker tells no digest (local)");
        System.IO.File.ReadAllText(folder.File(".env")).ShouldContain("POSTGRES_IMAGE=postgres" + digest);
    }

    [Fact]
    public void Every_container_runs_with_the_least_it_needs()
    {
        var text = System.IO.File.ReadAllText(File("compose.yaml"));
        // Compose v2 has no version, and docker-compose 1 takes its absence, too.
        text.ShouldNotMatch(@"(?m)^version:");
        var services = Yaml(text).Children[Key("services")].ShouldBeOfType<YamlMappingNode>();
        services.Children.Count.ShouldBe(3);
        foreach (var (name, node) in services.Children)
        {
            var service = (YamlMappingNode)node;
            string Text(string key) =>
                service.Children.TryGetValue(Key(key), out var value)
                    ? value.ToString()
                    : throw new ShouldAssertException($"{name} has no {key}");
            Text("<<").ShouldBe(Yaml(text).Children[Key("x-hardened")].ToString());
            Text("mem_limit").ShouldMatch(@"^\d+[mg]$");
            int.Parse(Text("pids_limit"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 512);
            Text("tmpfs").ShouldContain("/");
            Text("networks").ShouldNotBeEmpty();
        }
        var hardened = (YamlMappingNode)Yaml(text).Children[Key("x-hardened")];
        hardened.Children[Key("cap_drop")].ShouldBeOfType<YamlSequenceNode>().Children.ShouldHaveSingleItem().ToString().ShouldBe("ALL");
        hardened
            .Children[Key("security_opt")]
            .ShouldBeOfType<YamlSequenceNode>()
            .Children.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("no-new-privileges:true");
        hardened.Children[Key("read_only")].ToString().ShouldBe("true");
        // No tag: what is not pinned leads nowhere.
        text.ShouldNotMatch(@"image: ""?\$\{\w+:-[a-z/]+:\w");
        foreach (var network in new[] { "database", "cache" })
        {
            Yaml(text)
                .Children[Key("networks")]
                .ShouldBeOfType<YamlMappingNode>()
                .Children[Key(network)]
                .ShouldBeOfType<YamlMappingNode>()
                .Children[Key("internal")]
                .ToString()
                .ShouldBe("true");
        }
    }

    [Fact]
    public void Redis_does_not_start_without_a_password()
    {
        var text = System.IO.File.ReadAllText(File("compose.yaml"));
        var command = (YamlSequenceNode)
            ((YamlMappingNode)((YamlMappingNode)Yaml(text).Children[Key("services")]).Children[Key("redis")]).Children[Key("command")];
        command.Children.Take(2).Select(part => part.ToString()).ShouldBe(["sh", "-euc"]);
        using var folder = new TemporaryFolder();
        // Stands in for Redis and shows what it was given.
        folder.Write("redis-server", "#!/bin/sh\necho \"$@\"\ncat\n");
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(folder.File("redis-server"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        folder.Write("run.sh", command.Children[2].ToString().Replace("$$", "$", StringComparison.Ordinal));
        var path = ("PATH", $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}");
        Run("sh", $"-eu {folder.File("run.sh")}", path, ("REDIS_PASSWORD", "")).Said.ShouldContain("REDIS_PASSWORD: set it in infra/.env");
        Run("sh", $"-eu {folder.File("run.sh")}", path, ("REDIS_PASSWORD", "s3cret"))
            .Said.ShouldBe("- --save  --appendonly no --maxmemory 128mb --maxmemory-policy allkeys-lru\nrequirepass s3cret");
    }

    /// <summary>What the Dockerfile leaves out of the build is missed in the image only: the program's build says so instead.</summary>
    [Fact]
    public void The_build_fails_when_a_part_of_the_Teams_package_is_missing()
    {
        using var folder = new TemporaryFolder();
        var project = Path.Combine(SourceTree.Root, "bot", "EscalationBot.Bot.csproj");
        var (code, said) = Run(
            "dotnet",
            $"msbuild {project} -t:CheckTeamsManifests -nologo -v:q -nodeReuse:false -p:TeamsManifests={folder.Path}"
        );
        code.ShouldNotBe(0);
        foreach (var file in new[] { "manifest.json", "color.png", "outline.png" })
        {
            said.ShouldContain($"{file} is missing; without it the verb pack could not write the Teams app package.");
        }
        System.IO.File.ReadAllLines(File("Dockerfile")).ShouldContain("COPY manifests/ manifests/");
        System.IO.File.ReadAllLines(File("Dockerfile.dockerignore")).ShouldContain("!manifests");
    }

    [Theory]
    [InlineData("infra/.env")]
    [InlineData("infra/secrets/Slack__BotToken")]
    [InlineData("infra/organisation/organisation.yaml")]
    [InlineData("data/escalation.db")]
    public void Git_ignores_what_belongs_to_one_deployment(string path)
    {
        if (!Path.Exists(Path.Combine(SourceTree.Root, ".git")))
        {
            return;
        }
        Run("git", $"-C {SourceTree.Root} check-ignore -q {path}").Code.ShouldBe(0);
    }

    /// <summary>Least rights, and code that nobody can exchange: actions by commit, no rights but those that a job names.</summary>
    [Fact]
    public void Workflows_name_their_rights_and_pin_their_actions()
    {
        var folder = Path.Combine(SourceTree.Root, ".github", "workflows");
        foreach (var file in System.IO.Directory.GetFiles(folder))
        {
            var text = System.IO.File.ReadAllText(file);
            text.ShouldContain("\npermissions: {}\n", customMessage: file);
            foreach (
                System.Text.RegularExpressions.Match used in System.Text.RegularExpressions.Regex.Matches(
                    text,
                    @"uses: (\S+)(.*)",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(5)
                )
            )
            {
                used.Groups[1].Value.ShouldMatch("^[a-z-]+/[a-z-]+@[0-9a-f]{40}$", file);
                used.Groups[2].Value.ShouldMatch(@"^ # v\d+\.\d+\.\d+$", file);
            }
            text.ShouldNotContain("pull_request_target", customMessage: file);
            // What others chose (names of branches and pull requests) never becomes a part of a script.
            System
                .Text.RegularExpressions.Regex.IsMatch(
                    text,
                    @"run:.*\$\{\{ github\.(event|head_ref)",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(5)
                )
                .ShouldBeFalse(file);
            Yaml(text)
                .Children[Key("jobs")]
                .ShouldBeOfType<YamlMappingNode>()
                .Children.Values.Cast<YamlMappingNode>()
                .ShouldAllBe(job => job.Children.ContainsKey(Key("permissions")) && job.Children.ContainsKey(Key("timeout-minutes")));
        }
        System.IO.File.ReadAllText(Path.Combine(folder, "release.yml")).ShouldContain("infra/release.sh");
        System.IO.File.ReadAllText(File("release.sh")).ShouldContain("dotnet-CycloneDX");
        System.IO.File.ReadAllText(Path.Combine(SourceTree.Root, ".config", "dotnet-tools.json")).ShouldContain("\"cyclonedx\"");
    }

    [Fact]
    public void The_dev_container_works_on_the_pinned_image_of_the_sdk()
    {
        var folder = Path.Combine(SourceTree.Root, ".devcontainer");
        using var container = System.Text.Json.JsonDocument.Parse(
            System.IO.File.ReadAllText(Path.Combine(folder, "devcontainer.json")),
            new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip }
        );
        var compose = container.RootElement.GetProperty("dockerComposeFile").GetString()!;
        var services = Yaml(System.IO.File.ReadAllText(Path.Combine(folder, compose))).Children[Key("services")];
        var service = (YamlMappingNode)services[Key(container.RootElement.GetProperty("service").GetString()!)];
        service.Children[Key("image")].ToString().ShouldStartWith("${SDK_IMAGE:-");
        service.Children[Key("volumes")].ToString().ShouldContain($"..:{container.RootElement.GetProperty("workspaceFolder").GetString()}");
    }

    private static YamlMappingNode Yaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlScalarNode Key(string name) => new(name);

    private static (int Code, string Said) Run(string program, string arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, said.Trim());
    }
}
