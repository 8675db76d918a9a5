using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;

namespace EscalationBot.Core.Insights.Export;

/// <summary>How much an export wrote.</summary>
public sealed record ExportCounts(int Cases, int History, int Articles, int Days, int Audit)
{
    /// <summary>Lines of grants.csv.</summary>
    public int Grants { get; init; }
}

/// <summary>
/// The data in open formats: cases.csv, questions.csv, grants.csv, history.jsonl, articles/*.md, measures.csv, audit.jsonl. Whoever runs
/// it holds the database: restricted cases are there, and marked, so that files are handed on with care.
/// </summary>
public sealed class OpenFiles(Records records, Articles articles, Measures measures, AuditReading audit)
{
    /// <summary>
    /// Cases and questions that were left out, since their stored text cannot be read. Filled by <see cref="WriteAsync"/>.
    /// </summary>
    public IReadOnlyList<UnreadableRow> LeftOut => records.Unreadable.Since(DateTimeOffset.MinValue);

    /// <summary>Writes the files; those of an earlier export are replaced.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="organisation">Its service levels say what was in time, its zone what a day is.</param>
    public async Task<ExportCounts> WriteAsync(string folder, OrganisationSnapshot organisation, CancellationToken ct)
    {
        var days = new DailyMeasures(organisation);
        int cases,
            history;
        var restricted = new HashSet<string>(StringComparer.Ordinal);
        await using (var file = PrivateFiles.CreateText(Path.Combine(folder, "cases.csv")))
        {
            using var csv = CsvText.To(file);
            CaseLine.Head(csv);
            cases = await records.EachCaseAsync(
                one =>
                {
                    CaseLine.Write(csv, one, organisation);
                    days.Add(one);
                    if (one.Restricted)
                    {
                        restricted.Add(one.Id);
                        if (one.QuestionId is { } question)
                        {
                            restricted.Add(question);
                        }
                    }
                },
                ct
            );
        }
        await using (var file = PrivateFiles.Create(Path.Combine(folder, "history.jsonl")))
        {
            await using var json = new Utf8JsonWriter(
                file,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            ); // no HTML around it
            await records.EachQuestionAsync(
                DateTimeOffset.UnixEpoch,
                asked =>
                {
                    if (asked.IsRestricted || (asked.CaseId is { } theCase && LeftOut.Contains(new(UnreadableRow.Case, theCase))))
                    {
                        restricted.Add(asked.Id);
                    }
                },
                ct
            );
            // Nobody can tell whether what cannot be read was restricted.
            restricted.UnionWith(LeftOut.Select(one => one.Id));
            history = await records.EachHistoryAsync(entry => Write(file, json, entry, IsRestricted(entry)), ct);
        }
        var live = await articles.LiveAsync(ct);
        WriteArticles(Path.Combine(folder, "articles"), live);
        await using (var file = PrivateFiles.CreateText(Path.Combine(folder, "questions.csv")))
        {
            using var csv = CsvText.To(file);
            QuestionLines.Head(csv);
            foreach (var question in await measures.QuestionsAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, ct))
            {
                days.Add(question);
                QuestionLines.Write(csv, question, restricted.Contains(question.Id));
            }
        }
        await using (var file = PrivateFiles.CreateText(Path.Combine(folder, "measures.csv")))
        {
            using var csv = CsvText.To(file);
            days.Write(csv);
        }
        int grants;
        await using (var file = PrivateFiles.CreateText(Path.Combine(folder, "grants.csv")))
        {
            using var csv = CsvText.To(file);
            GrantLine.Head(csv);
            grants = await records.EachGrantAsync(
                one => GrantLine.Write(csv, one, one.CaseId is { } theCase && restricted.Contains(theCase)),
                ct
            );
        }
        await using var audited = PrivateFiles.Create(Path.Combine(folder, "audit.jsonl"));
        return new ExportCounts(cases, history, live.Count, days.Count, await AuditFile.WriteAsync(audited, audit, ct)) { Grants = grants };

