using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels;

/// <summary>Who reads in a place beside the colleagues of the organisation.</summary>
internal enum PlaceAudience
{
    /// <summary>Nobody else.</summary>
    OwnPeople,

    /// <summary>Guests: people of other organisations who have an account in ours.</summary>
    Guests,

    /// <summary>Another organisation, through a channel that both share.</summary>
    Shared,
}

/// <summary>
/// Asks a platform who reads in the places of queues and departments: where others than our own people do, words of restricted cases are
/// kept back. Asked at the start, every half hour, and soon after the organisation's places have changed. Until the platform has answered
/// for the first time, others count as readers; what it said last is remembered over a restart.
/// </summary>
internal abstract partial class PlaceReaders(
    string channel,
    ChannelMemory memory,
    WorkplaceHolder workplaces,
    TimeProvider time,
    ILogger log
) : BackgroundService
{
    /// <summary>Name of the channel.</summary>
    protected string Channel => channel;

    private const string MemoryKey = "readers:";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5),
        LookWhetherItCanBeAsked = TimeSpan.FromMilliseconds(500),
        AskAgain = TimeSpan.FromMinutes(30),
        AskAgainWhatIsUnknown = TimeSpan.FromMinutes(1);

    /// <summary>What was learned of each place.</summary>
    private readonly Dictionary<PlaceName, PlaceAudience> _known = [];

    /// <summary>What was learned before the last stop is in force before anything is shown.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RememberAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Puts what was learned before the last stop in force.</summary>
    public async Task RememberAsync(CancellationToken ct)
    {
        foreach (var (key, value) in await memory.AllAsync(channel, MemoryKey, ct))
        {
            if (PlaceName.Find(key[MemoryKey.Length..]) is { } place && Enum.TryParse<PlaceAudience>(value, out var audience))
            {
                _known[place] = audience;
            }
        }
        Tell();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var asked = DateTimeOffset.MinValue;
        List<PlaceName> of = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            var places = Places();
            var after = places.TrueForAll(_known.ContainsKey) ? AskAgain : AskAgainWhatIsUnknown;
            var pause = Look;
            if (time.GetUtcNow() - asked >= after || !places.SequenceEqual(of))
            {
                try
                {
                    if (await CanAskAsync(stoppingToken))
                    {
                        await AskAsync(stoppingToken);
                        (asked, of) = (time.GetUtcNow(), places);
                    }
                    else
                    {
                        pause = LookWhetherItCanBeAsked;
                    }
                }
                catch (Exception failed) when (failed is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    // The database may be away for a while. What was known stays in force.
                    LogFailed(log, channel, failed);
                }
            }
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    /// <summary>Asks of every place. What the platform does not tell stays as it was.</summary>
    public async Task AskAsync(CancellationToken ct)
    {
        Tell();
        if (Places() is { Count: > 0 } places)
        {
            await foreach (var (place, audience) in ReadAsync(places, ct))
            {
                _known[place] = audience;
                // In force before it is kept: a guest who came counts although the database is away.
                Tell();
                Note(place, audience);
                await memory.SetAsync(channel, MemoryKey + place.Text, audience.ToString(), ct);
            }
        }
    }

    /// <summary>Where words are kept back, and why, for health; null where they are not.</summary>
    public static string? ProblemOf(PlaceName place, PlaceAudience audience) =>
        audience switch
        {
            PlaceAudience.Shared => ChannelWords.Say("shared_place", place.Text),
            PlaceAudience.Guests => ChannelWords.Say("guests_in_place", place.Text),
            _ => null,
        };

    /// <summary>Whether the platform can be asked at all yet.</summary>
    protected virtual Task<bool> CanAskAsync(CancellationToken ct) => Task.FromResult(true);

    /// <summary>What the platform tells of these places, one by one; nothing of those of which it does not tell.</summary>
    protected abstract IAsyncEnumerable<(PlaceName Place, PlaceAudience Audience)> ReadAsync(
        IReadOnlyList<PlaceName> places,
        CancellationToken ct
    );

    /// <summary>Says in the channel's health where words are kept back, and why.</summary>
    protected abstract void Note(PlaceName place, PlaceAudience audience);

    private void Tell() =>
        workplaces.SetOwnPlaces(channel, [.. _known.Where(one => one.Value is PlaceAudience.OwnPeople).Select(one => one.Key)]);

    private List<PlaceName> Places() =>
        !workplaces.IsLoaded
            ? []
            :
            [
                .. workplaces
                    .Current.Organisation.Queues.Select(queue => queue.Place)
                    .Concat(workplaces.Current.Organisation.Departments.Select(department => department.Place))
                    .Where(place => place.Channel == channel)
                    .Distinct(),
            ];

    [LoggerMessage(5072, LogLevel.Warning, "{Channel}: who reads in the places of queues and departments could not be asked; tried again")]
    private static partial void LogFailed(ILogger log, string channel, Exception failed);
}
