using System.Globalization;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;

namespace EscalationBot.Tests.Simulation;

/// <summary>What may happen next, and how likely.</summary>
internal sealed partial class History
{
    private static readonly string[] Questions =
    [
        "How do I reset a forgotten password",
        "Acme Freight: the quantum flux coupling on our zeppelin wobbles",
        "Birch & Sons: the pigeon gateway swallows every second envelope",
    ];

    private const string WaitsInInbox = "SELECT COUNT(*) FROM inbox WHERE state = 0",
        WaitsInOutbox = "SELECT COUNT(*) FROM outbox WHERE state = 0";

    /// <summary>What is said so soon after something else may be taken for the earlier one by a replica whose clock is late.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);

    private readonly List<Delivery> _deliveries = [];
    private int _acts;

    /// <summary>Something that a person did, as a platform delivers it until it is acknowledged, and sometimes again.</summary>
    internal sealed class Delivery(Inbound inbound, string token)
    {
        public Inbound Inbound => inbound;

        /// <summary>Words that no other delivery holds; empty when it has none.</summary>
        public string Token => token;
        public bool IsAcknowledged => AcknowledgedAt is not null;
        public DateTimeOffset? AcknowledgedAt { get; set; }

        /// <summary>What had been acknowledged before this one was handed in first: that came before it, whoever looks.</summary>
        public HashSet<Delivery>? Before { get; set; }
        public bool IsUnderway { get; set; }
    }

    /// <summary>Most histories begin with cases that are there already.</summary>
    private void Prepare()
    {
        _calm = true;
        for (var cases = Draw(3); cases > 0; cases--)
        {
            _acts++;
            SayInChat(cases == 1 ? "ana" : "ben", $"{Questions[cases]}?", "");
            Settle();
            _acts++;
            Submit(
                cases == 1 ? "ana" : "ben",
                Actions.GetSpecialist,
                Platform.Standing.SelectMany(one => Buttons(one.Card)).Last(one => one.Action == Actions.GetSpecialist).Data,
                (FormFields.Tried, "all"),
                (FormFields.Urgency, "p2")
            );
            Settle();
        }

        _acts = 4;
        _calm = false;
        Tell("it begins");
    }

    private void Step()
    {
        Wait(TimeSpan.FromMilliseconds(1 + Draw(40)));
        var moves = new List<(int Weight, Action Do)>();
        if (_acts < 16)
        {
            moves.Add((6, Act));
        }

        if (_deliveries.FindAll(one => !one.IsAcknowledged && !one.IsUnderway) is { Count: > 0 } waiting && Alive.Any())
        {
            moves.Add((12, () => Deliver(Draw(waiting), Draw([.. Alive]))));
        }

        if (_deliveries.Count > 0 && Alive.Any())
        {
            moves.Add((2, () => Deliver(Draw(_deliveries), Draw([.. Alive]))));
        }

        var (came, toSend) = Alive.Any() ? (Count(WaitsInInbox), Count(WaitsInOutbox)) : (0, 0);
        foreach (var replica in Alive)
        {
            moves.Add(
                (came > 0 ? 10 : 0, () => Take(replica, "takes what came in", async () => await replica.LeaseInboxAsync(1 + Draw(4))))
            );
            moves.Add(
                (
                    toSend > 0 ? 14 : 0,
                    () => Take(replica, "takes what is to be sent", async () => await replica.LeaseOutboxAsync(1 + Draw(4)))
                )
            );
            moves.Add(
                (1, () => Take(replica, "looks at its timers", async () => await replica.Timers.PassAsync(500, CancellationToken.None)))
            );
            if (_kills < 3)
            {
                moves.Add((_stops.Exists(stop => stop.Doing.Replica == replica) ? 1 : 0, () => Kill(replica)));
            }
        }

        if (_replicas.IndexOf(null) is >= 0 and var dead)
        {
            moves.Add((8, () => Start(dead)));
        }

        if (_stops.Count > 0)
        {
            moves.Add((10 * Math.Min(_stops.Count, 5), () => GoOn(Draw(_stops))));
        }

        moves.Add((3, PassTime));
        var at = Draw(moves.Sum(move => move.Weight));
        foreach (var (weight, perform) in moves)
        {
            if ((at -= weight) < 0)
            {
                perform();
                return;
            }
        }
    }

