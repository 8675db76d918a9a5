using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;

namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// What a knowledge base says about the shipped confidence, without a label: how sure the model is of wrong articles here
/// (<see cref="NearMisses"/>) bends it, so that a confidence means the same for every knowledge base. One bend for each way of searching,
/// each audience, and each tag that questions are held to. Immutable.
/// </summary>
public sealed class SelfCalibration
{
    private readonly Dictionary<(Audience Reader, string Scope, bool ByMeaning), Calibration> _bends;

    private SelfCalibration(Dictionary<(Audience, string, bool), Calibration> bends, int questions) =>
        (_bends, Questions) = (bends, questions);

    /// <summary>Nothing is known yet: as careful as a knowledge base of the harder kind asks for.</summary>
    public static SelfCalibration Unmeasured { get; } = new([], 0);

    /// <summary>How many questions were asked; 0 = nothing is known yet.</summary>
    public int Questions { get; }

    /// <summary>Measures what is found by words, for each audience and each of these tags.</summary>
    /// <param name="knowledge">The articles.</param>
    /// <param name="synonyms">The organisation's own words for things.</param>
    /// <param name="day">Only articles in force on this day take part.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="scopes">Tags that questions are held to.</param>
    /// <param name="meaning">
    /// Gives the vector of a question; null = what is found by meaning is not measured, because no encoder takes part.
    /// </param>
    public static SelfCalibration Measure(
        SearchIndex knowledge,
        Synonyms synonyms,
        DateOnly day,
        CancellationToken ct,
        IEnumerable<string>? scopes = null,
        Func<string, IReadOnlyList<float>>? meaning = null
    )
    {
        var bends = new Dictionary<(Audience, string, bool), Calibration>();
        var questions = 0;
        var all = new NearMissTerms(knowledge, day) { Synonyms = synonyms };
        List<NearMissTerms> kinds =
        [
            all,
            .. (scopes ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Select(scope => all with { Scope = scope }),
        ];
        var forClients = knowledge.Articles.Count(article => article.Audience == Audience.Client);
        if (forClients > 0 && forClients < knowledge.Count)
        {
            kinds.AddRange([.. kinds.Select(kind => kind with { Reader = Audience.Client })]);
        }
        foreach (var kind in kinds)
        {
            Add(kind, false);
            if (meaning is not null)
            {
                Add(kind with { Meaning = meaning }, true);
            }
        }
        return new SelfCalibration(bends, questions);

        void Add(NearMissTerms terms, bool byMeaning)
        {
            var misses = NearMisses.Of(terms, ct);
            questions += misses.Count;
            // Where many texts say the same thing, taking one out leaves others that are right.
            bends[Key(terms.Reader, terms.Scope, byMeaning)] = knowledge.HasSimilarTexts
                ? SelfBend.Neutral
                : SelfBend.Of([.. misses.Select(miss => miss.Confidence)], byMeaning);
        }
    }

    /// <summary>The questions that <see cref="Measure"/> asks, for whoever fetches their vectors beforehand.</summary>
    public static IReadOnlyList<string> QuestionsOf(SearchIndex knowledge, DateOnly day) =>
        [
            .. NearMisses
                .Chosen(new NearMissTerms(knowledge, day))
                .SelectMany(MadeQuestions.Of)
                .Select(made => made.Text)
                .Take(NearMisses.MostQuestions)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>How the shipped confidence is bent for such a question.</summary>
    public Calibration For(Audience reader, string? scope, bool byMeaning) =>
        _bends.TryGetValue(Key(reader, scope, byMeaning), out var bend) ? bend
        // All articles are for one audience.
        : _bends.TryGetValue(Key(Audience.Internal, scope, byMeaning), out bend) ? bend
        : SelfBend.Unknown;

    private static (Audience, string, bool) Key(Audience reader, string? scope, bool byMeaning) =>
        (reader, scope?.ToUpperInvariant() ?? "", byMeaning);
}
