namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// The settings <c>Slack:*</c>. Without any credential the channel is off; with some of them all that the mode needs must be there.
/// </summary>
internal sealed record SlackOptions
{
    public string SigningSecret { get; init; } = "";
    public string BotToken { get; init; } = "";
    public string AppToken { get; init; } = "";
    public string Mode { get; init; } = "http";
    public string ApiUrl { get; init; } = "https://slack.com/api/";
    public string Pacing { get; init; } = "polite";

    public bool IsOff => SigningSecret.Length == 0 && BotToken.Length == 0 && AppToken.Length == 0;
    public bool IsSocket => Mode == "socket";
    public bool IsPolite => Pacing == "polite";
    public Uri ApiBase => new(ApiUrl.EndsWith('/') ? ApiUrl : ApiUrl + "/");

    public static SlackOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Slack");
        var defaults = new SlackOptions();
        return new SlackOptions
        {
            SigningSecret = Given("SigningSecret") ?? "",
            BotToken = Given("BotToken") ?? "",
            AppToken = Given("AppToken") ?? "",
            Mode = Given("Mode")?.ToLowerInvariant() ?? defaults.Mode,
            ApiUrl = Given("ApiUrl") ?? defaults.ApiUrl,
            Pacing = Given("Pacing")?.ToLowerInvariant() ?? defaults.Pacing,
        };

        string? Given(string name) => section[name]?.Trim() is { Length: > 0 } value ? value : null;
    }

    /// <summary>What is wrong, one sentence for each setting; empty = fine.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Mode is not ("http" or "socket"))
        {
            problems.Add($"Slack:Mode: write http or socket, not \"{Mode}\".");
        }
        if (Pacing is not ("polite" or "off"))
        {
            problems.Add($"Slack:Pacing: write polite or off, not \"{Pacing}\".");
        }
        if (!IsAllowedAddress(ApiUrl))
        {
            problems.Add($"Slack:ApiUrl: must be an https address (http only on loopback), not \"{ApiUrl}\".");
        }
        if (IsOff)
        {
            return problems;
        }

        if (BotToken.Length == 0)
        {
            problems.Add("Slack:BotToken is missing: the bot token (xoxb-…) of the app's page \"OAuth & Permissions\".");
        }
        else if (BotToken.StartsWith("xapp-", StringComparison.Ordinal))
        {
            problems.Add("Slack:BotToken holds an app-level token (xapp-…); it belongs into Slack:AppToken.");
        }
        if (AppToken.StartsWith("xoxb-", StringComparison.Ordinal))
        {
            problems.Add("Slack:AppToken holds a bot token (xoxb-…); it belongs into Slack:BotToken.");
        }
        if (Mode == "http" && SigningSecret.Length == 0)
        {
            problems.Add(
                "Slack:SigningSecret is missing: with Slack:Mode http every request is checked against it (the "
                    + "app's page \"Basic Information\")."
            );
        }
        if (Mode == "socket" && AppToken.Length == 0)
        {
            problems.Add(
                "Slack:AppToken is missing: Slack:Mode socket connects with an app-level token (xapp-…, scope connections:write)."
            );
        }
        return problems;
    }

    private static bool IsAllowedAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
