using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>The account on a case's card: as the company's own endpoint says, or as accounts.csv does.</summary>
public sealed partial class CardMaker
{
    private void AddAccount(Case theCase, Colleague? reader, List<CardPart> parts)
    {
        var live = LiveOf(theCase, reader);
        if ((live?.Line ?? theCase.AccountLine) is { } line)
        {
            parts.Add(new CardPart.Text(line));
        }

        if (live is not null && workplace.Organisation.LiveAccounts is { } source)
        {
            parts.Add(new CardPart.Note(AgeOf(live, source)));
        }
    }

    /// <summary>"Account as of 14:02", and what is wrong with it.</summary>
    private string AgeOf(LiveAccount live, LiveAccountSource source) =>
        (live.At, live.FailedAt) switch
        {
            ({ } at, null) when live.IsOld(now, source.FreshFor) => words.Say("account_old", _when.Clock(at), _when.Span(source.FreshFor)),
            ({ } at, null) => words.Say("account_as_of", _when.Clock(at)),
            ({ } at, { } failed) => words.Say("account_old_failed", _when.Clock(at), _when.Clock(failed), live.Why),
            (null, var failed) => words.Say("account_from_file", _when.Clock(failed ?? now), live.Why),
        };

    /// <summary>What the endpoint said, where none but colleagues read it.</summary>
    private LiveAccount? LiveOf(Case theCase, Colleague? reader) =>
        workplace.Organisation.LiveAccounts is not null && IsForColleagues(theCase, reader) ? theCase.LiveAccount : null;

    /// <summary>The card is one colleague's own, or stands where none but colleagues read.</summary>
    private bool IsForColleagues(Case theCase, Colleague? reader) =>
        reader is not null || !Visibility.OthersReadIn(workplace.Organisation, theCase.Queue);
}
