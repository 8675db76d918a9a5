using System.Collections.Frozen;
using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// Words that help a search and say nothing in a name, folded: the search's common words, and those that frame a question or a complaint,
/// in English and German.
/// </summary>
internal static class FillerWords
{
    private const string English =
        "about above after again ago all almost alone already also always another any anyone anything "
        + "anyway around asap ask asked asking away back because become before being best better between "
        + "big both bring bit came come comes coming certain cant cannot "
        + "couldnt day days did didnt different doesnt doing done down during each easily easy either else "
        + "enough etc even ever every everyone everything exactly far few find fine first for found "
        + "further gave getting give given gives giving go goes going gone good got "
        + "great guys had happen happened happening happens hard hasnt havent hear heard hes him however "
        + "idea ill inside instead into isnt issue issues ive just keep keeps kind kindly knew know known "
        + "last later least less let lets like little long look looking lot lots made make "
        + "makes making many matter maybe mean means morning most much must myself never new next nobody "
        + "none nothing now off often ok okay old once one ones only onto other others otherwise ours out "
        + "over own per perhaps possible problem problems properly put question questions quite rather "
        + "really recently regarding right said same saw say saying says second see seem seems seen "
        + "several shes show shows side simple simply since some somebody someone something sometimes soon "
        + "sort start still stuff such suggest sure take taken takes taking talk tell than thank thats "
        + "them then thing things think thought through till time times to today together told tomorrow "
        + "too took toward tried tries trying try turn twice two understand until up us use used uses "
        + "using usually various very via wanted wants wasnt way ways week weeks well went werent "
        + "whats whatever whenever wheres whether while whole whose within without wont work worked "
        + "working works wouldnt wrong yes yesterday yet youre zero help helps helped able anybody details "
        + "detail information info learn user users client clients customer customers company";

    private const string German =
        "aber alle alles als also andere auch aus bitte bis da damit danach dann dass dazu dein dem denn "
        + "diese dieser dieses doch dort du durch euch euer frage fragen ganz geht gemacht genau gerade "
        + "gern gerne gibt haben habe habt hallo hat hatte hatten hier hilfe ihm ihn ihnen ihr ihre immer "
        + "ins ja jede "
        + "jeder jedes jetzt kein keine konnen konnte kunde kunden lassen machen macht man mehr mein meine "
        + "mich mir muss mussen nach neu neue nichts noch nun nur ob oben ohne problem probleme schon sehr "
        + "seit sein seine seit selbst sich sie so sobald soll sollen sollte sondern sonst um unser unsere "
        + "unter uns vielen viel vom "
        + "von vor war waren warum was weil welche welcher wenn wer werden wieder will wird wo wollen "
        + "wurde wurden zeit zwar zwischen uber dank danke heute gestern morgen";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> All = (English + " " + German)
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True for such a word (folded).</summary>
    public static bool Contains(ReadOnlySpan<char> word) => CommonWords.Contains(word) || All.Contains(word);
}
