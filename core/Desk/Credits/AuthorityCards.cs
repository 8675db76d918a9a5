using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>Sentences and cards about what may be granted.</summary>
internal sealed class AuthorityCards(OrganisationSnapshot organisation, Words words, When when, CardMaker cards)
{
    private AuthorityMatrix Matrix => organisation.Authority;

    /// <summary>"40 EUR", "1,200.50 EUR".</summary>
    public string Money(decimal amount) => Money(amount, Matrix.Currency);

    /// <summary>An amount with its currency.</summary>
    public string Money(decimal amount, string currency) =>
        $"{amount.ToString(amount == decimal.Truncate(amount) ? "N0" : "N2", words.Culture)} {currency}";

    /// <summary>"goodwill credit".</summary>
    public static string Name(string action) => action.Replace('_', ' ').Replace('-', ' ');

    /// <summary>The account's name; its id when it is listed no more.</summary>
    public string AccountName(string id) => organisation.FindAccount(id)?.Name ?? id;

    /// <summary>
    /// "You may credit up to 50 EUR (goodwill credit); 30 EUR left for Acme in 90 days. 180 EUR needs a specialist (up to 250 EUR)."
    /// </summary>
    /// <param name="roles">Of the person who asks.</param>
    /// <param name="action">A word of authority.yaml.</param>
    /// <param name="amount">What they ask for; null = they do not say.</param>
    /// <param name="account">For whom; null = unknown.</param>
    /// <param name="before">What it was granted.</param>
    /// <param name="now">The moment.</param>
    public string Limits(Roles roles, string action, decimal? amount, Account? account, IReadOnlyList<Grant> before, DateTimeOffset now)
    {
        var (name, tier) = (Name(action), account?.Tier);
        var own = Matrix.LimitOf(roles, action, tier, before, now);
        var line =
            own is null ? words.Say("authority_nothing", name)
            : own.UpTo is not { } most ? words.Say("authority_any", name)
            : words.Say("authority_up_to", Money(most), name);
        if (account is not null && own is { Left: { } left, Window: { } days })
        {
            line += words.Say("authority_left", Money(left), account.Name, days);
        }

        return $"{line}. {More(roles, action, amount, tier, own, before, now)}".TrimEnd();
    }

    private string More(
        Roles roles,
        string action,
        decimal? amount,
        string? tier,
        AuthorityLimit? own,
        IReadOnlyList<Grant> before,
        DateTimeOffset now
    )
    {
        var wanted =
            amount
            ?? (
                own is null ? 0.01m
                : own.Left is { } left ? left + 0.01m
                : null
            );
        if (wanted is not { } least)
        {
            return "";
        }

        var answer = Matrix.Check(roles, action, least, tier, before, now);
        if (answer is { Allowed: true, TwoPeople: false })
        {
            return words.Say("authority_within", Money(least));
        }

        var what = amount is { } said ? Money(said) : words[own is null ? "authority_it" : "authority_more"];
        if (answer.Allowed)
        {
            return words.Say("authority_needs_second", what);
        }

        if (answer.WhoMay is Roles.None)
        {
            return words.Say("authority_nobody", what);
        }

        var others = Matrix.LimitOf(answer.WhoMay, action, tier, before, now);
        var needsTwo = Matrix.Check(answer.WhoMay, action, least, tier, before, now).TwoPeople;
        return words.Say("authority_needs", what, words["role_" + answer.WhoMay.ToString().ToLowerInvariant()])
            + (
                needsTwo ? words["authority_two"]
                : others?.UpTo is { } upTo ? words.Say("authority_needs_up_to", Money(upTo))
                : ""
            )
            + ".";
    }

    /// <summary>Past its review date the matrix says nothing but whom to ask.</summary>
    public string Overdue() =>
        words.Say(
            "authority_overdue",
            Matrix.ReviewBy?.ToString("d MMM yyyy", words.Culture),
            organisation.FindPerson(Matrix.Owner)?.Name ?? words["authority_managers"]
        );

