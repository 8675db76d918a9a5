using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// How the client is and how much is at stake, from plain words: frustration, urgency, impact, what was tried, that it is not the first
/// time.
/// </summary>
internal static partial class MoodFinder
{
    private const int LeastShouted = 12;

    /// <summary>The words that show plain frustration, or null.</summary>
    public static string? Frustration(string text)
    {
        if (Frustrated().Match(text) is { Success: true } match && !Negated(text, match.Index))
        {
            return match.Value;
        }
        return Shouted(text);
    }

    /// <summary>p1 or p2 with the words that say so; null when nothing is said.</summary>
    public static (string Priority, string Words)? Urgency(string text)
    {
        var match = Urgent().Match(text);
        if (!match.Success || Negated(text, match.Index))
        {
            return null;
        }
        return (match.Groups["p1"].Success ? "p1" : "p2", match.Value);
    }

    /// <summary>Who or what is hit: "40 users", "everyone", "production is down".</summary>
    public static string? Impact(string text) => Hit().Match(text) is { Success: true } match ? match.Value : null;

    /// <summary>What was tried already, in the asker's words.</summary>
    public static string? Tried(string text) => TriedPattern().Match(text) is { Success: true } match ? match.Value.Trim() : null;

    /// <summary>Words that say that it is not the first time.</summary>
    public static string? Repeat(string text) => RepeatPattern().Match(text) is { Success: true } match ? match.Value : null;

    /// <summary>"Not angry at all", "nobody is upset", "they are no longer disappointed"; nothing reaches over a comma.</summary>
    private static bool Negated(string text, int at)
    {
        var from = Math.Max(0, at - 48);
        return Denied().IsMatch(text.AsSpan(from, at - from));
    }

    /// <summary>Whole sentences in capitals, and "?!?!", are shouted. Single capital words are names and codes.</summary>
    private static string? Shouted(string text)
    {
        if (text.Contains("!!!", StringComparison.Ordinal) || text.Contains("?!?", StringComparison.Ordinal))
        {
            return text.Contains("!!!", StringComparison.Ordinal) ? "!!!" : "?!?";
        }
        foreach (var sentence in text.AsSpan().SplitAny(".?!\n"))
        {
            if (IsShouted(text.AsSpan(sentence)))
            {
                return ShortText.Cut(text[sentence].Trim(), 40);
            }
        }
        return null;
    }

    private static bool IsShouted(ReadOnlySpan<char> sentence)
    {
        var (letters, capitals, words) = (0, 0, 1);
        foreach (var c in sentence.Trim())
        {
            if (char.IsLetter(c))
            {
                letters++;
            }
            if (char.IsUpper(c))
            {
                capitals++;
            }
            if (char.IsWhiteSpace(c))
            {
                words++;
            }
        }
        return letters >= LeastShouted && words >= 4 && capitals > letters * 0.8;
    }

    [GeneratedRegex(
        @"\b(?:not(?! (?:be )?(?:more|only|just))|no longer|nobody|no ?one|none|without|no|dont|isnt|arent|n['\u2019]t)(?:\s+[\w'\u2019]+){0,3}\s+$|"
            + @"n['\u2019]t(?:\s+[\w'\u2019]+){0,3}\s+$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"\b(?:frustrat(?:ed|ing|ion)|furious|fuming|livid|irate|angry|angrily|mad at|upset|unhappy|annoyed|pissed|outrag(?:ed|eous)|unacceptable|ridiculous|"
            + @"disgrace(?:ful)?|shameful|pathetic|scandal(?:ous)?|incompeten(?:t|ce)|tired of|had it with|fed up|sick "
            + @"of|sick and tired|disgusted|appalled|had enough|last straw|out of patience|los(?:ing|t|e) (?:all |their |his |her |our )*(?:patience|trust|faith|confidence)|end of (?:their|his|her|our|my) (?:patience|tether|rope)|"
            + @"treated (?:so|this|that) (?:badly|poorly)|(?:shout|yell|scream)(?:ed|ing|s) at|think(?:ing|s)? (?:of|about) leaving|looking (?:at|for) (?:your |our |a |another |other )*(?:compet\w+|provider|supplier|vendor)|"
            + @"(?:they|he|she|client|we)(?:['\u2019]ll| will| want to| wants to| are going to| is going to) (?:cancel|leave us|quit)|"
            + @"waste of (?:time|money)|terrible (?:service|support)|worst (?:service|support|company)|useless|"
            + @"a joke|disappointed|complain(?:t|ing)?|wütend|verärgert|unverschämt|inakzeptabel|nobody "
            + @"(?:answers|responds|replies|helps|cares)|no ?one (?:answers|responds|replies|helps|cares)|"
            + @"(?:third|fourth|fifth|tenth|hundredth) time|how many times|still (?:no|not|nothing|"
            + @"waiting)[^.?!\n]{0,40}(?:weeks?|months?|days)|cancel(?:l?ing)? (?:our|the|my) (?:contract|"
            + @"subscription|account)|switch(?:ing)? to (?:a|another|your) compet)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Frustrated();

    [GeneratedRegex(
        @"\b(?:(?<p1>production (?:is |system is )?(?:down|stopped|blocked)|(?:system|site|service|"
            + @"platform|everything) is down|complete(?:ly)? (?:outage|down)|outage|data loss|security "
            + @"(?:breach|incident)|nobody can (?:work|log ?in|sign in|ship)|no ?one can (?:work|log ?in|sign "
            + @"in|ship)|emergency|right now|losing (?:money|orders|customers|clients))|(?<p2>urgent(?:ly)?|"
            + @"asap|immediately|as soon as possible|critical|blocker|blocked|blocking|high priority|deadline|"
            + @"by (?:today|tomorrow|end of (?:the )?day|eod|noon)|dringend|sofort))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Urgent();

    [GeneratedRegex(
        @"\b(?:\d{1,6} (?:users?|people|employees|customers|clients|agents|seats|drivers|sites|locations|"
            + @"stores|orders|invoices)|(?:all|every|most|many|several|dozens of|hundreds of|thousands of)(?: "
            + @"of)?(?: our| their| the| my)? (?:users?|people|employees|customers|clients|agents|teams?|sites|"
            + @"locations|stores|orders)|every(?:one|body)|whole (?:company|team|department|site)|entire "
            + @"(?:company|team|department|site)|production)\b[^.?!\n]{0,40}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex Hit();

    [GeneratedRegex(
        @"\b(?:(?:i|we|they|he|she|client|customer)(?: have| has|'ve|'s)? (?:already |also )?(?:tried|"
            + @"restarted|rebooted|reinstalled|cleared|checked|reset|updated|reconnected|logged out)|already "
            + @"(?:tried|restarted|rebooted|reinstalled|cleared|checked|reset|updated|reconnected)|(?:tried|"
            + @"restarting|rebooting|reinstalling|clearing)[^.?!\n]{0,40}(?:did not|didn't|does not|doesn't) "
            + @"(?:help|work))\b[^.?!\n]{0,120}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex TriedPattern();

    [GeneratedRegex(
        @"\b(?:(?:second|third|fourth|fifth|sixth|tenth) time|(?:happened|happens|happening|asked|"
            + @"contacted|reported|called|wrote)[^.?!\n]{0,30} (?:again|before|twice|already|times)|once again|"
            + @"yet again|keeps happening|same (?:issue|problem|error) again|still not (?:fixed|resolved|"
            + @"solved))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex RepeatPattern();
}
