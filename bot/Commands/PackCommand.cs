using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels.Slack;
using EscalationBot.Bot.Channels.Teams;

namespace EscalationBot.Bot.Commands;

/// <summary><c>pack</c>: what an administrator uploads to Teams and pastes into Slack, for one deployment.</summary>
internal static class PackCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var to = new Option<string>("--out") { Description = "Folder for the files; made when missing.", HelpName = "DIR", Required = true };
        var url = new Option<Uri>("--url") { Description = "The public address of the bot, https.", HelpName = "https://HOST", Required = true, CustomParser = Address };
        var command = new Command("pack", "Writes the Teams app package (needs Teams:AppId) and the Slack manifest for this deployment.") { to, url };
        command.SetAction((parsed, ct) => RunAsync(GivenSettings.Read(parsed, set), Path.GetFullPath(parsed.GetValue(to)!), parsed.GetValue(url)!, parsed.InvocationConfiguration.Output, ct));
        root.Add(command);
    }

    private static Uri? Address(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.PathAndQuery == "/" && url.UserInfo.Length == 0) return url;
        result.AddError($"--url {text}: write the public address without a path, e.g. https://bot.example.com.");
        return null;
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, string folder, Uri url, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(given, ["Teams", "Slack"], _ => { });
        var configuration = services.GetRequiredService<IConfiguration>();
        var appId = TeamsOptions.From(configuration).AppId;
        if (appId.Length > 0 && !Guid.TryParse(appId, out _)) throw new WrongUseException($"Teams:AppId: write the application (client) id, a GUID, not \"{appId}\".");
        await VerbFiles.WritingAsync(async () =>
        {
            Directory.CreateDirectory(folder);
            await WriteSlackAsync(Path.Combine(folder, "slack-manifest.json"), url, SlackOptions.From(configuration).IsSocket, output, ct);
            if (appId.Length > 0) await WriteTeamsAsync(Path.Combine(folder, "teams-app.zip"), url, appId, output);
            else await output.WriteLineAsync("The Teams app package is left out: Teams:AppId is empty.");
        });
        return 0;
    }

    private static async Task WriteTeamsAsync(string path, Uri url, string appId, TextWriter output)
    {
        await using (var zip = File.Create(path)) TeamsPackage.Write(zip, url, appId);
        await output.WriteLineAsync($"{path}: the Teams app package. Upload it in Teams (Apps, Manage your apps) or in the Teams admin center (Manage apps).");
    }

    private static async Task WriteSlackAsync(string path, Uri url, bool isSocket, TextWriter output, CancellationToken ct)
    {
        using var text = new MemoryStream();
        await using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true })) SlackManifest.Build(url, isSocket).WriteTo(json);
        await File.WriteAllTextAsync(path, Encoding.UTF8.GetString(text.ToArray()) + "\n", ct);
        await output.WriteLineAsync($"{path}: the Slack manifest ({(isSocket ? "Socket Mode" : $"events to {url}")}). On api.slack.com/apps choose Create New App, From a manifest.");
    }
}
