using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads intake.yaml, departments.yaml and authority.yaml.</summary>
internal static partial class OtherFilesReader
{
    private const string FactShape = "{ id: error_code, label: Error code, question: \"Which error code does the client see?\" }";
    private const string DepartmentShape =
        "{ id: legal, title: Legal, place: \"slack:#legal\", reply: 1d, template: \"Please check {clause} for {account}.\" }";
    private const string RuleShape =
        "{ role: specialist, action: service_credit, up_to: 500, tiers: [business], window: 30, two_people: false }";

    /// <summary>intake.yaml.</summary>
    public static Intake ReadIntake(MapReader file, IReadOnlyCollection<string> categories)
    {
        var facts = new List<IntakeFact>();
        foreach (var map in file.Maps("facts", FactShape))
        {
            var id = map.Id();
            var label = map.Text("label", "the label of the form's field", required: true);
            var question = map.Text("question", "the words that ask for it", required: true);
            var choices = map.Texts("choices");
            var required = map.Flag("required") ?? false;
            map.Finish();
            if (id is not null && facts.Exists(fact => fact.Id == id))
            {
                map.Error(map.LineOf("id"), $"A fact '{id}' stands above already.", "Give each fact its own id.");
            }
            else if (id is not null)
            {
                facts.Add(new(id, label ?? id, question ?? id, [.. choices.Select(choice => choice.Text)]) { Required = required });
            }
        }

        string[] ids = [.. facts.Select(fact => fact.Id)];
        var everywhere = file.Known("everywhere", "fact of this file", ids);
        var byCategory = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (file.Map("categories", "{ technical: [error_code] }") is { } map2)
        {
            foreach (var category in categories.Where(map2.Has))
            {
                byCategory[category] = map2.Known(category, "fact of this file", ids);
            }

            foreach (var entry in map2.Entries.Where(entry => !categories.Contains(entry.Key)))
            {
                map2.Error(entry.Line, $"'{entry.Key}' is a category of no queue.", Spelling.Suggest(entry.Key, categories));
            }
        }

        file.Finish();
        return new(facts, everywhere, byCategory);
    }

    /// <summary>What the bot itself can fill into a template, beside the facts of intake.yaml.</summary>
    private static readonly string[] Places = ["case", "account", "tier", "renewal", "question", "tried"];

    /// <summary>departments.yaml.</summary>
    /// <param name="file">Its keys.</param>
    /// <param name="facts">Ids of the facts of intake.yaml; null = that file could not be read.</param>
    /// <param name="people">Of organisation.yaml: on the web nobody else signs in.</param>
    public static IReadOnlyList<Department> ReadDepartments(
        MapReader file,
        IReadOnlyCollection<string>? facts,
        IReadOnlyCollection<Colleague> people
    )
    {
        string[] known = [.. people.Select(person => person.Email)];
        var read = new List<Department>();
        foreach (var map in file.Maps("departments", DepartmentShape))
        {
            var id = map.Id();
            var title = map.Text("title");
            var place = map.Place("place", required: true);
            var template = map.Text("template", "the text a request starts with", required: true);
            var reply = map.Duration("reply", required: true);
            var members = map.Texts("members").Select(member => (Email: MailAddresses.Lower(member.Text), member.Line)).ToList();
            var webhook = map.Text("webhook");
            map.Finish();
            if (webhook is not null && SignedAddress.Of(webhook) is null)
            {
                map.Error(map.LineOf("webhook"), "That is no address that requests may be sent to.", SignedAddress.Fix("hook"));
            }

            foreach (var (email, line) in members.Where(member => place?.Channel == "web" && !known.Contains(member.Email)))
            {
                map.Error(line, $"'{email}' is no person of organisation.yaml.", Spelling.Suggest(email, known));
            }

            foreach (var (email, line) in members.Where(member => !member.Email.Contains('@', StringComparison.Ordinal)))
            {
                map.Error(line, $"'{email}' is no e-mail address.", "Write members: [ana@example.com].");
            }

            if (template is not null && facts is not null)
            {
                WarnOfPlaces(map, template, [.. Places, .. facts]);
            }

            if (id is not null && read.Exists(department => department.Id == id))
            {
                map.Error(map.LineOf("id"), $"A department '{id}' stands above already.", "Give each department its own id.");
            }
            else if (id is not null)
            {
                read.Add(
                    new(
                        id,
                        title ?? id,
                        place ?? new PlaceName("web:unknown", "web", "unknown"),
                        template ?? "",
                        reply ?? BusinessTime.OfDays(1)
                    )
                    {
                        Members = [.. members.Select(member => member.Email).Distinct(StringComparer.Ordinal)],
                        Webhook = webhook is null ? null : SignedAddress.Of(webhook),
                    }
                );
            }
        }

        file.Finish();
        return read;
    }

