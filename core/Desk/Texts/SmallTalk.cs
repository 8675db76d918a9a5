using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using EscalationBot.Core.Triage.Criteria;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>
/// Words among colleagues that ask nothing: greetings, thanks, "ok will try that", a smile; in English, German, French, Spanish and
/// Chinese. A message is small talk when every clause of it is: one word of content, or a number, makes it a question. Only thanks
/// ("thanks for the quick reply") and what somebody is about to do ("I will tell the client") may name a thing, briefly.
/// </summary>
internal static partial class SmallTalk
{
    private const int MostWords = 20;

    private static readonly FrozenSet<string> Greetings = SetOf(
            "hello hi hey hiya howdy greetings hallo moin servus bonjour bonsoir salut coucou hola buenos buenas morning afternoon evening guten"
        ),
        Thanks = SetOf("thanks thank thx ty cheers thankyou tks thnx tysm ta appreciated obliged danke dankeschon dank merci gracias"),
        Others = SetOf(
            "ok okay okey k kk lol haha hahaha hahahaha hehe rofl lmao bye goodbye ciao cool nice great perfect awesome super excellent "
                + "brilliant got noted understood alright sure yes yeah yep yup no nope nvm np hmm hm aha ah oh wow yay oops done "
                + "tschuss tschus adios chao vale genial listo parfait perfecto perfekt prima passt top entendu jaja jajaja mdr ptdr xd "
                + "klar gut bien bon buen estupendo excelente oui non si ja nein gern gerne ups never soon later welcome mahlzeit nickel"
        ),
        Fillers = SetOf(
            "team all everyone everybody folks guys people there again you u so much very a lot for the your help it that this these will i ll "
                + "m we shall ve do try trying give go check have has let and then now see good day night weekend to me my is was are how works "
                + "worked working fine it set worries problem one sec second minute moment wait brb back talk ya with out know im ill mind "
                + "lovely kind of in on us same helped helps many million advance "
                + "und das es ich wir probiere versuche teste mal gleich spater bis bald dann zusammen leute euch dir ihnen fur die hilfe sehr viel "
                + "vielen besten schonen schone schones tag abend morgen guten wochenende machen mache mach werde wird nochmal einen an alle alles "
                + "hilfreich schon ist war kein ding nix jetzt noch mir uns wiedersehen horen im voraus herzlichen lieben "
                + "tous toutes et tout le monde equipe beaucoup je vais essayer ca cela au revoir bientot plus tard bonne journee soiree votre ton aide c "
                + "est d accord de rien vous te tes pour les amis encore avance un grand infiniment "
                + "todos equipo muchas mil dias tardes noches voy probar probarlo intentarlo eso hasta luego pronto por la ayuda tu su muy lo "
                + "que tenga tengas dia acuerdo esta estoy amigos antemano muchisimas todo ya"
        );

    /// <summary>
    /// A clause with one of them says more than thanks or what is about to be done: "thanks for checking but it still fails".
    /// </summary>
    private static readonly FrozenSet<string> Turns = SetOf(
        "but and or still not no cannot can cant does do did is are was were has have had where how what why when which who if because "
            + "aber und oder noch nicht kein keine kann ist sind war hat wo wie was warum wann welche wer wenn weil "
            + "mais et ou ne pas est sont ont peut quand quel quelle pourquoi comment car "
            + "pero y o no esta estan son ha puede donde como cuando que porque si"
    );

    /// <summary>Behind thanks they begin what somebody is thanked for.</summary>
    private static readonly FrozenSet<string> ForWords = SetOf("for fur furs pour de por");

    /// <summary>What somebody says they will do next.</summary>
    private static readonly FrozenSet<string> Doings = SetOf(
        "check try tell let inform update ask forward pass see look do call write send"
    );

    private const int MostOfAThing = 5;

