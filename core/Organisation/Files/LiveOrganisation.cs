using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>The organisation as a running bot sees it: the last good reading of the folder. A folder with an error changes nothing; its
/// problems are kept for the health page and the log.
/// Thread-safe.</summary>
/// <param name="path">The folder.</param>
/// <param name="first">What was read at start.</param>
/// <param name="time">For dates that are past.</param>
public sealed class LiveOrganisation(string path, OrganisationSnapshot first, TimeProvider time)
{
    private readonly Lock _refreshing = new();
    private string? _seen;
    private IReadOnlyList<string> _calendars = [];
    private volatile State _state = new(first, []);

    /// <summary>The last good organisation. Take it once per piece of work: it never changes under you.</summary>
    public OrganisationSnapshot Current => _state.Organisation;

    /// <summary>What the last reading found; errors mean that <see cref="Current"/> is older than the files.</summary>
    public IReadOnlyList<Problem> Problems => _state.Problems;

    /// <summary>The files on disk are not the ones in use, because they have errors.</summary>
    public bool IsStale => Problems.Any(problem => problem.Level == ProblemLevel.Error);

    /// <summary>Looks at the folder and reads it again when a file changed. Cheap when none did: call it every few seconds.</summary>
    /// <returns>True when the organisation or its problems changed.</returns>
    public bool Refresh()
    {
        lock (_refreshing)
        {
            var print = Fingerprint();
            if (print == _seen)
            {
                return false;
            }

            var reading = OrganisationFolder.Read(path, time.GetUtcNow());
            // Calendars that are named only now are looked at from the next look on.
            _seen = reading.Calendars.SequenceEqual(_calendars, StringComparer.Ordinal) ? print : null;
            _calendars = reading.Calendars;
            var before = _state;
            var organisation = reading.Organisation is { } read && read.Version != before.Organisation.Version ? read : before.Organisation;
            _state = new(organisation, reading.Problems);
            return organisation != before.Organisation || !reading.Problems.SequenceEqual(before.Problems);
        }
    }

    private string Fingerprint() =>
        string.Join(
            '|',
            OrganisationFolder
                .Files.Concat(_calendars)
                .Concat(AgreementsReader.FilesOf(path))
                .Select(file => new FileInfo(Path.Combine(path, file)))
                .Select(file =>
                    file.Exists
                        ? string.Create(
                            System.Globalization.CultureInfo.InvariantCulture,
                            $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"
                        )
                        : "-"
                )
        );

    private sealed record State(OrganisationSnapshot Organisation, IReadOnlyList<Problem> Problems);
}
