using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Workers;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot;

/// <summary>The desk: what decides.</summary>
internal static class DeskSetup
{
    public static IServiceCollection AddDesk(this IServiceCollection services) => services
        .AddHostedService<OrganisationTimers>()
        .AddSingleton<IProfiles, AllChannels>()
        .AddSingleton<IThreads, AllChannels>()
        .AddSingleton<Acquaintance>()
        .AddSingleton<RecurringIssues>()
        .AddHostedService<RecurringWatch>()
        .AddSingleton<FiguresReading>()
        .AddSingleton<Reading>()
        .AddSingleton<FormDesk>()
        .AddSingleton<ICurrentCards, CurrentCards>()
        .AddSingleton<EscalationDesk>()
        .AddSingleton<IDesk, WritingDesk>();

    /// <summary>Asks the channel that knows the person, or holds the thread.</summary>
    private sealed class AllChannels(IEnumerable<IChannel> channels) : IProfiles, IThreads
    {
        public Task<Profile?> FindAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
            channels.FirstOrDefault(channel => channel.Name == person.Channel) is { } channel ? channel.FindProfileAsync(person, seenIn, ct) : Task.FromResult<Profile?>(null);

        public Task<IReadOnlyList<Quoted>?> ReadAsync(Place thread, CancellationToken ct) =>
            channels.FirstOrDefault(channel => channel.Name == thread.Channel) is { } channel ? channel.ReadThreadAsync(thread, ct) : Task.FromResult<IReadOnlyList<Quoted>?>(null);
    }
}
