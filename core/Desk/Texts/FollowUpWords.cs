using System.Text.RegularExpressions;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>
/// Words that only have a meaning after others: "still doesn't work", "any news?", "and for admins?", "I want to talk to a person". Read in
/// English, German, French, Spanish and Chinese; each pattern takes the whole message, so that a word of content makes it a question.
/// </summary>
internal static partial class FollowUpWords
{
    private const int Longest = 400,
        MostWordsOfStatus = 9,
        MostWordsThatGoOn = 12,
        MostParts = 4;
    private static readonly char[] Stops = [',', ';', '.', '!', '，', '。', '；', '！'];

    /// <summary>A command without "please" and the like around it.</summary>
    public static string WithoutPoliteness(string text)
    {
        var (bare, before) = (Cut(text), "");
        while (bare != before)
        {
            (before, bare) = (bare, Polite().Replace(bare, "").Trim(' ', ',', '!', '.', '\u3002', '\uFF0C'));
        }

        return bare;
    }

    /// <summary>A message with a case's number in it asks where the case stands.</summary>
    public static bool AsksForStatus(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length <= MostWordsOfStatus
        && StatusWords().IsMatch(TypedCommands.WithoutCaseNumbers(Cut(text)));

    /// <summary>
    /// Somebody wants a person: what about, as they wrote it, or empty when they say no more; null when they want something else.
    /// </summary>
    public static string? WantsPerson(string text)
    {
        if (text.Length > Longest || Person().Match(text.Trim()) is not { Success: true } match)
        {
            return null;
        }

        return match.Groups["about"].Value.Any(char.IsLetterOrDigit) && !JustNow().IsMatch(match.Groups["about"].Value) ? text.Trim() : "";
    }

    /// <summary>The answer before did not help.</summary>
    public static bool IsNotSolved(string text) =>
        text.Length <= Longest
        && (
            NotSolved().IsMatch(text.Trim())
            // "no change, same error": each part says it.
            || (
                text.Split(Stops, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    is { Length: > 1 and <= MostParts } parts
                && Array.TrueForAll(parts, part => NotSolved().IsMatch(part))
            )
        );

    /// <summary>Somebody asks for news: what about, or empty; null when they do not.</summary>
    public static string? NewsAbout(string text) =>
        text.Length <= Longest && News().Match(text.Trim()) is { Success: true } match ? match.Groups["about"].Value.Trim() : null;

    /// <summary>What stands behind "and", "what about" and the like; null when the words are long or do not begin so.</summary>
    public static string? BehindAnd(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length <= MostWordsThatGoOn
        && Cut(text).Trim() is var bare
        && Continues().Match(bare) is { Success: true } match
            ? bare[match.Length..].TrimStart(' ', ',', ':', '-')
            : null;

    /// <summary>A part of a question that stands on nothing: "for admins?", "if it expired?", "in the sandbox".</summary>
    public static bool IsBare(string rest) => Bare().IsMatch(rest);

    /// <summary>It begins as whole questions do: "how", "can we", "does".</summary>
    public static bool BeginsQuestion(string rest) => Asking().IsMatch(rest);

    /// <summary>It names something that was said before: "that", "the other one", "the same", "too".</summary>
    public static bool PointsBack(string text) => text.Length <= Longest && Back().IsMatch(text);

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest];

    [GeneratedRegex(
        @"^(?:please|pls|plz|bitte|svp|s'il (?:vous|te) pla[iî]t|por favor|hi|hello|hey|hallo|bonjour|hola|请|麻烦)[\s,!]+"
            + @"|[\s,]+(?:please|pls|plz|bitte|svp|s'il (?:vous|te) pla[iî]t|por favor|thanks|thank you|danke|merci|gracias|now|right now|asap)[\s.!]*$"
            + @"|^(?:a|an|the|get me a|i need a|ich brauche einen|je veux un|quiero un|quiero una)\s+|^请",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Polite();

    [GeneratedRegex(
        @"\b(?:status|state|news|updates?|progress|stand|neues|neuigkeiten|statut|nouvelles|nouveau|estado|novedad(?:es)?|noticias|happening|doing|going)\b"
            + @"|进展|状态|消息|怎么样|^[\s\W]*(?:(?:and|what about|how about|und|was ist mit|et|y)\b)?[\s\W]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex StatusWords();

    [GeneratedRegex(
        @"^(?:(?:hi|hello|hey|ok(?:ay)?|no|sorry|please|hallo|bonjour|hola|bitte)\b[\s,!.]*)*(?:"
            + @"(?:(?:can|could|may|might) (?:i|we|you|someone)|(?:i|we)(?:'d| would) (?:like|love|prefer) to|(?:i|we) (?:want|need|have|wish|must) ?(?:to)?|let me|is it possible to|how (?:can|do) i)?"
            + @"\s*(?:please )?(?:just )?(?:talk|speak|chat)(?:ing)? (?:to|with) (?:a |an |the |some |any |your |one of your )?(?:real |actual |live |human )?"
            + @"(?:person|human(?: being)?|people|specialists?|someone|somebody|agent|operator|colleague|expert|representative)"
            + @"|(?:(?:can|could) (?:i|we) (?:please )?(?:get|have)|(?:i|we)(?:'d| would) (?:like|prefer)|(?:i|we) (?:want|need)|(?:please )?(?:get|give|send|find|connect|put|transfer|pass|hand)(?: (?:me|us|this|it))?(?: (?:over|through|on))?(?: (?:to|with))?)"
            + @" (?:a |an |the |some )?(?:real |actual |live )?(?:person|human(?: being)?|specialist|human agent|human help)"
            + @"|(?:can|could) (?:a|some) ?(?:person|human|specialist|one|body) (?:please )?(?:help|look|take)\b"
            + @"|(?:ich|wir) (?:will|m(?:ö|oe)chte|m(?:ö|oe)chten|wollen|muss|w(?:ü|ue)rde gerne?) (?:gerne? )?(?:bitte )?mit (?:einem|einer|einen|jemand(?:em)?)\s?(?:echten )?(?:menschen|mitarbeiter(?:in)?|spezialist(?:en|in)?|person|kollegen|berater|experten)?"
            + @"|kann ich (?:bitte )?mit (?:einem|einer|jemand(?:em)?)\s?(?:echten )?(?:menschen|mitarbeiter(?:in)?|spezialist(?:en|in)?|person)?"
            + @"|(?:ich|wir) brauchen? (?:bitte )?(?:einen|eine) (?:menschen|mitarbeiter(?:in)?|spezialist(?:en|in)?|person)"
            + @"|(?:je (?:veux|voudrais|souhaite|dois|peux)|puis-je|j'aimerais|est-ce que je peux|on peut)? ?parler (?:à|a|avec) (?:une? |quelqu'un|le |la )(?:vraie? )?(?:personne|humain|sp[eé]cialiste|conseiller|agent|coll[eè]gue)?"
            + @"|(?:quiero|quisiera|puedo|necesito|me gustar[ií]a|podr[ií]a|queremos)? ?hablar con (?:una? |alguien|el |la )(?:persona|humano|especialista|agente|asesor|compa[nñ]ero)?"
            + @"|(?:请|麻烦)?(?:帮我)?(?:转|找|要|接|联系)(?:一下|个)?(?:人工|真人|专家|客服)(?:客服|服务|坐席)?|我(?:想|要)(?:和|跟|找)(?:一个|个)?(?:真人|人工|专家|人)(?:说话|谈|聊|沟通)?"
            + @")(?<about>(?:[\s,.!?:;。，！？-].*)?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
        5_000
    )]
    private static partial Regex Person();

    /// <summary>Behind the wish for a person: no topic.</summary>
    [GeneratedRegex(
        @"^[\s,.!?]*(?:please|pls|now|right now|asap|today|here|instead|thanks|thank you|for help|to help(?: me)?|sprechen|reden|bitte|jetzt|danke|s'il (?:vous|te) pla[iî]t"
            + @"|merci|por favor|ahora|gracias|谢谢|[\s,.!?]){1,6}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex JustNow();

    [GeneratedRegex(
        @"^(?:(?:hi|hello|hmm?|no|nope|sorry|but|unfortunately|ok(?:ay)?|well|thanks|and|yes|we|i|they|the client|he|she|have|has|already|did|tried|try|it(?:['’]?s| is| was)?|that(?:['’]?s| is)?|this(?: is)?|all of|leider|nein|aber|hallo|danke|schon|probiert|versucht|non|mais|merci|d[eé]sol[eé]|no|pero|gracias|lo siento)\b[\s,.!-]*)*"
            + @"(?:(?:still|also) )?(?:"
            + @"(?:still )?(?:(?:does|do|did|is|are|was|has|have)(?: still)?(?:n'?t|n’t| not)|doesnt|didnt|isnt|wont|won'?t|cannot|can'?t)(?: yet| really)? (?:work(?:ing|ed)?|help(?:ed|ful|ing)?|solve[d]?(?: it| the (?:problem|issue))?|fix(?:ed)?(?: it| the (?:problem|issue))?|resolve[d]?(?: it)?)"
            + @"|(?:still )?not (?:working|solved|fixed|resolved|helpful|helping)|still (?:broken|failing|fails|the same|happening|happens|no luck|wrong|an issue|a problem|stuck)"
            + @"|(?:still )?(?:the )?same (?:error|problem|issue|thing|result|message|again|as before)|no luck|no (?:change|difference|effect|success)|makes no difference|not the (?:answer|solution)|was(?:n'?t| not) it|wrong answer|not what (?:i|we) (?:asked|need|meant)"
            + @"|(?:das |es |dies )?(?:funktioniert|geht|klappt|hilft|l(?:ö|oe)st es|reicht)(?: (?:leider|immer|noch|trotzdem|so|bei|ihm|ihr|uns|mir|dem|kunden|auch)){0,5} nicht(?: mehr| wirklich| weiter)?"
            + @"|(?:das |es )?hat(?: (?:leider|auch|uns|mir|ihnen|dem|kunden)){0,4} nicht(?:s)? (?:geholfen|funktioniert|geklappt|gebracht)|immer noch (?:nicht|kaputt|das gleiche|dasselbe|der gleiche fehler|derselbe fehler|nichts)|(?:gleicher|derselbe|der gleiche) fehler|nicht gel(?:ö|oe)st"
            + @"|(?:ça |ca |cela |il |elle )?(?:ne |n')?(?:marche|fonctionne|aide|suffit)(?: (?:toujours|encore|malheureusement))? pas(?: du tout| mieux)?|toujours pas|(?:ça |ca |cela )?n'a (?:toujours )?pas (?:march[eé]|fonctionn[eé]|aid[eé]|r[eé]solu(?: le probl[eè]me)?)|(?:toujours )?(?:le |la )?m[eê]me (?:probl[eè]me|erreur|chose)"
            + @"|(?:eso |esto |todav[ií]a |a[uú]n |sigue |ya )*(?:no (?:me |le |les |nos )?(?:funciona|funcion[oó]|ayuda|ayud[oó]|sirve|sirvi[oó]|resuelve|resolvi[oó])|sin funcionar)|sigue igual|(?:el |la )?misma? (?:error|problema|cosa)"
            + @"|(?:这个?|那个?|还是|仍然|依然|依旧)*(?:不行|不可以|不能用|不管用|没用|没有用|不起作用|没解决|没有解决|一样|报错)|还没(?:有)?解决|问题(?:还在|依旧|依然存在)"
            + @")(?:[\s,.!-]*(?:for (?:them|him|her|me|us|the client|our client|my client)|either|unfortunately|though|anymore|any more|now|yet|again|here|at all|sorry|thanks|thank you|too|still|before|leider|bei uns|mehr|immer noch|malheureusement|encore|lamentablemente|todav[ií]a|了|啊|呢))*[\s.!?。！？…:()]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex NotSolved();

    [GeneratedRegex(
        @"^(?:(?:hi|hello|hey|so|ok(?:ay)?|and|hallo|moin|bonjour|salut|hola|oye)\b[\s,!.]*)*(?:(?:team|all|bob|there)[\s,!.]+)?(?:"
            + @"(?:(?:is|are|was) there (?:already )?(?:any|some)|(?:do|did) (?:you|we) have (?:any|an)|(?:have|has) (?:you|there been|we) (?:got |heard )?any(?:thing)?|got any|any|some)? ?(?:news|updates?|progress|word)(?: yet| so far| already)?(?: (?:on|about|for|regarding|from|with|of) (?<about>.+?))?"
            + @"|(?:what(?:'s|’s| is)|whats) (?:the )?(?:current |latest )?(?:status|state of play|progress|latest|news|update|happening)(?: (?:on|of|about|with|for|regarding) (?<about>.+?))?"
            + @"|how (?:is|are|'s) (?:it|things|that|my case|the case) (?:going|coming along|looking)(?: (?:with|on|for) (?<about>.+?))?|where (?:are we|do we stand|does it stand)(?: (?:with|on) (?<about>.+?))?|status of (?<about>.+?)|anything new(?: (?:on|about|with|for) (?<about>.+?))?"
            + @"|gib(?:t'?s|t es)? (?:es )?(?:schon |denn |da |inzwischen )*(?:was |etwas |irgendwas |irgendwelche )?(?:neues|neuigkeiten|news|ein update|updates)(?: (?:zu|bei|von|f(?:ü|ue)r|zum|zur|vom|wegen|mit) (?<about>.+?))?|(?:schon )?(?:was|etwas|irgendwas) neues(?: (?:zu|bei|von|zum|zur|vom) (?<about>.+?))?"
            + @"|(?:was|wie|wo) (?:ist|steht|sieht es)(?: (?:der|es))? ?(?:aktuelle[r]? )?(?:stand|status|aus)?(?: (?:bei|zu|von|mit|um|zum|zur|beim) (?<about>.+?))?(?: aus)?(?<=stand|status|aus|[\w]{3})|neuigkeiten(?: (?:zu|zum|zur) (?<about>.+?))?"
            + @"|(?:(?:y a-t-il|il y a|avez-vous|as-tu|on a) )?(?:des|du|quelque chose de|une?) (?:nouvelles?|nouveau|mise [àa] jour|avanc[eé]e)(?: (?:sur|de|du|pour|concernant|[àa] propos de) (?<about>.+?))?|o[uù] en (?:est|sont|sommes-nous|est-on)(?: (?:avec|sur|le|la|les|mon|ma|notre))?(?: (?<about>.+?))?|quel est (?:le statut|l'[eé]tat|l'avancement)(?: (?:de|du|pour) (?<about>.+?))?|du nouveau(?: (?:sur|pour) (?<about>.+?))?"
            + @"|¿?\s?(?:(?:hay|tienes?|tienen|tenemos) )?(?:alguna |algunas |algo )?(?:novedad(?:es)?|noticias?|actualizaci[oó]n(?:es)?|de nuevo|avances?)(?: (?:sobre|de|del|con|para) (?<about>.+?))?|¿?\s?(?:cu[aá]l es el estado|c[oó]mo va(?:mos)?|en qu[eé] estado est[aá])(?: (?:de|del|con|el|la|mi|lo de) (?<about>.+?))?"
            + @"|(?<about>.{0,40}?)(?:有(?:什么|没有|任何)?(?:消息|进展|更新|新消息|结果)(?:了)?(?:吗|没有|没)?|(?:进展|处理|情况)(?:得)?(?:如何|怎么样|怎样)(?:了)?|怎么样了|什么情况了)"
            + @")[\s?？!.。！…]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex News();

    [GeneratedRegex(
        @"^(?:for|if|when|in|on|at|with|without|as|from|by|about|via|during|after|before|f(?:ü|ue)r|wenn|bei|mit|ohne|in der|im|pour|si|avec|para|con|sin)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Bare();

    [GeneratedRegex(
        @"^(?:how|where|what|why|when|who|which|whose|can|could|may|do|does|did|is|are|was|were|should|must|will|would|has|have|wie|wo|was|warum|wann|wer|welche\w*|kann|k(?:ö|oe)nnen|ist|sind|comment|o[uù]|quand|pourquoi|qui|quel\w*|est-ce|c[oó]mo|d[oó]nde|cu[aá]ndo|qui[eé]n|qu[eé]|puedo|puede)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Asking();

    /// <summary>"It" is none of them: "is it possible to export" stands on its own.</summary>
    [GeneratedRegex(
        @"\b(?:that|those|them|the same|the other(?:s| one| ones)?|(?:how long|how often|why|where|when) (?:does|do|is|was|will) it|dasselbe|das andere|l'autre|el otro|la otra)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Back();

    [GeneratedRegex(
        @"^(?:and|also|what about|how about|what if|same for|but (?:for|if|what)|or (?:for|if)|und|und (?:f(?:ü|ue)r|wenn|bei|was)|was ist mit|oder f(?:ü|ue)r|et (?:pour|si|avec)|mais (?:pour|si)|y (?:para|si|con)|pero (?:para|si))\b(?=.*\S)|^那|^如果",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Continues();
}
