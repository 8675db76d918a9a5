using System.Text.Json;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>
/// Asks Slack which channels of queues and departments are shared with other organisations (Slack Connect): words of restricted cases are
/// kept back there. Asked at the start, every half hour, and soon after the organisation's places have changed; until Slack has answered
/// for the first time, a channel counts as shared.
/// </summary>
internal sealed class SlackPlaceReaders(SlackApi api, ChannelMemory memory, WorkplaceHolder workplaces, SlackSenses senses)
    : BackgroundService
{
    private const string MemoryKey = "shared:";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5),
        AskAgain = TimeSpan.FromMinutes(30),
        AskAgainWhatIsUnknown = TimeSpan.FromMinutes(1);

    /// <summary>What was learned of a place: true = people of other organisations read there.</summary>
    private readonly Dictionary<PlaceName, bool> _known = [];

    /// <summary>What was learned before the last stop is in force before anything is shown.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, value) in await memory.AllAsync(ChannelNames.Slack, MemoryKey, cancellationToken))
        {
            if (PlaceName.Find(key[MemoryKey.Length..]) is { } place)
            {
                _known[place] = value.Length > 0;
            }
        }
        Tell();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var asked = DateTimeOffset.MinValue;
        List<PlaceName> of = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            var places = Places();
            var after = places.TrueForAll(_known.ContainsKey) ? AskAgain : AskAgainWhatIsUnknown;
            if (senses.Now - asked >= after || !places.SequenceEqual(of))
            {
                await AskAsync(stoppingToken);
                (asked, of) = (senses.Now, places);
            }
            await Task.Delay(Look, senses.Time, stoppingToken);
        }
    }

    /// <summary>Asks of every place. What Slack does not tell stays as it was.</summary>
    public async Task AskAsync(CancellationToken ct)
    {
        var places = Places();
        var named = places.Where(place => place.Id.StartsWith('#')).ToDictionary(place => place.Id[1..], StringComparer.OrdinalIgnoreCase);
        if (named.Count > 0)
        {
            await ListAsync(named, ct);
        }
        foreach (var place in places.Where(place => place.Id[0] is 'C' or 'G'))
        {
            var told = await api.ReadAsync("conversations.info", [new("channel", place.Id)], ct);
            if (told.Ok && told.Body.Object("channel") is { } channel)
            {
                await LearnAsync(place, channel, ct);
            }
        }
        Tell();
    }

    /// <summary>Whether people of other organisations read in a channel, or are invited to.</summary>
    public static bool IsShared(JsonElement channel) =>
        channel.IsTrue("is_ext_shared") || channel.IsTrue("is_pending_ext_shared") || channel.List("pending_shared").Any();

    private async Task ListAsync(Dictionary<string, PlaceName> named, CancellationToken ct)
    {
        var cursor = "";
        do
        {
            var page = await api.ReadAsync("conversations.list", SlackAddresses.Listing(cursor), ct);
            if (!page.Ok)
            {
                return;
            }
            foreach (var channel in page.Body.List("channels"))
            {
                if (named.GetValueOrDefault(channel.Text("name") ?? "") is { } place)
                {
                    await LearnAsync(place, channel, ct);
                }
            }
            cursor = page.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        } while (cursor.Length > 0);
    }

    private async Task LearnAsync(PlaceName place, JsonElement channel, CancellationToken ct)
    {
        var isShared = IsShared(channel);
        _known[place] = isShared;
        await memory.SetAsync(ChannelNames.Slack, MemoryKey + place.Text, isShared ? "shared" : "", ct);
        var problem = "shared " + place.Text;
        if (isShared)
        {
            senses.Health.Raise(problem, ChannelWords.Say("slack_shared", place.Text));
        }
        else
        {
            senses.Health.Clear(problem);
        }
    }

    private void Tell() => workplaces.SetReadByOutsiders([.. Places().Where(place => _known.GetValueOrDefault(place, true))]);

    private List<PlaceName> Places() =>
        [
            .. workplaces
                .Current.Organisation.Queues.Select(queue => queue.Place)
                .Concat(workplaces.Current.Organisation.Departments.Select(department => department.Place))
                .Where(place => place.Channel == ChannelNames.Slack)
                .Distinct(),
        ];
}
