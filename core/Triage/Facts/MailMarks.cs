using System.Text.RegularExpressions;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// How mail clients mark quoted mail, signatures and notices, in English, German, French, Spanish, Italian, Dutch, Portuguese and Chinese.
/// Patterns are of our own; what they stand for: RFC 3676 §4.3 (<c>-- </c>), RFC 3676 §4.5 (<c>&gt;</c>), the reply introductions of Gmail,
/// Apple Mail and Outlook.
/// </summary>
internal static partial class MailMarks
{
    private const int LongestIntroduction = 3,
        LinesOfHeader = 6,
        LongestLine = 1_000,
        LinesOfBlock = 8;

    /// <summary>A line marked as quoted. Two marks at its start are our own sign for words to the rep, and of mail, a quote in a
    /// quote.</summary>
    public static bool IsQuoted(string line) => line.StartsWith('>') || line.StartsWith("&gt;", StringComparison.Ordinal);

    /// <summary>A line without its marks.</summary>
    public static string Unquoted(string line)
    {
        var bare = line.AsSpan().TrimStart();
        while (bare.StartsWith(">") || bare.StartsWith("&gt;"))
        {
            bare = bare[(bare[0] == '>' ? 1 : 4)..].TrimStart();
        }

        return bare.ToString();
    }

    /// <summary>How many lines the introduction of a quoted mail takes that begins here; 0 when none does.</summary>
    public static int QuoteStart(string[] lines, int at)
    {
        var line = Cut(lines[at].Trim());
        if (line.Length == 0)
        {
            return 0;
        }

        if (Separator().IsMatch(line))
        {
            return 1;
        }

        // Outlook: a rule, or nothing, before a block of headers.
        if (Rule().IsMatch(line))
        {
            var next = Array.FindIndex(lines, at + 1, other => !string.IsNullOrWhiteSpace(other));
            return next >= 0 && HeaderBlock(lines, next) is var block and > 0 ? next - at + block : 0;
        }

        if (HeaderBlock(lines, at) is var headers and > 0)
        {
            return headers;
        }

        if (!Introduces().IsMatch(line))
        {
            return 0;
        }

        // "On Monday, 12 October 2026 at 09:12, a very long name <mail> wrote:" is broken over lines.
        var joined = line;
        for (var length = 1; length <= LongestIntroduction; length++)
        {
            if (Introduction().IsMatch(joined))
            {
                return length;
            }

            if (at + length >= lines.Length || string.IsNullOrWhiteSpace(lines[at + length]))
            {
                return 0;
            }

            joined = Cut($"{joined} {lines[at + length].Trim()}");
        }

        return 0;
    }

    /// <summary>The kind of a mail header that the line is: from, sent, to, subject; null for none.</summary>
    public static string? HeaderOf(string line)
    {
        var match = Header().Match(Cut(line.Trim()));
        return match.Groups.Values.Skip(1).FirstOrDefault(group => group.Success && group.Name.Length > 1)?.Name;
    }

    /// <summary>A line that only says that mail follows.</summary>
    public static bool IsMailHead(string line) =>
        Cut(line.Trim()) is var bare && (Separator().IsMatch(bare) || Rule().IsMatch(bare) || Introduction().IsMatch(bare));

    /// <summary>
    /// A signature begins here: <c>-- </c>, a closing phrase, a device's line, or a block with a name and how to reach it.
    /// </summary>
    public static bool IsSignatureStart(string[] lines, int at)
    {
        var line = Cut(lines[at].Trim());
        return line is "--" or "—" or "-- " or "__"
            || Device().IsMatch(line)
            || (Closing().IsMatch(line) && at > 0)
            || (at > 0 && string.IsNullOrWhiteSpace(lines[at - 1]) && IsNameBlock(lines, at));
    }

    /// <summary>Below a signature somebody speaks again: a postscript, or a sentence.</summary>
    public static bool IsSpeech(string line)
    {
        if (line.Length == 0 || Contact().IsMatch(Cut(line)) || Notice().IsMatch(Cut(line)))
        {
            return false;
        }

        if (Postscript().IsMatch(line) || line.Contains('?', StringComparison.Ordinal) || line.Contains('\uFF1F', StringComparison.Ordinal))
        {
            return true;
        }

        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return words >= 4 && (line[^1] is '.' or '!' or '\u3002' || char.IsLower(line[0]));
    }

