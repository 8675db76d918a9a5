using EscalationBot.Core;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Teams.Protocol;

/// <summary>What kind of conversation it is, as far as posting goes.</summary>
internal enum ConversationKind
{
    /// <summary>1:1.</summary>
    Personal,

    /// <summary>A group chat: no threads.</summary>
    Group,

    /// <summary>A channel of a team: posts and their threads.</summary>
    Channel,
}

/// <summary>
/// What must be known to write to a conversation later: its service address, its kind, our own id there, the tenant. Kept in the store, and
/// in memory so that a busy day costs no reads. A 1:1 chat at the usual address, which is nearly all of them, costs no write either.
/// </summary>
internal sealed class KnownConversations(ChannelMemory memory, TeamsOptions options)
{
    private const string ServiceKey = "service",
        BotKey = "bot",
        TenantKey = "tenant";
    private const int MostRemembered = 20_000;

    private readonly BoundedMemory<string, string> _known = new(MostRemembered, StringComparer.Ordinal);

    /// <summary>Learns from an activity.</summary>
    public async Task LearnAsync(Activity activity, CancellationToken ct)
    {
        await SetAsync(ServiceKey, activity.ServiceUrl!, ct);
        if (activity.Recipient?.Id is { Length: > 0 } bot)
        {
            await SetAsync(BotKey, bot, ct);
        }
        if (TenantOf(activity) is { } tenant)
        {
            await SetAsync(TenantKey, tenant, ct);
        }
        var place = ActivityPlaces.Of(activity);
        var kind =
            ActivityPlaces.IsDirect(activity) ? ConversationKind.Personal
            : ActivityPlaces.IsChannel(activity) ? ConversationKind.Channel
            : ConversationKind.Group;
        var key = "conversation:" + place.Conversation;
        if (kind == KindById(place.Conversation) && !_known.Has(key))
        {
            return;
        }
        await SetAsync(key, kind.ToString(), ct);
    }

    /// <summary>
    /// The address to write to: the one last used by Teams, or the first guess of the settings. Null when neither is known.
    /// </summary>
    public async Task<string?> ServiceUrlAsync(CancellationToken ct) =>
        await GetAsync(ServiceKey, ct) ?? (options.ServiceUrl.Length > 0 ? options.ServiceUrl : null);

    /// <summary>Our own id in conversations (<c>28:…</c>).</summary>
    public async Task<string?> BotIdAsync(CancellationToken ct) =>
        await GetAsync(BotKey, ct) ?? (options.AppId.Length > 0 ? "28:" + options.AppId : null);

    /// <summary>The tenant to open chats in.</summary>
    public async Task<string?> TenantAsync(CancellationToken ct) =>
        options.TenantIds.Count == 1
            ? options.TenantIds[0]
            : await GetAsync(TenantKey, ct) ?? (options.TenantIds.Count > 0 ? options.TenantIds[0] : null);

    /// <summary>The kind as Teams told it, else as the id's form says.</summary>
    public async Task<ConversationKind> KindAsync(string conversation, CancellationToken ct) =>
        await GetAsync("conversation:" + conversation, ct) is { } kind && Enum.TryParse<ConversationKind>(kind, out var told)
            ? told
            : KindById(conversation);

    /// <summary>
    /// The number of the bot's stay in a conversation. Teams tells of one installation in two activities, in any order: both get the same
    /// number, and coming again after a removal a new one.
    /// </summary>
    /// <param name="isHere">It came; false: it was removed.</param>
    public async Task<int> StayAsync(Place place, bool isHere, CancellationToken ct)
    {
        var (wasHere, number) = await LastStayAsync(place, ct);
        return isHere && !wasHere ? number + 1 : number;
    }

    /// <summary>Remembers what <see cref="StayAsync"/> told, after the row was kept.</summary>
    public Task KeepStayAsync(Place place, bool isHere, int number, CancellationToken ct) =>
        SetAsync("stay:" + place.Conversation, $"{(isHere ? "in" : "out")}:{number}", ct);

    /// <summary>Of all conversations whose coming and going Teams told of, the bot is in none.</summary>
    public Task<bool> IsGoneEverywhereAsync(CancellationToken ct) => memory.HasNoneAsync(ChannelNames.Teams, "stay:", "in:", ct);

    /// <summary>The tenant an activity names; null when it names none, or two different ones.</summary>
    public static string? TenantOf(Activity activity)
    {
        var (conversation, channel) = (activity.Conversation?.TenantId, activity.ChannelData?.Tenant?.Id);
        if (string.IsNullOrEmpty(conversation))
        {
            return string.IsNullOrEmpty(channel) ? null : channel.ToLowerInvariant();
        }
        return string.IsNullOrEmpty(channel) || channel.Equals(conversation, StringComparison.OrdinalIgnoreCase)
            ? conversation.ToLowerInvariant()
            : null;
    }

    private async Task<(bool WasHere, int Number)> LastStayAsync(Place place, CancellationToken ct) =>
        (await GetAsync("stay:" + place.Conversation, ct))?.Split(':') is [var state, var text] && int.TryParse(text, out var number)
            ? (state == "in", number)
            : (false, 0);

    /// <summary>
    /// Ids of 1:1 chats begin with <c>a:</c>; of channels they end in <c>@thread.tacv2</c> (older: <c>@thread.skype</c>), of group chats in
    /// <c>@thread.v2</c>.
    /// </summary>
    private static ConversationKind KindById(string conversation) =>
        conversation.EndsWith("@thread.tacv2", StringComparison.Ordinal) || conversation.EndsWith("@thread.skype", StringComparison.Ordinal)
            ? ConversationKind.Channel
        : conversation.StartsWith("19:", StringComparison.Ordinal) ? ConversationKind.Group
        : ConversationKind.Personal;

    private async Task<string?> GetAsync(string key, CancellationToken ct)
    {
        if (_known.TryGet(key, out var value))
        {
            return value.Length > 0 ? value : null;
        }
        value = await memory.FindAsync(ChannelNames.Teams, key, ct) ?? "";
        Remember(key, value);
        return value.Length > 0 ? value : null;
    }

    private async Task SetAsync(string key, string value, CancellationToken ct)
    {
        if (_known.TryGet(key, out var before) && before == value)
        {
            return;
        }
        await memory.SetAsync(ChannelNames.Teams, key, value, ct);
        Remember(key, value);
    }

    private void Remember(string key, string value)
    {
        _known.Keep(key, value);
    }
}
