using System.Globalization;
using EscalationBot.Core.Messages;
using Shouldly;

namespace EscalationBot.Tests.Support;

/// <summary>Somebody in one place of a <see cref="DeskWorld"/>: speaks, presses, fills in forms, and reads.</summary>
internal sealed record Actor(DeskWorld World, PersonKey Key, Place Place, bool Direct)
{
    /// <summary>All that stands in this place now, oldest first, as text.</summary>
    public IReadOnlyList<string> Reads =>
        [.. World.Messages.Values.Where(message => message.Place == Place).Select(message => TextOf(message.Card))];

    /// <summary>What was whispered to this person last.</summary>
    public string Heard => TextOf(World.Whispers.Last(whisper => whisper.Person == Key).Card);

    public async Task<string> SaysAsync(string text, bool addressed = true, string? replyTo = null, params FileLink[] files)
    {
        var id = "u" + World.NextId();
        var said = new Inbound.Said(id, text)
        {
            Origin = new Origin
            {
                DeliveryKey = $"{Key.Channel}:d{id}",
                MessageKey = $"{Key.Channel}:{id}:said",
                From = Key,
                FromName = Key.Id,
                Place = Place.Thread is null && !Direct ? Place with { Thread = id } : Place,
                Direct = Direct,
                At = World.Clock.GetUtcNow(),
            },
            Addressed = addressed,
            ReplyTo = replyTo,
            Files = files,
        };
        (await World.HandInAsync(said)).ShouldBeTrue();
        return id;
    }

