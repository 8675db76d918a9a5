using System.Globalization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage;

/// <summary>Reads what can be understood from a question's words alone. Given facts stand first and win.</summary>
internal static class FactFinder
{
    /// <summary>Facts hidden in a pasted log of a thousand lines are rarely the asker's own.</summary>
    private const int Read = 6_000;

    public static List<Fact> Find(Question question, TriageData data, Circumstances circumstances, DateTimeOffset now)
    {
        var whole = ShortText.Cut(question.Text, Read);
        // A quoted mail, a signature and a log have their own dates, amounts and moods: those are none of this question.
        var parts = MessageParts.Of(whole);
        var text = parts.Own;
        var facts = new List<Fact>();
        foreach (var (name, value) in question.Given)
        {
            facts.Add(new Fact(name, value, value, 1));
        }
        if (!question.Given.ContainsKey(FactNames.Account))
        {
            AddAccounts(parts, data.Accounts, facts);
        }
        AddChoices(text, data.Intake, facts);
        // "By tomorrow" is said of the client's day.
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, ZoneOf(facts, data)).DateTime);
        foreach (var (code, words) in CodeFinder.ErrorCodes(parts.OwnAndCode))
        {
            Add(facts, FactNames.ErrorCode, code, words, 0.9);
        }
        foreach (var (version, words) in CodeFinder.Versions(parts.OwnAndCode))
        {
            Add(facts, FactNames.Version, version, words, 0.8);
        }
        foreach (var (amount, currency, words) in MoneyFinder.Find(text))
        {
            Add(facts, FactNames.Amount, string.Create(CultureInfo.InvariantCulture, $"{amount:0.##} {currency}"), words, 0.95);
        }
        foreach (var (day, words, certainty, deadline) in DateFinder.Find(text, today, circumstances.AskerLanguage))
        {
            Add(facts, FactNames.Date, day.ToString("O", CultureInfo.InvariantCulture), words, certainty);
            if (deadline && day >= today)
            {
                Add(facts, FactNames.Deadline, day.ToString("O", CultureInfo.InvariantCulture), words, certainty);
            }
        }
        if (MoodFinder.Impact(text) is { } impact)
        {
            Add(facts, FactNames.Impact, impact, impact, 0.7);
        }
        if (MoodFinder.Urgency(text) is var (priority, urgent))
        {
            Add(facts, FactNames.Urgency, priority, urgent, 0.8);
        }
        if (MoodFinder.Frustration(text) is { } angry)
        {
            Add(facts, FactNames.Tone, "frustrated", angry, 0.8);
        }
        if (MoodFinder.Repeat(text) is { } repeat)
        {
            Add(facts, FactNames.Repeat, "yes", repeat, 0.7);
        }
        if (MoodFinder.Tried(text) is { } tried)
        {
            Add(facts, FactNames.Tried, tried, tried, 0.8);
        }
        var (language, sure, speaking) = LanguageFinder.Find(text, circumstances.AskerLanguage ?? data.Language);
        if (sure > 0 || !question.Given.ContainsKey(FactNames.Language))
        {
            Add(facts, FactNames.Language, language, speaking, sure > 0 ? sure : 0.5);
        }
        return facts;
    }

    /// <summary>Where the clocks of the client are whom the question surely names; else ours.</summary>
    private static TimeZoneInfo ZoneOf(List<Fact> facts, TriageData data) =>
        facts.Find(fact => fact.Name == FactNames.Account && fact.Certainty > Fact.Guess) is { } account
        && data.Accounts.Given(account.Value) is { Zone: { } zone }
            ? zone
            : data.Zone;

    /// <summary>Whom the author names; else a guess at whom the quoted mail and its signature name.</summary>
    private static void AddAccounts(MessageParts parts, AccountFinder accounts, List<Fact> facts)
    {
        foreach (var match in accounts.Find(parts.Own))
        {
            facts.Add(new Fact(FactNames.Account, match.Account.Id, match.Words, match.Certainty));
        }
        if (facts.Exists(fact => fact.Name == FactNames.Account))
        {
            return;
        }
        foreach (var match in accounts.Find(parts.Others))
        {
            facts.Add(new Fact(FactNames.Account, match.Account.Id, match.Words, Math.Min(match.Certainty, Fact.Guess)));
        }
    }

    /// <summary>
    /// A fact of the intake with a list of answers is found when exactly one of them stands in the text ("gateway", "mobile app").
    /// </summary>
    private static void AddChoices(string text, Intake intake, List<Fact> facts)
    {
        foreach (var fact in intake.Facts)
        {
            if (fact.Choices.Count == 0 || facts.Exists(known => known.Name == fact.Id))
            {
                continue;
            }
            string? only = null;
            foreach (var choice in fact.Choices)
            {
                if (!HasWord(text, choice))
                {
                    continue;
                }
                if (only is not null)
                {
                    only = null;
                    break;
                }
                only = choice;
            }
            if (only is not null)
            {
                facts.Add(new Fact(fact.Id, only, only, 0.8));
            }
        }
    }

    private static bool HasWord(string text, string word)
    {
        for (
            var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }
        return false;
    }

    private static void Add(List<Fact> facts, string name, string value, string words, double certainty)
    {
        // What people gave is not argued with; the same value twice is one fact.
        if (facts.Exists(fact => fact.Name == name && (fact.Value == value || fact.Certainty >= 1 && fact.Words == fact.Value)))
        {
            return;
        }
        facts.Add(new Fact(name, value, words, certainty));
    }
}
