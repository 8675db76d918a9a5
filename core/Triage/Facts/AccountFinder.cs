using System.Text;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>An account that a question seems to be about.</summary>
public readonly record struct AccountMatch(Account Account, string Words, double Certainty);

/// <summary>
/// Recognises accounts in a text: by whole name, id, mail or web domain, by the first word of a name when only one account has it, and
/// misspelt. Precision before recall: two accounts that fit equally well are both guesses.
/// </summary>
public sealed partial class AccountFinder
{
    private const double ByName = 1,
        ById = 0.95,
        ByDomain = 0.95,
        ByFirstWord = 0.75,
        Misspelt = 0.7,
        Guess = 0.4;
    private const int LongestName = 6,
        ShortestMisspelt = 5,
        LongestId = Account.LongestId;

    /// <summary>Words that say what kind of company it is, not which.</summary>
    private static readonly HashSet<string> LegalForms = new(
        [
            "inc",
            "ltd",
            "llc",
            "gmbh",
            "ag",
            "sa",
            "bv",
            "co",
            "corp",
            "corporation",
            "company",
            "limited",
            "plc",
            "kg",
            "se",
            "srl",
            "spa",
            "oy",
            "ab",
            "as",
        ],
        StringComparer.Ordinal
    );
    private static readonly HashSet<string> CommonFirstWords = new(
        [
            "the",
            "first",
            "new",
            "north",
            "south",
            "east",
            "west",
            "global",
            "united",
            "national",
            "general",
            "american",
            "european",
            "blue",
            "green",
            "open",
            "data",
            "cloud",
            "digital",
        ],
        StringComparer.Ordinal
    );

    private readonly Dictionary<string, List<Account>> _byName = new(StringComparer.Ordinal),
        _byDomain = new(StringComparer.Ordinal),
        _byFirstWord = new(StringComparer.Ordinal),
        _byVariant = new(StringComparer.Ordinal);
    private readonly List<(string Name, double Certainty, Account Account)> _unspaced = [];
    private readonly int _longestVariant;
    private readonly HashSet<string> _starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _byId = new(StringComparer.Ordinal);

    /// <summary>A finder for these accounts; it never changes.</summary>
    public AccountFinder(IReadOnlyList<Account> accounts)
    {
        Accounts = accounts;
        foreach (var account in accounts)
        {
            _byId[account.Id.ToLowerInvariant()] = account;
            AddSpellings(account);
            AddUnspaced(account);
            var words = Words(account.Name).Select(word => word.Folded).ToList();
            var bare = words.Where(word => !LegalForms.Contains(word)).ToList();
            if (bare.Count == 0)
            {
                continue;
            }
            Add(_byName, string.Join(' ', words), account);
            _starts.Add(words[0]);
            _starts.Add(bare[0]);
            _starts.Add(string.Concat(bare));
            if (bare.Count != words.Count)
            {
                Add(_byName, string.Join(' ', bare), account);
            }
            var joined = string.Concat(bare);
            Add(_byDomain, joined, account);
            if (bare.Count > 1)
            {
                Add(_byName, joined, account);
            }
            if (bare.Count > 1 && bare[0].Length > 3 && !CommonFirstWords.Contains(bare[0]))
            {
                Add(_byFirstWord, bare[0], account);
            }
            if (joined.Length < ShortestMisspelt)
            {
                continue;
            }
            Add(_byVariant, joined, account);
            _longestVariant = Math.Max(_longestVariant, joined.Length);
            foreach (var variant in Deletions(joined))
            {
                Add(_byVariant, variant, account);
            }
        }
    }

    /// <summary>The accounts it knows.</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>The account of an id or exact name that a person gave, or null.</summary>
    public Account? Given(string text)
    {
        var wanted = text.Trim().ToLowerInvariant();
        if (_byId.TryGetValue(wanted, out var account))
        {
            return account;
        }
        return Only(_byName, string.Join(' ', Words(text).Select(word => word.Folded)));
    }

    /// <summary>The accounts in a text, most certain first; the same account once.</summary>
    public IReadOnlyList<AccountMatch> Find(string text)
    {
        if (Accounts.Count == 0)
        {
            return [];
        }
        var words = Words(text);
        var found = new Dictionary<string, AccountMatch>(StringComparer.Ordinal);
        if (_unspaced.Count > 0 && text.Any(IsUnspaced))
        {
            foreach (var (name, certainty, account) in _unspaced.Where(one => text.Contains(one.Name, StringComparison.OrdinalIgnoreCase)))
            {
                Note(found, account, name, certainty);
            }
        }
        for (var i = 0; i < words.Count; i++)
        {
            FindAt(text, words, i, found);
        }
        return found.Count == 0 ? [] : Settle(found.Values);
    }

