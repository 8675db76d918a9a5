using System.Collections;
using System.Reflection;
using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Tests.Support;

/// <summary>
/// Makes a record in which every text that people write, in every member of every member, holds the same words: what a new member keeps is
/// found without anybody thinking of it.
/// </summary>
internal static class WordsEverywhere
{
    /// <summary>Ids, names of the organisation's files and what comes from them: no words of people.</summary>
    private static readonly HashSet<string> Ours =
    [
        "Id",
        "CaseId",
        "QuestionId",
        "ArticleId",
        "IncidentId",
        "MergedInto",
        "Queue",
        "Priority",
        "Account",
        "AccountId",
        "AccountTier",
        "Currency",
        "Category",
        "Department",
        "Language",
        "Tone",
        "Action",
        "MessageId",
        "MessageKey",
        "ReadIn",
        "Reasons",
        "Missing",
        "Wanted",
        "Fact",
        "Label",
        "Rejected",
        "ShownArticle",
        "ShownArticles",
        "AskedFacts",
        "Evidence",
        "Joining",
        "How",
        "Channel",
        "Fired",
        "PolicyVersion",
        "Otherwise",
        "RunnerUp",
        "MediaType",
        "Home",
    ];

    /// <summary>Members that hold an address and nothing else, and the name that belongs to it.</summary>
    private static readonly HashSet<string> Addresses = ["Person", "OfferedTo", "Email", "For"];

    public static T Of<T>(string words)
        where T : class => (T)Make(typeof(T), "", words)!;

    private static object? Make(Type type, string name, string words)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return Ours.Contains(name) ? "ours"
                : Addresses.Contains(name) ? "other@example.com"
                : $"{name}: {words}";
        }

        // What articles say is the organisation's own.
        if (type == typeof(ShownArticle))
        {
            return new ShownArticle("ours", "ours", 1, false);
        }

        if (type == typeof(Hit))
        {
            return new Hit("ours", 1, "ours", "ours", "ours", 1, 1, TestDatabaseSamples.Morning, false, 1);
        }

        if (type == typeof(Held))
        {
            // Nobody goes out of a held case.
            return null;
        }

        if (type == typeof(Party))
        {
            return new Party(new PersonKey("slack", "U9"), "Other", "other@example.com");
        }

        if (type == typeof(PersonKey))
        {
            return new PersonKey("slack", "U9");
        }

        if (type == typeof(Place))
        {
            return new Place("slack", "D9");
        }

        if (type == typeof(Verdict))
        {
            return new Verdict.NotCovered(false);
        }

        if (type == typeof(DateTimeOffset))
        {
            return TestDatabaseSamples.Morning;
        }

        if (type == typeof(bool) || type.IsEnum || type.IsValueType)
        {
            return Activator.CreateInstance(type);
        }

        if (type.IsGenericType && type.GetGenericArguments() is var inner && typeof(IEnumerable).IsAssignableFrom(type))
        {
            if (inner.Length == 2)
            {
                return inner[1] == typeof(JsonElement)
                    ? new Dictionary<string, JsonElement> { ["new"] = JsonSerializer.SerializeToElement($"{name}: {words}") }
                    : new Dictionary<string, string>(StringComparer.Ordinal) { ["contact"] = $"{name}: {words}" };
            }

            var list = Array.CreateInstance(inner[0], 1);
            list.SetValue(Make(inner[0], name, words), 0);
            return list;
        }

        var maker = type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        var isNamed = type.GetProperty("Email") is not null || type == typeof(Fact);
        var made = maker.Invoke([
            .. maker.GetParameters().Select(one => isNamed && one.Name == "Name" ? "other" : Make(one.ParameterType, one.Name!, words)),
        ]);
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(one => one.CanWrite))
        {
            if (!maker.GetParameters().Any(one => one.Name == member.Name))
            {
                member.SetValue(made, Make(member.PropertyType, member.Name, words));
            }
        }

        return made;
    }
}
