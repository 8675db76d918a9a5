using System.Collections.Frozen;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Context;

/// <summary>
/// What the desk works with at one moment: the organisation's files and the engine over its knowledge. Replaced as a whole when either
/// changes.
/// </summary>
public sealed record Workplace(OrganisationSnapshot Organisation, TriageEngine Triage)
{
    /// <summary>The console's public address; null = none is set, and nothing links to it.</summary>
    public Uri? Console { get; init; }

    /// <summary>The address of an article's page; null without a public address.</summary>
    public string? PageOf(string articleId) =>
        Console is null ? null : new Uri(Console, "/console/article?id=" + Uri.EscapeDataString(articleId)).AbsoluteUri;

    /// <summary>The address of a case's page; null without a public address.</summary>
    public string? PageOfCase(string caseId) =>
        Console is null ? null : new Uri(Console, "/console/cases/" + Uri.EscapeDataString(caseId)).AbsoluteUri;
}

/// <summary>Holds the workplace in force.</summary>
public sealed class WorkplaceHolder
{
    private readonly Lock _gate = new();
    private FrozenDictionary<string, FrozenSet<PlaceName>> _ownPlaces = FrozenDictionary<string, FrozenSet<PlaceName>>.Empty;
    private volatile Workplace? _current;

    /// <summary>The one in force.</summary>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet; the host loads before its workers start.</exception>
    public Workplace Current => _current ?? throw new InvalidOperationException("No organisation is loaded yet.");

    /// <summary>Something was loaded.</summary>
    public bool IsLoaded => _current is not null;

    /// <summary>Puts a new one in force; what is being decided now goes on with the old one.</summary>
    public void Replace(Workplace workplace)
    {
        lock (_gate)
        {
            _current = workplace with { Organisation = workplace.Organisation.WithOwnPlaces(_ownPlaces) };
        }
    }

    /// <summary>
    /// A platform tells in which places of queues and departments nobody but our own people reads. From then on others count as readers of
    /// every other place of that channel.
    /// </summary>
    public void SetOwnPlaces(string channel, IEnumerable<PlaceName> places)
    {
        // One step: between reading and replacing, new files may come into force, and must stay.
        lock (_gate)
        {
            _ownPlaces = new Dictionary<string, FrozenSet<PlaceName>>(_ownPlaces, StringComparer.Ordinal)
            {
                [channel] = places.ToFrozenSet(),
            }.ToFrozenDictionary(StringComparer.Ordinal);
            if (_current is { } current)
            {
                _current = current with { Organisation = current.Organisation.WithOwnPlaces(_ownPlaces) };
            }
        }
    }
}
