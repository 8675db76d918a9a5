using System.Collections.Frozen;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// Words of the language that are names of companies, too ("Next", "Target", "Will", "Monday"): in a text they are the word unless
/// something shows that they are the name. Folded.
/// </summary>
internal static class OrdinaryWords
{
    private const string English =
        "a about above access account acorn across act action active adapt add advance after again age agile air alert alias alight alive all ally "
        + "alpha also always amber amount an anchor and answer any apex apple approach arc area arena arm arrow art as ask aspect at atlas aura auto "
        + "average away axis back balance ball band bank bar base basic bay beacon beam bear beat before best better beyond big bill bird black blend "
        + "block bloom board bold bolt bond book boost boot border both bottom boundless box branch brand brave bread break breeze bridge brief bright "
        + "bring brook bud bug build bulb burst bus business button buy by calendar call calm camp canvas capital card care carry case cash cast "
        + "catalyst cause cell center central centre certain chain chance change channel charge chart check chief choice circle city clarity class "
        + "clean clear click clip clock close cloud club coast code cold color column come comet common community compass complete concept concrete "
        + "condor connect consider contact content control cool copper copy coral core corner count course cover craft crane create credit crest "
        + "crew cross crown crystal cube current curve custom cut cycle daily dash data date day deal deep delivery delta deploy depot design desk "
        + "detail digital direct discover display do dock document domain door dot down dragon draw dream drift drive drop dust eagle early earth "
        + "east easy echo edge effect element elevate ember emerald empire end energy engine enter entire epic equal escape essential even ever "
        + "every evolve exact example exchange expert explore export express eye face fact factor fair falcon fall family far farm fast feather "
        + "fast feature feed field figure file fill final find fine fire first fit fix flag flame flash fleet flex flip float floor flow fly focus "
        + "fog follow food force forest forge form fortune forum forward found foundation fox frame free fresh friend front frontier fuel full "
        + "function fund fusion future gain galaxy game gap garden gate gather gear gem general genesis get giant give glass glow go goal gold good "
        + "grace grain grand granite graph gravity great green grid ground group grove grow guard guide guild hall halo hand harbor harbour harvest "
        + "haven head heart height help here hero high highlight hill hive hold home hook hop horizon hour house hub human ice icon idea image "
        + "impact import in index indigo infinity info inside insight instant intel inter into iron island it ivy join journey jump junction just "
        + "keep key kind kit label lake lamp land lane large last late launch layer lead leaf leap learn left legend level lever life lift light like "
        + "limit line linear link lion list little live load local lock log logic long look loop lotus low loyal lucid luna lunar lunch mail main "
        + "make map maple march mark market mask master match matrix max maze me mean measure media meet merge mesh message meta metal meter method "
        + "metro mind mine mint mirror mission mix mobile mode model modern module moment moon more most motion motor mount mountain move much muse "
        + "name native nature near need nest net network never new news next night noble node north note notion now number oak oasis object ocean "
        + "of off offer office on once one only onyx open optimal option or oracle orange orbit orchard order origin other out over owl own oyster "
        + "pace pack page paint pal palm panel paper parallel park part partner pass past patch path pause pay peak pearl people perfect phase phoenix "
        + "phone pilot pine pioneer pipe pitch pixel place plain plan planet plant plate platform play please plot plus pocket point polar polish "
        + "pool port portal post power practice premier present press prime print prism pro process product profile progress project prompt proof "
        + "prospect public pulse pure push quality quantum quartz quest question queue quick quiet quote race radar radius rain rally ramp range rapid "
        + "reach read ready real reason record red reef reflect regular relay release remote render report request rest result return review ridge "
        + "right ring rise river road rock rocket role roll root rose round route row rubber ruby run rush safe safety sage sail salt same sand "
        + "sapphire save say scale scene school scope score scout screen script sea search season second secure see seed seek select send sense "
        + "sentinel series serve service set shadow shape share sharp shell shelter shield shift shine ship shop shore short show side sign signal "
        + "signpost silk silver simple site size sketch skill sky slack slate sleep slice slide slot small smart smooth snap snow so social soft "
        + "solar solid solution sonar source south space spark speak spectrum speed sphere spin spirit splash split spoke spot spring sprint sprout "
        + "square stable stack staff stage standard star start state station status stay steam steel step stock stone stop storage store storm story "
        + "stream street stride strike stripe strong studio style success summit sun super supply support sure surface surge swan sweet swift switch "
        + "symbol sync system table tag take tandem tap target task team tell tempo tender tent term test text thanks that the then there thing think this "
        + "thread three thrive through tide tiger time tip title to together token tone tool top total touch tower town trace track trade trail train "
        + "transfer transit travel tree trend triangle trip true trust try tune turn twin twist two type under union unit united unity up upstream "
        + "urban us use user valley value vantage vault vector velocity venture verge version vertex vessel victory view vine vision visa vista vital voice "
        + "volt volume vortex vox wait walk wall watch water wave way we web week well west whale what wheel when where white who whole why wide wild "
        + "wind window wing wire wise with wolf wonder wood word work world worth write year yellow yes you young your zap zebra zen zenith zero zone zoom";

