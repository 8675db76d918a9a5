using System.Collections.Frozen;

namespace EscalationBot.Core.Knowledge;

/// <summary>Words that carry no topic, folded, in the languages that the bot speaks. They are neither indexed nor searched.</summary>
internal static class StopWords
{
    private const string English =
        "a an the is are was were be been am do does did to of in on at for and or if it its this that these those i my me we our you your he she they them his her their with as by from so can could would will shall should may might there here have has had not no im ive dont";

    private const string German = "der das dem den des ein eine einer eines einem einen und oder ist sind war mit von zu zum zur im bei auf fur ich wir sie es nicht auch wie kann";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> All =
        (English + " " + German).Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True for a word (folded) that is left out.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => All.Contains(word);
}
