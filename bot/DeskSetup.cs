using System.Globalization;
using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Observability;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot;

/// <summary>The desk: what decides.</summary>
internal static class DeskSetup
{
    public static IServiceCollection AddDesk(this IServiceCollection services) =>
        services
            .AddHostedService<OrganisationTimers>()
            .AddSingleton<IProfiles, AllChannels>()
            .AddSingleton<IThreads, AllChannels>()
            .AddSingleton<PersonLookup>()
            .AddSingleton<RecurringIssues>()
            .AddHostedService<RecurringWatch>()
            .AddSingleton<FiguresReading>()
            .AddSingleton(provider => new Limits(
                provider.GetRequiredService<IOptions<LimitsOptions>>().Value.Quotas,
                provider.GetRequiredService<UsageCounts>()
            ))
            .AddSingleton(provider => new HealthPart("limits", Needed: false, ct => LimitsAsync(provider, ct)))
            .AddSingleton<Loader>()
            .AddSingleton<IncidentWatchStores>()
            .AddHostedService<IncidentWatch>()
            .AddSingleton<FormDesk>()
            .AddSingleton<ICurrentCards, CurrentCards>()
            .AddSingleton<EscalationDesk>()
            .AddSingleton<IDesk, WritingDesk>();

    /// <summary>What the limits refused in the last day: nobody's messages are left out unseen.</summary>
    private static async ValueTask<PartState> LimitsAsync(IServiceProvider provider, CancellationToken ct)
    {
        if (!provider.GetRequiredService<WorkersState>().IsDatabaseOpen)
        {
            return PartState.Ok();
        }

        var (times, subjects) = await provider
            .GetRequiredService<UsageCounts>()
            .RefusedAsync(provider.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(-1), ct);
        return times == 0
            ? PartState.Ok()
            : PartState.Degraded(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{times} messages of {subjects} people or conversations were over a limit in the last day (Limits:*); each was told."
                )
            );
    }

    /// <summary>Asks the channel that knows the person, or holds the thread.</summary>
    private sealed class AllChannels(IEnumerable<IChannel> channels) : IProfiles, IThreads
    {
        public Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
            channels.FirstOrDefault(channel => channel.Name == person.Channel) is { } channel
                ? channel.FindProfileAsync(person, seenIn, ct)
                : Task.FromResult<Profile?>(null);

        public Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct) =>
            channels.FirstOrDefault(channel => channel.Name == thread.Channel) is { } channel
                ? channel.ReadThreadAsync(thread, ct)
                : Task.FromResult<IReadOnlyList<Quoted>?>(null);
    }
}
