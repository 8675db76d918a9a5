using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// An account that may not renew: it renews soon, its people are angry, and it was escalated twice or a promise to it was broken. Its owner
/// gets the facts and the cases, no score; once for each renewal, and the same message follows what changes.
/// </summary>
internal static class RenewalRisk
{
    /// <summary>Cases of so many days count.</summary>
    public const int Days = 90;

    private const int ManyEscalations = 2,
        MostShown = 5;

    /// <summary>Tells the owner of the case's account, when there is something to tell.</summary>
    public static void Look(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        if (
            organisation.FindAccount(theCase.Account) is not { OwnerEmail: { } email, Renewal: { } renewal } account
            || !account.RenewsSoon(organisation.Calendar.DateOf(draft.Now))
            || organisation.FindPerson(email) is not { } owner
        )
        {
            return;
        }

        // What the owner may not know of is no fact for them.
        List<Case> cases =
        [
            .. draft
                .Loaded.AccountCases.Where(one => one.Id != theCase.Id)
                .Prepend(theCase)
                .Where(one => !one.Restricted || Visibility.May(organisation, owner, one)),
        ];
        var broken = cases.SelectMany(one => one.Promises).Where(promise => promise.State is PromiseState.Broken).ToList();
        if (!cases.Exists(one => one.Tone is not null) || (cases.Count < ManyEscalations && broken.Count == 0))
        {
            return;
        }

        var words = draft.Words;
        var title = words.Say("renewal_risk", account.Name, renewal.ToString("d MMM yyyy", words.Culture));
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(words.Count("renewal_risk_cases", cases.Count, Days))];
        if (broken.Count > 0)
        {
            parts.Add(new CardPart.Text(words.Say("renewal_risk_broken", draft.When.Past(broken.Max(promise => promise.DueAt)))));
        }

        parts.Add(
            new CardPart.Text(
                words.Say("renewal_risk_tone", string.Join(", ", cases.Where(one => one.Tone is not null).Select(one => one.Id)))
            )
        );
        var read = cases.Where(one => Visibility.May(organisation, owner, one)).ToList();
        foreach (var one in cases.Take(MostShown))
        {
            parts.Add(new CardPart.Text(draft.Cards.Line(one)));
            if (read.Contains(one))
            {
                parts.Add(new CardPart.Quote(ShortText.Of(one.Question, 200), one.Rep.Name));
            }
        }

        parts.Add(new CardPart.Note(draft.When.AsOf));
        draft.TellPerson(
            email,
            new Card(
                title,
                parts,
                [
                    .. read.Take(MostShown)
                        .Select(one => draft.Cards.Button(Actions.ShowCase, one) with { Title = words.Say("button_show_one", one.Id) }),
                ]
            ),
            null,
            $"renewal:{account.Id}:{renewal.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}"
        );
        draft.Note("renewal_risk", theCase, email);
    }
}
