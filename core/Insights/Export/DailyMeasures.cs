using CsvHelper;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Insights.Export;

/// <summary>
/// measures.csv: one line per day and queue of cases, and one per day (empty queue) of questions. A case counts on the day it was made.
/// </summary>
internal sealed class DailyMeasures(OrganisationSnapshot organisation)
{
    private readonly SortedDictionary<(DateOnly Day, string Queue), Tally> _lines = [];

    /// <summary>How many lines there are.</summary>
    public int Count => _lines.Count;

    public void Add(QuestionRow question)
    {
        var tally = Of(question.AskedAt, "");
        tally.Questions++;
        if (question.FinishedAt is not null)
        {
            tally.Finished++;
        }
        tally.Verdicts[question.Verdict] = tally.Verdicts.GetValueOrDefault(question.Verdict) + 1;
        if (question.CaseId is not null)
        {
            tally.Escalated++;
        }
    }

    public void Add(Case one)
    {
        var tally = Of(one.CreatedAt, one.Queue);
        var level = Clocks.LevelOf(one, organisation);
        var calendar = level.CalendarIn(organisation.Calendar);
        tally.Cases++;
        if (one.Reopened > 0)
        {
            tally.Reopened++;
        }
        if (one.Rating is { } rating)
        {
            tally.Ratings.Add(rating);
        }
        if (one.FirstClaimedAt is { } claimed)
        {
            tally.ClaimMinutes.Add((claimed - one.CreatedAt).TotalMinutes);
            if (claimed <= calendar.Add(one.CreatedAt, level.Claim))
            {
                tally.ClaimedInTime++;
            }
        }
        if (one.Resolution is { } resolution)
        {
            tally.ResolveHours.Add((resolution.At - one.CreatedAt).TotalHours);
            if (resolution.At <= calendar.Add(one.ReopenedAt ?? one.CreatedAt, level.Resolve))
            {
                tally.ResolvedInTime++;
            }
        }
    }

    public void Write(CsvWriter csv)
    {
        csv.Line(
            "day",
            "queue",
            "questions",
            "finished",
            "answered",
            "offered",
            "asked_back",
            "not_covered",
            "escalated",
            "cases",
            "claimed",
            "claimed_in_time",
            "median_claim_minutes",
            "resolved",
            "resolved_in_time",
            "median_resolve_hours",
            "reopened",
            "median_rating"
        );
        foreach (var ((day, queue), tally) in _lines)
        {
            csv.Line(
                day,
                queue,
                tally.Questions,
                tally.Finished,
                tally.Of("answer"),
                tally.Of("offer"),
                tally.Of("ask"),
                tally.Of("not_covered"),
                tally.Escalated,
                tally.Cases,
                tally.ClaimMinutes.Count,
                tally.ClaimedInTime,
                Median(tally.ClaimMinutes),
                tally.ResolveHours.Count,
                tally.ResolvedInTime,
                Median(tally.ResolveHours),
                tally.Reopened,
                Median(tally.Ratings)
            );
        }
    }

    private Tally Of(DateTimeOffset at, string queue)
    {
        var key = (organisation.Calendar.DateOf(at), queue);
        if (!_lines.TryGetValue(key, out var tally))
        {
            _lines[key] = tally = new Tally();
        }
        return tally;
    }

    private static double? Median(List<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }
        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }

    private sealed class Tally
    {
        public int Questions { get; set; }
        public int Finished { get; set; }
        public int Escalated { get; set; }
        public Dictionary<string, int> Verdicts { get; } = new(StringComparer.Ordinal);
        public int Cases { get; set; }
        public int ClaimedInTime { get; set; }
        public int ResolvedInTime { get; set; }
        public int Reopened { get; set; }
        public List<double> ClaimMinutes { get; } = [];
        public List<double> ResolveHours { get; } = [];
        public List<double> Ratings { get; } = [];

        public int Of(string verdict) => Verdicts.GetValueOrDefault(verdict);
    }
}
