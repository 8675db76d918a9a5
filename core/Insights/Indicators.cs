using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Insights;

/// <summary>
/// One figure: so many of so many. Its sentence of definition is the text <c>figure_KEY_is</c>; whoever shows it anywhere shows these
/// numbers.
/// </summary>
/// <param name="Key">Its name in every place: digest, console, CSV, API.</param>
/// <param name="Numerator">How many; of <c>csat_average</c> the sum of ratings, of <c>fairness</c> a square of a sum.</param>
/// <param name="Denominator">Of how many; 0 = nothing to tell.</param>
public sealed record Indicator(string Key, long Numerator, long Denominator)
{
    /// <summary>Numerator by denominator; null without anything to tell.</summary>
    public double? Value => Denominator == 0 ? null : (double)Numerator / Denominator;

    /// <summary>The bounds of a 95 % interval (Wilson's, for a share of few); null without anything to tell.</summary>
    public (double Low, double High)? Interval
    {
        get
        {
            if (Denominator == 0)
            {
                return null;
            }
            const double Z = 1.959964;
            var (n, p) = ((double)Denominator, (double)Numerator / Denominator);
            var middle = p + (Z * Z / (2 * n));
            var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
            var all = 1 + (Z * Z / n);
            return (Math.Max(0, (middle - half) / all), Math.Min(1, (middle + half) / all));
        }
    }
}

/// <summary>The figures of a span, from rows and cases alone. Pure.</summary>
public static class Indicators
{
    /// <summary>So long before the span an article may have solved the same for somebody.</summary>
    public static TimeSpan SolvedBefore { get; } = TimeSpan.FromDays(30);

    /// <summary>Names in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "answered",
        "offered",
        "not_covered",
        "to_people",
        "confirmed",
        "contained",
        "unknown",
        "fcr",
        "recontact",
        "precision",
        "avoidable",
        "claimed_in_time",
        "resolved_in_time",
        "fcr_escalated",
        "misrouted",
        "reasked",
        "act_at_once",
        "promises_kept",
        "csat",
        "csat_average",
        "fairness",
        "accepted",
        "delivered",
    ];

    /// <summary>All of them.</summary>
    /// <param name="figures">The span, with its cases.</param>
    /// <param name="rows">Questions of the span, and of the 30 days before it.</param>
    /// <param name="moved">Numbers of cases that were moved to another queue.</param>
    /// <param name="made">Numbers of the reader's cases that were made in the span.</param>
    /// <param name="recontacts">Answers after which the asker came back with it within 72 hours.</param>
    /// <param name="service">Received and delivered.</param>
    public static IReadOnlyList<Indicator> Of(
        Figures figures,
        IReadOnlyCollection<QuestionRow> rows,
        IReadOnlySet<string> moved,
        IReadOnlyCollection<string> made,
        int recontacts,
        ServiceCounts service
    )
    {
        var (outcomes, proved) = (figures.Outcomes, figures.Proved);
        var asked = rows.Where(row => row.AskedAt >= figures.From && row.AskedAt < figures.To).ToList();
        var solving = rows.Where(row => row.State == "solved" && row.Article is not null)
            .Select(row => row.Article!)
            .ToHashSet(StringComparer.Ordinal);
        // What a criterion sends to people is meant to be there.
        var byPerson = asked.Where(row => row.CaseId is not null && row.Verdict != "escalate").ToList();
        var refuted = asked.Count(row => row.CaseId is not null && row.Verdict == "answer");
        var worked = figures.Worked;
        var resolved = worked.Where(one => one.Resolution is { } end && end.At >= figures.From && end.At < figures.To).ToList();
        var claimed = worked.Where(one => one.FirstClaimedAt >= figures.From && one.FirstClaimedAt < figures.To).ToList();
        var asks = worked.SelectMany(one => one.Asks).ToList();
        var said = worked.Select(one => one.Resolution?.AskedBack).OfType<bool>().ToList();
        var promises = worked.SelectMany(one => one.Promises).ToList();
        var kept = promises.Count(promise => promise.State is PromiseState.Kept);
        var ratings = worked.Select(one => one.Rating).OfType<int>().ToList();
        var loads = figures.Specialists.Select(email => (long)figures.OpenCases.Count(one => HasIt(one, email))).ToList();
        return
        [
            new("answered", outcomes.Answered, outcomes.All),
            new("offered", outcomes.Offered, outcomes.All),
            new("not_covered", outcomes.NotCovered, outcomes.All),
            new("to_people", outcomes.ToPeople, outcomes.All),
            new("confirmed", proved.Confirmed, proved.All),
            new("contained", proved.Quiet, proved.All),
            new("unknown", proved.Unknown, proved.All),
            new("fcr", proved.Confirmed + proved.Quiet, outcomes.All),
            new("recontact", recontacts, proved.All),
            new("precision", proved.Confirmed, proved.Confirmed + refuted),
            new("avoidable", byPerson.Count(row => row.Article is { } article && solving.Contains(article)), byPerson.Count),
            new("claimed_in_time", claimed.Count(one => one.FirstClaimedAt <= figures.Promised[one.Id].Claim), claimed.Count),
            new("resolved_in_time", resolved.Count(one => one.Resolution!.At <= figures.Promised[one.Id].Resolve), resolved.Count),
            new("fcr_escalated", resolved.Count(one => one.Reopened == 0), resolved.Count),
            new("misrouted", made.Count(moved.Contains), made.Count),
            new("reasked", asks.Count(ask => ask.AskedAgain), asks.Count),
            new("act_at_once", said.Count(askedBack => !askedBack), said.Count),
            new("promises_kept", kept, kept + promises.Count(promise => promise.State is PromiseState.Broken)),
            new("csat", ratings.Count(rating => rating >= 4), ratings.Count),
            new("csat_average", ratings.Sum(), ratings.Count),
            // Jain's index: 1 = everybody has as much, 1/n = one person has all.
            new("fairness", loads.Sum() * loads.Sum(), loads.Count * loads.Sum(load => load * load)),
            new("accepted", service.Accepted, service.Received),
            new("delivered", service.InTime, service.Sent),
        ];

        static bool HasIt(Case one, string email) => one.State is CaseState.Claimed && one.Owner?.Email == email;
    }

    /// <summary>As JSON: the span, the line, and each figure with its two numbers, for other programs.</summary>
    public static string Json(Figures figures)
    {
        using var bytes = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                bytes,
                new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("from", figures.From.UtcDateTime);
            json.WriteString("to", figures.To.UtcDateTime);
            json.WriteNumber("questions", figures.Questions);
            json.WriteNumber("finished", figures.Finished);
            json.WriteNumber("open", figures.Open);
            json.WriteNumber("lost", figures.Lost);
            json.WriteNumber("cases_open", figures.OpenCases.Count);
            json.WriteNumber("undelivered", figures.Undelivered);
            json.WriteStartObject("figures");
            foreach (var one in figures.Indicators)
            {
                json.WriteStartObject(one.Key);
                json.WriteNumber("numerator", one.Numerator);
                json.WriteNumber("denominator", one.Denominator);
                if (one.Value is { } value)
                {
                    json.WriteNumber("value", Math.Round(value, 6));
                }
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }
}