    private void FindAt(string text, List<Word> words, int i, Dictionary<string, AccountMatch> found)
    {
        var word = words[i];
        if (
            _byId.TryGetValue(word.Typed, out var byId)
            && (OrdinaryWords.Contains(word.Typed) ? NameCertainty(words, i, i, IdCertainty(words, i)) : IdCertainty(words, i))
                is var idCertainty
                    and > 0
        )
        {
            Note(found, byId, text.Substring(word.Start, word.Typed.Length), idCertainty);
        }
        if (word.IsDomain && _byDomain.TryGetValue(word.Folded, out var byDomain))
        {
            foreach (var account in byDomain)
            {
                Note(found, account, word.Original(text), ByDomain);
            }
        }
        // Most words start no name: nothing is put together for them.
        if (word.IsCapital || _starts.Contains(word.Folded))
        {
            FindName(text, words, i, found);
        }
        if (
            word.IsCapital
            && _byFirstWord.TryGetValue(word.Folded, out var byFirst)
            && NameCertainty(words, i, i, byFirst.Count == 1 ? ByFirstWord : Guess) is var firstCertainty and > 0
        )
        {
            foreach (var account in byFirst)
            {
                Note(found, account, word.Original(text), firstCertainty);
            }
        }
    }

    /// <summary>
    /// An id with a digit or hyphen is hardly anything else. One that is a plain word is a guess when it is short or stands behind "the" or
    /// "a".
    /// </summary>
    private static double IdCertainty(List<Word> words, int i)
    {
        if (words[i].Typed.AsSpan().IndexOfAnyExceptInRange('a', 'z') >= 0)
        {
            return ById;
        }
        if (words[i].Typed.Length <= 3 || (i > 0 && words[i - 1].Folded is "the" or "a" or "an" or "this" or "my"))
        {
            return Guess;
        }
        return words[i].IsCapital ? ById : ByFirstWord;
    }

    private void FindName(string text, List<Word> words, int i, Dictionary<string, AccountMatch> found)
    {
        var word = words[i];
        var spaced = new StringBuilder();
        var joined = new StringBuilder();
        for (var last = i; last < words.Count && last < i + LongestName; last++)
        {
            spaced.Append(last > i ? " " : "").Append(words[last].Folded);
            joined.Append(words[last].Folded);
            if (_byName.TryGetValue(spaced.ToString(), out var byName))
            {
                // A name of one ordinary word ("Summit") counts fully only where it is written as a name.
                var certainty = NameCertainty(words, i, last, last > i || word.IsCapital || word.IsDomain ? ByName : Guess);
                if (certainty == 0)
                {
                    continue;
                }
                foreach (var account in byName)
                {
                    Note(found, account, text[word.Start..words[last].End], certainty);
                }
            }
            else if (
                joined.Length >= ShortestMisspelt
                && word.IsCapital
                && !words[i..(last + 1)].TrueForAll(one => OrdinaryWords.Contains(one.Folded))
                && Near(joined.ToString()) is { } near
            )
            {
                Note(found, near, text[word.Start..words[last].End], Misspelt);
            }
        }
    }

    /// <summary>The only account whose joined name is one typing error away: a letter missing, added, changed or two exchanged.</summary>
    private Account? Near(string joined)
    {
        // All its variants together are as long as its square: a word that is longer than every name has none that could fit.
        if (joined.Length > _longestVariant + 1)
        {
            return null;
        }

        if (Only(_byVariant, joined) is { } added)
        {
            return added;
        }
        Account? near = null;
        foreach (var variant in Deletions(joined))
        {
            if (!_byVariant.TryGetValue(variant, out var accounts))
            {
                continue;
            }
            foreach (var account in accounts)
            {
                if (near is not null && near != account)
                {
                    return null;
                }
                near = account;
            }
        }
        return near;
    }

    private static List<AccountMatch> Settle(IEnumerable<AccountMatch> matches)
    {
        var ordered = matches.OrderByDescending(match => match.Certainty).ThenByDescending(match => match.Words.Length).ToList();
        var best = ordered[0];
        // "Acme Freight" beside "Acme": the longer words contain the shorter ones.
        ordered.RemoveAll(match =>
            match.Account != best.Account
            && match.Certainty < ByName
            && best.Words.Contains(match.Words, StringComparison.OrdinalIgnoreCase)
        );
        var equal =
            ordered.Count(match =>
                match.Certainty >= best.Certainty - 0.05 && !best.Words.Contains(match.Words, StringComparison.OrdinalIgnoreCase)
            ) + 1;
        return equal <= 1 ? ordered : [.. ordered.Select(match => match with { Certainty = Math.Min(match.Certainty, 0.49) })];
    }

    private static void Note(Dictionary<string, AccountMatch> found, Account account, string words, double certainty)
    {
        if (!found.TryGetValue(account.Id, out var known) || known.Certainty < certainty)
        {
            found[account.Id] = new AccountMatch(account, words, certainty);
        }
    }

    private static void Add(Dictionary<string, List<Account>> index, string key, Account account)
    {
        if (!index.TryGetValue(key, out var accounts))
        {
            index[key] = accounts = [];
        }
        if (!accounts.Contains(account))
        {
            accounts.Add(account);
        }
    }

    private static Account? Only(Dictionary<string, List<Account>> index, string key) =>
        index.TryGetValue(key, out var accounts) && accounts.Count == 1 ? accounts[0] : null;

    private static IEnumerable<string> Deletions(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            yield return word.Remove(i, 1);
        }
    }
}
