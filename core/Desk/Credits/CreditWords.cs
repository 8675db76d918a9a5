using System.Text.RegularExpressions;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Credits;

/// <summary>What somebody asks whether they may grant.</summary>
/// <param name="Actions">Words of authority.yaml that fit, in file order; at least one.</param>
/// <param name="Amount">How much; null when it is not said.</param>
/// <param name="Currency">Its ISO 4217 code; null when the number has none.</param>
internal sealed record CreditAsk(IReadOnlyList<string> Actions, decimal? Amount, string? Currency);

/// <summary>
/// Reads "may I credit Acme 40 EUR?" from words. Precision before recall: "how do I credit an invoice" is a question for the articles. The
/// action is found by the words of the organisation's own action ids.
/// </summary>
internal static partial class CreditWords
{
    /// <summary>So much of a message is looked at: nobody asks for permission in a log.</summary>
    private const int Read = 2_000;

    private const int OfAllWords = 100,
        OfHead = 10,
        OfGoodwill = 5,
        OfSynonym = 1;

    /// <summary>Ends of action ids that mean money for the client: such an action is meant by that one word already.</summary>
    private static readonly string[] MoneyHeads =
    [
        "credit",
        "refund",
        "reimbursement",
        "compensation",
        "discount",
        "rebate",
        "voucher",
        "waiver",
        "writeoff",
    ];

    /// <summary>What is asked, or null when it is no such question.</summary>
    /// <param name="text">The person's own words.</param>
    /// <param name="actions">Actions of authority.yaml.</param>
    /// <param name="namesAccount">They name a client.</param>
    public static CreditAsk? Find(string text, IReadOnlyList<string> actions, bool namesAccount)
    {
        if (actions.Count == 0 || text.Length > Read)
        {
            return null;
        }

        foreach (var sentence in Sentences().Split(NotMoney().Replace(text, " ")).Where(one => one.Length > 0))
        {
            foreach (Match match in Permission().Matches(sentence))
            {
                if (Of(sentence, match, actions, namesAccount) is { } ask)
                {
                    return ask;
                }
            }
        }

        return null;
    }

    /// <summary>An amount in words that go on with such a question ("and 180?").</summary>
    public static (decimal Amount, string? Currency)? AmountIn(string sentence)
    {
        foreach (var (amount, currency, _) in MoneyFinder.Find(sentence))
        {
            return (amount, currency);
        }

        var numbers = BareNumber().Matches(sentence);
        return numbers.Count == 1 && MoneyFinder.Number(numbers[0].Groups["number"].Value) is { } number ? (number, null) : null;
    }

    private static CreditAsk? Of(string sentence, Match match, IReadOnlyList<string> actions, bool namesAccount)
    {
        var before = sentence[..match.Index];
        if (QuestionWord().IsMatch(before[(before.LastIndexOfAny([',', ';', ':']) + 1)..]))
        {
            return null;
        }

        var rest = sentence[(match.Index + match.Length)..];
        var words = Words(rest);
        var fitting = Fitting(actions, words);
        if (fitting.Count == 0 || (!match.Groups["noun"].Success && !match.Groups["german"].Success && !BeginsWithVerb(rest, actions)))
        {
            return null;
        }

        var amount = AmountIn(rest) ?? AmountIn(before);
        return
            amount is not null
            || namesAccount
            || match.Groups["much"].Success
            || (match.Groups["strong"].Success && words.All(word => IsSmall(word) || IsOf(fitting, word)))
            ? new(fitting, amount?.Amount, amount?.Currency)
            : null;
    }

    /// <summary>Of the actions those that the words fit best.</summary>
    private static IReadOnlyList<string> Fitting(IReadOnlyList<string> actions, IReadOnlyList<string> words)
    {
        var scored = actions.Select(action => (Action: action, Score: Score(action, words))).ToList();
        var best = scored.Max(one => one.Score);
        return best == 0 ? [] : [.. scored.Where(one => one.Score == best).Select(one => one.Action)];
    }

