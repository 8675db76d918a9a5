using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>Further questions of a message, below what answers the first.</summary>
public sealed partial class AnswerCards
{
    /// <summary>What was found for each further question of the message.</summary>
    private IEnumerable<CardPart> Beside(AskedQuestion asked)
    {
        foreach (var part in asked.Judgement.Verdict is Verdict.Answer ? asked.Judgement.Beside : [])
        {
            var text = ShortText.Of(part.Text, 150);
            yield return new CardPart.Divider();
            if (part.Hit is not { } hit)
            {
                yield return new CardPart.Text(words.Say("beside_not_covered", text), Strong: true);
                continue;
            }

            yield return new CardPart.Text(words.Say(part.IsAnswer ? "beside" : "beside_maybe", text, hit.Title), Strong: true);
            yield return new CardPart.Prose(Body(hit));
            yield return new CardPart.Note(words.Say("updated", when.Day(hit.Updated)) + ForWhom(asked, hit));
            foreach (var page in Page(hit))
            {
                yield return page;
            }
        }
    }
}
