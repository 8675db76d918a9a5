using System.Globalization;
using System.Net;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Teams.Auth;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EscalationBot.Bot.Health;

/// <summary>
/// The doctor's questions about hearing. The platforms call the bot, so it calls its own public address as they do, without their
/// signature: only the bot refuses that with 401. What was heard is read from what the running bot noted.
/// </summary>
internal static class HearingChecks
{
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(7);

    /// <param name="services">The bot's.</param>
    /// <param name="databaseIsOpen">There are notes to read.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IServiceProvider services, bool databaseIsOpen, CancellationToken ct)
    {
        List<Finding> found = [];
        var (slack, teams) = (services.GetRequiredService<SlackOptions>(), services.GetRequiredService<TeamsOptions>());
        if (!slack.IsOff)
        {
            if (!slack.IsSocket)
            {
                found.Add(await EndpointAsync(services, "slack", "Slack", "/slack/events", ct));
            }
            if (databaseIsOpen)
            {
                found.AddRange(await SlackAsync(services, ct));
            }
        }
        if (!teams.IsOff && !teams.IsAnonymous)
        {
            found.Add(await EndpointAsync(services, "teams", "Teams", "/api/messages", ct));
            if (databaseIsOpen)
            {
                found.Add(await TeamsAsync(services, ct));
            }
        }
        return found;
    }

    private static async Task<Finding> EndpointAsync(
        IServiceProvider services,
        string part,
        string platform,
        string path,
        CancellationToken ct
    )
    {
        if (services.GetRequiredService<PublicAddress>().Given is not { } address)
        {
            return new(
                Level.Warn,
                part,
                $"Whether {platform} can reach the bot was not tried: its public address is not set.",
                $"Set Console:Url; {platform} calls that address + {path}."
            );
        }
        var url = new Uri(address, path);
        // Before the start nobody answers there; the running bot's own look expects itself.
        var silent = IsRunning(services) ? Level.Fail : Level.Warn;
        try
        {
            using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(ConnectionChecks.Http);
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json"),
            };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized => Finding.Ok(part, $"{url} is the bot: a call without {platform}'s signature is refused."),
                HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new(
                    silent,
                    part,
                    $"{url} answers {(int)answer.StatusCode}: nobody stands behind it.",
                    "Start the bot, or correct the proxy."
                ),
                _ => new(
                    Level.Fail,
                    part,
                    $"{url} answers {(int)answer.StatusCode} to a call without {platform}'s signature, and the bot answers 401: "
                        + $"something else is there.",
                    "Correct Console:Url, the path in the proxy, or the channel's credentials of the bot that runs there."
                ),
            };
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return new(
                silent,
                part,
                $"{url}, which {platform} calls, does not answer from here: {failed.Message}",
                "Start the bot; check DNS, the certificate and the proxy."
            );
        }
    }

    private static async Task<IReadOnlyList<Finding>> SlackAsync(IServiceProvider services, CancellationToken ct) =>
        await services.GetRequiredService<ChannelMemory>().FindAsync(ChannelNames.Slack, SlackEcho.Memory, ct) is { Length: > 0 } deaf
            ? [new(Level.Fail, "slack", deaf, "")]
            : [];

    private static async Task<Finding> TeamsAsync(IServiceProvider services, CancellationToken ct)
    {
        var last = await TeamsHearing.LastAsync(services.GetRequiredService<ChannelMemory>(), ct);
        if (last is not { } at)
        {
            return new(Level.Warn, "teams", "Nothing was heard from Teams so far.", TeamsHearing.Unproven);
        }
        var words = string.Create(CultureInfo.InvariantCulture, $"Something was heard from Teams last at {at:yyyy-MM-dd HH:mm} UTC.");
        return services.GetRequiredService<TimeProvider>().GetUtcNow() - at > LongAgo
            ? new(Level.Warn, "teams", words, TeamsHearing.Unproven)
            : Finding.Ok("teams", $"{words} {TeamsHearing.Unproven}");
    }

    private static bool IsRunning(IServiceProvider services) =>
        services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.Count > 0;
}
