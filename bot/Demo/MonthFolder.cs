using System.Globalization;
using System.Text;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Bot.Demo;

/// <summary>
/// The organisation of a played month as files: the sample's criteria, articles, facts, limits and departments, with more people, more
/// clients, two holidays, a rota and calendars of those who are on leave.
/// </summary>
internal static class MonthFolder
{
    private static readonly string[] Trades =
    [
        "Freight",
        "Clinics",
        "Rail",
        "Foods",
        "Energy",
        "Press",
        "Optics",
        "Ferries",
        "Mills",
        "Homes",
    ];
    private static readonly string[] Places = ["Alder", "Bryn", "Corvo", "Dover", "Elster", "Fjord", "Gamla", "Havel", "Isar", "Jura"];

    /// <summary>Two days on which nobody works.</summary>
    public static IReadOnlyList<DateOnly> Holidays(MonthPlan plan) => [Weekday(plan.From.AddDays(9)), Weekday(plan.From.AddDays(18))];

    /// <summary>Writes it.</summary>
    /// <param name="folder">Is made; what stands there is replaced.</param>
    /// <param name="sample">The sample organisation.</param>
    public static void Write(string folder, string sample, MonthPlan plan, IReadOnlyList<MonthPerson> people)
    {
        PrivateFiles.CreateFolder(folder);
        PrivateFiles.CreateFolder(Path.Combine(folder, "knowledge"));
        PrivateFiles.CreateFolder(Path.Combine(folder, "rota"));
        PrivateFiles.CreateFolder(Path.Combine(folder, "away"));
        foreach (var file in new[] { "criteria.yaml", "intake.yaml", "authority.yaml", "synonyms.yaml" })
        {
            Put(file, File.ReadAllText(Path.Combine(sample, file)));
        }
        foreach (var article in Directory.EnumerateFiles(Path.Combine(sample, "knowledge"), "*.md"))
        {
            Put(Path.Combine("knowledge", Path.GetFileName(article)), File.ReadAllText(article));
        }
        Put("departments.yaml", Departments(File.ReadAllText(Path.Combine(sample, "departments.yaml")), people));
        Put("accounts.csv", Accounts(File.ReadAllText(Path.Combine(sample, "accounts.csv")), plan, people));
        Put("organisation.yaml", Organisation(plan, people));
        foreach (var queue in new[] { "technical", "trust" })
        {
            Put(
                Path.Combine("rota", queue + ".ics"),
                Rota(plan, [.. people.Where(one => one.Part is Part.Specialist && one.Queues[0] == queue)])
            );
        }
        foreach (var person in people.Where(person => person.HasCalendar))
        {
            Put(CalendarOf(person), Absence(person));
        }

        void Put(string name, string content) => PrivateFiles.WriteText(Path.Combine(folder, name), content);
    }

    private static string CalendarOf(MonthPerson person) => Path.Combine("away", person.Email.Split('@')[0] + ".ics");

    private static DateOnly Weekday(DateOnly day) =>
        day.DayOfWeek switch
        {
            DayOfWeek.Saturday => day.AddDays(2),
            DayOfWeek.Sunday => day.AddDays(1),
            _ => day,
        };