    private void PassTime()
    {
        switch (Draw(10))
        {
            case < 4:
                Wait(TimeSpan.FromMilliseconds(Draw(3000)));
                break;
            case < 7:
                Tell("a lease goes by");
                Wait(TimeSpan.FromSeconds(16));
                break;
            case 7 when !Alive.Any(one => one.HasRows):
                Tell("an hour goes by");
                Wait(TimeSpan.FromHours(1));
                break;
            case 8 when _replicas.Count == 1:
                // Of replicas the server's clock counts, which nobody sets back; a file's only process has the machine's.
                Tell("the clock is set back by a minute");
                Clock.SetBy(TimeSpan.FromMinutes(-1));
                break;
            case 9 when Alive.ToList() is { Count: > 0 } all:
                var asleep = Draw(all);
                Tell($"{asleep.Name} sleeps longer than its leases");
                asleep.IsOvertaken |= _stops.Exists(stop => stop.Doing.Replica == asleep);
                Wait(TimeSpan.FromSeconds(16), asleep);
                break;
            case var _
                when Platform.Standing.Where(one => one.Slot?.EndsWith(":card", StringComparison.Ordinal) == true).ToList()
                    is { Count: > 0 } cards
                    && Draw(3) == 0:
                var card = Draw(cards);
                Tell($"somebody deletes {card.Slot}");
                card.IsGone = true;
                _deleted.Add(card.Slot!);
                break;
        }
    }

    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    private void Take(Replica replica, string what, Func<Task> work)
    {
        Begin(replica, what, work, () => { });
        GoOn(_stops[^1]);
    }

    private void Deliver(Delivery delivery, Replica to)
    {
        delivery.Before ??= [.. _deliveries.Where(one => one.AcknowledgedAt <= TrueTime - Apart)];
        // A platform may deliver the same message under another id (Slack: app_mention and message).
        var again = Draw(2) == 0 ? "" : $"#{_deliveries.Count}";
        var inbound = delivery.Inbound with
        {
            Origin = delivery.Inbound.Origin with { DeliveryKey = delivery.Inbound.DeliveryKey + again },
        };
        delivery.IsUnderway = true;
        Begin(
            to,
            $"keeps {delivery.Inbound.MessageKey}",
            async () =>
            {
                await to.Inbox.AddAsync(inbound, CancellationToken.None);
                delivery.AcknowledgedAt ??= TrueTime;
            },
            () => { }
        );
        GoOn(_stops[^1]);
    }

