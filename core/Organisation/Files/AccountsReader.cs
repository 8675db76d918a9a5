using CsvHelper;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>
/// Reads accounts.csv: <c>id,name,tier,arr,renewal,owner_email,language,notes,time_zone</c> in any order, comma or semicolon; id and name
/// are needed.
/// </summary>
/// <param name="file">As shown in problems.</param>
/// <param name="problems">Where to tell.</param>
/// <param name="tiers">The tiers that organisation.yaml lists; empty = any.</param>
internal sealed class AccountsReader(string file, ProblemList problems, IReadOnlyCollection<string> tiers)
{
    internal static readonly string[] Columns = ["id", "name", "tier", "arr", "renewal", "owner_email", "language", "notes", "time_zone"];
    private const int LongestLine = 64 * 1024;
    private readonly Dictionary<string, int> _lineOfId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lineOfName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Tier, int Line)> _tierLines = [];
    private readonly List<(string Owner, int Line)> _ownerLines = [];
    private Dictionary<string, int> _columns = [];

    /// <summary>Tells of owners who are not listed, once each: they need not be, but a slip looks the same.</summary>
    public void WarnOfOwners(IReadOnlyCollection<Colleague> people)
    {
        string[] listed = [.. people.Select(person => person.Email)];
        foreach (
            var owner in _ownerLines
                .GroupBy(one => one.Owner, StringComparer.Ordinal)
                .Where(group => !listed.Contains(group.Key, StringComparer.Ordinal))
        )
        {
            var more = owner.Count() > 1 ? $" ({owner.Count()} accounts)" : "";
            problems.Warn(
                file,
                owner.First().Line,
                $"The owner_email {owner.Key} is not listed in people{more}.",
                Spelling.Near(owner.Key, listed) is { } near
                    ? $"Did you mean '{near}'?"
                    : "List the person in organisation.yaml, or leave the field empty."
            );
        }
    }

    /// <summary>The accounts of the lines that could be read.</summary>
    public IReadOnlyList<Account> Read(string text)
    {
        var head = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length);
        var options = new CsvReaderOptions
        {
            HasHeader = false,
            Separator = head.Contains(';') && !head.Contains(',') ? ';' : ',',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            // A field that never closes its quote would eat the rest of the file.
            MaxRecordSize = LongestLine,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = bad =>
                problems.Error(
                    file,
                    (int)bad.LineNumber,
                    "The quotes of this line do not match.",
                    "Put the whole field in quotes and write a quote in it twice: \"a \"\"b\"\" c\"."
                ),
        };
        using var reader = CsvReader.FromText(text, options);
        var read = new List<Account>();
        try
        {
            ReadAll(reader, read);
        }
        catch (CsvFormatException tooLong)
        {
            problems.Error(
                file,
                LineAfter(text, tooLong),
                $"This line is longer than {LongestLine / 1024} KB, or a quote opens in it and never closes; what follows was not read.",
                "Shorten its fields, and close each quote that opens."
            );
        }

        TierCheck.Run(_tierLines, tiers, file, problems);
        return read;
    }

    /// <summary>The line that the error names.</summary>
    private static int LineAfter(string text, CsvFormatException wrong) =>
        wrong.LineNumber > 0 ? (int)wrong.LineNumber
        : text.Length > 0 ? 1
        : 0;

    private void ReadAll(CsvReader reader, List<Account> read)
    {
        if (!reader.Read())
        {
            return;
        }

        ReadHead(reader.Current.ToArray());
        if (!_columns.ContainsKey("id") || !_columns.ContainsKey("name"))
        {
            problems.Error(file, 1, "The first line names no column 'id' or 'name'.", $"Start the file with {string.Join(',', Columns)}");
            return;
        }

        while (reader.Read())
        {
            var fields = reader.Current.ToArray();
            if (fields.Any(field => field.Length > 0) && ReadOne(fields, (int)reader.LineNumber) is { } account)
            {
                read.Add(account);
            }
        }
    }

    private void ReadHead(string[] names)
    {
        _columns = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Length; i++)
        {
            if (!_columns.TryAdd(names[i].Trim('\uFEFF', ' '), i))
            {
                problems.Error(file, 1, $"The column '{names[i]}' stands here twice.", "Keep one of them.");
            }
        }

        foreach (var name in _columns.Keys.Where(name => !Columns.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            problems.Warn(file, 1, $"The column '{name}' is not read.", Spelling.Suggest(name, Columns));
        }
    }

    private Account? ReadOne(string[] fields, int line)
    {
        var id = Field("id").ToLowerInvariant();
        var name = Field("name");
        if (id.Length is 0 or > Account.LongestId || id.Any(char.IsWhiteSpace) || name.Length == 0)
        {
            problems.Error(file, line, "The account has no id or no name.", "Fill in id (without spaces, up to 64 characters) and name.");
            return null;
        }

        if (!_lineOfId.TryAdd(id, line))
        {
            problems.Error(file, line, $"The account '{id}' stands on line {_lineOfId[id]} already.", "Give each account its own id.");
            return null;
        }

        if (!_lineOfName.TryAdd(name, line))
        {
            problems.Warn(
                file,
                line,
                $"Another account is called '{name}' too (line {_lineOfName[name]}), so the name alone does not tell them apart.",
                "Make the names differ, or let reps use the id."
            );
        }

        var arr = Parsed<decimal>("arr", Amounts.Shape, Amounts.Read);
        var renewal = Parsed("renewal", "a date such as 2027-01-31", MapReader.ReadDate);
        var owner = MailAddresses.Lower(Field("owner_email"));
        if (owner.Length > 0 && !MapReader.IsEmail(owner))
        {
            problems.Error(file, line, $"'{owner}' is no e-mail address.", "Write owner_email as name@example.com, or leave it empty.");
        }
        else if (owner.Length > 0)
        {
            _ownerLines.Add((owner, line));
        }

        var tier = Field("tier").ToLowerInvariant();
        if (tier.Length > 0)
        {
            _tierLines.Add((tier, line));
        }

        var zone = Field("time_zone") is { Length: > 0 } place ? CalendarReader.FindZone(place) : null;
        if (zone is null && Field("time_zone") is { Length: > 0 } unknown)
        {
            problems.Error(file, line, $"'{unknown}' is no time zone that this machine knows.", CalendarReader.ZoneFix);
        }

        var language = Field("language");
        return new(id, name, tier, arr, renewal, owner.Length > 0 ? owner : null, language.Length > 0 ? language : null, Field("notes"))
        {
            Zone = zone,
        };

        string Field(string column) => _columns.TryGetValue(column, out var index) && index < fields.Length ? fields[index].Trim() : "";

        T? Parsed<T>(string column, string shape, Func<string, T?> parse)
            where T : struct
        {
            var text = Field(column);
            var value = text.Length == 0 ? null : parse(text);
            if (text.Length > 0 && value is null)
            {
                problems.Error(file, line, $"'{text}' is no value for '{column}'.", $"Write {shape}, or leave it empty.");
            }

            return value;
        }
    }
}
