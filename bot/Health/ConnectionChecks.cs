using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Teams.Auth;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Webhooks;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Engine;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Health;

/// <summary>The doctor's checks, in the order in which things depend on each other.</summary>
internal static class ConnectionChecks
{
    /// <summary>Name of the HTTP client for plain questions.</summary>
    public const string Http = "doctor";

    /// <summary>Slack and Teams refuse what is five minutes off.</summary>
    private static readonly TimeSpan SkewTolerated = TimeSpan.FromSeconds(60),
        SkewRefused = TimeSpan.FromMinutes(4);

    private const int MostWarnings = 5,
        SecretWarningDays = 30;

    /// <param name="services">The bot's.</param>
    /// <param name="thoroughness">Of the look at a SQLite file.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IServiceProvider services, Thoroughness thoroughness, CancellationToken ct)
    {
        var organisation = Organisation(services, out var found);
        var databaseIsOpen = await DatabaseAsync(services, thoroughness, found, ct);
        await RedisAsync(services, found, ct);
        found.AddRange(await SlackChecks.RunAsync(services, organisation, ct));
        await TeamsAsync(services, found, ct);
        found.AddRange(await HearingChecks.RunAsync(services, databaseIsOpen, ct));
        found.AddRange(await ModelChecks.RunAsync(services, ct));
        found.Add(Encoder(services));
        found.AddRange(AccessChecks.Run(services));
        if (services.GetRequiredService<IOptions<ConsoleOptions>>().Value.Entra is { IsOn: true } entra)
        {
            found.Add(
                await ReachAsync(
                    services,
                    "pages",
                    new Uri(entra.Issuer.TrimEnd('/') + "/.well-known/openid-configuration"),
                    "Entra ID",
                    Level.Fail,
                    ct
                )
            );
        }

        found.AddRange(
            WebhookSetup
                .Missing(organisation, services.GetRequiredService<IConfiguration>())
                .Select(words => new Finding(Level.Warn, "webhooks", words, ""))
        );
        found.AddRange(await AccountsAsync(services, organisation, ct));
        await ClockAsync(services, found, ct);
        if (databaseIsOpen)
        {
            found.AddRange(await PeopleChecks.RunAsync(services, organisation, ct));
        }
        if (databaseIsOpen)
        {
            found.AddRange(
                (await services.GetRequiredService<UninstallNotice>().WordsAsync(ct)).Select(words => new Finding(
                    Level.Warn,
                    "uninstalled",
                    words,
                    ""
                ))
            );
        }
        return found;
    }

    /// <summary>The company's own endpoint is asked about the first account, once.</summary>
    private static async Task<IReadOnlyList<Finding>> AccountsAsync(
        IServiceProvider services,
        OrganisationSnapshot organisation,
        CancellationToken ct
    )
    {
        if (organisation is not { LiveAccounts: { } source, Accounts: [var first, ..] })
        {
            return [];
        }

        var key = $"doctor-{Guid.CreateVersion7(services.GetRequiredService<TimeProvider>().GetUtcNow())}";
        var (asked, _) = await services.GetRequiredService<AccountSource>().ReadAsync(source, organisation.Tiers, key, first.Id, ct);
        return
        [
            asked.Why is { } why
                ? new Finding(Level.Warn, "accounts", why, "Until then cards show what accounts.csv says.")
                : Finding.Ok("accounts", $"{source.Url.Host} told about {first.Id}"),
        ];
    }