    private void Act()
    {
        var cards = Platform.Standing.Where(one => one.Slot?.EndsWith(":card", StringComparison.Ordinal) == true).ToList();
        var offers = Platform.Standing.SelectMany(one => Buttons(one.Card)).Where(one => one.Action == Actions.GetSpecialist).ToList();
        var spoken = _deliveries.FindAll(one => one.Inbound is Inbound.Said said && said.Text.StartsWith(">>", StringComparison.Ordinal));
        var number = ++_acts;
        var token = string.Create(CultureInfo.InvariantCulture, $"w{number}w");
        switch (Draw(10))
        {
            case < 3 when offers.Count > 0:
                Submit(
                    Draw(["ana", "ben"]),
                    Actions.GetSpecialist,
                    Draw(offers).Data,
                    (FormFields.Tried, "all"),
                    (FormFields.Urgency, "p2")
                );
                break;
            case < 5 when cards.Count > 0:
                Press(Draw(["bob", "carol"]), Draw(cards), Actions.Claim);
                break;
            case < 8 when cards.Count > 0:
                var under = Draw(cards);
                Say(Draw(["bob", "carol"]), under.Place with { Thread = under.Id }, $">> we look at it {token}", token, addressed: false);
                break;
            case 8 when cards.Count > 0:
                var about = Draw(cards).Slot!.Split(':')[1];
                SayInChat(Draw(["ana", "ben"]), $"{about} it is the red one {token}", token);
                break;
            case 9 when cards.Count > 0 && Draw(3) == 0:
                var resolved = Draw(cards);
                Submit("bob", Actions.Resolve, CaseOf(resolved), ("fix", "a new nut"), ("tell", $"turn it off {token}"));
                break;
            case 9 when spoken.Count > 0:
                var edited = Draw(spoken);
                var said = (Inbound.Said)edited.Inbound;
                Send(
                    new Inbound.Edited(said.MessageId, $"{said.Text} truly") { Origin = OriginOf(said.From, said.Place, direct: false) },
                    ""
                );
                break;
            default:
                SayInChat(Draw(["ana", "ben"]), $"{Draw(Questions)} {token}?", token);
                break;
        }
    }

    private void Press(string who, Posted card, string action) =>
        Send(
            new Inbound.Pressed(action, CaseOf(card), new Dictionary<string, string>(), card.Id)
            {
                Origin = OriginOf(new(ChannelNames.Slack, who), card.Place with { Thread = card.Id }, direct: false),
            },
            ""
        );

    private void Submit(string who, string form, IReadOnlyDictionary<string, string> data, params (string Id, string Value)[] values)
    {
        var channel = who is "ana" or "ben" ? ChannelNames.Teams : ChannelNames.Slack;
        Send(
            new Inbound.Submitted(form, data, values.ToDictionary(value => value.Id, value => value.Value))
            {
                Origin = OriginOf(new(channel, who), new(channel, $"dm:{who}"), direct: true),
            },
            ""
        );
    }

    private void SayInChat(string who, string text, string token) =>
        Say(who, new Place(ChannelNames.Teams, $"dm:{who}"), text, token, addressed: true);

    private void Say(string who, Place place, string text, string token, bool addressed) =>
        Send(
            new Inbound.Said($"u{_acts}", text)
            {
                Origin = OriginOf(new(place.Channel, who), place, direct: place.Channel == ChannelNames.Teams),
                Addressed = addressed,
            },
            token
        );

    private Origin OriginOf(PersonKey who, Place place, bool direct)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{who.Channel}:u{_acts}");
        return new()
        {
            DeliveryKey = $"d:{key}",
            MessageKey = key,
            From = who,
            FromName = who.Id,
            Place = place,
            Direct = direct,
            At = TrueTime,
        };
    }

    private void Send(Inbound inbound, string token)
    {
        _deliveries.Add(new Delivery(inbound, token));
        Tell($"{inbound.From.Id} in {inbound.Place.Lane}: {inbound.GetType().Name} {inbound.MessageKey} {WordsOf(inbound)}");
    }

    private static string WordsOf(Inbound inbound) =>
        inbound switch
        {
            Inbound.Said said => said.Text,
            Inbound.Edited edited => edited.Text,
            Inbound.Pressed pressed => $"{pressed.Action} {string.Join(' ', pressed.Data.Values)}",
            Inbound.Submitted submitted => $"{submitted.Form} {string.Join(' ', submitted.Data.Values)}",
            _ => "",
        };

    private static Dictionary<string, string> CaseOf(Posted card) => new() { [DataKeys.Case] = card.Slot!.Split(':')[1] };

    private static IEnumerable<CardButton> Buttons(Card card) =>
        card
            .Buttons.Concat(card.Parts.OfType<CardPart.ButtonRow>().SelectMany(row => row.Buttons))
            .SelectMany(button => button.Menu is { } menu ? menu.Prepend(button) : [button]);
}