    /// <summary>Said as a clause they ask nothing, though each of their words may be one of a question.</summary>
    private static readonly FrozenSet<string> Sayings = (
        "on it|no rush|take your time|all set|my bad|roger that|copy that|one moment please|you saved me|"
        + "that did the trick|did the trick|that worked like a charm|worked like a charm|enjoy your lunch|mach ich|"
        + "hat geklappt|kein stress|schones wochenende|schonen feierabend|bin gleich wieder da|ich sage es dem kunden|"
        + "pas de souci|bon week end|bon weekend|bonne soiree a tous|je regarde|je lui dis|sin problema|"
        + "buen fin de semana|todo bien|lo pruebo|se lo digo|ya funciona|will do|see you|see you tomorrow|see you then|"
        + "talk tomorrow|sounds good|sounds great|sounds fine|makes sense|that makes sense|fair enough|all good|"
        + "good to know|that helps|verstanden|bis morgen|bis dann|bis bald|gut zu wissen|das hilft|wird gemacht|ca marche|"
        + "d accord|compris|bien recu|bien compris|a demain|a bientot|a plus tard|bon a savoir|entendido|recibido|"
        + "de acuerdo|hasta manana|hasta luego|bueno saberlo|tiene sentido|good one|you rock|love it|no probs|works now|"
        + "it works|it works now|it works again|that works|works again|all works now|that fixed it|this fixed it|fixed it|"
        + "fixed now|fixed|sorted|solved|all good now|that was it|yep that was it|closing this on my side|i see|"
        + "makes sense now|haha true|let me see|sorry wrong chat|sorry wrong window|wrong chat|wrong window|wrong channel|"
        + "sorry wrong channel|sorry|ignore that|ignore my last message|ignore this|please ignore|please ignore that|"
        + "found it|bye for now|good night|test|testing|ping|brb lunch|back in a bit|be right back|happy friday|"
        + "happy friday everyone|happy monday|happy monday team|good weekend|same here|no problem at all|you too|likewise|"
        + "gm|morning|jetzt geht es|jetzt geht s|es geht wieder|geht wieder|lauft jetzt|lauft wieder|lauft|"
        + "jetzt funktioniert es|funktioniert jetzt|es funktioniert|erledigt|falscher chat|bitte ignorieren|"
        + "hat sich erledigt|gute nacht|ca fonctionne|ca fonctionne maintenant|ca marche maintenant|c est regle|"
        + "c est resolu|mauvais chat|ignorez ca|bonne nuit|bonne fin de journee|ya esta funcionando|ahora si funciona|"
        + "ahora funciona|funciona|resuelto|solucionado|chat equivocado|ignora eso|buenas noches"
    )
        .Split('|')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Chinese needs no spaces: phrases are taken out one after the other, the longest first.</summary>
    private static readonly string[] Phrases =
    [
        "\u5927\u5BB6\u65E9\u4E0A\u597D",
        "\u5927\u5BB6\u597D",
        "\u65E9\u4E0A\u597D",
        "\u4E0B\u5348\u597D",
        "\u665A\u4E0A\u597D",
        "\u4F60\u597D",
        "\u60A8\u597D",
        "\u55E8",
        "\u975E\u5E38\u611F\u8C22",
        "\u8C22\u8C22\u5927\u5BB6",
        "\u8C22\u8C22\u60A8",
        "\u8C22\u8C22\u4F60",
        "\u8C22\u8C22",
        "\u591A\u8C22",
        "\u611F\u8C22",
        "\u8F9B\u82E6\u4E86",
        "\u660E\u767D\u4E86",
        "\u77E5\u9053\u4E86",
        "\u6CA1\u95EE\u9898",
        "\u6211\u8BD5\u8BD5",
        "\u8BD5\u8BD5\u770B",
        "\u597D\u7684",
        "\u53EF\u4EE5",
        "\u6536\u5230",
        "\u5F88\u6709\u5E2E\u52A9",
        "\u7684\u5E2E\u52A9",
        "\u7684\u56DE\u590D",
        "\u7684\u89E3\u7B54",
        "\u6CA1\u4E8B",
        "\u4E86\u89E3",
        "\u518D\u89C1",
        "\u62DC\u62DC",
        "\u54C8\u54C8",
        "\u5475\u5475",
        "\u55EF",
        "\u597D",
        "\u884C",
        "\u54E6",
    ];

    private const string Particles =
        "\u4E86\u554A\u5427\u54E6\u5462\u7684\u6211\u5148\u53BB\u4E00\u4E0B\u5440\u54C8\u55EF\u5927\u5BB6\u90A3\u4F60\u60A8";

    /// <summary>What the words are: a greeting, thanks, other small talk; <see cref="TypedCommand.None"/> when they say more.</summary>
    public static TypedCommand Read(string text)
    {
        var signs = Shortcode().Matches(text).Select(match => match.Value).ToList();
        var bare = Shortcode().Replace(text, " ");
        if (!bare.Any(char.IsLetterOrDigit))
        {
            return signs.Exists(IsThanks) || bare.EnumerateRunes().Any(IsThanks) ? TypedCommand.Thanks
                : signs.Count > 0 ? TypedCommand.SmallTalk
                : TypedCommand.None;
        }

        return bare.Any(letter => letter is >= '\u4E00' and <= '\u9FFF') ? ReadChinese(bare) : ReadWords(bare);
    }

    /// <summary>Emoji by their names and nothing else, which look like words.</summary>
    public static bool IsOnlySigns(string text) => Shortcode().IsMatch(text) && !Shortcode().Replace(text, " ").Any(char.IsLetterOrDigit);

