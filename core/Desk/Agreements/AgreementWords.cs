using System.Collections.Frozen;
using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Agreements;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Agreements;

/// <summary>Which clauses a question is about: those of the account it names whose name stands in it, in whatever order and form.</summary>
internal static class AgreementWords
{
    private const int MostClauses = 3,
        OnCard = 240;

    /// <summary>With one of them a single word may name a clause: "which discount is in their contract?".</summary>
    private static readonly FrozenSet<string> OfContracts = ContentWords
        .Of(
            "contract agreement agreed clause amendment addendum order terms entitled valid force "
                + "vertrag vereinbarung vereinbart klausel nachtrag bestellung konditionen contrat accord clause avenant convenu "
                + "contrato acuerdo clausula anexo acordado"
        )
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>"which discount", "how many of their seats": the word soon behind it may be a clause's whole name.</summary>
    private static readonly FrozenSet<string> Asking =
        "which what many much welche welcher welches welchen viele quel quelle combien cuanto cuantos cual"
            .Split(' ')
            .ToFrozenSet(StringComparer.Ordinal);
    private const int SoonBehind = 4;

    /// <summary>Who asks how something is done asks no contract, unless it is named.</summary>
    private static readonly string[] HowTo = ["how do", "how can", "how to", "how does", "wie kann", "wie geht", "comment", "como"];

    /// <summary>What holds about what the question names, and the day it was looked at; empty when it is about no clause.</summary>
    /// <param name="draft">Its organisation.</param>
    /// <param name="asked">The question, judged.</param>
    public static (IReadOnlyList<AgreedState> States, DateOnly Day) Find(DecisionBuilder draft, AskedQuestion asked)
    {
        var facts = asked.Judgement.Facts;
        var agreements = draft.Loaded.Organisation.Agreements;
        if (agreements.All.Count == 0 || facts.AccountId is not { } account)
        {
            return ([], draft.Today);
        }

        var day = DayIn(facts) ?? draft.Today;
        var states = agreements.StateOf(account, day);
        var own = MessageParts.Of(QuestionText.Fit(asked.Text)).Own;
        var words = ContentWords.Of(own);
        var names = words.Overlaps(OfContracts);
        if (states.Count == 0 || (!names && IsHowTo(own)))
        {
            return ([], day);
        }

        var wanted = names ? words : AskedFor(own);

        var fitting = states
            .Select(state => (State: state, Words: Fit(state, words, wanted)))
            .Where(one => one.Words.Count > 0)
            .OrderByDescending(one => one.Words.Count)
            .ToList();
        return (
            [
                .. fitting
                    .Where(one => !fitting.Exists(other => other.Words.IsProperSupersetOf(one.Words)))
                    .Select(one => one.State)
                    .Take(MostClauses),
            ],
            day
        );
    }

    /// <summary>What the documents say about the question, for the card of the case that came of it.</summary>
    public static IEnumerable<KnownFact> FactsFor(DecisionBuilder draft, AskedQuestion asked) =>
        draft.Loaded.Asker.IsMember
            ? Find(draft, asked)
                .States.SelectMany(state =>
                    state.Holding.Select(one => new KnownFact(
                        $"{state.Title}, {one.Document.Title}",
                        ShortText.Of(one.Clause.Text, OnCard)
                    ))
                )
            : [];

    /// <summary>The words of the longest name that the question holds whole; none when it does not name the clause.</summary>
    /// <param name="state">The clause.</param>
    /// <param name="asked">The words of the question.</param>
    /// <param name="wanted">Those of them that may be the whole name of a clause.</param>
    private static HashSet<string> Fit(AgreedState state, HashSet<string> asked, HashSet<string> wanted) =>
        state
            .Timeline.SelectMany(one => one.Clause.Names)
            .Select(ContentWords.Of)
            .Where(name => name.Count > 1 ? name.IsSubsetOf(asked) : name.Count == 1 && name.IsSubsetOf(wanted))
            .MaxBy(name => name.Count)
        ?? [];

    /// <summary>The one day that the question is about; null when it names none, or several.</summary>
    private static DateOnly? DayIn(QuestionFacts facts)
    {
        var days = facts
            .Found.Where(fact => fact.Name == FactNames.Date && fact.Certainty > Fact.Guess)
            .Select(fact =>
                DateOnly.TryParseExact(fact.Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                    ? day
                    : (DateOnly?)null
            )
            .OfType<DateOnly>()
            .Distinct()
            .ToList();
        return days is [var only] ? only : null;
    }

    private static HashSet<string> AskedFor(string text)
    {
        var words = FoldedText.Fold(text);
        return words
            .Index()
            .Where(one => Asking.Contains(one.Item))
            .SelectMany(one => ContentWords.Of(string.Join(' ', words.Skip(one.Index + 1).Take(SoonBehind))))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsHowTo(string text)
    {
        var words = string.Join(' ', FoldedText.Fold(text));
        return Array.Exists(HowTo, start => words.Contains(start, StringComparison.Ordinal));
    }
}
