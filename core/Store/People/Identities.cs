using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.People;

/// <summary>An address whose account changed.</summary>
/// <param name="Channel">On which channel.</param>
/// <param name="Email">The address.</param>
/// <param name="BoundTo">The account it was first proven for.</param>
/// <param name="ContestedBy">The account that carries it now.</param>
/// <param name="Name">That account's display name.</param>
/// <param name="At">When it was last seen.</param>
public sealed record ContestedIdentity(string Channel, string Email, string BoundTo, string ContestedBy, string Name, DateTimeOffset At);

/// <summary>
/// Which account of a channel an e-mail address belongs to: the first that was proven to carry it. Addresses are given to other people when
/// somebody leaves; their cases and roles are not.
/// </summary>
public sealed class Identities(Database database)
{
    /// <summary>Binds an address to an account, unless it is bound already. True: it belongs to this account.</summary>
    public Task<bool> BindAsync(string channel, string email, string accountId, string name, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var now = database.Time.GetUtcNow();
                await session.ExecuteAsync(
                    "INSERT INTO identities (channel, email, account_id, bound_at) VALUES (@channel, @email, "
                        + "@account, @now) ON CONFLICT (channel, email) DO NOTHING",
                    channel,
                    email,
                    accountId,
                    now
                );
                var owner = await session.FindAsync(
                    "SELECT account_id FROM identities WHERE channel = @channel AND email = @email",
                    row => row.Text(0),
                    channel,
                    email
                );
                if (owner == accountId)
                {
                    return true;
                }
                await session.ExecuteAsync(
                    "UPDATE identities SET contested_by = @account, contested_name = @name, contested_at = @now "
                        + "WHERE channel = @channel AND email = @email",
                    accountId,
                    name,
                    now,
                    channel,
                    email
                );
                return false;
            },
            ct
        );

    /// <summary>Addresses that another account carries now, newest first.</summary>
    public Task<IReadOnlyList<ContestedIdentity>> ContestedAsync(CancellationToken ct) =>
        database.ReadAsync<IReadOnlyList<ContestedIdentity>>(
            async session =>
                await session.QueryAsync(
                    "SELECT channel, email, account_id, contested_by, contested_name, contested_at FROM identities "
                        + "WHERE contested_by IS NOT NULL ORDER BY contested_at DESC, channel, email",
                    row => new ContestedIdentity(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Time(5))
                ),
            ct
        );

    /// <summary>Gives contested addresses to the accounts that carry them now: the account was made anew. How many.</summary>
    public Task<int> AcceptAsync(string email, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var count = await session.ExecuteAsync(
                    """
                    UPDATE identities SET account_id = contested_by, bound_at = contested_at, contested_by = NULL,
                        contested_name = NULL, contested_at = NULL
                    WHERE email = @email AND contested_by IS NOT NULL
                    """,
                    MailAddresses.Lower(email)
                );
                // They are asked for again at once.
                await session.ExecuteAsync(
                    "UPDATE people_seen SET fetched_at = 0 WHERE claimed_email = @email OR email = @email",
                    MailAddresses.Lower(email)
                );
                return count;
            },
            ct
        );
}
