using System.Text.RegularExpressions;
using EscalationBot.Core.Organisation.Agreements;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>
/// Reads <c>accounts/ID/*.md</c>: documents agreed with a client, each with its days in front matter and a heading of the second level for
/// each clause.
/// </summary>
internal sealed partial class AgreementsReader(ProblemList problems, IReadOnlyCollection<Account> accounts)
{
    private const int Most = 20_000,
        LongestClause = 20_000;
    private const string Shape = "title, from, to and amends between two lines of ---",
        ExampleFile = "accounts/acme/order-form.md",
        Sample = "Begin with ---, then title: Order form 2, from: 2026-04-01, then --- again.";

    private readonly List<Agreement> _read = [];
    private readonly Dictionary<Agreement, int> _lines = [];
    private readonly HashSet<(string Account, string Id)> _known = [];
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);

    /// <summary>The documents of an organisation's folder, as paths below it with <c>/</c>, in order.</summary>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        var home = Path.Combine(folder, Agreement.Folder);
        return System.IO.Directory.Exists(home)
            ?
            [
                .. PlainFiles
                    .Below(folder, home)
                    .Where(found => found.IsLinkedFolder || Path.GetExtension(found.Path) == ".md")
                    .Select(found => Path.GetRelativePath(folder, found.Path).Replace(Path.DirectorySeparatorChar, '/'))
                    .Order(StringComparer.Ordinal),
            ]
            : [];
    }

    /// <summary>Reads one file.</summary>
    /// <param name="file">Below the organisation's folder: <c>accounts/acme/order-form-2.md</c>.</param>
    /// <param name="text">Its content.</param>
    public void Read(string file, string text)
    {
        var parts = file.Split('/');
        if (parts.Length != 3)
        {
            problems.Warn(file, 0, "The file is not read.", "Put it into a folder with the account's id: accounts/acme/contract.md");
            return;
        }

        var account = parts[1].ToLowerInvariant();
        if (accounts.All(known => known.Id != account))
        {
            if (_strangers.Add(account))
            {
                var near = Spelling.Near(account, [.. accounts.Select(known => known.Id)]);
                problems.Error(
                    file,
                    0,
                    $"No account has the id '{account}'.",
                    near is null ? "Name the folder like an id of accounts.csv." : $"Did you mean '{near}'?"
                );
            }
            return;
        }

        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = lines[0].TrimEnd() == "---" ? Array.FindIndex(lines, 1, line => line.TrimEnd() == "---") : -1;
        if (end < 0)
        {
            problems.Error(file, 1, "The document does not say from when it is in force.", Sample);
            return;
        }

        // The first line stays, as a comment, so that lines keep their numbers.
        if (OrganisationFolder.Parse(file, "#\n" + string.Join('\n', lines[1..end]), problems, Shape, ExampleFile) is not { } map)
        {
            return;
        }

        var title = map.Text("title", "the document's name", required: true);
        map.Require("from", "the first day in force");
        var (from, to) = (map.Date("from"), map.Date("to"));
        var amends = map.Texts("amends");
        map.Finish();
        if (to < from)
        {
            map.Error(map.LineOf("to"), "It ends before it starts.", "Let 'to' be the later day.");
        }

        var clauses = Clauses(file, lines, end + 1);
        if (map.IsBroken || title is null || from is not { } first)
        {
            return;
        }

        var id = Path.GetFileNameWithoutExtension(parts[^1]).ToLowerInvariant();
        if (!_known.Add((account, id)))
        {
            problems.Error(file, 0, $"The account has two documents named '{id}'.", "Give one of the files another name.");
            return;
        }

        _read.Add(new(account, id, title, first, to, [.. amends.Select(one => one.Text.ToLowerInvariant())], file, clauses));
        _lines[_read[^1]] = map.LineOf("amends");
    }

    /// <summary>All that could be read; tells of documents that fit no others, and of clauses that contradict each other today.</summary>
    public AgreementSet Finish(DateOnly? today)
    {
        if (_read.Count > Most)
        {
            problems.Error(Agreement.Folder, 0, $"There are {_read.Count} documents.", $"Keep at most {Most}.");
        }

        var idsOf = _read.ToLookup(one => one.Account, one => one.Id, StringComparer.Ordinal);
        foreach (var one in _read.Where(one => one.Amends.Count > 0))
        {
            string[] others = [.. idsOf[one.Account].Where(id => id != one.Id)];
            foreach (var missing in one.Amends.Where(id => !others.Contains(id, StringComparer.Ordinal)))
            {
                problems.Error(
                    one.File,
                    _lines[one],
                    missing == one.Id ? "A document cannot change itself." : $"The account has no document '{missing}'.",
                    Spelling.Near(missing, others) is { } near
                        ? $"Did you mean '{near}'?"
                        : "Name files of the same folder, without their ending."
                );
            }
        }

        var all = AgreementSet.Of(_read);
        if (today is { } day)
        {
            WarnOfConflicts(all, day);
        }

        return all;
    }

    private void WarnOfConflicts(AgreementSet all, DateOnly day)
    {
        foreach (var account in _read.Select(one => one.Account).Distinct(StringComparer.Ordinal))
        {
            foreach (var state in all.StateOf(account, day).Where(state => state.IsConflict))
            {
                var (newer, older) = (state.Holding[0], state.Holding[1]);
                problems.Warn(
                    newer.Document.File,
                    newer.Clause.Line,
                    $"'{state.Title}' says something else in {older.Document.File}, line {older.Clause.Line}; both are in force.",
                    $"Write amends: {older.Document.Id} into the one that holds, or end the other one with to."
                );
            }
        }
    }

    private List<AgreementClause> Clauses(string file, string[] lines, int start)
    {
        var clauses = new List<AgreementClause>();
        var heads = Enumerable.Range(start, lines.Length - start).Where(at => Head().IsMatch(lines[at])).ToList();
        if (heads.Count == 0)
        {
            problems.Error(file, start, "The document has no clause.", "Write a heading for each: ## Notice period");
        }

        foreach (var (at, next) in heads.Zip(heads.Skip(1).Append(lines.Length)))
        {
            var head = Head().Match(lines[at]);
            var title = head.Groups["title"].Value.Trim();
            var text = string.Join('\n', lines[(at + 1)..next]).Trim();
            string[] names =
            [
                title,
                .. head.Groups["names"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ];
            if (!Array.TrueForAll(names, name => name.Any(char.IsLetterOrDigit)) || text.Length == 0)
            {
                problems.Error(file, at + 1, "The clause has no name or no words.", "Write ## Notice period, and its words below it.");
            }
            else if (text.Length > LongestClause)
            {
                problems.Error(file, at + 1, $"The clause is longer than {LongestClause} characters.", "Split it.");
            }
            else if (clauses.Exists(other => other.Title.Equals(title, StringComparison.OrdinalIgnoreCase)))
            {
                problems.Error(file, at + 1, $"'{title}' stands here twice.", "Put all that is about it under one heading.");
            }
            else
            {
                clauses.Add(new(title, names, text, at + 1));
            }
        }

        return clauses;
    }

    [GeneratedRegex(@"^##[ \t]+(?<title>[^#(][^(]*?)(?:\((?<names>[^()]*)\))?[ \t]*#*[ \t]*$", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Head();
}
