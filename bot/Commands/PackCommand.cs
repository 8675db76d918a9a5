using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Teams;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Bot.Commands;

/// <summary><c>pack</c>: what an administrator uploads to Teams and pastes into Slack, for one deployment.</summary>
internal static class PackCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var to = new Option<string>("--out")
        {
            Description = "Folder for the files; made when missing.",
            HelpName = "DIR",
            Required = true,
        };
        var url = new Option<Uri>("--url")
        {
            Description = "The public address of the bot, https.",
            HelpName = "https://HOST",
            Required = true,
            CustomParser = Address,
        };
        var command = new Command("pack", "Writes the Teams app package (needs Teams:AppId) and the Slack manifest for this deployment.")
        {
            to,
            url,
        };
        command.SetAction(
            (parsed, _) =>
                RunAsync(
                    GivenSettings.Read(parsed, set),
                    Path.GetFullPath(parsed.GetValue(to)!),
                    parsed.GetValue(url)!,
                    parsed.InvocationConfiguration.Output
                )
        );
        root.Add(command);
    }

    private static Uri? Address(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Refusal(text, out var url) is not { } why)
        {
            return url;
        }
        result.AddError($"--url {text}: {why} Write it like https://bot.example.com.");
        return null;
    }

    /// <summary>Why an address cannot be given to the platforms; null when it can.</summary>
    private static string? Refusal(string text, out Uri? url)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Host.Length == 0)
        {
            return "this is no whole address.";
        }
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return $"Teams and Slack call https addresses only, not {url.Scheme}; TLS belongs to the proxy in front "
                + $"of the bot (infra/README.md).";
        }
        if (url.UserInfo.Length > 0)
        {
            return "a user name or password has no place in a public address.";
        }
        return url.PathAndQuery == "/" && url.Fragment.Length == 0
            ? null
            : "the bot answers at the root of its host, so the address has no path.";
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, string folder, Uri url, TextWriter output)
    {
        await using var services = VerbParts.Build(given, ["Teams", "Slack"], _ => { });
        var configuration = services.GetRequiredService<IConfiguration>();
        var appId = TeamsOptions.From(configuration).AppId;
        if (appId.Length > 0 && !Guid.TryParse(appId, out _))
        {
            throw new WrongUseException($"Teams:AppId: write the application (client) id, a GUID, not \"{appId}\".");
        }
        await VerbFiles.WritingAsync(async () =>
        {
            PrivateFiles.CreateFolder(folder);
            await WriteSlackAsync(Path.Combine(folder, "slack-manifest.json"), url, SlackOptions.From(configuration).IsSocket, output);
            if (appId.Length > 0)
            {
                await WriteTeamsAsync(Path.Combine(folder, "teams-app.zip"), url, appId, output);
            }
            else
            {
                await output.WriteLineAsync("The Teams app package is left out: Teams:AppId is empty.");
            }
        });
        return 0;
    }

    private static async Task WriteTeamsAsync(string path, Uri url, string appId, TextWriter output)
    {
        PrivateFiles.Replace(path, zip => TeamsPackage.Write(zip, url, appId));
        await output.WriteLineAsync(
            $"{path}: the Teams app package. Upload it in Teams (Apps, Manage your apps) or in the Teams admin center (Manage apps)."
        );
    }

    private static async Task WriteSlackAsync(string path, Uri url, bool isSocket, TextWriter output)
    {
        using var text = new MemoryStream();
        await using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            SlackManifest.Build(url, isSocket).WriteTo(json);
        }
        text.WriteByte((byte)'\n');
        PrivateFiles.Replace(path, file => text.WriteTo(file));
        await output.WriteLineAsync(
            $"{path}: the Slack manifest ({(isSocket ? "Socket Mode" : $"events to {url}")}). On "
                + $"api.slack.com/apps choose Create New App, From a manifest."
        );
    }
}
