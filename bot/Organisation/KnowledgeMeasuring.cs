using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Measures the confidence on the articles in force (<see cref="SelfCalibration"/>), again whenever they or the organisation's files
/// change. In the background: what was measured before stays in force until it is done, and before the first time the engine is careful.
/// Called by one loop.
/// </summary>
internal sealed class KnowledgeMeasuring(TimeProvider time)
{
    /// <summary>Measuring so few articles by words takes no longer than reading them: it is done at once.</summary>
    private const int AtOnce = 200;

    private readonly Dictionary<string, IReadOnlyList<float>> _vectors = new(StringComparer.Ordinal);
    private (SearchIndex Index, string Files)? _measured;
    private Task<SelfCalibration>? _running;

    /// <summary>What is known now.</summary>
    public SelfCalibration InForce { get; private set; } = SelfCalibration.Unmeasured;

    /// <summary>What is known is of the articles in force.</summary>
    public bool IsIdle => _running is null;

    /// <summary>Why the last measuring failed; null when it did not.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Starts measuring when something changed, and takes over what was measured.</summary>
    /// <returns>True when <see cref="InForce"/> is another one now.</returns>
    public async Task<bool> LookAsync(SearchIndex index, OrganisationSnapshot organisation, CancellationToken ct)
    {
        if (_running is null)
        {
            if (_measured is { } last && ReferenceEquals(last.Index, index) && last.Files == organisation.Version)
            {
                return false;
            }
            _measured = (index, organisation.Version);
            var today = organisation.Calendar.DateOf(time.GetUtcNow());
            var synonyms = Synonyms.Of(organisation.Synonyms);
            _running = Task.Run(() => MeasureAsync(index, synonyms, today, ct), ct);
            if (index.Count > AtOnce || index.HasEncoder)
            {
                return false;
            }
        }
        else if (!_running.IsCompleted)
        {
            return false;
        }
        var done = _running;
        _running = null;
        await ((Task)done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ct.ThrowIfCancellationRequested();
        Problem = done.Exception is { } failed
            ? new Problem(
                ProblemLevel.Warning,
                "knowledge/",
                0,
                $"The confidence could not be measured on the articles: {failed.GetBaseException().Message}",
                "The engine goes on as careful as before; a change of any article measures again."
            )
            : null;
        if (Problem is null)
        {
            InForce = await done;
        }
        return true;
    }

    private async Task<SelfCalibration> MeasureAsync(SearchIndex index, Synonyms synonyms, DateOnly day, CancellationToken ct)
    {
        if (!index.HasEncoder)
        {
            return SelfCalibration.Measure(index, synonyms, day, ct);
        }
        var questions = SelfCalibration.QuestionsOf(index, day);
        // What left the knowledge base is not kept.
        foreach (var gone in _vectors.Keys.Except(questions, StringComparer.Ordinal).ToList())
        {
            _vectors.Remove(gone);
        }
        var unknown = questions.Where(question => !_vectors.ContainsKey(question)).ToList();
        await index.PrepareAsync(unknown, ct);
        foreach (var question in unknown)
        {
            ct.ThrowIfCancellationRequested();
            if (index.MeaningOf(question) is { Count: > 0 } vector)
            {
                _vectors[question] = vector;
            }
        }
        return SelfCalibration.Measure(index, synonyms, day, ct, meaning: question => _vectors.GetValueOrDefault(question) ?? []);
    }
}
