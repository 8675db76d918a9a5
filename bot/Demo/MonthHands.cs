using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Receiving;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Demo;

/// <summary>
/// The hands of the people of a played month: they write, press buttons and fill in forms, as the channels would hand it in.
/// </summary>
internal sealed class MonthHands
{
    private readonly Month _month;
    private readonly IReception _reception;
    private readonly IForms _forms;
    private readonly WebMessages _web;
    private readonly WebChatWriting _writing;
    private readonly WorkplaceHolder _workplaces;
    private readonly MonthReactions _reactions;

    public MonthHands(Month month, IServiceProvider services)
    {
        _month = month;
        _reception = services.GetRequiredService<IReception>();
        _forms = services.GetRequiredService<FormDesk>();
        _web = services.GetRequiredService<WebMessages>();
        _writing = services.GetRequiredService<WebChatWriting>();
        _workplaces = services.GetRequiredService<WorkplaceHolder>();
        _reactions = new MonthReactions(month);
    }

    /// <summary>How often what was done: an action's name, <c>said</c>, <c>refused:action</c>, <c>errors:action</c>.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Addressed messages that were handed in.</summary>
    public List<(MonthPerson Who, string Text, DateTimeOffset At)> Asked { get; } = [];

    /// <summary>Somebody sees what came to stand before them.</summary>
    public Task SeeAsync(Delivered news) => _reactions.SeeAsync(news);

    /// <summary>When somebody who is at work gets to it, after a while.</summary>
    public DateTimeOffset Later(MonthPerson person, TimeSpan after)
    {
        var calendar = _workplaces.Current.Organisation.Calendar;
        var at = _month.Clock.GetUtcNow() + after;
        for (var tries = 0; tries < 20; tries++)
        {
            var open = calendar.NextOpen(at);
            at = open == at ? at : open + _month.Luck.Minutes(1, 50);
            if (!person.IsAway(calendar.DateOf(at)))
            {
                break;
            }
            at = at.AddDays(1);
        }

        return at;
    }

    /// <summary>They write, in their chat or in a thread.</summary>
    public async Task SayAsync(MonthPerson person, Place place, string text)
    {
        Count("said");
        var direct = place == person.Chat;
        if (direct)
        {
            Asked.Add((person, text, _month.Clock.GetUtcNow()));
        }
        if (place.Channel == ChannelNames.Web)
        {
            var message = await _web.AddAsync(
                new NewWebMessage(
                    $"in:{person.Email}:{_month.NextId()}",
                    place.Conversation,
                    WebMessageIds.Number(place.Thread),
                    person.Email,
                    OnlyFor: null,
                    PersonCards.Of(text, [])
                ),
                CancellationToken.None
            );
            await _writing.HandInAsync(message, CancellationToken.None);
            return;
        }

        var id = "u" + _month.NextId();
        await _reception.AcceptAsync(
            new Inbound.Said(id, text) { Origin = OriginOf(person, place, id), Addressed = direct },
            CancellationToken.None
        );
    }

    /// <summary>They press a button of a card; a form that opens is filled in and sent.</summary>
    /// <param name="values">What goes into fields of these ids; the others get something that fits.</param>
    /// <returns>False: refused, or not filled in well enough.</returns>
    public async Task<bool> PressAsync(MonthPerson person, Delivered on, CardButton button, params (string Id, string Value)[] values)
    {
        var place = on.Chat is null && on.Place.Thread is null ? on.Place with { Thread = on.MessageId } : on.Place;
        if (!button.OpensForm)
        {
            Count(button.Action);
            var chosen = on
                .Card.Parts.OfType<CardPart.Select>()
                .ToDictionary(select => select.Id, select => select.Chosen ?? Choice(select), StringComparer.Ordinal);
            await _reception.AcceptAsync(
                new Inbound.Pressed(button.Action, button.Data, chosen, on.MessageId)
                {
                    Origin = OriginOf(person, place, "p" + _month.NextId()),
                },
                CancellationToken.None
            );
            return true;
        }

        if (
            await _forms.OpenAsync(new FormRequest(button.Action, button.Data, person.Key, place), CancellationToken.None)
            is not FormAnswer.Open { Form: var form }
        )
        {
            Count("refused:" + button.Action);
            return false;
        }

        var submitted = new Inbound.Submitted(form.Id, form.Data, Fill(form, values))
        {
            Origin = OriginOf(person, place, "s" + _month.NextId()),
        };
        if ((await _forms.CheckAsync(submitted, CancellationToken.None)).Count > 0)
        {
            Count("errors:" + button.Action);
            return false;
        }

        Count(button.Action);
        await _reception.AcceptAsync(submitted, CancellationToken.None);
        return true;
    }

    private Dictionary<string, string> Fill(Form form, (string Id, string Value)[] given)
    {
        var filled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            var wanted = given.FirstOrDefault(one => one.Id == field.Id).Value ?? field.Value;
            var needed = field.Required || field.RequiredUnless.Count > 0;
            if (wanted is null && !needed && _month.Luck.Happens(0.4))
            {
                continue;
            }

            var value =
                wanted
                ?? field.Kind switch
                {
                    FieldKind.Choice or FieldKind.Search => field.Options.Count > 0 ? _month.Luck.One(field.Options).Value : null,
                    FieldKind.Date => (field.Earliest ?? _month.Plan.From)
                        .AddDays(_month.Luck.Below(3))
                        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    _ => MonthWords.For(field.Id, _month.Luck),
                };
            if (value is { Length: > 0 })
            {
                filled[field.Id] = value;
            }
        }

        return filled;
    }

    private string Choice(CardPart.Select select) => _month.Luck.One(select.Options).Value;

    private Origin OriginOf(MonthPerson person, Place place, string id) =>
        new()
        {
            DeliveryKey = $"{person.Channel}:played:{id}",
            MessageKey = $"{person.Channel}:played:{id}",
            From = person.Key,
            FromName = person.Name,
            Place = place,
            Direct = place == person.Chat,
            At = _month.Clock.GetUtcNow(),
        };

    private void Count(string what) => Done[what] = Done.GetValueOrDefault(what) + 1;
}
