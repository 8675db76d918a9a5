using System.Reflection;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Puts into the audit what administrators change outside the bot: that it started, which settings are others than at the last start (names
/// only), and each change of the organisation's files that is in force. What was told last is remembered in the store, so that a restart or
/// a second replica does not tell it again.
/// </summary>
internal sealed partial class ConfigurationAudit(
    AuditLog audit,
    ChannelMemory memory,
    WorkplaceHolder workplaces,
    ConfigurationAuditSurroundings around
) : BackgroundService
{
    private const string Memory = "audit",
        SettingsName = "settings",
        OrganisationName = "organisation",
        KnowledgeName = "knowledge";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TryAsync(StartedAsync, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(LookAsync, stoppingToken);
            await Task.Delay(Pause, around.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One look at the files in force.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        if (!workplaces.IsLoaded)
        {
            return;
        }

        await TellAsync(OrganisationName, "organisation_changed", workplaces.Current.Organisation.Version, ct);
        await TellAsync(KnowledgeName, "knowledge_files_changed", around.Keys.Hash("", KnowledgeFolder.Fingerprint(around.Folder)), ct);
    }

    /// <summary>The start, and which settings changed since the last one.</summary>
    internal async Task StartedAsync(CancellationToken ct)
    {
        var version =
            typeof(ConfigurationAudit)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion.Split('+')[0]
            ?? "";
        await audit.RecordAsync(Entry("started", version), ct);
        var settings = Settings
            .Given(around.Configuration)
            .ToDictionary(one => one.Key, one => Print(one.Key, one.Value), StringComparer.OrdinalIgnoreCase);
        var before = Read(await memory.FindAsync(Memory, SettingsName, ct));
        var changed = settings
            .Keys.Union(before.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(name => settings.GetValueOrDefault(name) != before.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (changed.Count == 0)
        {
            return;
        }

        await memory.SetAsync(
            Memory,
            SettingsName,
            string.Join('\n', settings.Select(one => $"{one.Key}={one.Value}").Order(StringComparer.Ordinal)),
            ct
        );
        await audit.RecordAsync(Entry("settings_changed", string.Join(", ", changed)), ct);
    }

    private async Task TellAsync(string name, string verb, string now, CancellationToken ct)
    {
        if (await memory.FindAsync(Memory, name, ct) == now)
        {
            return;
        }

        // Remembered first: of two replicas the second finds it told.
        await memory.SetAsync(Memory, name, now, ct);
        await audit.RecordAsync(Entry(verb, now.Length > 12 ? now[..12] : now), ct);
    }

    private static AuditEntry Entry(string verb, string detail) =>
        new(AuditKind.Admin, verb, AuditActor.Bot) { Surface = AuditSurfaces.Clock, Detail = detail };

    /// <summary>
    /// Enough to see that a value is another one. Of a secret only that it is set, unless the audit has a key, without which nobody can try
    /// values against the print.
    /// </summary>
    private string Print(string name, string value) =>
        !Settings.IsSecret(name) ? around.Keys.Hash("", name, value)[..12]
        : around.Keys.Present.Length > 0 ? around.Keys.Hash(around.Keys.Present, "setting", name, value)[..12]
        : "set";

    private static Dictionary<string, string> Read(string? stored)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in (stored ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.LastIndexOf('=');
            read[line[..at]] = line[(at + 1)..];
        }

        return read;
    }

    private async Task TryAsync(Func<CancellationToken, Task> step, CancellationToken ct)
    {
        try
        {
            await step(ct);
        }
        catch (Exception failed)
        {
            // The loop of a worker: trouble of the database is told, and the next look is due soon.
            if (!ct.IsCancellationRequested)
            {
                LogFailed(around.Logger, failed);
            }
        }
    }

    [LoggerMessage(3111, LogLevel.Warning, "A change of settings or files could not be put into the audit")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}

/// <summary>What the audit of the configuration looks at beside its stores.</summary>
internal sealed record ConfigurationAuditSurroundings(
    IConfiguration Configuration,
    string Folder,
    AuditKeys Keys,
    TimeProvider Time,
    ILogger<ConfigurationAudit> Logger
);