    /// <summary>Opens the form that credits a client.</summary>
    public CardButton Credit(string? caseId, string? questionId, CreditAsk? ask, string? account)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(DataKeys.Case, caseId);
        Add(DataKeys.Question, questionId);
        Add(DataKeys.Account, account);
        Add(DataKeys.GrantAction, ask?.Actions is [var only] ? only : null);
        Add(
            DataKeys.Amount,
            ask is { Amount: { } amount } && (ask.Currency ?? Matrix.Currency) == Matrix.Currency
                ? amount.ToString("0.##", CultureInfo.InvariantCulture)
                : null
        );
        return new(Actions.Credit, words["button_credit"], data) { OpensForm = true, Style = ButtonStyle.Primary };

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                data[key] = value;
            }
        }
    }

    /// <summary>What an approver sees: what it is about, and two buttons; once it was decided, who did.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="theCase">Its case, or null.</param>
    /// <param name="mayRead">The reader may have words of the case.</param>
    /// <param name="granted">Sentence about what the account was granted so far; empty once it was decided.</param>
    /// <param name="standsInFor">For whom the reader stands in, or null.</param>
    public Card ForApprover(Approval approval, Case? theCase, bool mayRead, string granted, string? standsInFor)
    {
        var (amount, name) = (Money(approval.Amount, approval.Currency), Name(approval.Action));
        var title = mayRead
            ? words.Say("approval_title", amount, name, AccountName(approval.Account))
            : words.Say("approval_title_kept_back", amount, name);
        var ask = State(approval);
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(ask, Strong: true)];
        if (standsInFor is not null)
        {
            parts.Add(new CardPart.Note(words.Say("approval_deputy", standsInFor)));
        }

        List<LabelledFact> facts = [];
        if (theCase is not null)
        {
            facts.Add(new(words["label_case"], mayRead ? cards.Line(theCase) : theCase.Id));
        }

        if (mayRead)
        {
            facts.Add(new(words["approval_reason"], approval.Reason));
            if (theCase?.AccountLine is { } account)
            {
                facts.Add(new(words["form_account"], account));
            }

            facts.AddRange((theCase?.Facts ?? []).Select(fact => new LabelledFact(fact.Label, fact.Value)));
        }

        if (granted.Length > 0)
        {
            facts.Add(new(words["approval_so_far"], granted));
        }

        parts.Add(new CardPart.FactList(facts));
        if (!mayRead)
        {
            parts.Add(new CardPart.Note(words["approval_kept_back"]));
        }
        else if (theCase is not null)
        {
            parts.Add(new CardPart.Quote(ShortText.Of(theCase.Question, 600), theCase.Rep.Name));
        }

        parts.Add(new CardPart.Note(approval.IsWaiting ? words.Say("approval_until", when.Clock(approval.ExpiresAt)) : when.AsOf));
        return new(
            $"{title}. {ask}",
            parts,
            approval.IsWaiting
                ?
                [
                    Button(Actions.Approve, approval) with
                    {
                        Style = ButtonStyle.Primary,
                    },
                    Button(Actions.RefuseApproval, approval) with
                    {
                        Style = ButtonStyle.Danger,
                        OpensForm = true,
                    },
                ]
                : []
        );
    }

    /// <summary>Where it stands, in a sentence.</summary>
    public string State(Approval approval) =>
        approval switch
        {
            { State: ApprovalState.Approved } => words.Say("approval_approved", Deciders(approval), when.Clock(approval.DecidedAt!.Value)),
            { State: ApprovalState.Refused } => words.Say(
                "approval_refused",
                approval.DecidedBy!.Name,
                when.Clock(approval.DecidedAt!.Value),
                approval.Why
            ),
            { State: ApprovalState.Expired } => words.Say("approval_expired", when.Clock(approval.DecidedAt!.Value)),
            { FirstBy: { } first } => words.Say("approval_second", approval.By.Name, first.Name),
            { Needed: > 1 } => words.Say("approval_asks_two", approval.By.Name),
            _ => words.Say("approval_asks", approval.By.Name),
        };

    /// <summary>"Mia", "Mia and Otto".</summary>
    public string Deciders(Approval approval) =>
        approval.FirstBy is { } first ? words.Say("approval_both", first.Name, approval.DecidedBy!.Name) : approval.DecidedBy!.Name;

    private CardButton Button(string action, Approval approval) =>
        new(
            action,
            words[$"button_{action}"],
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Approval] = approval.Id }
        );
}