    /// <summary>
    /// Words that are written with a capital whatever they mean: days, months, first names, and German nouns. A capital says nothing here.
    /// </summary>
    private const string WithCapitals =
        "monday tuesday wednesday thursday friday saturday sunday mondays fridays january february march april may june july august september october "
        + "november december will bill mark grant rob frank art rose joy grace hope faith jack drew chase dean miles pat sue dale glen ray reed heath "
        + "summer autumn christmas easter english german french spanish "
        + "montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli oktober dezember "
        + "post bahn brucke licht haus stadt welt zeit wasser strom kraft stern sonne blume berg tor turm anker kern netz bank bild blick boden "
        + "dach feuer freund garten geld glas grund hafen hand herz hof insel karte kasse kette knoten kreis land linie luft markt meer mond "
        + "morgen nord ost punkt quelle rad raum ring schiff schild schloss schule see sicht spiegel stein strasse sud tag tisch ufer wald weg "
        + "west wind wolke wort ziel zug zukunft lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo";

    /// <summary>Before a name: only a client's or a company's stands here.</summary>
    private const string Strong =
        "client clients customer customers account accounts company tenant organisation organization workspace firm vendor "
        + "kunde kunden kundin firma mandant konto cliente clientes empresa cuenta compte societe entreprise called named";

    /// <summary>Before a name.</summary>
    private const string Before = "for at from with by of bei fur von mit chez pour para con de team dear hello hi";

    /// <summary>Behind a name: what clients do.</summary>
    private const string Behind =
        "asks ask asked says said say wants want wanted needs reports reported complains complained cannot cant gets sees writes wrote called calls "
        + "requests requested demands threatens claims uses fragt sagt mochte will meldet schreibt braucht demande dit veut signale ecrit pregunta dice quiere";

    private static readonly FrozenSet<string> All = SetOf(English + " " + WithCapitals),
        Capitals = SetOf(WithCapitals),
        StrongContext = SetOf(Strong),
        ContextBefore = SetOf(Before),
        ContextBehind = SetOf(Behind);

    /// <summary>A word of the language.</summary>
    public static bool Contains(string word) => word.Length == 1 || All.Contains(word);

    /// <summary>Written with a capital anywhere.</summary>
    public static bool HasCapitalAnyway(string word) => Capitals.Contains(word);

    /// <summary>A word behind which only a client's name stands.</summary>
    public static bool NamesClient(string word) => StrongContext.Contains(word);

    /// <summary>A word behind which a client's name often stands.</summary>
    public static bool LeadsToName(string word) => ContextBefore.Contains(word);

    /// <summary>What a client does.</summary>
    public static bool IsClientsAct(string word) => ContextBehind.Contains(word);

    private static FrozenSet<string> SetOf(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
