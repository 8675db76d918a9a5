using EscalationBot.Core.Cases;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Core.Insights;

/// <summary>
/// What people said, and did, about the first article of a ranking, with the confidence before feedback bent it. Takes the questions one by
/// one, oldest first, and keeps a line of each.
/// </summary>
public sealed class ConfidenceLabels(CalibrationLog log)
{
    /// <summary>Without a contact about it for this long, an answer is taken to have held.</summary>
    public static readonly TimeSpan QuietFor = TimeSpan.FromHours(72);

    /// <summary>
    /// Coming back with it says more than silence: most of those who are silent were helped, but some gave up, or found it elsewhere; and a
    /// colleague asks about one article for two clients.
    /// </summary>
    private const double CameBack = 0.25,
        Silence = 0.1;

    private readonly List<ConfidenceLabel> _labels = [];
    private readonly List<(string Person, string Article, ConfidenceLabel Label)> _silent = [];
    private readonly Dictionary<(string Person, string Article), List<DateTimeOffset>> _asked = [];

    /// <summary>Takes one question.</summary>
    public void Add(AskedQuestion asked)
    {
        if (First(asked) is not { } first)
        {
            return;
        }
        var person = asked.By.Email ?? $"{asked.By.Key.Channel}:{asked.By.Key.Id}";
        if (!_asked.TryGetValue((person, first.ArticleId), out var moments))
        {
            _asked[(person, first.ArticleId)] = moments = [];
        }
        moments.Add(asked.AskedAt);
        if (Of(asked, log) is { } said)
        {
            _labels.Add(said);
        }
        else if (asked.Judgement.Verdict is Verdict.Offer && asked.ShownArticle != first.ArticleId)
        {
            _labels.Add(Label(asked, log, first, right: false) with { Weight = 0 });
        }
        // Of those who were forgotten nobody knows whether they came back.
        else if (
            asked.By.Key.Id.Length > 0
            && asked.Judgement.Verdict is Verdict.Answer
            && asked.CaseId is null
            && asked.ShownArticle == first.ArticleId
        )
        {
            _silent.Add((person, first.ArticleId, Label(asked, log, first, right: true)));
        }
    }

    /// <summary>All labels, in no order. What people were silent about for less than <see cref="QuietFor"/> is left out.</summary>
    public IReadOnlyList<ConfidenceLabel> At(DateTimeOffset now)
    {
        var done = _silent
            .Where(one => one.Label.At + QuietFor <= now)
            .Select(one =>
                _asked[(one.Person, one.Article)].Exists(at => at > one.Label.At && at < one.Label.At + QuietFor)
                    ? one.Label with
                    {
                        Right = false,
                        Weight = CameBack,
                    }
                    : one.Label with
                    {
                        Weight = Silence,
                    }
            );
        return [.. _labels.Concat(done).OrderBy(label => label.At)];
    }

    /// <summary>What a person said about it; null when nobody said anything about the first article.</summary>
    public static ConfidenceLabel? Of(AskedQuestion asked, CalibrationLog log)
    {
        if (First(asked) is not { } first)
        {
            return null;
        }
        if (asked.State is QuestionState.Solved && asked.ShownArticle is { } solved)
        {
            return Label(asked, log, first, solved == first.ArticleId);
        }
        var asksPerson =
            asked.CaseId is not null && asked.ShownArticle == first.ArticleId && asked.Judgement.Verdict is not Verdict.Escalate;
        return asksPerson || asked.Rejected.Contains(first.ArticleId, StringComparer.Ordinal)
            ? Label(asked, log, first, right: false)
            : null;
    }

    /// <summary>What the search found first; what was pinned was not found and says nothing about it.</summary>
    private static Hit? First(AskedQuestion asked) =>
        asked.Judgement is { Receipt.Pinned: null, Ranking: [{ Confidence: > 0 } first, ..] } ? first : null;

    private static ConfidenceLabel Label(AskedQuestion asked, CalibrationLog log, Hit first, bool right) =>
        new(log.At(asked.AskedAt).Undo(first.Confidence), right)
        {
            At = asked.AskedAt,
            WasAnswer = asked.Judgement.Verdict is Verdict.Answer,
            AnswerFrom = asked.Judgement.Receipt.AnswerFrom,
        };
}
