using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Insights.Recurring;

/// <summary>
/// Words that no issue's name may hold, by key: the people's names, and accounts' names unless at least two other accounts use the word too
/// (then it is a word, as "export" of "Export Partners" is).
/// </summary>
internal sealed class ForbiddenWords
{
    private const int OtherAccounts = 2;
    private readonly HashSet<string> _people;
    private readonly ILookup<string, string> _accounts;

    private ForbiddenWords(IEnumerable<Colleague> people, IEnumerable<Account> accounts)
    {
        _people = people
            .SelectMany(person => new[] { person.Name, person.Email })
            .SelectMany(IssueName.KeysOf)
            .ToHashSet(StringComparer.Ordinal);
        _accounts = accounts
            .SelectMany(account => new[] { account.Id, account.Name }.SelectMany(IssueName.KeysOf).Select(key => (Key: key, account.Id)))
            .ToLookup(pair => pair.Key, pair => pair.Id, StringComparer.Ordinal);
    }

    /// <summary>Nobody is known.</summary>
    public static ForbiddenWords None { get; } = new([], []);

    /// <summary>Of an organisation's people and accounts.</summary>
    public static ForbiddenWords Of(OrganisationSnapshot organisation) => new(organisation.People, organisation.Accounts);

    /// <summary>The word may not be shown.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="users">Accounts in whose questions it stands; null where nobody knows.</param>
    public bool Holds(string key, IEnumerable<string?> users) =>
        _people.Contains(key)
        || (
            _accounts.Contains(key)
            && users
                .OfType<string>()
                .Where(user => !_accounts[key].Contains(user, StringComparer.OrdinalIgnoreCase))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Count() < OtherAccounts
        );
}
