using System.Collections.Frozen;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>Money, contracts and law: a wrong or outdated answer there binds the organisation.</summary>
internal static class SensitiveTopics
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = (
        "refund refunds credit credits invoice invoices billing bill payment payments price prices "
        + "pricing discount discounts fee fees charge charges charged contract contracts amendment "
        + "terminate termination cancellation liability legal lawyer law gdpr penalty warranty "
        + "compensation reimbursement vertrag rechnung kündigung erstattung preis rabatt haftung"
    )
        .Split(' ')
        .Select(Folding.Fold)
        .ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True when the question or the article's title is about one of them.</summary>
    public static bool In(QuestionFacts facts, string title) => facts.Amount is not null || Has(facts.Text) || Has(title);

    /// <summary>True when a text has a word of them.</summary>
    public static bool In(string text) => Has(text);

    private static bool Has(string text)
    {
        var reader = new WordReader(text, stackalloc char[WordReader.Longest], stackalloc int[WordReader.MostParts]);
        while (reader.Read(out var word))
        {
            if (Words.Contains(word))
            {
                return true;
            }
        }
        return false;
    }
}
