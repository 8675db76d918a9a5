using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>Names as people write them.</summary>
public sealed partial class AccountFinder
{
    /// <summary>"Ben &amp; Jerry's" as people write it: "Ben and Jerrys", "Ben und Jerry's".</summary>
    private void AddSpellings(Account account)
    {
        string[] names =
        [
            account.Name,
            account.Name.Replace("'s", "s", StringComparison.Ordinal).Replace("’s", "s", StringComparison.Ordinal),
        ];
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            foreach (var and in name.Contains('&', StringComparison.Ordinal) ? Ands : [])
            {
                AddSpelling(name.Replace("&", and, StringComparison.Ordinal), account);
            }

            if (name != account.Name)
            {
                AddSpelling(name, account);
            }
        }
    }

    private static readonly string[] Ands = [" and ", " und ", " et ", " y ", " + "];

    private void AddSpelling(string name, Account account)
    {
        var words = Words(name).Select(word => word.Folded).ToList();
        // "1 1" is a number in any text.
        if (words.Count > 0 && words.Exists(word => word.Any(char.IsLetter)))
        {
            Add(_byName, string.Join(' ', words), account);
            _starts.Add(words[0]);
        }
    }

    /// <summary>Names in scripts without spaces stand inside other words.</summary>
    private void AddUnspaced(Account account)
    {
        if (!account.Name.Any(IsUnspaced))
        {
            return;
        }

        _unspaced.Add((account.Name, ByName, account));
        var bare = UnspacedForms.Aggregate(account.Name, (name, form) => name.Replace(form, "", StringComparison.Ordinal)).Trim();
        if (bare.Length > 1 && bare != account.Name)
        {
            _unspaced.Add((bare, bare.Length > 2 ? ByName : ByFirstWord, account));
        }
    }

    private static readonly string[] UnspacedForms =
    [
        "股份有限公司",
        "有限责任公司",
        "有限公司",
        "集团",
        "公司",
        "株式会社",
        "合同会社",
        "有限会社",
        "주식회사",
    ];

    /// <summary>Thai, kana, Han and Hangul.</summary>
    private static bool IsUnspaced(char letter) =>
        letter
            is (>= '\u0E00' and <= '\u0E7F')
                or (>= '\u3040' and <= '\u30FF')
                or (>= '\u3400' and <= '\u9FFF')
                or (>= '\uAC00' and <= '\uD7AF');
}
