namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads <c>incidents</c>, which may be absent.</summary>
internal static class IncidentsReader
{
    private const string Shape = "{ accounts: 4, within: 30m, status_page: true }";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static IncidentRule Read(MapReader file)
    {
        var usual = new IncidentRule();
        if (file.Map("incidents", Shape) is not { } map)
        {
            return usual;
        }

        var accounts = map.Number("accounts", 2, 100) ?? usual.Accounts;
        var within = map.Duration("within");
        if (within is { } given && (given.Days > 0 || given.Time <= TimeSpan.Zero || given.Time > Longest))
        {
            map.Error(map.LineOf("within"), "'within' is no time between 1m and 24h.", "Write minutes or hours, such as 30m.");
        }

        var statusPage = map.Flag("status_page");
        map.Finish();
        return new()
        {
            Accounts = accounts,
            Within = within?.Time ?? usual.Within,
            StatusPage = statusPage ?? usual.StatusPage,
        };
    }
}