        bool IsRestricted(HistoryEntry entry) =>
            (entry.CaseId is { } theCase && restricted.Contains(theCase))
            || (entry.QuestionId is { } question && restricted.Contains(question));
    }

    private static void WriteArticles(string folder, IReadOnlyList<Article> live)
    {
        PrivateFiles.RefuseLink(folder);
        if (System.IO.Directory.Exists(folder))
        {
            foreach (var old in System.IO.Directory.EnumerateFiles(folder, "*.md"))
            {
                File.Delete(old);
            }
        }
        PrivateFiles.CreateFolder(folder);
        foreach (var article in live)
        {
            PrivateFiles.WriteText(Path.Combine(folder, ArticleText.FileName(article)), ArticleText.Write(article));
        }
    }

    private static void Write(FileStream file, Utf8JsonWriter json, HistoryEntry entry, bool restricted)
    {
        json.WriteStartObject();
        json.WriteString("at", entry.At.UtcDateTime);
        json.WriteString("case", entry.CaseId);
        json.WriteString("question", entry.QuestionId);
        json.WriteString("kind", entry.Kind);
        json.WriteString("who", entry.Who);
        json.WriteString("email", entry.WhoEmail);
        json.WriteString("detail", entry.Detail);
        json.WriteBoolean("restricted", restricted);
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        file.WriteByte((byte)'\n');
    }
}

/// <summary>A line of cases.csv.</summary>
internal static class CaseLine
{
    public static void Head(CsvWriter csv) =>
        csv.Line(
            "id",
            "state",
            "queue",
            "priority",
            "account",
            "category",
            "rep",
            "rep_email",
            "owner",
            "owner_email",
            "created",
            "first_claimed",
            "resolved",
            "client_told",
            "reopened",
            "rating",
            "reasons",
            "question",
            "fix",
            "root_cause",
            "ruled_out",
            "told_client",
            "declined_why",
            "reopened_at",
            "closed",
            "claim_by",
            "resolve_by",
            "asks",
            "asks_known",
            "asked_back",
            "promises_kept",
            "promises_broken",
            "question_id",
            "restricted",
            "read_in"
        );

    public static void Write(CsvWriter csv, Case one, OrganisationSnapshot organisation) =>
        csv.Line(
            one.Id,
            one.State.ToString().ToLowerInvariant(),
            one.Queue,
            one.Priority,
            one.Account,
            one.Category,
            one.Rep.Name,
            one.Rep.Email,
            one.Owner?.Name,
            one.Owner?.Email,
            one.CreatedAt,
            one.FirstClaimedAt,
            one.Resolution?.At,
            one.ClientToldAt,
            one.Reopened,
            one.Rating,
            string.Join(' ', one.Reasons),
            one.Question,
            one.Resolution?.Fix,
            one.Resolution?.RootCause,
            one.Resolution?.RuledOut,
            one.Resolution?.TellClient,
            one.DeclinedWhy,
            one.ReopenedAt,
            one.State is CaseState.Closed or CaseState.Declined ? one.ClientToldAt ?? one.ChangedAt : null,
            Clocks.Promised(one, organisation).Claim,
            Clocks.Promised(one, organisation).Resolve,
            one.Asks.Count,
            one.Asks.Count(ask => ask.AskedAgain),
            one.Resolution?.AskedBack switch
            {
                true => "yes",
                false => "no",
                null => "",
            },
            one.Promises.Count(promise => promise.State is PromiseState.Kept),
            one.Promises.Count(promise => promise.State is PromiseState.Broken),
            one.QuestionId,
            one.Restricted ? "yes" : "no",
            one.Restricted ? string.Join(' ', one.Readers) : ""
        );
}

/// <summary>A line of questions.csv: what figures are counted from, without the question's words.</summary>
internal static class QuestionLines
{
    public static void Head(CsvWriter csv) =>
        csv.Line(
            "id",
            "state",
            "verdict",
            "category",
            "account",
            "article",
            "confidence",
            "channel",
            "person",
            "email",
            "case",
            "asked",
            "finished",
            "restricted"
        );

    public static void Write(CsvWriter csv, QuestionRow one, bool restricted) =>
        csv.Line(
            one.Id,
            one.State,
            one.Verdict,
            one.Category,
            one.Account,
            one.Article,
            one.Confidence,
            one.Channel,
            one.Person,
            one.Email,
            one.CaseId,
            one.AskedAt,
            one.FinishedAt,
            restricted ? "yes" : "no"
        );
}
