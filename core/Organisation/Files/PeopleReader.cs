using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads <c>people</c> and <c>digests</c>.</summary>
internal static class PeopleReader
{
    private const string Shape = "{ email: bob@example.com, name: Bob, roles: [specialist], queues: [technical] }";
    private const string DigestShape = "{ to: mia@example.com, at: \"08:30\", on: [mon, tue, wed, thu, fri] }";
    private static readonly Dictionary<string, Roles> RoleWords = new(StringComparer.Ordinal)
    {
        ["rep"] = Roles.Rep,
        ["specialist"] = Roles.Specialist,
        ["manager"] = Roles.Manager,
    };

    /// <summary>The words for roles in files.</summary>
    public static IReadOnlyCollection<string> RoleNames => RoleWords.Keys;

    /// <summary>The role of a word of <see cref="RoleNames"/>.</summary>
    public static Roles RoleOf(string word) => RoleWords[word];

    /// <summary>The listed people that could be read.</summary>
    /// <param name="file">organisation.yaml.</param>
    /// <param name="queues">For the people's queues.</param>
    /// <param name="accounts">For portfolios; null = accounts.csv could not be read, which was told.</param>
    /// <param name="calendars">Reads the people's own calendars.</param>
    public static IReadOnlyList<Colleague> Read(
        MapReader file,
        IReadOnlyCollection<Queue> queues,
        IReadOnlyCollection<Account>? accounts,
        CalendarsReader calendars
    )
    {
        file.Require("people", $"[{Shape}]");
        string[] queueIds = [.. queues.Select(queue => queue.Id)];
        var accountIds = accounts?.Select(account => account.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var people = new List<(Colleague Person, MapReader Map)>();
        foreach (var map in file.Maps("people", Shape))
        {
            var email = map.Email("email", required: true);
            var name = map.Text("name");
            map.Require("roles", "[rep], [specialist] or [manager]");
            var roles = map.Known("roles", "role", RoleNames).Aggregate(Roles.None, (sum, word) => sum | RoleWords[word]);
            var works = map.Known("queues", "queue", queueIds);
            var portfolio = ReadPortfolio(map, accountIds);
            var deputy = map.Email("deputy");
            var skills = ReadSkills(map, queues);
            var languages = ReadLanguages(map);
            var mostOpen = map.Number("most_open", 1, 1000);
            var calendar = calendars.Open(map, "calendar", "away/bob.ics");
            map.Finish();
            if (email is null)
            {
                continue;
            }

            if (people.Find(other => other.Person.Email == email).Map is { } first)
            {
                map.Error(
                    map.LineOf("email"),
                    $"{email} is listed twice (first on line {first.Line}).",
                    "List a person once, with all roles: roles: [specialist, manager]."
                );
                continue;
            }

            if ((roles & (Roles.Specialist | Roles.Manager)) != Roles.None && works.Count == 0 && !map.Has("queues"))
            {
                map.Warn(map.Line, $"{email} works in no queue, so there is nothing to claim or see to.", "Add queues: [technical].");
            }

            people.Add(
                (
                    new(email, string.IsNullOrEmpty(name) ? email : name, roles, works, portfolio, deputy)
                    {
                        Calendar = calendar?.Calendar,
                        Skills = skills,
                        Languages = languages,
                        MostOpen = mostOpen,
                    },
                    map
                )
            );
        }

        foreach (var (person, map) in people.Where(entry => entry.Person.Deputy is not null))
        {
            CheckDeputy(person, map, people.Find(entry => entry.Person.Email == person.Deputy).Person);
        }

        Colleague[] read = [.. people.Select(entry => entry.Person)];
        foreach (var queue in queues.Where(queue => !Array.Exists(read, person => person.Is(Roles.Specialist, queue.Id))))
        {
            file.Warn(file.LineOf("queues"), $"Nobody can claim in the queue '{queue.Id}'.", $"Give a specialist queues: [{queue.Id}].");
        }

        return read;
    }

    /// <summary>The digests whose readers are listed.</summary>
    public static IReadOnlyList<DigestSchedule> ReadDigests(MapReader file, IReadOnlyCollection<Colleague> people)
    {
        var read = new List<DigestSchedule>();
        foreach (var map in file.Maps("digests", DigestShape))
        {
            var to = map.Email("to", required: true);
            map.Find("at", "time of day");
            var at = map.Parsed<TimeOnly>(
                "at",
                "\"08:30\"",
                text => OpeningHours.TryReadTime(text, out var minutes) && minutes < 24 * 60 ? TimeOnly.MinValue.AddMinutes(minutes) : null,
                required: true
            );
            var on = new List<DayOfWeek>();
            foreach (var (text, line) in map.Texts("on"))
            {
                if (OpeningHours.TryReadDays(text, out var days))
                {
                    on.AddRange(days);
                }
                else
                {
                    map.Error(line, $"'{text}' names no weekday.", "Write on: [mon, tue, wed, thu, fri]");
                }
            }

            var place = map.Place("place");
            var whenQuiet = map.OneKnown("when_quiet", "way", ["send", "leave_out"]);
            map.Finish();
            var reader = people.FirstOrDefault(person => person.Email == to);
            if (to is not null && reader is null)
            {
                map.Error(
                    map.LineOf("to"),
                    $"{to} is not listed in people.",
                    Spelling.Suggest(to, [.. people.Select(person => person.Email)])
                );
            }
            else if (reader?.Is(Roles.Manager) == false)
            {
                map.Error(
                    map.LineOf("to"),
                    $"{to} is no manager, and digests are for managers.",
                    "Add manager to their roles, or name a manager."
                );
            }
            else if (reader is not null && at is { } time)
            {
                read.Add(
                    new(
                        reader.Email,
                        time,
                        on.Count > 0
                            ? [.. on.Distinct()]
                            : [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday],
                        place
                    )
                    {
                        SendsWhenQuiet = whenQuiet == "send",
                    }
                );
            }
        }

        return read;
    }

    /// <summary>Without any accounts the portfolio waits for them: an organisation may start with its people.</summary>
    private static IReadOnlyList<string> ReadPortfolio(MapReader map, HashSet<string>? accountIds)
    {
        if (accountIds is not { Count: 0 } || map.Texts("accounts").Count == 0)
        {
            return map.Known("accounts", "account of accounts.csv", accountIds);
        }

        map.Warn(map.LineOf("accounts"), "There are no accounts yet, so this portfolio is empty.", "Put the accounts into accounts.csv.");
        return [];
    }

    /// <summary>Categories, or tags of articles, which are known elsewhere: only what is nearly a category is pointed out.</summary>
    private static List<string> ReadSkills(MapReader map, IReadOnlyCollection<Queue> queues)
    {
        string[] categories = [.. queues.SelectMany(queue => queue.Categories)];
        var read = new List<string>();
        foreach (var (text, line) in map.Texts("skills"))
        {
            var skill = text.ToLowerInvariant();
            if (!categories.Contains(skill, StringComparer.OrdinalIgnoreCase) && Spelling.Near(skill, categories) is { } near)
            {
                map.Warn(line, $"'{text}' is no category.", $"Did you mean '{near}'? If it is a tag of articles, leave it.");
            }

            read.Add(skill);
        }

        return read;
    }

    private static List<string> ReadLanguages(MapReader map)
    {
        map.Find("languages", "list of: language tag");
        var read = new List<string>();
        foreach (var (text, line) in map.Texts("languages"))
        {
            var parts = text.Split('-');
            if (parts[0].Length is 2 or 3 && parts.All(part => part.Length is >= 2 and <= 8 && part.All(char.IsAsciiLetterOrDigit)))
            {
                read.Add(text.ToLowerInvariant());
            }
            else
            {
                map.Error(line, $"'{text}' is no language tag.", "Write languages: [de, en] or [de-AT].");
            }
        }

        return read;
    }

    private static void CheckDeputy(Colleague person, MapReader map, Colleague? deputy)
    {
        if (deputy is null)
        {
            map.Error(
                map.LineOf("deputy"),
                $"The deputy {person.Deputy} is not listed in people.",
                "Add them to people, or name somebody who is listed."
            );
        }
        else if (deputy == person)
        {
            map.Error(map.LineOf("deputy"), $"{person.Email} is their own deputy.", "Name somebody else, or leave deputy out.");
        }
        else if (person.Is(Roles.Specialist) && !person.Queues.Any(queue => deputy.Is(Roles.Specialist | Roles.Manager, queue)))
        {
            map.Warn(
                map.LineOf("deputy"),
                $"The deputy {deputy.Email} works in none of {person.Email}'s queues, so they could not claim.",
                "Give the deputy one of these queues."
            );
        }
    }
}
