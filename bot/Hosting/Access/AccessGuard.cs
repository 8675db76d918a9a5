using Microsoft.AspNetCore.Authorization;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>
/// Looks at every mapped address before anything starts: one that is in no group, or in two, is a mistake of ours and stops the start.
/// </summary>
internal sealed class AccessGuard : IHostedLifecycleService
{
    private ICollection<EndpointDataSource> _sources = [];

    /// <summary>Which addresses there are; more may be mapped until the start.</summary>
    public void Watch(ICollection<EndpointDataSource> all) => _sources = all;

    /// <summary>All addresses.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. _sources.SelectMany(source => source.Endpoints)];

    /// <summary>One sentence for each address that is not in exactly one group, or not under its group's policy.</summary>
    public static IReadOnlyList<string> Problems(IEnumerable<Endpoint> endpoints) => [.. endpoints.Select(Problem).OfType<string>()];

    /// <exception cref="InvalidOperationException">An address is not in exactly one group.</exception>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        Problems(Endpoints) is { Count: > 0 } problems
            ? throw new InvalidOperationException(string.Join('\n', problems))
            : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string? Problem(Endpoint endpoint)
    {
        var groups = endpoint.Metadata.GetOrderedMetadata<Access>();
        if (groups.Count != 1)
        {
            return $"{endpoint.DisplayName}: the address is in {groups.Count} access groups instead of one. End its "
                + $"mapping with .For(AccessGroup.…).";
        }

        var open = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy);
        return groups[0].Group switch
        {
            AccessGroup.Public or AccessGroup.Platform => open
                ? null
                : $"{endpoint.DisplayName}: an open address must not ask for a sign-in.",
            AccessGroup.Page => !open && policies.Contains(AccessRules.Page)
                ? null
                : $"{endpoint.DisplayName}: a page needs the policy {AccessRules.Page}.",
            _ => !open && policies.Contains(AccessRules.Operator)
                ? null
                : $"{endpoint.DisplayName}: an operator's address needs the policy {AccessRules.Operator}.",
        };
    }
}
