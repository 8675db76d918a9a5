using System.Globalization;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads criteria.yaml.</summary>
internal sealed class CriteriaReader(CriteriaNames names, string file, ProblemList problems)
{
    private const string Shape =
        "{ id: legal-threat, when: { words: [lawyer] }, then: { escalate: now }, why: \"...\", examples: "
        + "{ escalate: [\"...\"], leave: [\"...\"] } }";
    private readonly ConditionReader _conditions = new(names, file, problems);

    /// <summary>The policy with the criteria that could be read.</summary>
    /// <param name="map">The file's keys.</param>
    /// <param name="hash">Of the file's content.</param>
    /// <param name="people">For the owner.</param>
    /// <param name="today">For the review date; null = not checked.</param>
    public CriteriaPolicy Read(MapReader map, string hash, IReadOnlyCollection<Colleague> people, DateOnly? today)
    {
        var version = map.Number("version", 1, int.MaxValue, required: true);
        var owner = map.Email("owner", required: true);
        map.Require("review_by", "2027-06-30");
        var review = map.Date("review_by");
        var terms = ReadTerms(map);
        _conditions.Terms = [.. terms.Keys];
        var rollBack = ReadRollBack(map);
        var criteria = new List<Criterion>();
        foreach (var entry in map.Maps("criteria", Shape))
        {
            ReadOne(entry, criteria);
            if (criteria.Count > 0 && criteria[^1] is { } one && one.Line == entry.Line)
            {
                WarnOwner(entry, one.Owner, people);
                WarnReview(entry, $"'{one.Id}' was", one.ReviewBy, one.Owner ?? owner, today);
            }
        }

        map.Finish();
        WarnOwner(map, owner, people);
        WarnReview(map, "The criteria were", review, owner, today);

        return new(version ?? 0, owner, review, criteria, hash) { Terms = terms, RollBack = rollBack };
    }

    private static RollBackBound ReadRollBack(MapReader file)
    {
        var usual = CriteriaPolicy.None.RollBack;
        if (file.Map("roll_back", "{ misrouted_over: 30, cases: 20, days: 14 }") is not { } map)
        {
            return usual;
        }

        var bound = new RollBackBound(
            map.Number("misrouted_over", 1, 100) ?? usual.Percent,
            map.Number("cases", 5, 10_000) ?? usual.Cases,
            map.Number("days", 1, 90) ?? usual.Days
        );
        map.Finish();
        return bound;
    }

    /// <summary>Lists of words, each usable by its name in <c>words</c>; a list does not name another.</summary>
    private static Dictionary<string, IReadOnlyList<string>> ReadTerms(MapReader file)
    {
        var terms = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (file.Map("terms", "{ documents: [document*, files] }") is not { } map)
        {
            return terms;
        }

        foreach (var entry in map.Entries)
        {
            if (!MapReader.IsId(entry.Key))
            {
                map.Error(entry.Line, $"'{entry.Key}' is no name of a list.", "Take lower-case letters, digits, - and _.");
                continue;
            }

            terms[entry.Key] = ConditionReader.WordsOf(map, entry.Key, []);
        }

        map.Finish();
        return terms;
    }

    internal static void WarnOwner(MapReader map, string? owner, IReadOnlyCollection<Colleague> people)
    {
        if (owner is not null && people.All(person => person.Email != owner))
        {
            map.Warn(
                map.LineOf("owner"),
                $"The owner {owner} is not listed in people, so the bot reminds the managers instead.",
                "Name a listed person."
            );
        }
    }

