using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Triage.Routing;

/// <summary>A case that is over, as later questions learn from it.</summary>
/// <param name="Question">The rep's words.</param>
/// <param name="Category">The category that it was given, or null.</param>
/// <param name="Queue">Id of the queue where it ended: people send on what came to the wrong one, so this is the truth.</param>
public sealed record PastCase(string Question, string? Category, string Queue);

/// <summary>Where past cases like a question went.</summary>
/// <param name="Category">The category; null when only the queue is known.</param>
/// <param name="Queue">Id of the queue.</param>
/// <param name="Probability">How probable it is by the question's words, 0..1.</param>
/// <param name="Usual">How probable it is without any words, 0..1.</param>
public sealed record LikelyPlace(string? Category, string Queue, double Probability, double Usual)
{
    /// <summary>
    /// What the words add, 0..1. A place that is nearly always right needs more than to be likely: without that, every question about
    /// nothing would be about it.
    /// </summary>
    internal double Gain => Math.Max(0, (Probability - Usual) / Math.Max(1 - Usual, 1e-6));
}

/// <summary>
/// Category and queue of a question by where cases in like words ended. Learned when at least <see cref="Least"/> of them are known in two
/// or more places (a place counts from <see cref="LeastInPlace"/> on) and when every fifth case, kept back, is told better by the others
/// than by always saying the most frequent place.
/// </summary>
public sealed class PastCases
{
    /// <summary>Fewer cases teach nothing.</summary>
    public const int Least = 30;

    /// <summary>A category or queue with fewer cases is not learned from them; examples of criteria may still teach the category.</summary>
    public const int LeastInPlace = 5;
    private const int KeptBack = 5,
        Named = 3;
    private const double LeastNamed = 0.05;

    // Begins no category: organisation.yaml allows letters and digits there.
    private const string OnlyQueue = "@";

    private readonly LabelModel _model;
    private readonly Dictionary<string, (string? Category, string Queue, double Usual)> _places;

    private PastCases(LabelModel model, OrganisationSnapshot organisation)
    {
        _model = model;
        _places = model
            .Guess("")
            .ToDictionary(
                guess => guess.Label,
                guess =>
                    guess.Label.StartsWith(OnlyQueue, StringComparison.Ordinal)
                        ? ((string?)null, guess.Label[OnlyQueue.Length..], guess.Probability)
                        : (guess.Label, organisation.QueueFor(guess.Label).Id, guess.Probability),
                StringComparer.Ordinal
            );
    }

    /// <summary>
    /// Learns from cases, oldest first, and from the examples of criteria that stand for one category. Null when they are too few or tell
    /// nothing.
    /// </summary>
    public static PastCases? Learn(IReadOnlyList<PastCase> cases, OrganisationSnapshot organisation)
    {
        var known = cases
            .Where(one => !string.IsNullOrWhiteSpace(one.Question) && organisation.FindQueue(one.Queue) is not null)
            .Select(one => (Text: one.Question, Label: LabelOf(one, organisation)))
            .ToList();
        var counted = known
            .CountBy(one => one.Label, StringComparer.Ordinal)
            .Where(count => count.Value >= LeastInPlace)
            .Select(count => count.Key)
            .ToHashSet(StringComparer.Ordinal);
        var examples = known.Where(one => counted.Contains(one.Label)).ToList();
        if (examples.Count < Least || counted.Count < 2 || !TellsMore(examples))
        {
            return null;
        }
        examples.AddRange(OfCriteria(organisation.Criteria));
        return LabelModel.Train(examples) is { } model ? new PastCases(model, organisation) : null;
    }

    /// <summary>The likeliest places of a question, up to three, best first.</summary>
    public IReadOnlyList<LikelyPlace> Guess(string text) =>
        [
            .. _model
                .Guess(text)
                .Take(Named)
                .Where(guess => guess.Probability >= LeastNamed)
                .Select(guess => new LikelyPlace(
                    _places[guess.Label].Category,
                    _places[guess.Label].Queue,
                    guess.Probability,
                    _places[guess.Label].Usual
                )),
        ];

    /// <summary>
    /// A case that was sent on to a queue which does not take its category had the wrong one; of a queue with a single category it is that.
    /// </summary>
    private static string LabelOf(PastCase one, OrganisationSnapshot organisation)
    {
        var takes = organisation.FindQueue(one.Queue)!.Categories;
        if (one.Category is { } category && takes.Contains(category, StringComparer.Ordinal))
        {
            return category;
        }
        return takes.Count == 1 ? takes[0] : OnlyQueue + one.Queue;
    }

    private static bool TellsMore(List<(string Text, string Label)> examples)
    {
        var kept = examples.Where((_, i) => i % KeptBack == KeptBack - 1).ToList();
        var model = LabelModel.Train([.. examples.Where((_, i) => i % KeptBack != KeptBack - 1)]);
        return model is not null
            && kept.Count(one => model.Guess(one.Text)[0].Label == one.Label)
                > kept.CountBy(one => one.Label, StringComparer.Ordinal).Max(count => count.Value);
    }

    private static IEnumerable<(string Text, string Label)> OfCriteria(CriteriaPolicy policy) =>
        from criterion in policy.Criteria
        let category = OnlyCategory(criterion.When)
        where category is not null
        from example in criterion.Examples
        where example.Fires
        select (example.Text, category);

    private static string? OnlyCategory(Condition when) =>
        when switch
        {
            Condition.Category { OneOf: [var only] } => only,
            Condition.All all => all.Parts.Select(OnlyCategory).FirstOrDefault(category => category is not null),
            _ => null,
        };
}
