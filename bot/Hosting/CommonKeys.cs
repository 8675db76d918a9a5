using System.Text;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Keys that are long enough and are still guessed first: what most people choose, with digits and signs around it, letters written as
/// digits, keys of a keyboard in a row, a few characters again and again. (OWASP ASVS 5.0, V6.2.4.)
/// </summary>
internal static class CommonKeys
{
    private const int FewestDifferent = 5,
        LongestRun = 6;

    /// <summary>Heads of lists of stolen passwords, and words of this product; compared without case, digits and signs.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "password",
        "passwort",
        "passphrase",
        "passw",
        "pass",
        "kennwort",
        "secret",
        "geheim",
        "letmein",
        "letmeinnow",
        "welcome",
        "willkommen",
        "bienvenue",
        "admin",
        "administrator",
        "adminadmin",
        "root",
        "superuser",
        "operator",
        "manager",
        "login",
        "default",
        "changeme",
        "changemenow",
        "changeit",
        "pleasechange",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "basketball",
        "superman",
        "batman",
        "starwars",
        "trustno",
        "dragon",
        "monkey",
        "master",
        "shadow",
        "michael",
        "jennifer",
        "charlie",
        "whatever",
        "computer",
        "internet",
        "corporation",
        "company",
        "test",
        "testing",
        "example",
        "temporary",
        "temp",
        "guest",
        "user",
        "summer",
        "winter",
        "spring",
        "autumn",
        "monday",
        "january",
        "console",
        "consolekey",
        "emergencykey",
        "emergency",
        "escalation",
        "escalationbot",
        "northwind",
        "slack",
        "teams",
        "microsoft",
        "correcthorsebatterystaple",
    };

    /// <summary>Rows of keyboards and of the alphabet, forwards; backwards they count as well.</summary>
    private static readonly string[] Rows =
    [
        "12345678901234567890",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ];

    /// <summary>Whether it is one.</summary>
    public static bool Holds(string key)
    {
        var small = key.ToLowerInvariant();
        var letters = Letters(small);
        var plain = string.Concat(small.Where(char.IsLetterOrDigit));
        return small.EnumerateRunes().Distinct().Count() < FewestDifferent
            || Words.Contains(Letters(Unmasked(small)))
            || IsWordAgain(Letters(Unmasked(small)))
            || Words.Contains(letters)
            || IsWordAgain(letters)
            || IsRow(plain);
    }

    /// <summary>The same word twice or more: <c>letmein letmein</c>.</summary>
    private static bool IsWordAgain(string letters) =>
        Words.Any(word =>
            letters.Length > word.Length
            && letters.Length % word.Length == 0
            && letters.Equals(string.Concat(Enumerable.Repeat(word, letters.Length / word.Length)), StringComparison.Ordinal)
        );

    /// <summary>All of it runs along rows, in pieces of six keys and more, and what is left over is short.</summary>
    private static bool IsRow(string plain)
    {
        var left = plain.Length;
        for (var at = 0; at < plain.Length; )
        {
            var run = Rows.Max(row => Math.Max(RunAt(plain, at, row), RunAt(plain, at, new string([.. row.Reverse()]))));
            (at, left) = run >= LongestRun ? (at + run, left - run) : (at + 1, left);
        }

        return plain.Length >= LongestRun && left <= plain.Length / 4;
    }

    private static int RunAt(string text, int at, string row)
    {
        var longest = 0;
        for (var start = row.IndexOf(text[at], StringComparison.Ordinal); start >= 0; start = row.IndexOf(text[at], start + 1))
        {
            var length = 0;
            while (at + length < text.Length && start + length < row.Length && text[at + length] == row[start + length])
            {
                length++;
            }

            longest = Math.Max(longest, length);
        }

        return longest;
    }

    private static string Letters(string small) => string.Concat(small.Where(char.IsLetter));

    /// <summary>Letters written as digits and signs, as everybody writes them.</summary>
    private static string Unmasked(string small)
    {
        var text = new StringBuilder(small.TrimEnd([.. "0123456789!?.#*+-_ "]));
        foreach (
            var (sign, letter) in new[] { ('@', 'a'), ('4', 'a'), ('0', 'o'), ('1', 'i'), ('!', 'i'), ('3', 'e'), ('5', 's'), ('$', 's') }
        )
        {
            text.Replace(sign, letter);
        }

        return text.ToString();
    }
}