    private static int Score(string action, IReadOnlyList<string> words)
    {
        var parts = action.ToLowerInvariant().Split(['_', '-', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
        {
            return 0;
        }

        if (Array.TrueForAll(parts, part => words.Any(word => Means(word, part))))
        {
            return OfAllWords;
        }

        var head = parts[^1];
        if (!MoneyHeads.Contains(head, StringComparer.Ordinal))
        {
            return 0;
        }

        return words.Any(word => Means(word, head)) ? OfHead
            : parts.Contains("goodwill", StringComparer.Ordinal) && words.Any(word => Means(word, "goodwill")) ? OfGoodwill
            : words.Any(word => Money().IsMatch(word)) ? OfSynonym
            : 0;
    }

    /// <summary>The same word in another form, or its usual German one.</summary>
    private static bool Means(string word, string part) =>
        IsSameStem(word, part)
        || part switch
        {
            "credit" => word.StartsWith("gutschr", StringComparison.Ordinal)
                || word.StartsWith("gutzuschreib", StringComparison.Ordinal)
                || word.StartsWith("gutgeschrieb", StringComparison.Ordinal),
            "refund" => word.Contains("erstatt", StringComparison.Ordinal),
            "discount" => word.StartsWith("rabatt", StringComparison.Ordinal),
            "goodwill" => word.StartsWith("kulanz", StringComparison.Ordinal) || word == "gesture",
            "payment" => word is "pay" or "paying" || word.StartsWith("zahlung", StringComparison.Ordinal),
            "extension" => word is "longer" or "verlängern" or "aufschub" || word.EndsWith("aufschub", StringComparison.Ordinal),
            "contract" => word.StartsWith("vertrag", StringComparison.Ordinal),
            "amendment" => word.StartsWith("änder", StringComparison.Ordinal) || word is "change" or "changing",
            _ => false,
        };

    private static bool IsSameStem(string one, string other)
    {
        var (a, b) = (one.TrimEnd('s'), other.TrimEnd('s'));
        var shorter = Math.Min(a.Length, b.Length);
        var shared = 0;
        while (shared < shorter && a[shared] == b[shared])
        {
            shared++;
        }

        return a == b || (shorter >= 5 && shared >= shorter - 1);
    }

    private static bool BeginsWithVerb(string rest, IReadOnlyList<string> actions) =>
        Verb().Match(rest) is { Success: true } match
        && match.Groups["verb"].Value.ToLowerInvariant() is var verb
        // "In May we credited": told, not asked.
        && !verb.EndsWith("ed", StringComparison.Ordinal)
        && (
            Grant().IsMatch(verb)
            || Money().IsMatch(verb)
            || actions.Any(action => Array.Exists(action.Split('_', '-'), part => IsSameStem(verb, part)))
        );

    private static bool IsOf(IReadOnlyList<string> actions, string word) =>
        Money().IsMatch(word) || actions.Any(action => Array.Exists(action.ToLowerInvariant().Split('_', '-'), part => Means(word, part)));

    private static bool IsSmall(string word) => Small().IsMatch(word) || Grant().IsMatch(word);

    private static List<string> Words(string text) => [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant())];

    [GeneratedRegex(@"(?<=[?!\n;])|(?<=\.)(?=\s|$)", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Sentences();

    /// <summary>Credits that are things: "credit note", "credit card".</summary>
    [GeneratedRegex(
        @"\bcredit\s+(?:notes?|cards?|memos?|ratings?|lines?|checks?|balances?|history|scores?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex NotMoney();

    [GeneratedRegex(
        @"\b(?:(?<much>how\s+much|what\s+amount)\s+(?:may|can|could|am|are)\s+(?:i|we)(?:\s+(?:allowed|permitted)\s+to)?"
            + @"|(?<much>(?<german>wie\s*viel\s+(?:darf|kann|dürfen|können)\s+(?:ich|wir)))"
            + @"|(?<!\b(?:in|since|until|of|from|last|next|this|on|by|\d)\s+)(?<strong>may|might)\s+(?:i|we|a\s+rep)"
            + @"|(?<strong>(?:am\s+i|are\s+we|i\s*am|i'm|we\s+are|we're)\s+(?:allowed|permitted|authori[sz]ed|entitled)\s+to)"
            + @"|(?<strong>do\s+(?:i|we)\s+have\s+(?:the\s+|any\s+)?(?:authority|permission|right|approval)\s+(?:to|(?<noun>for)))"
            + @"|(?<strong>(?:i|we)\s+need\s+(?:an?\s+|the\s+)?(?:approval|permission|sign-?off)\s+(?:to|(?<noun>for)))"
            + @"|(?<much>what(?:'s|\s+is|\s+are)\s+my\s+(?:authority|limits?)\s+(?<noun>for|on))"
            + @"|who\s+(?:may|can|must|should|has\s+to|is\s+allowed\s+to)"
            + @"|(?:can|could|shall|should)\s+(?:i|we)"
            + @"|(?:is|would)\s+it\s+(?:be\s+)?(?:ok|okay|alright|all\s+right|fine|possible)\s+(?:for\s+(?:me|us)\s+)?(?:to|if\s+(?:i|we))"
            + @"|(?:if|whether)\s+(?:i|we)\s+(?:can|may|could|(?:am|are)\s+allowed\s+to)"
            + @"|(?:i|we)(?:'d|\s+would)?\s+(?:want|like|need)\s+to"
            + @"|(?<strong>(?<german>(?:darf|dürfen|dürfte)\s+(?:ich|wir|man)))"
            + @"|(?<german>(?:kann|können|könnte|könnten|soll|sollen)\s+(?:ich|wir)|wer\s+(?:darf|muss|kann)))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        5_000
    )]
    private static partial Regex Permission();

    /// <summary>"How can we refund", "where may I see": a way is asked for, not permission.</summary>
    [GeneratedRegex(
        @"\b(?:how|where|when|why|which|what|wie|wo|wann|warum|welche\w*)\b(?!\s*viel)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex QuestionWord();

    [GeneratedRegex(
        @"^\W*(?:(?:please|just|also|already|still|now|simply|maybe|perhaps|even|go|ahead|and|to|then)\W+){0,5}(?<verb>\p{L}+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Verb();

    [GeneratedRegex(
        @"^(?:give|giving|grant|offer|issue|approve|promise|provide|book|sign|authori[sz]e|allow|waive|extend|amend|knock|take|pay|get|gewähren|geben|anbieten)$",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Grant();

    /// <summary>Words for giving money back, whatever the organisation calls it.</summary>
    [GeneratedRegex(
        @"^(?:credit(?:s|ed|ing)?|refund\w*|reimburs\w*|compensat\w*|gutschr\w*|gutzuschreib\w*|gutgeschrieb\w*|(?:zurück|rück)?(?:zu)?erstatt\w*|kulanz\w*)$",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Money();

    [GeneratedRegex(
        @"^(?:a|an|the|this|that|my|our|their|them|him|her|it|us|client|clients|customer|customers|account|some|any|anything|for|to|of|as|on|in|please|today|now|one|up|alone|myself|yourself|without|with|asking|approval|dem|der|den|kunden?|einem?r?|eine|für|als)$",
        RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Small();

    [GeneratedRegex(@"[\p{L}]+", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Word();

    /// <summary>A number that counts nothing and names nothing.</summary>
    [GeneratedRegex(
        @"(?<![\w.,#/-])(?<!\b(?:invoices?|inv|no|nr|number|order|ticket|case|esc|po|rechnung|article|seat|version|v|since|until|in|by|on)[\s.:#]{1,3})(?<number>\d{1,3}(?:[.,'\u00A0\u202F ]\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?)(?![\w%/-]|[.,:]\d|\s*(?:%|(?:business\s+|working\s+|calendar\s+)?(?:days?|weeks?|months?|years?|hours?|minutes?|min|h|users?|seats?|licen[cs]es?|percent|times|invoices?|tagen?|wochen?|monaten?|stunden?|prozent)\b))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex BareNumber();
}
