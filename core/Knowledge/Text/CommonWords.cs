using System.Collections.Frozen;

namespace EscalationBot.Core.Knowledge.Text;

/// <summary>
/// Words that carry little of a topic, folded, in the languages that the bot speaks. They are indexed and searched with a quarter of their
/// weight: leaving them out costs short chat messages a lot ("what are you", "still waiting"), full weight costs long questions.
/// </summary>
internal static class CommonWords
{
    /// <summary>Share of its rarity that such a word counts with.</summary>
    public const float Share = 0.25f;

    private const string English =
        "a an the is are was were be been am do does did to of in on at for and or if it its this that "
        + "these those i my me we our you your he she they them his her their with as by from so can could "
        + "would will shall should may might there here have has had not no im ive dont how what when why "
        + "who where which want need please hi hello thanks get";

    private const string German =
        "der das dem den des ein eine einer eines einem einen und oder ist sind war mit von zu zum zur "
        + "im bei auf fur ich wir sie es nicht auch wie kann";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> All = (English + " " + German)
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True for such a word (folded).</summary>
    public static bool Contains(ReadOnlySpan<char> word) => All.Contains(word);
}
