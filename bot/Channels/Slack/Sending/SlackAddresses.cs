using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>Finds the conversation behind a destination: channels by name, 1:1 chats by person.</summary>
internal sealed class SlackAddresses(
    SlackApi api,
    ChannelMemory memory,
    Identities identities,
    WorkplaceHolder workplaces,
    SlackSenses senses
) : IDisposable
{
    /// <summary>Slack's largest page; the method allows about twenty calls a minute.</summary>
    private const string PageSize = "1000";

    /// <summary>Names of channels and addresses of people that are kept in memory.</summary>
    private const int Most = 20_000;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);
    private readonly BoundedMemory<string, DateTimeOffset> _missing = new(Most, StringComparer.OrdinalIgnoreCase);
    private readonly BoundedMemory<string, string> _channels = new(Most, StringComparer.OrdinalIgnoreCase);

    /// <summary>How long an address is known to be a member's without asking again.</summary>
    private static readonly TimeSpan PersonFreshness = TimeSpan.FromHours(1);
    private readonly BoundedMemory<string, (string Id, DateTimeOffset At)> _people = new(Most, StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _oneListing = new(1, 1);

    public void Dispose() => _oneListing.Dispose();

    public async Task<FoundPlace> FindAsync(Destination to, CancellationToken ct) =>
        to switch
        {
            Destination.At { Place: { Conversation: ['#', ..] } named } => await FindNamedAsync(named, ct),
            // App Home tells only who pressed: the 1:1 chat with them is meant.
            Destination.At { Place: { Conversation: ['U' or 'W', ..] } person } => await FindDirectAsync(
                person.Conversation,
                person.Thread,
                ct
            ),
            Destination.At { Place: var known } => new FoundPlace(known, null),
            Destination.Direct { Id: { } id } => await FindDirectAsync(id, thread: null, ct),
            Destination.Direct { Email: { } email } => await FindByEmailAsync(email, ct),
            _ => new FoundPlace(null, new Delivery.Drop(ChannelWords.Say("slack_no_address"))),
        };

    /// <summary>The 1:1 chat with a user.</summary>
    public async Task<FoundPlace> FindDirectAsync(string userId, string? thread, CancellationToken ct)
    {
        if (senses.Recent.DirectOf(userId) is { } known)
        {
            return Found(known, thread);
        }
        var opened = await api.WriteAsync("conversations.open", new JsonObject { ["users"] = userId }, ct);
        if (!opened.Ok)
        {
            return new FoundPlace(null, opened.ToDelivery());
        }
        if (opened.Body.Object("channel")?.Text("id") is not { } conversation)
        {
            return new FoundPlace(null, new Delivery.Drop(ChannelWords.Say("slack_no_conversation")));
        }
        senses.Recent.RememberDirect(userId, conversation);
        return Found(conversation, thread);
    }

    /// <summary>Joins a public channel that the bot is not in.</summary>
    public Task<SlackResult> JoinAsync(string conversation, CancellationToken ct) =>
        api.WriteAsync("conversations.join", new JsonObject { ["channel"] = conversation }, ct);

    /// <summary>The remembered id of a name no longer works: the channel was made anew.</summary>
    public async Task<bool> ForgetAsync(Destination? to, CancellationToken ct)
    {
        if (to is not Destination.At { Place.Conversation: ['#', .. var name] } || !_channels.TryGet(name, out var id))
        {
            return false;
        }
        await ForgetAsync(name, id, ct);
        return true;
    }

    /// <summary>
    /// A channel takes nothing any more: whether its name belongs to another one by now (it was archived or deleted, and made anew). False
    /// where it never had a name for us, and while none of that name is visible.
    /// </summary>
    public async Task<bool> HasMovedAsync(string conversation, CancellationToken ct)
    {
        if (await NameOfAsync(conversation, ct) is not { } name)
        {
            return false;
        }
        if (!_channels.TryGet(name, out var now) || now == conversation)
        {
            await ForgetAsync(name, conversation, ct);
        }
        var found = await FindNamedAsync(new Place(ChannelNames.Slack, "#" + name), ct);
        return found.Place is { } place && place.Conversation != conversation;
    }

    /// <summary>It is the place of a queue or a department, by its id or its name.</summary>
    public async Task<bool> IsNamedAsync(string conversation, CancellationToken ct)
    {
        if (!workplaces.IsLoaded)
        {
            return true;
        }
        var organisation = workplaces.Current.Organisation;
        return organisation.HasPlace(ChannelNames.Slack, conversation)
            || (await NameOfAsync(conversation, ct) is { } name && organisation.HasPlace(ChannelNames.Slack, "#" + name));
    }

    /// <summary>The name by which a channel was found; null when it had none for us.</summary>
    private async Task<string?> NameOfAsync(string conversation, CancellationToken ct) =>
        await memory.FindAsync(ChannelNames.Slack, FormerKeyOf(conversation), ct)
        ?? (await memory.AllAsync(ChannelNames.Slack, KeyOf(""), ct))
            .FirstOrDefault(known => known.Value == conversation)
            .Key?[KeyOf("").Length..];

    private async Task ForgetAsync(string name, string id, CancellationToken ct)
    {
        _channels.Forget(name);
        // What was posted there still waits there.
        await memory.SetAsync(ChannelNames.Slack, FormerKeyOf(id), name, ct);
        await memory.SetAsync(ChannelNames.Slack, KeyOf(name), null, ct);
    }

    private async Task<FoundPlace> FindByEmailAsync(string email, CancellationToken ct)
    {
        if (_people.TryGet(email, out var known) && senses.Now - known.At < PersonFreshness)
        {
            return await FindDirectAsync(known.Id, thread: null, ct);
        }
        var found = await api.ReadAsync("users.lookupByEmail", [new("email", email)], ct);
        if (!found.Ok)
        {
            return new FoundPlace(null, found.ToDelivery());
        }
        if (found.Body.Object("user") is not { } user || user.Text("id") is not { } id)
        {
            return new FoundPlace(null, new Delivery.Drop(ChannelWords.Say("slack_users_not_found")));
        }
        if (
            senses.Identity.Self is not { } self
            || SlackProfiles.MembershipOf(user, self) is not Membership.Member
            // Slack may look up more broadly than we tell people apart.
            || (SlackProfiles.EmailOf(user) is { } theirs && theirs != MailAddresses.Normal(email))
            || !await identities.BindAsync(
                ChannelNames.Slack,
                email,
                SlackProfiles.AccountOf(user, id),
                SlackProfiles.NameIn(user) ?? id,
                ct
            )
        )
        {
            return new FoundPlace(null, new Delivery.Drop(ChannelWords.Say("slack_not_a_member", email)));
        }
        _people.Keep(email, (id, senses.Now));
        return await FindDirectAsync(id, thread: null, ct);
    }

    private async Task<FoundPlace> FindNamedAsync(Place named, CancellationToken ct)
    {
        var name = named.Conversation[1..];
        if (_channels.TryGet(name, out var id))
        {
            return Found(id, named.Thread);
        }
        await _oneListing.WaitAsync(ct);
        try
        {
            if (_channels.TryGet(name, out id))
            {
                return Found(id, named.Thread);
            }
            if (await memory.FindAsync(ChannelNames.Slack, KeyOf(name), ct) is { Length: > 0 } kept)
            {
                _channels.Keep(name, kept);
                return Found(kept, named.Thread);
            }
            // All that wait for a channel share one look.
            return _missing.TryGet(name, out var looked) && senses.Now - looked < AskAgain
                ? Wait(name)
                : await ListAsync(name, named.Thread, ct);
        }
        finally
        {
            _oneListing.Release();
        }
    }

    /// <summary>Arguments of <c>conversations.list</c> for the page of a cursor; "" for the first.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Listing(string cursor)
    {
        List<KeyValuePair<string, string>> arguments =
        [
            new("types", "public_channel,private_channel"),
            new("exclude_archived", "true"),
            new("limit", PageSize),
        ];
        if (cursor.Length > 0)
        {
            arguments.Add(new("cursor", cursor));
        }
        return arguments;
    }

    private async Task<FoundPlace> ListAsync(string name, string? thread, CancellationToken ct)
    {
        var cursor = "";
        do
        {
            var page = await api.ReadAsync("conversations.list", Listing(cursor), ct);
            if (!page.Ok)
            {
                return new FoundPlace(
                    null,
                    page.Outcome == SlackOutcome.Refused ? new Delivery.Retry(AskAgain, page.Why, MayHaveArrived: false) : page.ToDelivery()
                );
            }
            foreach (var channel in page.Body.List("channels"))
            {
                if (
                    !string.Equals(channel.Text("name"), name, StringComparison.OrdinalIgnoreCase)
                    && !string.Equals(channel.Text("name_normalized"), name, StringComparison.OrdinalIgnoreCase)
                )
                {
                    continue;
                }
                return await EnterAsync(name, thread, channel, ct);
            }
            cursor = page.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        } while (cursor.Length > 0);
        _missing.Keep(name, senses.Now);
        return Wait(name);
    }

    private async Task<FoundPlace> EnterAsync(string name, string? thread, JsonElement channel, CancellationToken ct)
    {
        if (channel.Text("id") is not { } id)
        {
            return Wait(name);
        }
        if (!channel.IsTrue("is_member"))
        {
            if (channel.IsTrue("is_private"))
            {
                return Wait(name);
            }
            var joined = await JoinAsync(id, ct);
            if (joined.Outcome == SlackOutcome.Later)
            {
                return new FoundPlace(null, joined.ToDelivery());
            }
            if (!joined.Ok)
            {
                return Wait(name);
            }
        }
        _channels.Keep(name, id);
        senses.Health.Clear(ProblemOf(name));
        await memory.SetAsync(ChannelNames.Slack, KeyOf(name), id, ct);
        return Found(id, thread);
    }

    private FoundPlace Wait(string name)
    {
        var words = ChannelWords.Say("slack_not_visible", name);
        senses.Health.Raise(ProblemOf(name), words);
        return new FoundPlace(null, new Delivery.Retry(AskAgain, words, MayHaveArrived: false) { NeedsSomebody = true });
    }

    private static FoundPlace Found(string conversation, string? thread) => new(new Place(ChannelNames.Slack, conversation, thread), null);

    private static string KeyOf(string name) => "channel:#" + name.ToLowerInvariant();

    private static string FormerKeyOf(string id) => "former:" + id;

    private static string ProblemOf(string name) => "channel " + name.ToLowerInvariant();
}

/// <summary>Either a place or the reason why there is none.</summary>
internal sealed record FoundPlace(Place? Place, Delivery? Failure);