    private static TypedCommand ReadWords(string text)
    {
        var isAsked = text.Contains('?', StringComparison.Ordinal);
        List<List<string>> clauses = isAsked
            ? [FoldedText.Fold(text)]
            : [.. Clauses().Split(text).Select(clause => FoldedText.Fold(clause)).Where(clause => clause.Count > 0)];
        if (clauses.Sum(clause => clause.Count) > MostWords || !clauses.TrueForAll(clause => IsSmall(clause, isAsked)))
        {
            return TypedCommand.None;
        }

        var words = clauses.SelectMany(clause => clause).ToList();
        return words.Exists(Thanks.Contains) ? TypedCommand.Thanks
            : words.Exists(Greetings.Contains) ? TypedCommand.Greeting
            : !isAsked && (words.Exists(Others.Contains) || clauses.Exists(clause => IsSaying(clause) || IsIntent(clause)))
                ? TypedCommand.SmallTalk
            : TypedCommand.None;
    }

    private static bool IsSmall(List<string> clause, bool isAsked) =>
        clause.TrueForAll(IsSmall) || !isAsked && (IsSaying(clause) || IsThanksFor(clause) || IsIntent(clause));

    /// <summary>"all set", "ok je regarde"</summary>
    private static bool IsSaying(List<string> clause) =>
        Sayings.Contains(string.Join(' ', clause)) || Sayings.Contains(string.Join(' ', clause.SkipWhile(Others.Contains)));

    /// <summary>"perfect thanks for the quick reply", "thanks Bob"</summary>
    private static bool IsThanksFor(List<string> clause)
    {
        var thanks = clause.FindIndex(Thanks.Contains);
        if (thanks >= 0 && thanks == clause.Count - 2)
        {
            return clause[..thanks].TrueForAll(IsSmall) && IsBrief(clause[(thanks + 1)..]);
        }

        var thing = thanks < 0 ? -1 : clause.FindIndex(thanks, ForWords.Contains);
        return thing >= 0 && clause[..thing].TrueForAll(IsSmall) && IsBrief(clause[(thing + 1)..]);
    }

    /// <summary>"I will tell the client", "will check"</summary>
    private static bool IsIntent(List<string> clause)
    {
        var will = clause.FindIndex(word => word is "will" or "ll");
        return will >= 0
            && will + 1 < clause.Count
            && clause[..will].TrueForAll(word => word is "i" or "we" || Others.Contains(word))
            && Doings.Contains(clause[will + 1])
            && IsBrief(clause[(will + 1)..]);
    }

    private static bool IsBrief(List<string> thing) =>
        thing.Count is > 0 and <= MostOfAThing && !thing.Exists(word => Turns.Contains(word) || word.Any(char.IsAsciiDigit));

    private static bool IsSmall(string word) =>
        Fillers.Contains(word) || Others.Contains(word) || Thanks.Contains(word) || Greetings.Contains(word);

    private static TypedCommand ReadChinese(string text)
    {
        var rest = text;
        foreach (var phrase in Phrases)
        {
            rest = rest.Replace(phrase, " ", StringComparison.Ordinal);
        }

        return rest == text || rest.Any(letter => char.IsLetterOrDigit(letter) && !Particles.Contains(letter, StringComparison.Ordinal))
                ? TypedCommand.None
            : text.Contains('\u8C22', StringComparison.Ordinal) || text.Contains("\u8F9B\u82E6", StringComparison.Ordinal)
                ? TypedCommand.Thanks
            : text.Contains("\u4F60\u597D", StringComparison.Ordinal)
            || text.Contains("\u60A8\u597D", StringComparison.Ordinal)
            || text.Contains("\u5927\u5BB6\u597D", StringComparison.Ordinal)
            || text.Contains("\u4E0A\u597D", StringComparison.Ordinal)
            || text.Contains("\u5348\u597D", StringComparison.Ordinal)
                ? TypedCommand.Greeting
            : TypedCommand.SmallTalk;
    }

    private static bool IsThanks(string shortcode) =>
        shortcode.Split(':', StringSplitOptions.RemoveEmptyEntries)[0]
            is "pray"
                or "+1"
                or "thumbsup"
                or "heart"
                or "bow"
                or "clap"
                or "raised_hands"
                or "thanks"
                or "thank_you";

    /// <summary>Folded hands, a thumb, a heart, clapping and raised hands.</summary>
    private static bool IsThanks(Rune rune) => rune.Value is 0x1F64F or 0x1F44D or 0x2764 or 0x1F44F or 0x1F64C;

    private static FrozenSet<string> SetOf(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"[.,;!:\n\u2026\u2013\u2014]| - ", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Clauses();

    [GeneratedRegex(
        @"(?<![\w:]):[a-z0-9_+'-]{1,60}:(?::skin-tone-\d:)?(?![\w:])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Shortcode();
}