    private static string Organisation(MonthPlan plan, IReadOnlyList<MonthPerson> people)
    {
        var text = new StringBuilder(
            $$"""
            # A played month: made by `serve --demo month`. People and clients are invented.
            name: Northwind Support
            language: en
            time_zone: Europe/Berlin
            hours: { mon-thu: "08:30-18:00", fri: "08:30-16:30" }
            holidays: [{{string.Join(", ", Holidays(plan).Select(Iso))}}]
            askers: anyone
            tiers: [starter, business, enterprise]
            people:

            """
        );
        foreach (var person in people)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {{ email: {person.Email}, name: {person.Name}, {Rest(person, people)} }}");
        }
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $$"""
            queues:
              - id: technical
                title: Technical
                place: "{{Room(plan, "specialists")}}"
                categories: [technical, integration, access, data]
                default: true
                rota: rota/technical.ics
                service_levels:
                  p1: { claim: 5m, update: 1h, resolve: 4h, clock: always }
                  p2: { claim: 15m, update: 4h, resolve: 1d }
                  p3: { claim: 1h, update: 1d, resolve: 3d }
                  p4: { claim: 4h, update: 2d, resolve: 5d }
              - id: billing
                title: Billing and contracts
                place: "{{Room(plan, "billing")}}"
                categories: [billing, contract]
                service_levels:
                  p1: { claim: 15m, update: 2h, resolve: 1d }
                  p3: { claim: 2h, update: 1d, resolve: 4d }
              - id: trust
                title: Security and privacy
                place: "{{Room(plan, "trust")}}"
                categories: [security, privacy]
                rota: rota/trust.ics
            digests:
            """
        );
        foreach (var manager in people.Where(person => person.Part is Part.Manager))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  - {{ to: {manager.Email}, at: \"08:30\", on: [mon-fri] }}");
        }

        return text.ToString();
    }

    /// <summary>Where a queue's cards stand.</summary>
    public static string Room(MonthPlan plan, string room) => plan.OnPlatforms ? $"slack:C0{room.ToUpperInvariant()}" : $"web:{room}";

    private static string Rest(MonthPerson person, IReadOnlyList<MonthPerson> people)
    {
        var queues = $"queues: [{string.Join(", ", person.Queues)}]";
        switch (person.Part)
        {
            case Part.Manager:
                return $"roles: [manager], {queues}";
            case Part.Specialist:
                var team = people.Where(one => one.Part is Part.Specialist && one.Queues.Contains(person.Queues[0])).ToList();
                var deputy = team[(team.IndexOf(person) + 1) % team.Count];
                var calendar = person.HasCalendar ? $", calendar: {CalendarOf(person).Replace('\\', '/')}" : "";
                return $"roles: [specialist], {queues}, deputy: {deputy.Email}, most_open: 15{calendar}";
            default:
                return "roles: [rep]";
        }
    }

    private static string Departments(string sample, IReadOnlyList<MonthPerson> people)
    {
        foreach (var department in MonthPeople.Departments.Where(one => one != "security"))
        {
            var members = people.Where(one => one.Part is Part.Department && one.Queues[0] == department).Select(one => one.Email);
            sample = sample.Replace(
                $"place: \"web:{department}\"",
                $"place: \"web:{department}\"\n    members: [{string.Join(", ", members)}]",
                StringComparison.Ordinal
            );
        }

        return sample;
    }

    private static string Accounts(string sample, MonthPlan plan, IReadOnlyList<MonthPerson> people)
    {
        var lines = sample.TrimEnd().Split('\n').Take(plan.Accounts + 1).ToList();
        var managers = people.Where(person => person.Part is Part.Manager).ToList();
        for (var number = 0; lines.Count <= plan.Accounts; number++)
        {
            var name = $"{Places[number % 10]} {Trades[(number + (number / 10)) % 10]}";
            var tier = (number % 3) switch
            {
                0 => "enterprise",
                1 => "business",
                _ => "starter",
            };
            var renewal = plan.From.AddDays(20 + (number * 23 % 400));
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name.ToLowerInvariant().Replace(' ', '-')},{name},{tier},{4000 + (number * 7300)},"
                        + $"{Iso(renewal)},{managers[number % managers.Count].Email},{(number % 4 == 0 ? "de" : "en")},"
                )
            );
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>Everybody of a team has a week, in turn, from a Monday before the month on.</summary>
    private static string Rota(MonthPlan plan, IReadOnlyList<MonthPerson> team)
    {
        var monday = plan.From.AddDays(-7 - (((int)plan.From.DayOfWeek + 6) % 7));
        return Calendar(
            Enumerable
                .Range(0, 9)
                .Select(week =>
                    $"UID:week{week}\nDTSTAMP:20260101T000000Z\nSUMMARY:On call: {team[week % team.Count].Email}\n"
                    + $"DTSTART;TZID=Europe/Berlin:{Basic(monday.AddDays(7 * week))}T080000\n"
                    + $"DTEND;TZID=Europe/Berlin:{Basic(monday.AddDays(7 * (week + 1)))}T080000"
                )
        );
    }

    private static string Absence(MonthPerson person) =>
        Calendar([
            $"UID:leave\nDTSTAMP:20260101T000000Z\nSUMMARY:Leave\nDTSTART;VALUE=DATE:{Basic(person.Away!.Value.From)}\n"
                + $"DTEND;VALUE=DATE:{Basic(person.Away.Value.Back)}",
        ]);

    private static string Calendar(IEnumerable<string> events) =>
        string.Join(
                '\n',
                ["BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//played month//EN", .. events.Select(one => $"BEGIN:VEVENT\n{one}\nEND:VEVENT")]
            )
            .ReplaceLineEndings("\r\n") + "\r\nEND:VCALENDAR\r\n";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Basic(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
