using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Demo;

/// <summary>What somebody does in the played month.</summary>
internal enum Part
{
    /// <summary>Asks.</summary>
    Rep,

    /// <summary>Solves.</summary>
    Specialist,

    /// <summary>Sees to queues.</summary>
    Manager,

    /// <summary>Answers for a department.</summary>
    Department,
}

/// <summary>Somebody of the played month.</summary>
/// <param name="Email">Also their id on every channel.</param>
/// <param name="Name">As shown.</param>
/// <param name="Part">What they do.</param>
/// <param name="Queues">Ids of queues, or the id of the department.</param>
/// <param name="Channel">Where they are.</param>
internal sealed record MonthPerson(string Email, string Name, Part Part, IReadOnlyList<string> Queues, string Channel)
{
    /// <summary>How inbound rows name them.</summary>
    public PersonKey Key => new(Channel, Email);

    /// <summary>Their 1:1 chat with the bot.</summary>
    public Place Chat => new(Channel, "dm:" + Email);

    /// <summary>Days on which they are ill or on holiday: from, and the first day on which they are back.</summary>
    public (DateOnly From, DateOnly Back)? Away { get; init; }

    /// <summary>Their absence stands in a calendar of theirs; otherwise they type it, or say nothing.</summary>
    public bool HasCalendar { get; init; }

    /// <summary>They are not there on that day.</summary>
    public bool IsAway(DateOnly day) => Away is var (from, back) && day >= from && day < back;
}

/// <summary>
/// The people of a played month: those of the sample organisation, whose files name them, and generated ones beside them.
/// </summary>
internal static class MonthPeople
{
    private static readonly string[] First =
    [
        "Alma",
        "Bruno",
        "Chiara",
        "Dario",
        "Elif",
        "Farid",
        "Greta",
        "Hugo",
        "Ines",
        "Jonas",
        "Kaya",
        "Lena",
        "Marek",
        "Nadia",
        "Oskar",
        "Petra",
        "Quentin",
        "Rosa",
        "Samir",
        "Tilda",
        "Umar",
        "Vera",
        "Wim",
        "Xenia",
        "Yusuf",
        "Zoe",
    ]; // csharpier-ignore
    private static readonly string[] Last =
    [
        "Abel",
        "Bianchi",
        "Claes",
        "Dahl",
        "Eriksen",
        "Fischer",
        "Gallo",
        "Horvat",
        "Ivanov",
        "Jansen",
        "Kaya",
        "Lopez",
        "Moreau",
        "Novak",
        "Olsen",
        "Pereira",
        "Rossi",
        "Santos",
        "Tamm",
        "Urban",
        "Vogel",
        "Weber",
        "Young",
        "Zeman",
        "Berg",
        "Costa",
        "Duval",
    ]; // csharpier-ignore

    /// <summary>Departments of the sample organisation.</summary>
    public static IReadOnlyList<string> Departments { get; } = ["legal", "finance", "security", "engineering", "accounts"];

    /// <summary>All of them, in the order of organisation.yaml.</summary>
    public static IReadOnlyList<MonthPerson> Of(MonthPlan plan)
    {
        var luck = new Seeded(plan.Seed + 1);
        var number = 0;
        List<MonthPerson> all =
        [
            new("ana@example.com", "Ana Duarte", Part.Rep, [], plan.RepsOn),
            new("rob@example.com", "Rob Lindqvist", Part.Rep, [], plan.RepsOn),
            new("bob@example.com", "Bob Tanaka", Part.Specialist, ["technical", "billing"], plan.SpecialistsOn),
            new("carol@example.com", "Carol Mensah", Part.Specialist, ["technical", "trust"], plan.SpecialistsOn),
            new("dave@example.com", "Dave Okafor", Part.Specialist, ["billing", "trust"], plan.SpecialistsOn),
            new("mia@example.com", "Mia Sorensen", Part.Manager, ["technical", "billing", "trust"], ChannelNames.Web),
            new("otto@example.com", "Otto Brandt", Part.Manager, ["billing", "trust"], ChannelNames.Web),
        ];
        while (Count(Part.Specialist) < plan.Specialists)
        {
            IReadOnlyList<string> queues = (all.Count % 5) switch
            {
                0 or 1 or 2 => ["technical"],
                3 => ["billing"],
                _ => ["trust", "technical"],
            };
            Add(Part.Specialist, queues, plan.SpecialistsOn);
        }
        while (Count(Part.Manager) < plan.Managers)
        {
            Add(Part.Manager, Count(Part.Manager) % 2 == 0 ? ["technical"] : ["billing"], ChannelNames.Web);
        }
        foreach (var department in Departments)
        {
            Add(Part.Department, [department], ChannelNames.Web);
            Add(Part.Department, [department], ChannelNames.Web);
        }
        while (Count(Part.Rep) < plan.Reps)
        {
            Add(Part.Rep, [], plan.RepsOn);
        }

        return [.. all.Select(person => WithAbsence(person, plan, luck))];

        int Count(Part part) => all.Count(person => person.Part == part);

        void Add(Part part, IReadOnlyList<string> queues, string channel)
        {
            var name = $"{First[number % First.Length]} {Last[number * 7 % Last.Length]}";
            var address = name.ToLowerInvariant().Replace(' ', '.');
            number++;
            if (all.Exists(person => person.Name == name))
            {
                (name, address) = ($"{name} {Roman(number)}", $"{address}.{number}");
            }
            all.Add(new MonthPerson($"{address}@example.com", name, part, queues, channel));
        }
    }

    /// <summary>One in eight is ill for some days, one specialist in five has a week off that stands in a calendar.</summary>
    private static MonthPerson WithAbsence(MonthPerson person, MonthPlan plan, Seeded luck)
    {
        if (person.Part is Part.Specialist && luck.Happens(0.2))
        {
            var monday = plan.From.AddDays(7 * luck.Below(4));
            return person with { Away = (monday, monday.AddDays(7)), HasCalendar = true };
        }
        if (person.Part is not Part.Department && luck.Happens(0.12))
        {
            var from = plan.From.AddDays(2 + luck.Below(26));
            return person with { Away = (from, from.AddDays(1 + luck.Below(4))) };
        }

        return person;
    }

    private static string Roman(int number) => number % 2 == 0 ? "Jr" : "II";
}