    private static void WarnOfPlaces(MapReader map, string template, IReadOnlyCollection<string> known)
    {
        foreach (
            var place in Place()
                .Matches(template)
                .Select(match => match.Groups["name"].Value)
                .Distinct(StringComparer.Ordinal)
                .Where(place => !known.Contains(place, StringComparer.Ordinal))
        )
        {
            map.Warn(
                map.LineOf("template"),
                $"Nothing fills {{{place}}} in: it is no fact of intake.yaml.",
                $"{(Spelling.Near(place, known) is { } near ? $"Did you mean {{{near}}}?" : $"Known here: {string.Join(", ", known)}.")}"
                    + $" What stays is left for the specialist."
            );
        }
    }

    /// <summary>authority.yaml.</summary>
    /// <param name="file">Its keys.</param>
    /// <param name="tiers">Tiers of accounts; empty = any word.</param>
    /// <param name="people">For the owner.</param>
    /// <param name="today">For the review date; null = not checked.</param>
    public static AuthorityMatrix ReadAuthority(
        MapReader file,
        IReadOnlyCollection<string> tiers,
        IReadOnlyCollection<Colleague> people,
        DateOnly? today
    )
    {
        _ = file.Number("version", 1, int.MaxValue);
        var owner = file.Email("owner");
        CriteriaReader.WarnOwner(file, owner, people);
        var review = file.Date("review_by");
        if (review is { } last && today > last)
        {
            file.Warn(
                file.LineOf("review_by"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The limits were to be reviewed by {last:yyyy-MM-dd}: nobody grants by them until they are; every request goes to {owner ?? "the managers"}."
                ),
                "Read them through with the owner, then move review_by and count version up."
            );
        }

        var currency = file.Text("currency", "EUR") ?? AuthorityMatrix.None.Currency;
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
        {
            file.Error(file.LineOf("currency"), $"'{currency}' is no currency code.", "Write three capital letters such as EUR.");
        }

        var rules = new List<AuthorityRule>();
        foreach (var map in file.Maps("rules", RuleShape))
        {
            var role = map.OneKnown("role", "role", PeopleReader.RoleNames, required: true);
            var action = map.Text("action", "service_credit", required: true);
            map.Find("up_to", "amount");
            var upTo = map.Parsed<decimal>(
                "up_to",
                $"an amount in {Amounts.Shape}; leave it out for any amount",
                text => Amounts.Read(text) is > 0 and var amount ? amount : null
            );
            var forTiers =
                tiers.Count > 0 ? map.Known("tiers", "tier of accounts.csv", tiers) : [.. map.Texts("tiers").Select(tier => tier.Text)];
            var window = map.Number("window", 1, 3650);
            var two = map.Flag("two_people") ?? false;
            map.Finish();
            if (window is not null && !map.Has("up_to"))
            {
                map.Error(map.LineOf("window"), "A window without 'up_to' bounds nothing.", "Add up_to: 500, or leave window out.");
            }

            if (role is not null && action is not null)
            {
                rules.Add(new(PeopleReader.RoleOf(role), action, upTo, forTiers, window, two));
            }
        }

        file.Finish();
        return new(currency, rules) { Owner = owner, ReviewBy = review };
    }

    [GeneratedRegex(@"\{(?<name>\w{1,64})\}", RegexOptions.None, 5_000)]
    private static partial Regex Place();
}
