using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack;

/// <summary>Slack, as the outbox and the desk see it.</summary>
internal sealed class SlackChannel(
    SlackSender sender,
    SlackProfiles profiles,
    SlackThreads threads,
    SlackStanding standing,
    SlackSenses senses
) : IChannel
{
    public string Name => ChannelNames.Slack;

    public ChannelState State => senses.Health.State;

    public bool IsReady => senses.Identity.Self is not null;

    public IStandingMessages? Standing => standing;

    public Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct) => sender.SendAsync(dispatch, ct);

    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct) => profiles.FindAsync(person, ct);

    public Task<IReadOnlyList<Quoted>?> ReadThreadAsync(Place thread, CancellationToken ct) => threads.ReadAsync(thread, ct);
}
