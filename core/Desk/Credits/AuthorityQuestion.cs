using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>"May I credit Acme 40 EUR?": answered from authority.yaml, for its asker alone.</summary>
internal static class AuthorityQuestion
{
    /// <summary>
    /// The account that the words are about for certain, of which what was granted must be read; null when there is none. The words said
    /// last come first.
    /// </summary>
    /// <param name="workplace">Its accounts.</param>
    /// <param name="text">All words of the question.</param>
    /// <param name="last">The words said last.</param>
    public static Account? AccountOf(Context.Workplace workplace, string text, string last) =>
        Certain(workplace, last) ?? Certain(workplace, text);

    /// <summary>What the words ask for; null when they ask for no permission.</summary>
    public static CreditAsk? Find(Context.Workplace workplace, string text, string last)
    {
        var actions = workplace.Organisation.Authority.Actions;
        // Most messages ask for nothing: only of those that do is it looked up whom they name.
        if (
            CreditWords.Find(Own(text), actions, namesAccount: true) is null
            || CreditWords.Find(Own(text), actions, AccountOf(workplace, text, last) is not null) is not { } ask
        )
        {
            return null;
        }

        // "And 180?" goes on with the question before it.
        return last != text && CreditWords.AmountIn(Own(last)) is var (amount, currency)
            ? ask with
            {
                Amount = amount,
                Currency = currency,
            }
            : ask;
    }

    /// <summary>Answers it; false when it is an ordinary question.</summary>
    /// <param name="slot">The message that answers the question.</param>
    public static bool Answers(DecisionBuilder draft, AskedQuestion asked, string slot, TimeSpan settleAfter)
    {
        if (Read(draft, asked.Text, Last(asked)) is not var (ask, account))
        {
            return false;
        }

        var asksWhich = account is null && !asked.AskedFacts.Contains(FactNames.Account, StringComparer.Ordinal);
        var question = draft.Words["authority_which"];
        var kept = draft.Keep(
            asked with
            {
                ByAuthority = !asksWhich,
                ShownArticle = null,
                State = asksWhich ? QuestionState.WaitingForFact : QuestionState.Shown,
                Judgement = asked.Judgement with
                {
                    Verdict = asksWhich ? new Verdict.Ask(FactNames.Account, question) : new Verdict.NotCovered(OnlyPeople: true),
                },
            }
        );
        draft.Note(asksWhich ? "ask" : "authority", null, asksWhich ? FactNames.Account : string.Join(", ", ask.Actions), kept.Id);
        draft.Timer(kept.Id, TimerNames.Settle, draft.Now + settleAfter);
        var card = asksWhich
            ? new Card(question, [new CardPart.Text(question, Strong: true), new CardPart.Note(draft.Words["ask_note"])], [])
            : Card(draft, ask, account, null, kept.Id);
        Tell(draft, card, kept.Id, slot);
        return true;
    }

    /// <summary>A criterion made a case of it at once: its asker reads beside it what they may grant.</summary>
    public static void TellBeside(DecisionBuilder draft, AskedQuestion asked)
    {
        if (Read(draft, asked.Text, Last(asked)) is var (ask, account))
        {
            draft.ReplyPrivately(Card(draft, ask, account, null, null) with { Buttons = [] });
        }
    }

    /// <summary>Asked of the bot in the specialists' thread of a case: about its account. False when it is no such question.</summary>
    public static bool AnswersInThread(DecisionBuilder draft, Case theCase, string text)
    {
        if (
            draft.Loaded.Asker.May(draft.Loaded.Organisation, DeskAction.Credit, theCase) is not Permission.Allowed
            || CreditWords.Find(Own(text), draft.Loaded.Organisation.Authority.Actions, namesAccount: true) is not { } ask
        )
        {
            return false;
        }

        var account = AccountOf(draft.Loaded.Workplace, text, text) ?? draft.Loaded.Organisation.FindAccount(theCase.Account);
        if (account is not null && !draft.Loaded.Ledgers.ContainsKey(account.Id))
        {
            return false;
        }

        draft.Viewed("authority", theCase.Id);
        draft.Whisper(Card(draft, ask, account, theCase.Id, null));
        return true;
    }