    private static void WarnReview(MapReader map, string what, DateOnly? review, string? owner, DateOnly? today)
    {
        if (review is { } date && today > date)
        {
            map.Warn(
                map.LineOf("review_by"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} to be reviewed by {date:yyyy-MM-dd}; the owner is {owner ?? "unknown"}."
                ),
                "Read it through with the owner, then move review_by and count version up."
            );
        }
    }

    private void ReadOne(MapReader map, List<Criterion> criteria)
    {
        var id = map.Id();
        var when = map.Require("when", "{ words: [lawyer] }") is { } value ? _conditions.Read(value, map.PathOf("when")) : null;
        map.Require("then", "{ escalate: now }");
        var then = ReadEffect(map);
        var why = map.Text("why", "the reason, a sentence", required: true);
        var from = map.Date("from");
        var to = map.Date("to");
        var owner = map.Email("owner");
        var review = map.Date("review_by");
        var examples = ReadExamples(map);
        map.Finish();
        if (to < from)
        {
            map.Error(map.LineOf("to"), "The criterion ends before it starts.", "Let 'to' be the later day.");
        }

        if (id is not null && criteria.Exists(criterion => criterion.Id == id))
        {
            map.Error(map.LineOf("id"), $"A criterion '{id}' stands above already.", "Give each criterion its own id.");
        }
        else if (id is not null && when is not null && then is not null)
        {
            criteria.Add(
                new(id, when, then, why ?? "", examples, map.Line)
                {
                    From = from,
                    To = to,
                    Owner = owner,
                    ReviewBy = review,
                }
            );
        }
    }

    private Effect? ReadEffect(MapReader criterion)
    {
        if (criterion.Map("then", "{ escalate: now }") is not { } map)
        {
            return null;
        }

        var escalate = map.OneKnown("escalate", "way to escalate", ["now", "offer"]) switch
        {
            "now" => Escalation.Now,
            "offer" => Escalation.Offer,
            _ => Escalation.None,
        };
        var queue = map.OneKnown("queue", "queue", names.Queues);
        var priority = map.OneKnown("priority", "priority", Priorities.All);
        var department = map.OneKnown("department", "department of departments.yaml", names.Departments);
        var restricted = map.Flag("restricted") ?? false;
        var ask = map.Known("ask", "fact of intake.yaml", names.Facts);
        map.Finish();
        if (
            escalate == Escalation.None
            && !restricted
            && !map.Has("escalate")
            && !map.Has("ask")
            && !map.Has("priority")
            && !map.Has("queue")
            && !map.Has("department")
            && !map.IsBroken
        )
        {
            map.Error(map.Line, "The criterion does nothing.", "Write then: { escalate: now } or { escalate: offer }");
        }

        return new(escalate, queue, priority, department, restricted, ask);
    }

    private List<CriterionExample> ReadExamples(MapReader criterion)
    {
        var read = new List<CriterionExample>();
        if (criterion.Map("examples", "{ escalate: [\"...\"], leave: [\"...\"] }") is not { } map)
        {
            return read;
        }

        ReadSide(map, "escalate", fires: true, read);
        ReadSide(map, "leave", fires: false, read);
        map.Finish();
        return read;
    }

    private void ReadSide(MapReader map, string key, bool fires, List<CriterionExample> read)
    {
        var value = map.Find(key, "list of questions, each a text or keys");
        foreach (
            var item in value is YamlValue.List list ? list.Items
            : value is null ? []
            : [value]
        )
        {
            if (item is YamlValue.Text { IsNothing: false } text)
            {
                read.Add(new(text.Value, fires, ExampleFacts.Nothing, text.Line));
                continue;
            }

            var inner = new MapReader(item, file, problems, "{ text: \"...\", contacts: 3 }", map.PathOf(key) is { } at ? at + "[]" : null);
            var words = inner.Text("text", "the question", required: true);
            var given = new ExampleFacts
            {
                Category = inner.OneKnown("category", "category of a queue", names.Categories),
                Tier = names.Tiers.Count > 0 ? inner.OneKnown("tier", "tier of accounts.csv", names.Tiers) : inner.Text("tier"),
                RenewalInDays = inner.Number("renewal_in_days", -3650, 3650),
                Contacts = inner.Number("contacts", 1, 100),
                IncidentOpen = inner.Flag("incident_open"),
                OutsideHours = inner.Flag("outside_hours"),
                Article = inner.OneKnown("article", "state of an article", ["missing", "stale", "conflicting"]) is { } state
                    ? Enum.Parse<ArticleState>(state, ignoreCase: true)
                    : null,
                Confidence = inner.Parsed<double>(
                    "confidence",
                    "a number between 0 and 1",
                    share =>
                        double.TryParse(share, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                        && number is >= 0 and <= 1
                            ? number
                            : null
                ),
            };
            inner.Finish();
            if (words is not null)
            {
                read.Add(new(words, fires, given, item.Line));
            }
        }
    }
}