    /// <summary>Takes notices that a mail server or a law department adds out of a text, each to the end of its paragraph.</summary>
    public static (string Said, string Notices) WithoutNotices(string text)
    {
        if (!Notice().IsMatch(text.Length <= 20_000 ? text : text[..20_000]))
        {
            return (text, "");
        }

        List<string> said = [],
            notices = [];
        foreach (var paragraph in text.Split("\n\n"))
        {
            var match = Notice().Match(paragraph.Length <= 20_000 ? paragraph : paragraph[..20_000]);
            // A banner of the mail server is one line; what stands below it was written.
            var end = match.Success && Banner().IsMatch(paragraph) ? paragraph.IndexOf('\n', StringComparison.Ordinal) : -1;
            said.Add(
                !match.Success ? paragraph
                : end > 0 ? paragraph[(end + 1)..]
                : paragraph[..match.Index].TrimEnd()
            );
            if (match.Success)
            {
                notices.Add(end > 0 ? paragraph[..end] : paragraph[match.Index..]);
            }
        }

        return (string.Join("\n\n", said).Trim(), string.Join('\n', notices));
    }

    [GeneratedRegex(
        @"\A\W*(?:caution|external|warning|achtung|vorsicht|attention|prudence|precauci[oó]n|atenci[oó]n|警告|注意|外部邮件)\b?"
            + @"[^\n]{0,120}(?:outside|external|außerhalb|extern|ext[eé]rieur|externo|fuera|外部)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Banner();

    /// <summary>"From" first, and a date or a subject near: two places of a transport are no mail.</summary>
    private static int HeaderBlock(string[] lines, int at)
    {
        if (HeaderOf(lines[at]) != "from")
        {
            return 0;
        }

        var (length, isMail) = (1, false);
        while (length < LinesOfHeader && at + length < lines.Length && HeaderOf(lines[at + length]) is { } kind)
        {
            isMail |= kind is "sent" or "subject";
            length++;
        }

        return isMail ? length : 0;
    }

    /// <summary>The last lines of a text: a name alone, below it a title or how to reach somebody.</summary>
    private static bool IsNameBlock(string[] lines, int at)
    {
        if (!PersonName().IsMatch(Cut(lines[at].Trim())))
        {
            return false;
        }

        var block = lines.Skip(at + 1).TakeWhile(line => !string.IsNullOrWhiteSpace(line)).Take(LinesOfBlock + 1).ToList();
        return block.Count is > 0 and <= LinesOfBlock
            && !block.Exists(line => IsSpeech(line.Trim()))
            && block.Exists(line => Contact().IsMatch(Cut(line.Trim())) || JobTitle().IsMatch(Cut(line.Trim())));
    }

    private static string Cut(string line) => line.Length <= LongestLine ? line : line[..LongestLine];

    [GeneratedRegex(
        @"^[-_=*\s]{0,40}(?:original message|original appointment|forwarded message|forwarded by .{1,100}|reply message|begin forwarded message"
            + @"|urspr(?:ü|ue)ngliche nachricht|originalnachricht|weitergeleitete nachricht|anfang der weitergeleiteten (?:nachricht|e-?mail)"
            + @"|message d'origine|message original|message transf[eé]r[eé]|d[eé]but du message (?:transf[eé]r[eé]|r[eé]exp[eé]di[eé])"
            + @"|mensaje original|mensaje reenviado|(?:inicio del )?mensaje reenviado|messaggio originale|messaggio inoltrato"
            + @"|oorspronkelijk bericht|doorgestuurd bericht|mensagem original|mensagem encaminhada|原始邮件|转发的?邮件|转发邮件信息)[-_=*:\s]{0,40}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Separator();

    /// <summary>Words that only point at the mail below them: that is what they are about.</summary>
    public static bool OnlyPoints(string own) => own.Length < 80 && Pointer().IsMatch(own);

    [GeneratedRegex(
        @"^[\s,.!:;?👇-]*(?:(?:fyi|fw|fwd|wg|tr|rv|see (?:the (?:mail|e-?mail|message) )?below|below|please (?:advise|see below|help|check|handle|take a look)"
            + @"|(?:can|could) (?:you|someone) (?:please )?(?:help|advise|check)(?: (?:with|on) this)?|any (?:ideas?|thoughts)|thoughts|forwarding(?: this)?"
            + @"|(?:client|customer) (?:wrote|writes|says)|zur info(?:rmation)?|z\. ?k\.|s(?:iehe|\.) ?u(?:nten|\.)?|bitte (?:um hilfe|pr(?:ü|ue)fen|siehe unten)"
            + @"|der kunde schreibt|kunde schreibt|pour info(?:rmation)?|voir ci-dessous|le client [eé]crit|para su informaci[oó]n|ver abajo|el cliente escribe"
            + @"|请看下面|见下|转发|客户说|hi|hello|hallo|bonjour|hola|team|all|thanks|thank you|danke|merci|gracias|谢谢)[\s,.!:;?👇-]*)+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Pointer();

    [GeneratedRegex(@"^[_\-=]{8,}$", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Rule();

    /// <summary>A line with which an introduction may begin: cheap to ask of every line.</summary>
    [GeneratedRegex(
        @"^(?:on|am|le|el|il|op|em|den|in|al|vom)\s|^\d{4}[-/年]|wrote|schrieb|[eé]crit|escribi[oó]|ha scritto|schreef|escreveu|写道",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Introduces();

    /// <summary>Somebody at some time wrote: a digit (the date) or an address must stand in it.</summary>
    [GeneratedRegex(
        @"^(?=.*(?:\d|@))(?:(?:on|am|le|el|il|op|em|den|vom)\s.{5,300}?\b(?:wrote|schrieb(?:\s.{1,120})?|a\s+[eé]crit|escribi[oó]|ha scritto"
            + @"|(?:schreef|het volgende geschreven)(?:\s.{1,120})?|escreveu)\s*:?|.{1,200}\s(?:wrote|schrieb(?:\s.{1,120})?|a\s+[eé]crit"
            + @"|escribi[oó]|ha scritto)(?:\s.{1,80})?\s*:|.{0,200}写道\s*[:：])\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Introduction();

    [GeneratedRegex(
        @"^[*_]{0,2}(?:(?<from>from|von|de|da|van|发件人|寄件者)|(?<sent>sent|date|gesendet|datum|envoy[eé](?: le)?|date d'envoi|enviad[oa](?: el)?|fecha"
            + @"|inviato|data|verzonden|发送时间|日期|时间)|(?<to>to|an|[aà]|para|aan|cc|kopie|copie|收件人|抄送)"
            + @"|(?<subject>subject|betreff|objet|asunto|oggetto|onderwerp|assunto|re|aw|主题|主旨))[*_]{0,2}\s?[:：][*_]{0,2}\s*\S",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Header();

    [GeneratedRegex(
        @"^(?:sent from (?:my|outlook|mail|yahoo|samsung|the)\b.{0,60}|get outlook for .{1,40}|sent (?:via|with) .{1,40}"
            + @"|(?:von meinem .{1,40}|mit .{1,30}) gesendet|gesendet (?:von|mit|über) .{1,60}|envoy[eé] (?:de|depuis|avec) .{1,60}"
            + @"|enviado (?:desde|con) .{1,60}|inviato da(?:l)? .{1,60}|verzonden (?:vanaf|met) .{1,60}|发自我的.{1,40}|来自我的.{1,40})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Device();

    /// <summary>A closing phrase on a line of its own, with a name behind it or not.</summary>
    [GeneratedRegex(
        @"^(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)? ?regards|(?:all the |very )?best(?: wishes)?|yours (?:sincerely|faithfully|truly)"
            + @"|sincerely(?: yours)?|respectfully|cheers|thanks(?: (?:and|&) (?:kind |best )?regards)?|thank you|many thanks|br|rgds"
            + @"|(?:mit )?(?:freundlichen?|besten?|viele[nr]?|herzlichen?|liebe[nr]?|sch(?:ö|oe)nen?)\s+gr(?:u|ü|ue)(?:ß|ss)e?n?(?: aus .{1,40})?"
            + @"|mfg|vg|lg|bg|hochachtungsvoll|beste gr(?:ü|ue)(?:ß|ss)e|danke und gru(?:ß|ss)|vielen dank"
            + @"|(?:bien )?cordialement|bien [aà] (?:vous|toi)|sinc[eè]rement|salutations(?: distingu[eé]es)?|cdlt|merci"
            + @"|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|un abrazo|gracias|cordiali saluti|met vriendelijke groet(?:en)?"
            + @"|atenciosamente|此致|敬礼|祝好|顺颂商祺|谨启)[\s,.!，。]{0,4}(?-i:\p{Lu}[\p{L}.'-]{0,20}(?:\s\p{Lu}[\p{L}.'-]{0,20}){0,2})?[.,]?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Closing();

    [GeneratedRegex(
        @"^(?:p\.?\s?(?:p\.?\s?)?s\b|nachtrag|ps\s?[:：]|另外|补充)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Postscript();

    /// <summary>Two to four capitalised words and nothing else.</summary>
    [GeneratedRegex(
        @"^(?:Dr\.?\s|Prof\.?\s)?\p{Lu}[\p{L}'’-]{1,20}(?:\s\p{Lu}\.)?(?:\s\p{Lu}[\p{L}'’-]{1,25}){1,2}(?:,\s[\p{L}. ]{2,20})?$",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex PersonName();

    /// <summary>How somebody is reached, or a register of companies.</summary>
    [GeneratedRegex(
        @"(?:^|\s)(?:t|m|f|tel|phone|mobile|mobil|cell|fax|telefon|fon|t[eé]l|m[oó]vil)[.:]*\s*(?:\:|\+|\()?\s*[\d(+][\d\s()/.-]{5,}"
            + @"|^\+?[\d(][\d\s()/.-]{7,}$|^\S{1,80}@\S{1,80}\.\w{2,}$|^(?:e-?mail|web|mail)\s?:|^(?:https?://|www\.)\S{1,100}$|\s\|\s|\s·\s"
            + @"|\bHRB?\s?\d{3,}|amtsgericht|handelsregister|gesch(?:ä|ae)ftsf(?:ü|ue)hrer(?:in)?\s?:|sitz der gesellschaft|registered (?:office|in england)"
            + @"|\bVAT\s?(?:no|id|reg)|USt-?Id|\bSIRET\b|\bRCS\b|\bCIF\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Contact();

    [GeneratedRegex(
        @"\b(?:analyst|manager|director|counsel|attorney|lawyer|solicitor|paralegal|engineer|officer|head of|consultant|specialist|administrator"
            + @"|assistant|coordinator|president|partner|lead|leiter(?:in)?|leitung|rechtsanw(?:a|ä)lt(?:in)?|referent(?:in)?|sachbearbeiter(?:in)?"
            + @"|abteilung|responsable|directeur|directrice|avocate?|charg[eé]e? de|ing[eé]nieur|director[ae]?|abogad[oa]|jef[ea] de|gerente|c[eft]o)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex JobTitle();

    /// <summary>Confidentiality notices, disclaimers, warnings of mail servers. Each begins a sentence.</summary>
    [GeneratedRegex(
        @"(?:(?<=^|\n|[.!?:…*_-]\s{0,3}|\]\s?)|(?<=^|\n)[\s*_\[(-]{1,6})(?:"
            + @"th(?:is|e) (?:e-?mail|mail|message|communication|transmission|electronic mail|information(?: contained)? in th(?:is|e) (?:e-?mail|message))\b"
            + @"[^\n]{0,200}?\b(?:confidential|privileged|intended (?:only |solely )?for|legally protected|(?:is|are) strictly)"
            + @"|(?:the )?(?:contents?|information) (?:of|contained in|in) this (?:e-?mail|message|communication)\b"
            + @"|confidentiality (?:notice|note)|(?:legal )?disclaimer\s?:|privileged (?:and|&) confidential|strictly confidential\b"
            + @"|if you (?:are not the intended|have received this|received this (?:e-?mail|message) in error)"
            + @"|any (?:unauthori[sz]ed|unlawful) [^.\n]{0,200}?\b(?:prohibited|forbidden|unlawful|not permitted)"
            + @"|(?:any )?(?:review|use|disclosure|dissemination|distribution|copying)[^.\n]{0,200}\b(?:strictly )?prohibited"
            + @"|please consider the environment|(?:caution|warning|achtung|attention)\s?[:!][^\n]{0,60}(?:external|extern|outside|au(?:ß|ss)erhalb|ext[eé]rieur)"
            + @"|\[?external(?: e-?mail)?\]|to unsubscribe\b"
            + @"|diese (?:e-?mail|nachricht|mitteilung)\b[^\n]{0,200}?\b(?:vertraulich|ausschlie(?:ß|ss)lich|rechtlich gesch(?:ü|ue)tzt)"
            + @"|der inhalt dieser (?:e-?mail|nachricht)|(?:falls|wenn|sollten) sie (?:nicht der (?:richtige|beabsichtigte|vorgesehene)|diese (?:e-?mail|nachricht)[^\n]{0,60}irrt(?:ü|ue)mlich)"
            + @"|vertraulichkeitshinweis|das (?:unerlaubte|unbefugte) (?:kopieren|weitergeben|lesen)|(?:das|die) unbefugte [^.\n]{0,120}(?:nicht gestattet|untersagt|verboten)"
            + @"|ce (?:message|courriel|mail|courrier)(?: [eé]lectronique)?\b[^\n]{0,200}?\b(?:confidentiel|destin[eé]|priv[eé])|avis de confidentialit[eé]"
            + @"|si vous (?:n'[eê]tes pas le destinataire|avez re[cç]u ce)|toute (?:utilisation|diffusion|divulgation)[^.\n]{0,200}(?:interdite|prohib[eé]e)"
            + @"|este (?:mensaje|correo)(?: electr[oó]nico)?\b[^\n]{0,200}?\b(?:confidencial|destinad|privilegiad)|aviso (?:legal|de confidencialidad)"
            + @"|si (?:usted )?(?:no es el destinatario|ha recibido este)|antes de imprimir"
            + @"|本(?:邮件|电子邮件|信息|电邮)[^\n]{0,80}(?:保密|机密|收件人|禁止)|保密(?:声明|提示)|免责声明)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Notice();
}
