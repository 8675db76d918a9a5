using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Cases;

/// <summary>A rep's own cases.</summary>
public sealed partial class CaseStore
{
    /// <summary>
    /// What a rep handed over since a moment, newest first, whatever became of it; without rows whose text cannot be read
    /// (<see cref="UnreadableRows"/>).
    /// </summary>
    public Task<IReadOnlyList<Case>> CasesOfRepAsync(
        PersonKey person,
        string? email,
        DateTimeOffset since,
        int most,
        CancellationToken ct
    ) =>
        database.ReadAsync<IReadOnlyList<Case>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync(
                            "SELECT body, id FROM cases WHERE (rep_key = @key OR rep_email = @email) AND created_at >= @since "
                                + "ORDER BY created_at DESC, id DESC LIMIT @most",
                            ListedCase,
                            Stored.Key(person),
                            email ?? Stored.Key(person),
                            since,
                            most
                        )
                    ).OfType<Case>(),
                ],
            ct
        );
}
