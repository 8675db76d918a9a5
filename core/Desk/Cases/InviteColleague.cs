using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Whoever works on a case asks a colleague to join it. They accept, are called into its thread and follow it; or they decline with a
/// reason. The owner stays, and whoever invited hears either.
/// </summary>
internal static class InviteColleague
{
    private const int MostInvited = 50;

    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.Invite, DeskAction.Invite)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_invite",
                    forms.Choice(
                        FormFields.Person,
                        "form_invite_person",
                        [
                            .. Colleagues
                                .For(
                                    forms.Organisation,
                                    theCase,
                                    person => Comes(forms.Organisation, theCase, person),
                                    forms.Load,
                                    forms.AwayUntil
                                )
                                .Select(person => new Option(ShortText.Cut(person.Email, 75), ShortText.Of(LineOf(forms, person), 75))),
                        ]
                    ),
                    forms.Paragraph(FormFields.Text, "form_invite_text") with
                    {
                        MaxLength = 1000,
                    }
                ) with
                {
                    Intro = forms.Words["form_invite_intro"],
                },
            Do = (draft, theCase, input) => Send(draft, theCase, input),
        },
        new(Actions.InviteAccept, DeskAction.AnswerColleague) { Do = (draft, theCase, input) => Accept(draft, theCase, input) },
        new(Actions.InviteDecline, DeskAction.AnswerColleague)
        {
            NamesClient = false,
            WhyNot = (_, _) => null,
            Whose = (state, acting, theCase, data) => NotTheirs(state, acting.Asker, theCase, Find(theCase, data)),
            Form = (forms, _, _) =>
                forms.Make("form_invite_decline", forms.Paragraph(FormFields.Text, "form_invite_decline_text", required: true)),
            Do = (draft, theCase, input) => Decline(draft, theCase, Find(theCase, input.Data)!, input.Text.Trim()),
        },
    ];

    /// <summary>Shows the card to whoever is invited, as it stands.</summary>
    public static void Show(DecisionBuilder draft, Case theCase, Invite invite)
    {
        var slot = Slots.Invite(theCase.Id, invite.Id);
        draft.ShowPlainly(
            slot,
            ConsultColleague.Reach(draft, theCase, invite.Key, invite.Person),
            $"person:{invite.Person}",
            ConsultColleague.CardsOf(draft).ForInvited(theCase, invite, draft.MayHear(theCase, invite.Key, invite.Person)),
            theCase.Id
        );
    }

    /// <summary>The card could not be delivered: whoever invited knows.</summary>
    public static void Undelivered(DecisionBuilder draft, Case theCase, string id, string why)
    {
        if (theCase.Invites.FirstOrDefault(invite => invite.Id == id) is { IsOpen: true } invite)
        {
            var name = ConsultColleague.CardsOf(draft).NameOf(invite.Person);
            TellInviter(draft, theCase, invite, Card.Of(draft.Words.Say("invite_undelivered", theCase.Id, name, why)));
        }
    }

    /// <summary>"Carol · Technical · 3 open".</summary>
    private static string LineOf(FormMaker forms, Colleague person)
    {
        var queues = string.Join(", ", person.Queues.Select(forms.Organisation.FindQueue).OfType<Queue>().Select(queue => queue.Title));
        if (forms.AwayUntil?.ContainsKey(person.Email) == true)
        {
            return forms.PersonOption(person).Title;
        }

        return forms.Load is { } load
            ? $"{person.Name} · {queues} · {forms.Words.Count("digest_load", load.GetValueOrDefault(person.Email))}"
            : $"{person.Name} · {queues}";
    }

    /// <summary>Whoever may read the case and works with cases.</summary>
    private static bool Comes(OrganisationSnapshot organisation, Case theCase, Colleague person) =>
        person.Is(Roles.Specialist | Roles.Manager) && Visibility.May(organisation, person, theCase);

    private static void Send(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var organisation = draft.Loaded.Organisation;
        var person = organisation.FindPerson(input.Values.GetValueOrDefault(FormFields.Person));
        var why =
            person is null ? "unknown_person"
            : person.Email == draft.By.Email ? "invite_self"
            : theCase.Invites.Count >= MostInvited ? "consult_full"
            : null;
        if (why is not null)
        {
            draft.Refuse(why);
            return;
        }

        if (!Comes(organisation, theCase, person!))
        {
            draft.Refuse("invite_may_not_read", person!.Name, theCase.Id);
            return;
        }

        if (theCase.Invites.Any(other => other.Person == person!.Email && other.State is ConsultState.Open or ConsultState.Answered))
        {
            draft.Refuse("invite_again", person!.Name);
            return;
        }

        var invite = new Invite(
            (theCase.Invites.Count + 1).ToString(CultureInfo.InvariantCulture),
            person!.Email,
            draft.By,
            draft.Now,
            input.Text.Trim()
        )
        {
            Key = draft.Loaded.Reachable.GetValueOrDefault(person.Email),
        };
        var kept = draft.Keep(theCase with { Invites = [.. theCase.Invites, invite] });
        draft.Note("invited", kept, $"{person.Email}: {ShortText.Of(invite.Text, RelayCards.LongestDetail)}");
        Show(draft, kept, invite);
        draft.ShowEverywhere(kept);
        draft.Whisper("invite_sent", person.Name);
    }

    /// <summary>They join: called into the thread, and following the case from now on.</summary>
    private static void Accept(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        var invite = Find(theCase, input.Data);
        if (NotTheirs(new CaseStates(draft.Loaded.Workplace, draft.Words), draft.Loaded.Asker, theCase, invite) is { } why)
        {
            why.Tell(draft);
            return;
        }

        // What was open to them then may be kept from them now.
        if (PermissionCheck.Refuses(draft, DeskAction.See, theCase))
        {
            return;
        }

        var said = invite! with { State = ConsultState.Answered, AnsweredAt = draft.Now, Key = draft.By.Key };
        var kept = draft.Keep(Following.With(With(theCase, said), draft.By));
        draft.Note("invite_accepted", kept);
        Show(draft, kept, said);
        var line = draft.Words.Say("thread_joins", said.By.Name);
        var here = draft.By.Key.Channel == CasePlace.Of(draft.Loaded.Organisation, kept).Channel;
        draft.TellThread(
            kept,
            new Card(
                $"{draft.By.Name}: {line}",
                [
                    here
                        ? new CardPart.Mention(draft.By.Key, draft.By.Name, line)
                        : new CardPart.Text($"{draft.By.Name}: {line}", Strong: true),
                    .. said.Text.Length == 0 ? [] : (CardPart[])[new CardPart.Quote(said.Text, said.By.Name)],
                ],
                []
            )
        );
        TellInviter(draft, kept, said, Card.Of(draft.Words.Say("invite_accepted_told", kept.Id, draft.By.Name)));
        draft.Whisper("invite_joined", kept.Id);
        draft.ShowEverywhere(kept);
    }

    private static void Decline(DecisionBuilder draft, Case theCase, Invite invite, string why)
    {
        var said = invite with { State = ConsultState.Declined, AnsweredAt = draft.Now, Why = why };
        var kept = draft.Keep(With(theCase, said));
        draft.Note("invite_declined", kept, ShortText.Of(why, RelayCards.LongestDetail));
        Show(draft, kept, said);
        var line = draft.Words.Say("invite_declined_told", kept.Id, draft.By.Name);
        TellInviter(
            draft,
            kept,
            said,
            new Card(
                $"{line}: {ShortText.Of(why, 300)}",
                [new CardPart.Text(line, Strong: true), new CardPart.Quote(why, draft.By.Name)],
                kept.IsWorkedOn ? [draft.Cards.Button(Actions.Invite, kept) with { OpensForm = true }] : []
            )
        );
        draft.Whisper("consult_answer_sent", said.By.Name);
        draft.ShowEverywhere(kept);
    }

    private static FormRefusal? NotTheirs(CaseStates state, Asker asker, Case theCase, Invite? invite) =>
        invite is null ? state.Refusal("invite_over", theCase.Id)
        : asker.Colleague?.Email != invite.Person ? state.Refusal("invite_not_yours")
        : invite.IsOpen ? null
        : state.Refusal("invite_over", theCase.Id);

    private static Invite? Find(Case theCase, IReadOnlyDictionary<string, string> data) =>
        theCase.Invites.FirstOrDefault(invite => invite.Id == data.GetValueOrDefault(DataKeys.Invite));

    private static Case With(Case theCase, Invite changed) =>
        theCase with
        {
            Invites = [.. theCase.Invites.Select(other => other.Id == changed.Id ? changed : other)],
        };

    private static void TellInviter(DecisionBuilder draft, Case theCase, Invite invite, Card card) =>
        draft.Show(
            $"{Slots.Invite(theCase.Id, invite.Id)}:by:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}",
            new Destination.Direct(invite.By.Key.Channel, invite.By.Key.Id, invite.By.Email),
            $"person:{invite.By.Email ?? invite.By.Key.Id}",
            card,
            theCase.Id
        );
}
