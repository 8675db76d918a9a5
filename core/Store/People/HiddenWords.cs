using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.People;

/// <summary>A secret that was taken out of somebody's words.</summary>
/// <param name="Id">Of its row.</param>
/// <param name="Kind">Which kind.</param>
/// <param name="Words">As it was written.</param>
public sealed record HiddenWord(long Id, SecretKind Kind, string Words);

/// <summary>
/// Keeps secrets apart from the words they stood in: encrypted, for the one who has the case, until they were shown once, their message is
/// deleted, or the case is over. The key stands in the same database: it keeps secrets out of searches, copies and dumps that somebody
/// glances through, not from whoever holds all of it.
/// </summary>
internal static class HiddenWords
{
    /// <summary>Its table, which a dump leaves out: secrets do not travel.</summary>
    public const string Table = "hidden_words";

    private const string KeyOwner = "privacy",
        KeyName = "hidden_words";
    private const int NonceLength = 12,
        TagLength = 16;

    /// <summary>How long what belongs to no case is kept, and at most anything.</summary>
    private static readonly TimeSpan Unclaimed = TimeSpan.FromDays(2),
        Longest = TimeSpan.FromDays(30);

    /// <summary>Encrypts; outside the transaction that keeps them, since the key may have to be made.</summary>
    public static async Task<IReadOnlyList<(SecretKind Kind, string Sealed)>> SealAsync(
        Database database,
        IReadOnlyList<HiddenPart> parts,
        CancellationToken ct
    )
    {
        var key = await KeyAsync(database, ct);
        return [.. parts.Select(part => (part.Kind, Seal(key, part.Words)))];
    }

    /// <summary>Keeps what was taken out of a message, in the place of what an earlier form of the same message held.</summary>
    public static async Task KeepAsync(
        Session session,
        Sequence ids,
        long inboxId,
        Inbound inbound,
        IReadOnlyList<(SecretKind Kind, string Sealed)> hidden,
        DateTimeOffset now
    )
    {
        var message = inbound switch
        {
            Inbound.Said said => said.MessageId,
            Inbound.Edited edited => edited.MessageId,
            Inbound.Deleted deleted => deleted.MessageId,
            _ => null,
        };
        var key = message is null ? null : $"{inbound.Place.Channel}:{inbound.Place.Conversation}:{message}";
        if (key is not null && inbound is Inbound.Edited or Inbound.Deleted)
        {
            await session.ExecuteAsync("DELETE FROM hidden_words WHERE message = @message", key);
        }

        foreach (var (kind, words) in hidden)
        {
            await session.ExecuteAsync(
                "INSERT INTO hidden_words (id, inbox_id, message, kind, words, at) VALUES (@id, @inbox, @message, @kind, @words, @at)",
                ids.Next(),
                inboxId,
                key,
                Stored.Name(kind),
                words,
                now
            );
        }
    }

    /// <summary>Says to which case or question they belong.</summary>
    public static Task<int> LinkAsync(Session session, long inboxId, string? caseId, string? questionId) =>
        session.ExecuteAsync(
            "UPDATE hidden_words SET case_id = @case, question_id = @question WHERE inbox_id = @inbox",
            caseId,
            questionId,
            inboxId
        );

    /// <summary>Those of a case and of the question it grew from, oldest first.</summary>
    public static async Task<IReadOnlyList<HiddenWord>> OfCaseAsync(
        Database database,
        string caseId,
        string? questionId,
        CancellationToken ct
    )
    {
        var rows = await database.ReadAsync(
            session =>
                session.QueryAsync(
                    "SELECT id, kind, words FROM hidden_words WHERE words <> '' AND (case_id = @case OR question_id "
                        + "= @question) ORDER BY id",
                    row => (Id: row.Long(0), Kind: row.Text(1), Words: row.Text(2)),
                    caseId,
                    questionId ?? caseId
                ),
            ct
        );
        if (rows.Count == 0)
        {
            return [];
        }

        var key = await KeyAsync(database, ct);
        return
        [
            .. rows.Select(row => (row.Id, row.Kind, Words: Open(key, row.Words)))
                .Where(row => row.Words is not null)
                .Select(row => new HiddenWord(row.Id, Enum.Parse<SecretKind>(row.Kind, ignoreCase: true), row.Words!)),
        ];
    }

    /// <summary>They are shown now, and no more. False: some were shown, or taken away, before.</summary>
    public static async Task<bool> EndAsync(Session session, IReadOnlyList<long> ids, DateTimeOffset now) =>
        await session.ExecuteAsync(
            $"UPDATE hidden_words SET words = '', shown_at = @now WHERE words <> '' AND id IN ({Statement.Places(ids.Count)})",
            [now, .. ids.Cast<object>()]
        ) == ids.Count;

    /// <summary>Removes what nobody will look at: of cases that are over and not held, of nothing, and all that is old.</summary>
    public static Task<int> CleanAsync(Session session, DateTimeOffset now, int most) =>
        session.ExecuteAsync(
            """
            DELETE FROM hidden_words WHERE id IN (SELECT h.id FROM hidden_words h LEFT JOIN cases c ON c.id = h.case_id
                OR c.id = (SELECT q.case_id FROM questions q WHERE q.id = h.question_id)
              WHERE COALESCE(c.held, 0) = 0 AND (h.at < @longest OR c.state IN ('closed', 'declined') OR (c.id IS NULL
                  AND h.at < @unclaimed)) LIMIT @most)
            """,
            now - Longest,
            now - Unclaimed,
            most
        );

    private static async Task<byte[]> KeyAsync(Database database, CancellationToken ct)
    {
        var memory = new ChannelMemory(database);
        if (await memory.FindAsync(KeyOwner, KeyName, ct) is { } known)
        {
            return Convert.FromHexString(known);
        }

        await memory.SetAsync(KeyOwner, KeyName, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), ct);
        // Read back: of several replicas that made one at the same time, the last one stays.
        return Convert.FromHexString((await memory.FindAsync(KeyOwner, KeyName, ct))!);
    }

    private static string Seal(byte[] key, string words)
    {
        var plain = Encoding.UTF8.GetBytes(words);
        var sealed_ = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(sealed_.AsSpan(0, NonceLength));
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(
            sealed_.AsSpan(0, NonceLength),
            plain,
            sealed_.AsSpan(NonceLength + TagLength),
            sealed_.AsSpan(NonceLength, TagLength)
        );
        return Convert.ToBase64String(sealed_);
    }

    /// <summary>Null: it was made with another key.</summary>
    private static string? Open(byte[] key, string words)
    {
        try
        {
            var all = Convert.FromBase64String(words);
            var plain = new byte[all.Length - NonceLength - TagLength];
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(all.AsSpan(0, NonceLength), all.AsSpan(NonceLength + TagLength), all.AsSpan(NonceLength, TagLength), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
