using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Why a form may not be opened or sent.</summary>
/// <param name="Sentence">For the person.</param>
/// <param name="Why">One snake-case word, for the audit.</param>
/// <param name="Wanted">What they may not do, snake case; null when it is nobody's right that is missing.</param>
/// <param name="CaseId">The case in question, or null.</param>
internal sealed record FormRefusal(string Sentence, string Why, string? Wanted, string? CaseId)
{
    public static FormRefusal Of(Words words, string key, params object?[] values) => new(words.Say(key, values), key, null, null);

    public static FormRefusal Of(
        Workplace workplace,
        Words words,
        Asker asker,
        DeskAction wanted,
        Permission.Refused refused,
        string? caseId
    ) =>
        new(
            PermissionCheck.Sentence(words, workplace.Organisation, asker, refused),
            DecisionAudit.Snake($"only{refused.WhoMay}"),
            DecisionAudit.Snake(wanted.ToString()),
            caseId
        );

    /// <summary>Tells the person who sent the form, with the words that they typed.</summary>
    public void Tell(DecisionBuilder draft)
    {
        if (Wanted is null)
        {
            draft.Told(Why);
        }
        else
        {
            draft.Refused(Wanted, CaseId, Why);
        }

        draft.GiveBack(Sentence);
    }
}
