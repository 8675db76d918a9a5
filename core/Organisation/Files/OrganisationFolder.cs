using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.Rota;
using YamlDotNet.Core;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>What reading an organisation folder gave.</summary>
/// <param name="Organisation">Null when there is any error.</param>
/// <param name="Problems">All errors and warnings, organisation.yaml first, then by file and line.</param>
public sealed record OrganisationReading(OrganisationSnapshot? Organisation, IReadOnlyList<Problem> Problems)
{
    /// <summary>The criteria that could be read, also when there are errors.</summary>
    public CriteriaPolicy Criteria { get; init; } = CriteriaPolicy.None;

    /// <summary>Calendar files that organisation.yaml names, whether they are there or not.</summary>
    public IReadOnlyList<string> Calendars { get; init; } = [];
}

/// <summary>Reads an organisation folder whole: organisation.yaml is needed; criteria.yaml, intake.yaml, authority.yaml, departments.yaml,
/// pinned.yaml, synonyms.yaml, accounts.csv and documents of accounts may be absent.
/// Articles (<c>knowledge/*.md</c>) are read by the knowledge base.</summary>
public static class OrganisationFolder
{
    /// <summary>The one file that must be there.</summary>
    public const string MainFile = "organisation.yaml";

    /// <summary>The file that holds the criteria.</summary>
    public const string CriteriaFile = "criteria.yaml";

    /// <summary>All files that are read, the main one first.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [MainFile, "accounts.csv", "authority.yaml", CriteriaFile, "departments.yaml", "intake.yaml", PinnedAnswer.File, "synonyms.yaml"];

    private const string Keys = "keys with values (see the sample organisation)";
    private const long LargestYaml = 4 * 1024 * 1024;
    private const long LargestCsv = 64 * 1024 * 1024;

    /// <summary>Reads and checks everything; all problems are told at once.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="now">For dates that are past; null = they are not checked.</param>
    public static OrganisationReading Read(string path, DateTimeOffset? now = null) => Read(path, now, keys: null);

