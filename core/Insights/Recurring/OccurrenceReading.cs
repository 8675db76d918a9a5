using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// The stored questions of some weeks, kept in memory by version, so that each look reads only what is new or changed. What was forgotten
/// is gone at the next look. Questions whose case is restricted are left out for everybody: the name and the size of an issue would tell
/// what they are about.
/// </summary>
internal sealed class OccurrenceReading(Records records, CaseStore cases)
{
    /// <summary>Of more questions the newest: growing their clusters anew takes a few seconds.</summary>
    private const int Most = 5_000;

    /// <summary>More than this are read in one go.</summary>
    private const int MostSingly = 300;

    /// <summary>Longer texts say no more about their issue.</summary>
    private const int LongestText = 4000;

    private Dictionary<string, (int Version, Occurrence? Seen)> _known = new(StringComparer.Ordinal);

    /// <summary>Those asked in the time, oldest first.</summary>
    public async Task<List<Occurrence>> ReadAsync(DateTimeOffset since, DateTimeOffset before, CancellationToken ct)
    {
        var stamps = await records.StampsAsync(since, before, Most, ct);
        var changed = stamps.Where(stamp => _known.GetValueOrDefault(stamp.Id).Version != stamp.Version).ToList();
        var bodies = await BodiesAsync(changed, ct);
        var known = new Dictionary<string, (int Version, Occurrence? Seen)>(StringComparer.Ordinal);
        foreach (var stamp in stamps)
        {
            if (bodies.GetValueOrDefault(stamp.Id) is { } asked)
            {
                known[stamp.Id] = (asked.Version, await SeenAsync(asked, ct));
            }
            else if (_known.TryGetValue(stamp.Id, out var kept) && kept.Version == stamp.Version)
            {
                known[stamp.Id] = kept;
            }
        }
        _known = known;
        return [.. stamps.Select(stamp => known.GetValueOrDefault(stamp.Id).Seen).OfType<Occurrence>()];
    }

    /// <summary>
    /// None of these was changed, forgotten or made a case since it was read, and none is older than the time. Waits for no other reading.
    /// </summary>
    public async Task<bool> AreCurrentAsync(
        IReadOnlyCollection<Occurrence> read,
        DateTimeOffset since,
        DateTimeOffset before,
        CancellationToken ct
    )
    {
        if (read.Count == 0)
        {
            return true;
        }
        var versions = (await records.StampsAsync(since, before, Most, ct)).ToDictionary(
            stamp => stamp.Id,
            stamp => stamp.Version,
            StringComparer.Ordinal
        );
        return read.All(one => versions.TryGetValue(one.Id, out var version) && version == one.Version);
    }

    private async Task<Dictionary<string, AskedQuestion>> BodiesAsync(List<QuestionStamp> wanted, CancellationToken ct)
    {
        var bodies = new Dictionary<string, AskedQuestion>(StringComparer.Ordinal);
        if (wanted.Count > MostSingly)
        {
            var ids = wanted.Select(stamp => stamp.Id).ToHashSet(StringComparer.Ordinal);
            await records.EachQuestionAsync(
                wanted[0].AskedAt,
                asked =>
                {
                    if (ids.Contains(asked.Id) && asked.By != Forgotten.Nobody)
                    {
                        bodies[asked.Id] = asked;
                    }
                },
                ct
            );
            return bodies;
        }
        foreach (var asked in await cases.FindQuestionsAsync(wanted.Select(stamp => stamp.Id), ct))
        {
            bodies[asked.Id] = asked;
        }
        return bodies;
    }

    /// <summary>Null: nothing to be shown.</summary>
    private async Task<Occurrence?> SeenAsync(AskedQuestion asked, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(asked.Text) || asked.IsRestricted)
        {
            return null;
        }
        var account = asked.Judgement.Facts.AccountId;
        if (asked.CaseId is { } id)
        {
            // A case that is not there was forgotten or cannot be read: nobody can tell whether it was restricted.
            if (await cases.FindCasesAsync([id], ct) is not [{ Restricted: false } theCase])
            {
                return null;
            }
            account = theCase.Account ?? account;
        }
        var text = ShortText.Cut(asked.Text, LongestText);
        return new Occurrence(asked.Id, text, account ?? asked.By.Email ?? $"{asked.By.Key.Channel}:{asked.By.Key.Id}", asked.AskedAt)
        {
            Version = asked.Version,
            Account = account,
            CaseId = asked.CaseId,
            IsUnanswered = asked.Judgement.Verdict switch
            {
                Verdict.NotCovered { OnlyPeople: true } or Verdict.Escalate => false,
                Verdict.NotCovered => !asked.ByAuthority,
                // An article was there, and a person was asked all the same.
                _ => asked.CaseId is not null,
            },
        };
    }
}