    /// <summary>The words of the question's last turn.</summary>
    public static string Last(AskedQuestion asked) => asked.Turns.Count > 1 ? asked.Turns[^1].Text : asked.Text;

    private static (CreditAsk Ask, Account? Account)? Read(DecisionBuilder draft, string text, string last)
    {
        // What may be granted is the organisation's own business.
        if (!draft.Loaded.Asker.IsMember || Find(draft.Loaded.Workplace, text, last) is not { } ask)
        {
            return null;
        }

        var account = AccountOf(draft.Loaded.Workplace, text, last);
        // Nothing is said about an account of which nothing was read.
        return account is null || draft.Loaded.Ledgers.ContainsKey(account.Id) ? (ask, account) : null;
    }

    private static Card Card(DecisionBuilder draft, CreditAsk ask, Account? account, string? caseId, string? questionId)
    {
        var organisation = draft.Loaded.Organisation;
        var matrix = organisation.Authority;
        var cards = Cards(draft);
        var roles = draft.Loaded.Asker.Colleague?.Roles ?? Roles.None;
        var amount = ask.Amount is > 0 && (ask.Currency ?? matrix.Currency) == matrix.Currency ? ask.Amount : null;
        List<string> lines = [];
        if (ask.Currency is { } other && other != matrix.Currency)
        {
            lines.Add(draft.Words.Say("authority_currency", matrix.Currency, cards.Money(ask.Amount ?? 0, other)));
        }

        if (matrix.IsOverdue(draft.Today))
        {
            lines.Add(cards.Overdue());
        }
        else
        {
            var before = account is null ? [] : draft.Loaded.Ledgers[account.Id].In(matrix.Currency);
            lines.AddRange(ask.Actions.Select(action => cards.Limits(roles, action, amount, account, before, draft.Now)));
        }

        if (account is null)
        {
            lines.Add(draft.Words["authority_no_account"]);
        }

        List<CardButton> buttons = [];
        if (roles is not Roles.None)
        {
            buttons.Add(cards.Credit(caseId, questionId, ask, account?.Id));
        }

        if (questionId is not null)
        {
            buttons.Add(
                new CardButton(
                    Actions.GetSpecialist,
                    draft.Words["button_get_specialist"],
                    new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Question] = questionId }
                )
                {
                    OpensForm = true,
                }
            );
        }

        return new(
            string.Join(' ', lines),
            [
                .. lines.Select((line, index) => new CardPart.Text(line, Strong: index == 0)),
                new CardPart.Note(draft.Words.Say("authority_source", draft.When.AsOf)),
            ],
            buttons
        );
    }

    internal static AuthorityCards Cards(DecisionBuilder draft) => new(draft.Loaded.Organisation, draft.Words, draft.When, draft.Cards);

    private static void Tell(DecisionBuilder draft, Card card, string questionId, string slot)
    {
        if (draft.Inbound.Direct)
        {
            draft.Reply(card, questionId: questionId, slot: slot);
        }
        else
        {
            // Others read along in a channel, some of them perhaps from outside.
            draft.Whisper(card);
        }
    }

    private static Account? Certain(Context.Workplace workplace, string text)
    {
        var found = workplace.Triage.Data.Accounts.Find(Own(text));
        return
            found.Count > 0
            && found[0].Certainty >= 0.5
            && (found.Count == 1 || found[1].Certainty < found[0].Certainty || found[1].Certainty < 0.5)
            ? found[0].Account
            : null;
    }

    /// <summary>Of a long message what is judged of every question: whoever asks for permission says so at its head or end.</summary>
    private static string Own(string text) => MessageParts.Of(QuestionText.Fit(text)).Own;
}