    /// <summary>As the public one, and notes every key that the readers know.</summary>
    internal static OrganisationReading Read(string path, DateTimeOffset? now, KeyLog? keys)
    {
        var problems = new ProblemList { Keys = keys };
        if (!System.IO.Directory.Exists(path))
        {
            problems.Error(
                MainFile,
                0,
                $"There is no folder '{path}'.",
                "Set Organisation:Folder to the folder that holds organisation.yaml."
            );
            return new(null, problems.Sorted());
        }

        var folder = new Folder(path, problems);
        if (folder.Open(MainFile, required: true) is not { } main)
        {
            return new(null, problems.Sorted());
        }

        var name = main.Text("name", "Northwind Support", required: true);
        main.Find("language", "language tag");
        var language = main.Parsed<LanguageTag>("language", "a language tag such as en or de-AT", LanguageTag.Find)?.Text ?? "en";
        var askers = main.OneKnown("askers", "kind of askers", ["anyone", "listed", "guests"]) switch
        {
            "listed" => Askers.Listed,
            "guests" => Askers.Guests,
            _ => Askers.Anyone,
        };
        var repsSee = main.OneKnown("reps_see", "width", ["own", "queue", "all"]) ?? "own";
        var staleAfter = main.Number("stale_after", 0, 365) ?? OrganisationSnapshot.UsualStaleAfter;
        var calendar = CalendarReader.Read(main);
        string[] listed = [.. main.Texts("tiers").Select(tier => tier.Text.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
        var accountsReader = new AccountsReader("accounts.csv", problems, listed);
        var accounts = folder.ReadText("accounts.csv", LargestCsv) is { } csv ? accountsReader.Read(csv) : [];
        string[] tiers = [.. accounts.Select(account => account.Tier).Where(tier => tier.Length > 0).Union(listed, StringComparer.Ordinal)];
        var onCall = new List<OnCallKeys>();
        var queues = QueuesReader.Read(main, onCall);
        string[] categories = [.. queues.SelectMany(queue => queue.Categories)];
        var calendars = new CalendarsReader(
            file => folder.ReadText(file, CalendarFile.LargestFile),
            folder.Holds,
            problems,
            calendar.Zone,
            now
        );
        var people = PeopleReader.Read(main, queues, folder.IsUnreadable("accounts.csv") ? null : accounts, calendars);
        queues = OnCallReader.Complete(queues, onCall, people, calendars, calendar, problems);
        accountsReader.WarnOfOwners(people);
        ReadingRights.CheckReps(main, repsSee, people);
        var digests = PeopleReader.ReadDigests(main, people);
        var canary = CanaryReader.Read(main);
        var incidents = IncidentsReader.Read(main);
        var live = LiveAccountsReader.Read(main);
        var (security, privacy) = (ContactReader.Read(main, "security_contact"), ContactReader.Read(main, "privacy_contact"));
        main.Finish();

        var intake = folder.Open("intake.yaml") is { } intakeFile ? OtherFilesReader.ReadIntake(intakeFile, categories) : Intake.None;
        string[]? facts = folder.IsUnreadable("intake.yaml") ? null : [.. intake.Facts.Select(fact => fact.Id)];
        var departments = folder.Open("departments.yaml") is { } departmentsFile
            ? OtherFilesReader.ReadDepartments(departmentsFile, facts, people)
            : [];
        string[]? departmentIds = folder.IsUnreadable("departments.yaml") ? null : [.. departments.Select(department => department.Id)];
        DateOnly? today = now is { } at ? calendar.DateOf(at) : null;
        var authority = folder.Open("authority.yaml") is { } authorityFile
            ? OtherFilesReader.ReadAuthority(authorityFile, tiers, people, today)
            : AuthorityMatrix.None;
        var names = new CriteriaNames(categories, tiers, [.. queues.Select(queue => queue.Id)], departmentIds, facts);
        var criteria = folder.Open("criteria.yaml") is { } criteriaFile
            ? new CriteriaReader(names, "criteria.yaml", problems).Read(criteriaFile, folder.HashOf("criteria.yaml"), people, today)
            : CriteriaPolicy.None;
        ReadingRights.CheckPlaces(problems, criteria, queues, people);
        var synonyms = folder.Open("synonyms.yaml") is { } synonymsFile ? SynonymsReader.Read(synonymsFile) : [];
        var pinned = folder.Open(PinnedAnswer.File) is { } pinnedFile ? PinnedReader.Read(pinnedFile) : [];
        var agreementsReader = new AgreementsReader(problems, accounts);
        foreach (var document in AgreementsReader.FilesOf(path))
        {
            if (folder.ReadText(document, LargestYaml) is { } content)
            {
                agreementsReader.Read(document, content);
            }
        }
        var agreements = agreementsReader.Finish(today);
        folder.ReportStrangers();

        return new(
            problems.HasErrors || queues.Count == 0
                ? null
                : new OrganisationSnapshot(
                    name!,
                    language,
                    calendar,
                    askers,
                    people,
                    queues,
                    digests,
                    accounts,
                    intake,
                    authority,
                    departments,
                    criteria,
                    folder.Version
                )
                {
                    Synonyms = synonyms,
                    Pinned = pinned,
                    Agreements = agreements,
                    Canary = canary,
                    Incidents = incidents,
                    LiveAccounts = live,
                    LanguageLine = main.LineOf("language"),
                    SecurityContact = security,
                    PrivacyContact = privacy,
                    StaleAfter = staleAfter,
                    Tiers = listed,
                    RepsSee = Enum.Parse<RepsSee>(repsSee, ignoreCase: true),
                },
            problems.Sorted()
        )
        {
            Criteria = criteria,
            Calendars = calendars.Files,
        };
    }

    /// <summary>Reads another criteria file against an organisation, for a replay.</summary>
    public static (CriteriaPolicy? Criteria, IReadOnlyList<Problem> Problems) ReadCriteria(
        string path,
        OrganisationSnapshot organisation,
        DateTimeOffset? now = null
    )
    {
        var problems = new ProblemList();
        var file = Path.GetFileName(path);
        // The file that the command names may be a link.
        var folder = new Folder(Path.GetDirectoryName(Path.GetFullPath(path))!, problems) { TakesLinks = true };
        return folder.Open(file, required: true) is { } map
            ? ReadCriteria(map, file, folder.HashOf(file), organisation, now, problems)
            : (null, problems.Sorted());
    }

    /// <summary>Reads the text of a criteria.yaml that is not in the folder yet: a draft.</summary>
    public static (CriteriaPolicy? Criteria, IReadOnlyList<Problem> Problems) ReadDraftOfCriteria(
        string text,
        OrganisationSnapshot organisation,
        DateTimeOffset? now = null
    )
    {
        var problems = new ProblemList();
        return Parse(CriteriaFile, text, problems) is { } map
            ? ReadCriteria(map, CriteriaFile, CriteriaPolicy.HashOf(text), organisation, now, problems)
            : (null, problems.Sorted());
    }

    private static (CriteriaPolicy? Criteria, IReadOnlyList<Problem> Problems) ReadCriteria(
        MapReader map,
        string file,
        string hash,
        OrganisationSnapshot organisation,
        DateTimeOffset? now,
        ProblemList problems
    )
    {
        var names = new CriteriaNames(
            organisation.Categories,
            [.. organisation.Accounts.Select(account => account.Tier).Where(tier => tier.Length > 0).Distinct(StringComparer.Ordinal)],
            [.. organisation.Queues.Select(queue => queue.Id)],
            [.. organisation.Departments.Select(department => department.Id)],
            [.. organisation.Intake.Facts.Select(fact => fact.Id)]
        );
        var criteria = new CriteriaReader(names, file, problems).Read(
            map,
            hash,
            organisation.People,
            now is { } at ? organisation.Calendar.DateOf(at) : null
        );
        return (problems.HasErrors ? null : criteria, problems.Sorted());
    }

    /// <summary>The keys of a file; null when it is no YAML, which is told.</summary>
    internal static MapReader? Parse(string file, string text, ProblemList problems, string shape = Keys, string? path = null)
    {
        try
        {
            return new MapReader(YamlTree.Read(text), file, problems, shape, (path ?? file) + " ");
        }
        catch (YamlException broken)
        {
            problems.Error(
                file,
                (int)Math.Max(1, broken.Start.Line),
                $"This is no valid YAML: {broken.Message.TrimEnd('.')}.",
                "Check indentation (spaces, no tabs), quotes and brackets around this line."
            );
            return null;
        }
    }

    private readonly record struct LanguageTag(string Text)
    {
        public static LanguageTag? Find(string text)
        {
            var parts = text.Split('-');
            return parts[0].Length is 2 or 3 && parts.All(part => part.Length is >= 2 and <= 8 && part.All(char.IsAsciiLetterOrDigit))
                ? new LanguageTag(text)
                : null;
        }
    }

    /// <summary>The files of one reading: opened once, hashed together.</summary>
    private sealed class Folder(string path, ProblemList problems)
    {
        private readonly SortedDictionary<string, byte[]> _read = new(StringComparer.Ordinal);
        private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

        /// <summary>Files are opened wherever their links lead.</summary>
        public bool TakesLinks { get; init; }

        /// <summary>First 12 hex digits of a hash over names and contents of what was read.</summary>
        public string Version
        {
            get
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                foreach (var (file, content) in _read)
                {
                    hash.AppendData(Encoding.UTF8.GetBytes(file));
                    hash.AppendData(SHA256.HashData(content));
                }

                return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
            }
        }

        public string HashOf(string file) => CriteriaPolicy.HashOf(_read[file]);

        /// <summary>
        /// A file that is there and could not be read at all: that was told, and what it would define is not missed elsewhere.
        /// </summary>
        public bool IsUnreadable(string file) => _unreadable.Contains(file);

        public bool Holds(string file) =>
            new FileInfo(Path.Combine(path, file)) is var full && (full.Exists || full.LinkTarget is not null);

        public MapReader? Open(string file, bool required = false)
        {
            if (ReadText(file, LargestYaml, required) is not { } text)
            {
                return null;
            }

            if (Parse(file, text, problems) is { } map)
            {
                return map;
            }

            _unreadable.Add(file);
            return null;
        }

        public string? ReadText(string file, long most, bool required = false)
        {
            var full = new FileInfo(Path.Combine(path, file));
            // A link that leads nowhere is no missing file.
            if (!full.Exists && full.LinkTarget is null)
            {
                if (required)
                {
                    problems.Error(file, 0, $"There is no {file} in '{path}'.", "Copy the sample organisation and change it.");
                }

                return null;
            }

            if (!TakesLinks && PlainFiles.Refusal(path, full.FullName) is var (what, fix))
            {
                _unreadable.Add(file);
                problems.Error(file, 0, what, fix);
                return null;
            }

            if (full.Length > most)
            {
                _unreadable.Add(file);
                problems.Error(file, 0, $"The file is larger than {most / (1024 * 1024)} MB.", "Split or shorten it.");
                return null;
            }

            try
            {
                var bytes = File.ReadAllBytes(full.FullName);
                _read[file] = bytes;
                if (Utf8File.TryRead(bytes) is { } text)
                {
                    return text;
                }
                problems.Add(Utf8File.Problem(file, bytes));
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                problems.Error(file, 0, $"The file cannot be read: {denied.Message}", "Let the bot's user read it.");
            }

            _unreadable.Add(file);
            return null;
        }

        public void ReportStrangers()
        {
            foreach (
                var file in System
                    .IO.Directory.EnumerateFiles(path)
                    .Select(full => Path.GetFileName(full))
                    .Where(IsStranger)
                    .Order(StringComparer.Ordinal)
            )
            {
                problems.Warn(file, 0, "The file is not read.", Spelling.Suggest(file, Files));
            }
        }

        private static bool IsStranger(string file) =>
            Path.GetExtension(file) is ".yaml" or ".yml" or ".csv" && !Files.Contains(file, StringComparer.Ordinal);
    }
}