    public Task EditsAsync(string id, string text, params FileLink[] files) =>
        World.HandInAsync(
            Fill(
                new Inbound.Edited(id, text)
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = Key,
                        Place = Place,
                        At = default,
                    },
                    Files = files,
                }
            )
        );

    public Task DeletesAsync(string id) =>
        World.HandInAsync(
            Fill(
                new Inbound.Deleted(id)
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = Key,
                        Place = Place,
                        At = default,
                    },
                }
            )
        );

    public Task ReactsAsync(string id, string reaction) =>
        World.HandInAsync(
            Fill(
                new Inbound.Reacted(id, reaction, true)
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = Key,
                        Place = Place,
                        At = default,
                    },
                }
            )
        );

    public Task<bool> ArrivesAsync() =>
        World.HandInAsync(
            new Inbound.Arrived
            {
                Origin = new Origin
                {
                    DeliveryKey = $"arrived:{Key}",
                    MessageKey = $"arrived:{Key}",
                    From = Key,
                    FromName = Key.Id,
                    Place = Place,
                    Direct = Direct,
                    At = World.Clock.GetUtcNow(),
                },
            }
        );

    /// <summary>Presses a plain button on the newest card of a slot.</summary>
    public Task PressesAsync(string slot, string title, params (string Id, string Value)[] values) =>
        PressesAsync(Find(World.CardOf(slot), title), values);

    public Task PressesAsync(CardButton button, params (string Id, string Value)[] values)
    {
        button.OpensForm.ShouldBeFalse($"{button.Title} opens a form");
        return World.HandInAsync(
            Fill(
                new Inbound.Pressed(button.Action, button.Data, values.ToDictionary(value => value.Id, value => value.Value), "card")
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = Key,
                        Place = Place,
                        At = default,
                    },
                }
            )
        );
    }

    /// <summary>Opens a form by its button; the refusal's sentence when there is none.</summary>
    public async Task<FormAnswer> OpensAsync(string slot, string title)
    {
        var button = Find(World.CardOf(slot), title);
        button.OpensForm.ShouldBeTrue($"{title} opens no form");
        return await World.Forms.OpenAsync(new FormRequest(button.Action, button.Data, Key, Place), CancellationToken.None);
    }

    /// <summary>Opens a form, fills it in and sends it; field errors come back.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FillsAsync(
        string slot,
        string title,
        params (string Label, string Value)[] values
    )
    {
        var form = (await OpensAsync(slot, title)).ShouldBeOfType<FormAnswer.Open>().Form;
        return await SendsAsync(form, values);
    }

    public async Task<IReadOnlyDictionary<string, string>> SendsAsync(Form form, params (string Label, string Value)[] values)
    {
        var filled = form.Fields.Where(field => field.Value is not null).ToDictionary(field => field.Id, field => field.Value!);
        foreach (var (label, value) in values)
        {
            filled[form.Fields.Single(field => field.Label == label).Id] = value;
        }

        var submitted = (Inbound.Submitted)Fill(
            new Inbound.Submitted(form.Id, form.Data, filled)
            {
                Origin = new Origin
                {
                    DeliveryKey = "",
                    MessageKey = "",
                    From = Key,
                    Place = Place,
                    At = default,
                },
            }
        );
        var errors = await World.Forms.CheckAsync(submitted, CancellationToken.None);
        if (errors.Count == 0)
        {
            await World.HandInAsync(submitted);
        }

        return errors;
    }

    /// <summary>A press or a form of this person, not handed in yet: for what happens at one moment.</summary>
    public Inbound Acts(string action, IReadOnlyDictionary<string, string> data, IReadOnlyDictionary<string, string>? values = null)
    {
        var origin = new Origin
        {
            DeliveryKey = "",
            MessageKey = "",
            From = Key,
            Place = Place,
            At = default,
        };
        return Fill(
            values is null
                ? new Inbound.Pressed(action, data, new Dictionary<string, string>(), "card") { Origin = origin }
                : new Inbound.Submitted(action, data, values) { Origin = origin }
        );
    }

    /// <summary>Sends a form that need not have been opened, as a forged request would; the field errors that came back.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SubmitsAsync(
        string form,
        IReadOnlyDictionary<string, string> data,
        IReadOnlyDictionary<string, string> values
    )
    {
        var submitted = (Inbound.Submitted)Fill(
            new Inbound.Submitted(form, data, values)
            {
                Origin = new Origin
                {
                    DeliveryKey = "",
                    MessageKey = "",
                    From = Key,
                    Place = Place,
                    At = default,
                },
            }
        );
        var errors = await World.Forms.CheckAsync(submitted, CancellationToken.None);
        if (errors.Count == 0)
        {
            await World.HandInAsync(submitted);
        }

        return errors;
    }

    /// <summary>Every word of a card.</summary>
    public static string TextOf(Card card) =>
        string.Join(
            '\n',
            card.Parts.Select(part =>
                    part switch
                    {
                        CardPart.Heading heading => heading.Title,
                        CardPart.Text text => text.Content,
                        CardPart.Prose prose => prose.Markdown,
                        CardPart.Quote quote => $"“{quote.Words}” {quote.Who}",
                        CardPart.FactList facts => string.Join('\n', facts.Facts.Select(fact => $"{fact.Label}: {fact.Value}")),
                        CardPart.Note note => note.Content,
                        CardPart.Mention mention => $"@{mention.Name} {mention.Words}",
                        CardPart.Bars bars => bars.Title,
                        CardPart.Files files => string.Join(' ', files.Links.Select(link => link.Url)),
                        CardPart.ButtonRow row => string.Join(' ', row.Buttons.Select(button => $"[{button.Title}]")),
                        _ => "",
                    }
                )
                .Concat(card.Buttons.Select(button => $"[{button.Title}]"))
        );

    private static CardButton Find(Card card, string title)
    {
        var all = card
            .Buttons.Concat(card.Parts.OfType<CardPart.ButtonRow>().SelectMany(row => row.Buttons))
            .SelectMany(button => button.Menu is { } menu ? menu.Prepend(button) : [button])
            .ToList();
        return all.FirstOrDefault(button => button.Title == title)
            ?? throw new InvalidOperationException(
                $"No button {title}; there are {string.Join(", ", all.Select(button => button.Title))} under: {TextOf(card)}"
            );
    }

    private Inbound Fill(Inbound inbound)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{Key.Channel}:act:{World.NextId()}");
        return inbound with
        {
            Origin = inbound.Origin with
            {
                DeliveryKey = key,
                MessageKey = key,
                FromName = Key.Id,
                Direct = Direct,
                At = World.Clock.GetUtcNow(),
            },
        };
    }
}