    private static OrganisationSnapshot Organisation(IServiceProvider services, out List<Finding> found)
    {
        var folder = services.GetRequiredService<IOptions<OrganisationOptions>>().Value.Path;
        var reading = OrganisationFolder.Read(folder, services.GetRequiredService<TimeProvider>().GetUtcNow());
        var knowledge = KnowledgeFolder.Read(folder);
        found =
        [
            Finding.Ok(
                "organisation",
                $"{reading.Organisation!.Name}, {reading.Organisation.People.Count} people, "
                    + $"{knowledge.Articles.Count} articles, in {folder}."
            ),
        ];
        foreach (
            var problem in reading
                .Problems.Concat(LanguageCheck.Of(reading.Organisation))
                .Concat(knowledge.Problems)
                .Where(problem => problem.Level == ProblemLevel.Warning)
                .Take(MostWarnings)
        )
        {
            found.Add(new(Level.Warn, "organisation", problem.ToString(), ""));
        }
        foreach (var queue in reading.Organisation.Queues.Where(queue => IsOff(services, queue.Place.Channel)))
        {
            found.Add(
                new(
                    Level.Fail,
                    "organisation",
                    $"Queue {queue.Id} posts to {queue.Place.Text}, and that channel is off.",
                    "Set the channel's credentials, or another place in organisation.yaml."
                )
            );
        }
        return reading.Organisation;
    }

    private static bool IsOff(IServiceProvider services, string channel) =>
        channel == ChannelNames.Slack
            ? services.GetRequiredService<SlackOptions>().IsOff
            : channel == ChannelNames.Teams && services.GetRequiredService<TeamsOptions>().IsOff;

    private static async Task<bool> DatabaseAsync(
        IServiceProvider services,
        Thoroughness thoroughness,
        List<Finding> found,
        CancellationToken ct
    )
    {
        var database = services.GetRequiredService<Database>();
        try
        {
            await database.OpenAsync(OpenMode.Existing, ct);
            var damage = await database.CheckAsync(thoroughness, ct);
            found.AddRange(
                damage
                    .Take(MostWarnings)
                    .Select(what => new Finding(
                        Level.Fail,
                        "database",
                        $"{database.Where} is damaged: {what.Trim().TrimEnd('.')}.",
                        "Stop the bot, keep a copy of the file, and restore a backup."
                    ))
            );
            if (damage.Count == 0)
            {
                found.Add(Finding.Ok("database", $"{database.Engine} at {database.Where}."));
            }
            found.AddRange(FileChecks.OfDatabase(database));
            return damage.Count == 0;
        }
        catch (StoreException missing) when (missing.IsMissing)
        {
            found.Add(new(Level.Warn, "database", missing.Message, ""));
        }
        catch (StoreException refused)
        {
            found.Add(new(Level.Fail, "database", refused.Message, ""));
        }
        return false;
    }

    private static Finding Encoder(IServiceProvider services)
    {
        var state = services.GetRequiredService<InstalledEncoder>().State();
        return new(
            state.State switch
            {
                "ok" => Level.Ok,
                "off" => Level.Off,
                _ => Level.Warn,
            },
            "encoder",
            state.Why,
            ""
        );
    }

    private static async Task RedisAsync(IServiceProvider services, List<Finding> found, CancellationToken ct)
    {
        if (services.GetServices<HealthPart>().FirstOrDefault(part => part.Name == "redis") is not { } redis)
        {
            return;
        }
        var state = await redis.Look(ct);
        found.Add(
            state.State switch
            {
                "ok" => Finding.Ok("redis", "It answers."),
                "off" => Finding.Off("redis", state.Why),
                _ => new(Level.Warn, "redis", state.Why, "The bot works without it, slower. Check Redis:ConnectionString."),
            }
        );
    }

