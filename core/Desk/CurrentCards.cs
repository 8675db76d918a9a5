using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk;

/// <summary>What a message of ours shows in truth, for a copy of it that somebody looks at. Reads only; changes nothing.</summary>
public interface ICurrentCards
{
    /// <summary>
    /// The card of a slot as it is now; null when there is nothing to say: no such case or question, nothing that changes, or not for this
    /// person.
    /// </summary>
    /// <param name="slot">As the copy names it. Never trusted: it only says which case or question is meant.</param>
    /// <param name="from">Who looks at it.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="ct">Cancels.</param>
    Task<Card?> FindAsync(string slot, PersonKey from, Place place, CancellationToken ct);
}

/// <inheritdoc cref="ICurrentCards"/>
public sealed class CurrentCards(Loader reading, WorkplaceHolder workplaces, TimeProvider time) : ICurrentCards
{
    /// <inheritdoc/>
    public async Task<Card?> FindAsync(string slot, PersonKey from, Place place, CancellationToken ct)
    {
        try
        {
            return await LookAsync(slot, from, place, ct);
        }
        catch (PlatformUnavailableException)
        {
            // Who looks is not known now: the copy stays as it is.
            return null;
        }
    }

    private async Task<Card?> LookAsync(string slot, PersonKey from, Place place, CancellationToken ct)
    {
        var workplace = workplaces.Current;
        var words = Words.In(workplace.Organisation.Language);
        var parts = slot.Split(':');
        if (parts is ["case", var id, ..])
        {
            if (await reading.FindCaseAsync(id, ct) is not { } theCase || !RefreshableCards.IsOf(theCase, slot))
            {
                return null;
            }

            // Only whoever looks sees the answer.
            var asker = await reading.AskerAsync(workplace, from, null, place, ct);
            var reader = asker.Reader;
            // Which card it is comes from outside: the specialists' is for those who work on the case, whoever names it.
            return
                Visibility.May(workplace.Organisation, reader, theCase)
                && (!Slots.IsCaseCard(slot) || asker.May(workplace.Organisation, DeskAction.Resolve, theCase) is Permission.Allowed)
                ? OfCase(new CardMaker(workplace, words, time.GetUtcNow()), words, theCase, slot, reader.Colleague) with
                {
                    Refresh = new(slot, theCase.Version, RefreshableCards.ReadersOf(workplace.Organisation, theCase, slot)),
                }
                : null;
        }

        if (parts is not ["question", var question, "answer"] || await reading.FindQuestionAsync(question, ct) is not { } asked)
        {
            return null;
        }

        var looks = await reading.AskerAsync(workplace, from, null, place, ct);
        var cards = new AnswerCards(workplace, words, new When(words, looks.Zone, time.GetUtcNow())) { HasPages = looks.IsMember };
        var card =
            !asked.By.Is(looks.Party) ? null
            : asked.CaseId is { } made ? cards.Superseded(asked, made)
            : asked.State is QuestionState.Solved ? cards.Solved(asked)
            : null;
        return card is null ? null : card with { Refresh = new(slot, asked.Version, [new CardReader(asked.By.Key, asked.By.Email)]) };
    }

    private static Card OfCase(CardMaker cards, Words words, Case theCase, string slot, Colleague? reader)
    {
        if (Slots.IsCaseCard(slot))
        {
            return slot == Slots.CaseCard(theCase)
                ? cards.ForSpecialists(theCase, reader)
                : Card.Of(words.Say("card_is_elsewhere", theCase.Id, cards.QueueTitle(theCase)));
        }

        if (theCase.Asks.FirstOrDefault(ask => slot == Slots.Ask(theCase, ask)) is { } asked)
        {
            return cards.AskOfRep(theCase, asked);
        }

        return slot == Slots.Outcome(theCase) && theCase is { Resolution: not null, State: CaseState.Resolved or CaseState.Closed }
            ? cards.Outcome(theCase)
            : cards.ForRep(theCase);
    }
}
