using System.Diagnostics;
using System.Globalization;
using System.Resources;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>
/// Says in words what a condition needs, for receipts and for the check. The words stand in CriteriaWords.resx, one file per language.
/// </summary>
public static class CriteriaWords
{
    private const int MostListed = 8;
    private static readonly ResourceManager Texts = new(typeof(CriteriaWords).FullName!, typeof(CriteriaWords).Assembly);

    /// <summary>Half a sentence that follows "if": "the account's tier is enterprise, and the question names more than 500 EUR".</summary>
    public static string Describe(Condition condition, CultureInfo culture) =>
        condition switch
        {
            Condition.All all => string.Join(Text("And", culture), all.Parts.Select(part => Describe(part, culture))),
            Condition.Any any => Text(
                "Either",
                culture,
                string.Join(Text("OrElse", culture), any.Parts.Select(part => Describe(part, culture)))
            ),
            Condition.Not { Part: Condition.IncidentOpen incident } => Describe(new Condition.IncidentOpen(!incident.Open), culture),
            Condition.Not { Part: Condition.OutsideHours outside } => Describe(new Condition.OutsideHours(!outside.Closed), culture),
            Condition.Not { Part: Condition.Not not } => Describe(not.Part, culture),
            Condition.Not not => Text("Not", culture, Describe(not.Part, culture)),
            Condition.Words words => Text(
                words.In switch
                {
                    WordsIn.Quote => "WordsInQuote",
                    WordsIn.Attachment => "WordsInAttachment",
                    _ => "Words",
                },
                culture,
                List([.. words.Patterns.Select(pattern => Text("Quoted", culture, pattern))], culture)
            ),
            Condition.Category category => Text("Category", culture, List(category.OneOf, culture)),
            Condition.AccountTier tier => Text("AccountTier", culture, List(tier.OneOf, culture)),
            Condition.AmountOver over => Text(
                "AmountOver",
                culture,
                string.Create(culture, $"{over.Amount:#,0.##} {over.Currency}").TrimEnd()
            ),
            Condition.RepeatContacts repeat => Text(
                "RepeatContacts",
                culture,
                repeat.Count.ToString(culture),
                Length(repeat.Within, culture)
            ),
            Condition.Frustrated => Text("Frustrated", culture),
            Condition.IncidentOpen incident => Text(incident.Open ? "IncidentOpen" : "NoIncident", culture),
            Condition.RenewalWithin renewal => Text("RenewalWithin", culture, Length(TimeSpan.FromDays(renewal.Days), culture)),
            Condition.Article article => string.Join(Text("Or", culture), article.OneOf.Select(state => Text($"Article{state}", culture))),
            Condition.ConfidenceUnder under => Text("ConfidenceUnder", culture, (under.Limit * 100).ToString("0.#", culture)),
            Condition.OutsideHours outside => Text(outside.Closed ? "Closed" : "Open", culture),
            Condition.LanguageNot language => Text("LanguageNot", culture, List(language.NoneOf, culture)),
            _ => throw new UnreachableException(),
        };

    private static string List(IReadOnlyList<string> items, CultureInfo culture) =>
        string.Join(Text("Or", culture), items.Take(MostListed))
        + (items.Count > MostListed ? Text("More", culture, (items.Count - MostListed).ToString(culture)) : "");

    private static string Length(TimeSpan time, CultureInfo culture)
    {
        var inDays = time.Ticks % TimeSpan.TicksPerDay == 0;
        var count = inDays ? time.TotalDays : time.TotalHours;
        var key = (inDays, count) switch
        {
            (true, 1) => "Day",
            (true, _) => "Days",
            (false, 1) => "Hour",
            _ => "Hours",
        };
        return Text(key, culture, count.ToString("0.##", culture));
    }

    private static string Text(string key, CultureInfo culture, params string[] values) =>
        string.Format(culture, Texts.GetString(key, culture) ?? throw new UnreachableException(key), [.. values]);
}