    private static async Task TeamsAsync(IServiceProvider services, List<Finding> found, CancellationToken ct)
    {
        var options = services.GetRequiredService<TeamsOptions>();
        if (options.IsOff)
        {
            found.Add(Finding.Off("teams", "No Teams:AppId."));
            return;
        }
        if (options.IsAnonymous)
        {
            found.Add(
                new(Level.Warn, "teams", "Teams:AllowAnonymous: no tokens are asked for; only programs on this machine reach it.", "")
            );
            return;
        }
        try
        {
            await services.GetRequiredService<AccessTokens>().GetAsync(ct);
            found.Add(Finding.Ok("teams", "Microsoft gives a token for the app id."));
        }
        catch (NoTokenException none)
        {
            found.Add(new(Level.Fail, "teams", none.Message, "Check Teams:AppId, Teams:TenantId and the secret, certificate or identity."));
        }
        found.Add(await ReachAsync(services, "teams", options.MetadataAddress, "the keys that sign Microsoft's tokens", Level.Fail, ct));
        found.Add(
            options.ServiceUrl.Length == 0
                ? Finding.Ok("teams", "No Teams:ServiceUrl: it is learned from the first message; until then nobody is written to unasked.")
                : await ReachAsync(services, "teams", new Uri(options.ServiceUrl), "the connector", Level.Warn, ct)
        );
        if (options.ClientSecret.Length > 0)
        {
            found.Add(SecretEnd(options, services.GetRequiredService<TimeProvider>().GetUtcNow()));
        }
    }

    private static Finding SecretEnd(TeamsOptions options, DateTimeOffset now)
    {
        if (options.SecretEnds is not { } day)
        {
            return new(
                Level.Warn,
                "teams",
                "Nobody is warned before the client secret ends.",
                "Set Teams:ClientSecretExpires to its last day."
            );
        }
        var left = day.DayNumber - DateOnly.FromDateTime(now.UtcDateTime).DayNumber;
        var words = string.Create(CultureInfo.InvariantCulture, $"The client secret ends on {day:yyyy-MM-dd} ({left} days).");
        return left < 0 ? new(Level.Fail, "teams", words, "Make a new one in Entra and set Teams:ClientSecret.")
            : left <= SecretWarningDays ? new(Level.Warn, "teams", words, "Make a new one in time.")
            : Finding.Ok("teams", words);
    }

    /// <summary>Compares our clock with those of the services outside: each HTTP answer carries the time.</summary>
    private static async Task ClockAsync(IServiceProvider services, List<Finding> found, CancellationToken ct)
    {
        var slack = services.GetRequiredService<SlackOptions>();
        var teams = services.GetRequiredService<TeamsOptions>();
        var address =
            !slack.IsOff ? slack.ApiBase
            : !teams.IsOff && !teams.IsAnonymous ? teams.MetadataAddress
            : null;
        if (address is null)
        {
            found.Add(Finding.Off("clock", "No service outside to compare it with."));
            return;
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (answer, why) = await AskAsync(services, request, ct);
        if (answer?.Headers.Date is not { } theirs)
        {
            found.Add(new(Level.Warn, "clock", $"{address.Host} told no time{(why.Length > 0 ? $": {why}" : "")}.", ""));
            return;
        }
        var skew = (services.GetRequiredService<TimeProvider>().GetUtcNow() - theirs).Duration();
        var words = string.Create(CultureInfo.InvariantCulture, $"This machine and {address.Host} differ by {skew.TotalSeconds:0} s.");
        found.Add(
            skew > SkewRefused ? new(Level.Fail, "clock", words, "Signatures and tokens are refused: switch on time synchronisation.")
            : skew > SkewTolerated ? new(Level.Warn, "clock", words, "Switch on time synchronisation.")
            : Finding.Ok("clock", words)
        );
    }

    private static async Task<Finding> ReachAsync(
        IServiceProvider services,
        string part,
        Uri address,
        string what,
        Level otherwise,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (answer, why) = await AskAsync(services, request, ct);
        return answer is null
            ? new(otherwise, part, $"{address} ({what}) does not answer: {why}", "Check the network and the proxy.")
            : Finding.Ok(part, $"{address.Host} ({what}) answers.");
    }

    private static async Task<(HttpResponseMessage? Answer, string Why)> AskAsync(
        IServiceProvider services,
        HttpRequestMessage request,
        CancellationToken ct
    )
    {
        try
        {
            using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(Http);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return (answer, "");
        }
        catch (Exception failed) when (failed is HttpRequestException || (failed is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return (null, failed.Message);
        }
    }
}
