using EscalationBot.Core.Knowledge.Text;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>The words of a text, and whether one of them is a name there.</summary>
public sealed partial class AccountFinder
{
    /// <summary>
    /// The certainty of a name in its context. A name of ordinary words needs capitals; one such word alone needs more: "at Next", "Next
    /// asks", and where a capital says nothing ("Monday", "Will") "our client Will". 0 = it is the word, not the name.
    /// </summary>
    private static double NameCertainty(List<Word> words, int first, int last, double certainty)
    {
        var own = words[first..(last + 1)];
        if (own.Exists(word => word.IsDomain || !OrdinaryWords.Contains(word.Folded)))
        {
            return certainty;
        }

        var telling = own.Where(word => !CommonFirstWords.Contains(word.Folded) || word.Folded is not "the").ToList();
        var areCapital = telling.TrueForAll(word => word.IsCapital);
        if (telling.Count > 1)
        {
            return areCapital ? certainty : Math.Min(certainty, Guess);
        }

        var (before, behind) = (first > 0 ? words[first - 1].Folded : "", last + 1 < words.Count ? words[last + 1].Folded : "");
        if (OrdinaryWords.NamesClient(before) && areCapital)
        {
            return Math.Min(certainty, ByFirstWord);
        }

        var word = words[last];
        if (!areCapital || OrdinaryWords.HasCapitalAnyway(word.Folded))
        {
            return 0;
        }

        var isContext = OrdinaryWords.IsClientsAct(behind) || (!word.IsStart && (word.IsPossessive || OrdinaryWords.LeadsToName(before)));
        return isContext ? Math.Min(certainty, ByFirstWord)
            : word.IsStart ? 0
            : Math.Min(certainty, Guess);
    }

    private static List<Word> Words(string text)
    {
        var words = new List<Word>();
        // In shouted words a capital says nothing.
        var capitals = text.Any(char.IsLower);
        var at = 0;
        while (at < text.Length)
        {
            while (at < text.Length && !char.IsLetterOrDigit(text[at]))
            {
                at++;
            }
            var start = at;
            while (
                at < text.Length
                && (
                    char.IsLetterOrDigit(text[at])
                    || (text[at] is '\'' or '’' or '&' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))
                )
            )
            {
                at++;
            }
            if (at > start)
            {
                var word = Word.Of(text, start, at);
                words.Add(capitals ? word : word with { IsCapital = word.IsCapital && !char.IsLetter(text[start]) });
            }
        }
        return words;
    }

    private readonly record struct Word(string Folded, string Typed, int Start, int End, bool IsCapital, bool IsDomain)
    {
        /// <summary>It begins a sentence: its capital says nothing.</summary>
        public bool IsStart { get; init; }

        /// <summary>"Next's".</summary>
        public bool IsPossessive { get; init; }

        public static Word Of(string text, int start, int end)
        {
            var bare = end;
            if (bare - start > 2 && text[bare - 1] is 's' && text[bare - 2] is '\'' or '’')
            {
                bare -= 2;
            }
            // "@acme.com", "www.acme.de", "acme.io": a host follows an @ or a dot, or is followed by a dot and letters.
            var host =
                end + 1 < text.Length
                && text[end] == '.'
                && char.IsLetter(text[end + 1])
                && (start > 0 && text[start - 1] is '@' or '.' or '/' || char.IsLower(text[end + 1]));
            // An id may hold hyphens that the words of a text are cut at.
            return new Word(
                Folding.Fold(text[start..bare]).Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal),
                IdAt(text, start, end),
                start,
                bare,
                char.IsUpper(text[start]) || (char.IsDigit(text[start]) && text.AsSpan(start, end - start).IndexOfAny("&+") >= 0),
                host
            )
            {
                IsStart = BeginsSentence(text, start),
                IsPossessive = bare < end,
            };
        }

        private static bool BeginsSentence(string text, int start)
        {
            var at = start - 1;
            while (at >= 0 && text[at] is ' ' or '\t' or '"' or '\'' or '(' or '\u201C' or '\u201E' or '\u00BF' or '*' or '-' or '\u2022')
            {
                at--;
            }

            return at < 0 || text[at] is '.' or '!' or '?' or ':' or '\n' or '\r' or '\u3002' or '\u2026';
        }

        public string Original(string text) => text[Start..End];

        /// <summary>
        /// A run of hyphens that is longer than any id is none: each of its words would keep all the rest, in time and memory with the
        /// square.
        /// </summary>
        private static string IdAt(string text, int start, int end)
        {
            while (end + 1 < text.Length && text[end] is '-' or '_' && char.IsLetterOrDigit(text[end + 1]))
            {
                end++;
                while (end < text.Length && end - start <= LongestId && char.IsLetterOrDigit(text[end]))
                {
                    end++;
                }

                if (end - start > LongestId)
                {
                    return "";
                }
            }
            return text[start..end].ToLowerInvariant();
        }
    }
}
