using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Store.WebChat;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what the page of one case shows. Reads only: whoever acts there presses the desk's own buttons.</summary>
internal sealed class CaseReader(CaseStore cases, Outbox outbox, WebMessages messages, WorkplaceHolder workplaces)
{
    private const int MostAnswers = 3,
        MostDropped = 1000;

    /// <summary>Null: there is no such case, or this visitor may not read it.</summary>
    /// <param name="context">People, words and the moment.</param>
    /// <param name="visitor">Who looks.</param>
    /// <param name="id">As the address writes it.</param>
    /// <param name="played">E-mail of whom the playground plays; counts for a <see cref="Visitor.Player"/> only.</param>
    /// <param name="since">When they began to act here; null: they did not.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CaseModel?> ReadAsync(
        PageContext context,
        Visitor visitor,
        string id,
        string? played,
        DateTimeOffset? since,
        CancellationToken ct
    )
    {
        var workplace = workplaces.Current;
        if (await cases.FindCaseAsync(id.ToUpperInvariant(), ct) is not { } theCase)
        {
            return null;
        }

        var viewer = ViewerOf(visitor, played, theCase, workplace.Organisation);
        if (!MayRead(workplace.Organisation, viewer, theCase))
        {
            return null;
        }

        var cards = new CardMaker(workplace, Words.In(workplace.Organisation.Language), context.Now);
        return new(
            context,
            theCase.Id,
            context.Words[$"console_state_{theCase.State.ToString().ToLowerInvariant()}"],
            viewer?.Email,
            visitor is Visitor.Player ? viewer?.Name : null,
            CardOf(cards, workplace.Organisation, viewer, theCase),
            theCase.Conversation,
            Math.Max(0, theCase.Turns - theCase.Conversation.Count),
            [.. (await cases.HistoryAsync(theCase.Id, ct)).Reverse()],
            [
                .. (await outbox.DroppedAsync(MostDropped, ct))
                    .Where(row => row.What is Outbound.Show show && show.CaseId == theCase.Id)
                    .Select(row => new UndeliveredLine(row.At, row.Channel, "", ((Outbound.Show)row.What).Card.Fallback, row.Why)),
            ],
            viewer is not null && since is { } began ? await AnswersAsync(viewer.Email, began, ct) : []
        );
    }

    /// <summary>Somebody who is known reads what they may; whoever holds the machine or its key reads what is not restricted.</summary>
    public static bool MayRead(OrganisationSnapshot organisation, Colleague? viewer, Case theCase) =>
        viewer is null ? !theCase.Restricted : Visibility.May(organisation, viewer, theCase);

    /// <summary>Who signed in; on the playground somebody who works on the case, or who is named.</summary>
    private static Colleague? ViewerOf(Visitor visitor, string? played, Case theCase, OrganisationSnapshot organisation) =>
        visitor switch
        {
            Visitor.Person person => person.Colleague,
            Visitor.Player => organisation.FindPerson(played)
                ?? organisation.FindPerson(theCase.Owner?.Email)
                ?? organisation.People.FirstOrDefault(one => one.Is(Roles.Specialist | Roles.Manager, theCase.Queue)),
            _ => null,
        };

    /// <summary>Specialists' facts are for those who work on the case; buttons for somebody who can press them.</summary>
    private static Card CardOf(CardMaker cards, OrganisationSnapshot organisation, Colleague? viewer, Case theCase)
    {
        if (viewer is null)
        {
            var card = cards.ForSpecialists(theCase, null, whole: true);
            return card with { Parts = [.. card.Parts.Where(part => part is not CardPart.ButtonRow)], Buttons = [] };
        }

        var reader = Visibility.PersonOf(viewer);
        var asker = new Asker(reader.Party, viewer, organisation.Calendar.Zone) { Membership = reader.Membership };
        return asker.May(organisation, DeskAction.Resolve, theCase) is Permission.Allowed
            ? cards.ForSpecialists(theCase, viewer, whole: true)
            : cards.ForRep(theCase, forRep: false);
    }

    /// <summary>Answers go to the person's own chat, where they stay; here they stand beside what was pressed.</summary>
    private async Task<IReadOnlyList<string>> AnswersAsync(string email, DateTimeOffset since, CancellationToken ct)
    {
        var newest = await messages.PageAsync(WebDirectory.DirectWith(email), email, null, MostAnswers, ct);
        return
        [
            .. newest
                .Where(message => message.Author == WebMessage.Bot && !message.Deleted && message.At >= since)
                .Select(message => message.Card.Fallback),
        ];
    }
}
