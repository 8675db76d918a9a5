using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>Questions to colleagues and invitations: as whoever is asked sees them, and as lines of the case's card.</summary>
internal sealed class ConsultCards(Workplace workplace, Words words, DateTimeOffset now)
{
    private readonly When _when = new(words, workplace.Organisation.Calendar.Zone, now);

    /// <summary>The card of whoever is asked.</summary>
    /// <param name="mayRead">They may have the words of the case; else they get what was written for them, and nothing else.</param>
    public Card ForAsked(Case theCase, Consult consult, bool mayRead) =>
        ForAsked(
            words.Say("consult_title", theCase.Id, consult.By.Name),
            consult,
            About(theCase, mayRead),
            "consult_note",
            action => Button(action, theCase, DataKeys.Consult, consult.Id)
        );

    /// <summary>The card of whoever is asked about a question: they get what was written for them.</summary>
    public Card ForAsked(AskedQuestion asked, Consult consult) =>
        ForAsked(
            words.Say("consult_question_title", consult.By.Name),
            consult,
            [],
            "consult_question_note",
            action =>
                new(
                    action,
                    words[$"button_{action}"],
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        [DataKeys.Question] = asked.Id,
                        [DataKeys.Consult] = consult.Id,
                    }
                )
        );

    private Card ForAsked(string title, Consult consult, IEnumerable<CardPart> about, string note, Func<string, CardButton> button)
    {
        var state = StateLine(consult);
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(state, Strong: true),
            new CardPart.Quote(consult.Text, consult.By.Name),
        ];
        parts.AddRange(about);
        if (consult.Answer.Length > 0)
        {
            parts.Add(new CardPart.Quote(consult.Answer, consult.AnsweredBy?.Name));
        }

        parts.Add(new CardPart.Note(words[note]));
        parts.Add(new CardPart.Note(_when.AsOf));
        return new(
            $"{title}: {ShortText.Of(consult.Text, 150)} ({state})",
            parts,
            consult.IsOpen
                ?
                [
                    button(Actions.ConsultAnswer) with
                    {
                        OpensForm = true,
                        Style = ButtonStyle.Primary,
                    },
                    button(Actions.ConsultDecline) with
                    {
                        OpensForm = true,
                    },
                ]
                : []
        );
    }

    /// <summary>The card of whoever is invited: only people who may read the case are.</summary>
    public Card ForInvited(Case theCase, Invite invite, bool mayRead)
    {
        var title = words.Say("invite_title", invite.By.Name, theCase.Id);
        var state = StateLine(invite);
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(state, Strong: true)];
        if (invite.Text.Length > 0)
        {
            parts.Add(new CardPart.Quote(invite.Text, invite.By.Name));
        }

        parts.AddRange(About(theCase, mayRead));
        parts.Add(new CardPart.Note(words["invite_note"]));
        parts.Add(new CardPart.Note(_when.AsOf));
        return new(
            $"{title} ({state})",
            parts,
            invite.IsOpen
                ?
                [
                    Button(Actions.InviteAccept, theCase, DataKeys.Invite, invite.Id) with
                    {
                        Style = ButtonStyle.Primary,
                    },
                    Button(Actions.InviteDecline, theCase, DataKeys.Invite, invite.Id) with
                    {
                        OpensForm = true,
                    },
                ]
                : []
        );
    }

    /// <summary>Lines of the case's card, one for each that was asked or invited.</summary>
    public IReadOnlyList<LabelledFact> Lines(Case theCase) =>
        [
            .. theCase.Consults.Select(consult => new LabelledFact(
                words.Say("label_consult", NameOf(consult)),
                consult.Answer.Length > 0 ? $"{StateLine(consult)}: {ShortText.Of(consult.Answer, 200)}" : StateLine(consult)
            )),
            .. theCase
                .Invites.Where(invite => invite.State is not ConsultState.Withdrawn)
                .Select(invite => new LabelledFact(words.Say("label_invite", NameOf(invite.Person)), StateLine(invite))),
        ];

    /// <summary>What the rep reads of what they asked themselves; null when nothing of it is open.</summary>
    public string? ForRep(Case theCase)
    {
        var open = theCase.Consults.Where(consult => consult is { ByRep: true, IsOpen: true }).ToList();
        return open.Count == 0
            ? null
            : words.Say("consult_rep", string.Join(", ", open.Select(NameOf).Distinct(StringComparer.Ordinal)), _when.Due(open[^1].DueAt));
    }

    /// <summary>The name of the person, or the title of the queue; what the files have no longer keeps what it was called there.</summary>
    public string NameOf(Consult consult) =>
        consult.Queue is { } queue ? workplace.Organisation.FindQueue(queue)?.Title ?? queue : NameOf(consult.Person ?? "");

    /// <summary>The name of a listed person.</summary>
    public string NameOf(string email) => workplace.Organisation.FindPerson(email)?.Name ?? email;

    /// <summary>A button of a consult or an invitation.</summary>
    public CardButton Button(string action, Case theCase, string key, string id) =>
        new(
            action,
            words[$"button_{action}"],
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Case] = theCase.Id, [key] = id }
        );

    private IEnumerable<CardPart> About(Case theCase, bool mayRead)
    {
        if (!mayRead)
        {
            return [new CardPart.Note(words["consult_kept_back"])];
        }

        List<CardPart> parts = [];
        if (theCase.AccountLine is { } account)
        {
            parts.Add(new CardPart.Text(account));
        }

        parts.Add(new CardPart.Quote(ShortText.Of(theCase.Question, 600), theCase.Rep.Name));
        if (theCase.Facts.Count > 0)
        {
            parts.Add(new CardPart.FactList([.. theCase.Facts.Select(fact => new LabelledFact(fact.Label, fact.Value))]));
        }

        return parts;
    }

    private string StateLine(Consult consult) =>
        consult.State switch
        {
            ConsultState.Open => words.Say("consult_open", _when.Due(consult.DueAt)),
            ConsultState.Answered => words.Say("consult_answered", consult.AnsweredBy?.Name, _when.Clock(consult.AnsweredAt ?? consult.At)),
            ConsultState.Declined => words.Say("consult_declined", consult.AnsweredBy?.Name, _when.Clock(consult.AnsweredAt ?? consult.At)),
            ConsultState.Withdrawn => words["request_withdrawn"],
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private string StateLine(Invite invite) =>
        invite.State switch
        {
            ConsultState.Open => words.Say("invite_open", invite.By.Name),
            ConsultState.Answered => words.Say("invite_accepted", _when.Clock(invite.AnsweredAt ?? invite.At)),
            ConsultState.Declined => words.Say("invite_declined", ShortText.Of(invite.Why, 200)),
            ConsultState.Withdrawn => words["request_withdrawn"],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
