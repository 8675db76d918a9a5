using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Writes and reads of grants and approvals. False: somebody was faster.</summary>
internal static class CreditRows
{
    public const string Columns =
        "id, account, action, amount_cents, currency, by_key, by_name, by_email, approved_key, approved_name, approved_email, "
        + "second_key, second_name, second_email, reason, case_id, at";

    public static async Task<bool> PutAsync(Session session, Decision decision)
    {
        foreach (var approval in decision.Approvals)
        {
            if (!await PutAsync(session, approval))
            {
                return false;
            }
        }

        foreach (var granted in decision.Grants)
        {
            if (!await PutAsync(session, granted))
            {
                return false;
            }
        }

        return true;
    }

    public static async Task<bool> PutAsync(Session session, Approval one)
    {
        var body = JsonSerializer.Serialize(one, StoreJson.Default.Approval);
        return (
                one.Version == 1
                    ? await session.ExecuteAsync(
                        "INSERT INTO approvals (id, version, state, account, case_id, named, created_at, decided_at, body) VALUES (@id, "
                            + "@version, @state, @account, @case, @named, @created, @decided, @body) ON CONFLICT DO NOTHING",
                        one.Id,
                        one.Version,
                        Stored.Name(one.State),
                        one.Account,
                        one.CaseId,
                        IsNamed(one),
                        one.At,
                        one.DecidedAt,
                        body
                    )
                    : await session.ExecuteAsync(
                        "UPDATE approvals SET version = @version, state = @state, named = @named, decided_at = @decided, body = @body WHERE "
                            + "id = @id AND version = @before",
                        one.Version,
                        Stored.Name(one.State),
                        IsNamed(one),
                        one.DecidedAt,
                        body,
                        one.Id,
                        one.Version - 1
                    )
            ) == 1;
    }

    private static async Task<bool> PutAsync(Session session, NewGrant granted)
    {
        var (one, version) = (granted.Grant, granted.LedgerVersion);
        var isNext =
            version == 0
                ? await session.ExecuteAsync(
                    "INSERT INTO grant_ledgers (account, version) VALUES (@account, 1) ON CONFLICT DO NOTHING",
                    one.Account
                )
                : await session.ExecuteAsync(
                    "UPDATE grant_ledgers SET version = version + 1 WHERE account = @account AND version = @version",
                    one.Account,
                    version
                );
        return isNext == 1
            && await session.ExecuteAsync(
                $"INSERT INTO grants ({Columns}) VALUES (@id, @account, @action, @cents, @currency, @byKey, @byName, @byEmail, "
                    + "@approvedKey, @approvedName, @approvedEmail, @secondKey, @secondName, @secondEmail, @reason, @case, @at)",
                [one.Id, one.Account, one.Action, (long)(one.Amount * 100), one.Currency, .. PeopleAndReasonOf(one), one.CaseId, one.At]
            ) == 1;
    }

    /// <summary>Puts other people and words into a grant; nothing else of it changes.</summary>
    public static Task<int> ReplaceAsync(Session session, RecordedGrant one) =>
        session.ExecuteAsync(
            "UPDATE grants SET by_key = @byKey, by_name = @byName, by_email = @byEmail, approved_key = @approvedKey, approved_name = "
                + "@approvedName, approved_email = @approvedEmail, second_key = @secondKey, second_name = @secondName, second_email = "
                + "@secondEmail, reason = @reason WHERE id = @id",
            [.. PeopleAndReasonOf(one), one.Id]
        );

    public static RecordedGrant ReadGrant(Row row) =>
        new(
            row.Text(0),
            row.Text(1),
            row.Text(2),
            row.Long(3) / 100m,
            row.Text(4),
            PartyOf(row, 5)!,
            PartyOf(row, 8),
            row.Text(14),
            row.TextOrNull(15),
            row.Time(16)
        )
        {
            SecondBy = PartyOf(row, 11),
        };

    public static Approval ReadApproval(Row row) => JsonSerializer.Deserialize(row.Text(0), StoreJson.Default.Approval)!;

    /// <summary>In the order of <see cref="Columns"/>.</summary>
    private static object?[] PeopleAndReasonOf(RecordedGrant one) =>
        [
            Stored.Key(one.By.Key),
            one.By.Name,
            one.By.Email,
            KeyOf(one.ApprovedBy),
            one.ApprovedBy?.Name,
            one.ApprovedBy?.Email,
            KeyOf(one.SecondBy),
            one.SecondBy?.Name,
            one.SecondBy?.Email,
            one.Reason,
        ];

    private static bool IsNamed(Approval one) => one.By != Forgotten.Nobody;

    private static string? KeyOf(Party? party) => party is null ? null : Stored.Key(party.Key);

    private static Party? PartyOf(Row row, int at) =>
        row.TextOrNull(at) is not { } key
            ? null
            : new(
                key.IndexOf(':', StringComparison.Ordinal) is var colon && colon >= 0
                    ? new PersonKey(key[..colon], key[(colon + 1)..])
                    : new PersonKey("", key),
                row.TextOrNull(at + 1) ?? "",
                row.TextOrNull(at + 2)
            );
}
