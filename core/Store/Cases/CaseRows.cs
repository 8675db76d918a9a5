using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Writes of cases and questions: each is one compare-and-swap on the version. False: somebody was faster.</summary>
internal static class CaseRows
{
    private const string InsertCase = """
        INSERT INTO cases (version, state, queue, priority, account, category, rep_email, rep_key, rep_lane, owner_email, owner_key,
            created_at, first_claimed_at, resolved_at, closed_at, claim_due, update_due, resolve_due, rating, held, incident, body, id)
        VALUES (@version, @state, @queue, @priority, @account, @category, @repEmail, @repKey, @repLane, @ownerEmail, @ownerKey,
            @created, @claimed, @resolved, @closed, @claimDue, @updateDue, @resolveDue, @rating, @held, @incident, @body, @id)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdateCase = """
        UPDATE cases SET version = @version, state = @state, queue = @queue, priority = @priority, account = @account,
            category = @category, rep_email = @repEmail, rep_key = @repKey, rep_lane = @repLane,
          owner_email = @ownerEmail, owner_key = @ownerKey, created_at = @created, first_claimed_at = @claimed, resolved_at = @resolved,
              closed_at = @closed,
          claim_due = @claimDue, update_due = @updateDue, resolve_due = @resolveDue, rating = @rating, held = @held, incident = @incident, body = @body
        WHERE id = @id AND version = @expected
        """;

    private const string InsertQuestion = """
        INSERT INTO questions (version, state, lane, channel, message_id, person, email, verdict, category, account, article,
            confidence, case_id, asked_at, finished_at, body, id)
        VALUES (@version, @state, @lane, @channel, @message, @person, @email, @verdict, @category, @account, @article, @confidence,
            @case, @asked, @finished, @body, @id)
        ON CONFLICT DO NOTHING
        """;

    private const string UpdateQuestion = """
        UPDATE questions SET version = @version, state = @state, lane = @lane, channel = @channel, message_id = @message,
            person = @person, email = @email, verdict = @verdict, category = @category, account = @account,
          article = @article, confidence = @confidence, case_id = @case, asked_at = @asked, finished_at = @finished, body = @body
        WHERE id = @id AND version = @expected
        """;

    public static async Task<bool> PutAsync(Session session, Case one)
    {
        var (inBody, count) = await Turns.PutAsync(session, one.Id, one.Conversation, one.TurnCount);
        return await PutBodyAsync(session, one with { Conversation = inBody, TurnCount = count });
    }

    public static async Task<bool> PutAsync(Session session, AskedQuestion one)
    {
        var (inBody, count) = await Turns.PutAsync(session, one.Id, one.Turns, one.TurnCount);
        return await PutBodyAsync(session, one with { Turns = inBody, TurnCount = count });
    }

    private static Task<bool> PutBodyAsync(Session session, Case one) =>
        PutAsync(
            session,
            one.Version,
            InsertCase,
            UpdateCase,
            one.Version,
            Stored.Name(one.State),
            one.Queue,
            one.Priority,
            one.Account,
            one.Category,
            one.Rep.Email,
            Stored.Key(one.Rep.Key),
            one.RepPlace.Lane,
            one.Owner?.Email,
            one.Owner is { } owner ? Stored.Key(owner.Key) : null,
            one.CreatedAt,
            one.FirstClaimedAt,
            one.Resolution?.At,
            one.State is CaseState.Closed or CaseState.Declined ? one.ClientToldAt ?? one.ChangedAt : null,
            one.Due.Claim,
            one.Due.Update,
            one.Due.Resolve,
            one.Rating,
            one.Hold is not null,
            one.Incident?.Id,
            JsonSerializer.Serialize(one, StoreJson.Default.Case),
            one.Id
        );

    private static Task<bool> PutBodyAsync(Session session, AskedQuestion one) =>
        PutAsync(
            session,
            one.Version,
            InsertQuestion,
            UpdateQuestion,
            one.Version,
            Stored.Name(one.State),
            one.Place.Lane,
            one.Place.Channel,
            one.MessageId,
            Stored.Key(one.By.Key),
            one.By.Email,
            one.ByAuthority ? "answer" : Stored.Name(one.Judgement.Verdict),
            one.Judgement.Facts.Category,
            one.Judgement.Facts.AccountId,
            one.ShownArticle ?? (one.Judgement.Verdict as Verdict.Answer)?.Best.ArticleId,
            one.Judgement.Facts.Confidence,
            one.CaseId,
            one.AskedAt,
            one.FinishedAt,
            JsonSerializer.Serialize(one, StoreJson.Default.AskedQuestion),
            one.Id
        );

    private static async Task<bool> PutAsync(Session session, int version, string insert, string update, params object?[] values) =>
        await session.ExecuteAsync(version == 1 ? insert : update, version == 1 ? values : [.. values, version - 1]) == 1;
}
