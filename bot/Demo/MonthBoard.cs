using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Demo;

/// <summary>Something that came to stand before somebody's eyes.</summary>
/// <param name="At">When.</param>
/// <param name="Place">Where.</param>
/// <param name="Slot">Whose message; null for what one person alone sees.</param>
/// <param name="MessageId">Its id there; null for what one person alone sees.</param>
/// <param name="Card">What it shows now.</param>
/// <param name="IsNew">It was posted; false: it was changed.</param>
internal sealed record Delivered(DateTimeOffset At, Place Place, string? Slot, string? MessageId, Card Card, bool IsNew)
{
    /// <summary>The one person who sees it; null: everybody in the place.</summary>
    public PersonKey? Only { get; init; }

    /// <summary>Of the row that brought it: what came at one moment is seen in the order in which it was decided.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whose act caused it; null: a timer, or nobody known.</summary>
    public PersonKey? CausedBy { get; init; }

    /// <summary>The case it is about, or null.</summary>
    public string? CaseId { get; init; }

    /// <summary>It is somebody's 1:1 chat with the bot; then their address.</summary>
    public string? Chat => Place.Conversation.StartsWith("dm:", StringComparison.Ordinal) ? Place.Conversation[3..] : null;

    /// <summary>The buttons of the card, those in menus and lines included.</summary>
    public IReadOnlyList<CardButton> Buttons =>
        [
            .. Card
                .Buttons.Concat(Card.Parts.OfType<CardPart.ButtonRow>().SelectMany(row => row.Buttons))
                .SelectMany(button => button.Menu is { } menu ? menu : [button]),
        ];
}

/// <summary>All that stands on the platforms of a played month, and what came since somebody last looked.</summary>
internal sealed class MonthBoard(TimeProvider time)
{
    private readonly Dictionary<string, Delivered> _standing = new(StringComparer.Ordinal);
    private readonly List<Delivered> _news = [];
    private readonly Lock _gate = new();

    /// <summary>Whose act an inbox row was.</summary>
    public Dictionary<long, PersonKey> Acts { get; } = [];

    /// <summary>Rows of the inbox that were said to the bot.</summary>
    public HashSet<long> Addressed { get; } = [];

    /// <summary>Rows of the inbox that had an answer of any kind.</summary>
    public HashSet<long> Answered { get; } = [];

    /// <summary>What stands in a slot, or null.</summary>
    public Delivered? Find(string slot) => _standing.GetValueOrDefault(slot);

    /// <summary>What came since the last call.</summary>
    public IReadOnlyList<Delivered> TakeNews()
    {
        lock (_gate)
        {
            List<Delivered> taken = [.. _news.OrderBy(news => news.Key, StringComparer.Ordinal)];
            _news.Clear();
            return taken;
        }
    }

    /// <summary>Notes what a channel did.</summary>
    public void Note(Dispatch dispatch, Delivery delivery)
    {
        if (delivery is not Delivery.Sent sent)
        {
            return;
        }

        lock (_gate)
        {
            NoteSent(dispatch.What, dispatch.MessageId is null, sent);
        }
    }

    private void NoteSent(Outbound what, bool isNew, Delivery.Sent sent)
    {
        if (what.CausedBy is { } row)
        {
            Answered.Add(row);
        }

        var by = what.CausedBy is { } cause ? Acts.GetValueOrDefault(cause) : null;
        switch (what)
        {
            case Outbound.Show { File: null } show when sent.Place is { } place:
                var news = new Delivered(time.GetUtcNow(), place, show.Slot, sent.MessageId, show.Card, isNew)
                {
                    CausedBy = by,
                    Key = what.Key,
                    CaseId = show.CaseId,
                };
                _standing[show.Slot] = news;
                _news.Add(news);
                break;
            case Outbound.Whisper whisper:
                _news.Add(
                    new Delivered(time.GetUtcNow(), whisper.Place, null, null, whisper.Card, true)
                    {
                        Only = whisper.Person,
                        CausedBy = by,
                        Key = what.Key,
                    }
                );
                break;
            case Outbound.Remove remove:
                _standing.Remove(remove.Slot);
                break;
            default:
                break;
        }
    }
}

/// <summary>A channel that tells the board what it did.</summary>
internal sealed class WatchedChannel(IChannel channel, MonthBoard board) : IChannel
{
    public string Name => channel.Name;

    public ChannelState State => channel.State;

    public bool IsReady => channel.IsReady;

    public async Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct)
    {
        var delivery = await channel.SendAsync(dispatch, ct);
        board.Note(dispatch, delivery);
        return delivery;
    }

    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
        channel.FindProfileAsync(person, seenIn, ct);

    public Task<IReadOnlyList<Quoted>?> ReadThreadAsync(Place thread, CancellationToken ct) => channel.ReadThreadAsync(thread, ct);
}

/// <summary>A platform of the played month whose messages live nowhere but on the board: everybody on it is a member.</summary>
internal sealed class PlayedPlatform(string name, IReadOnlyDictionary<string, MonthPerson> people) : IChannel
{
    private int _last;

    public string Name => name;

    public ChannelState State { get; } = new("ok", "");

    public bool IsReady => true;

    public Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct)
    {
        Place? place = dispatch.To switch
        {
            Destination.At at => at.Place,
            Destination.Direct direct => new Place(name, $"dm:{direct.Id ?? direct.Email}"),
            _ => dispatch.MessagePlace,
        };
        return Task.FromResult<Delivery>(
            dispatch.What is Outbound.Show
                ? new Delivery.Sent(
                    place,
                    dispatch.MessageId ?? string.Create(CultureInfo.InvariantCulture, $"{name}-{Interlocked.Increment(ref _last)}")
                )
                : new Delivery.Sent(place, null)
        );
    }

    public Task<Profile?> FindProfileAsync(PersonKey person, Place seenIn, CancellationToken ct) =>
        Task.FromResult(
            people.TryGetValue(person.Id, out var known)
                ? new Profile(person, known.Name, known.Email, null, null) { Membership = Membership.Member, AccountId = known.Email }
                : null
        );
}
