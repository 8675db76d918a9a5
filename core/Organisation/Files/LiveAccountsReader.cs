namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads <c>live_accounts</c>, which may be absent.</summary>
internal static class LiveAccountsReader
{
    private const string Shape = "{ url: \"https://crm.example.com/account\", fresh_for: 15m }";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static LiveAccountSource? Read(MapReader file)
    {
        if (file.Map("live_accounts", Shape) is not { } map)
        {
            return null;
        }

        var url = map.Text("url", "https://crm.example.com/account", required: true);
        var fresh = map.Duration("fresh_for");
        map.Finish();
        if (url is not null && SignedAddress.Of(url) is null)
        {
            map.Error(map.LineOf("url"), "That is no address that requests may be sent to.", SignedAddress.Fix("account"));
        }

        if (fresh is { } given && (given.Days > 0 || given.Time > Longest))
        {
            map.Error(map.LineOf("fresh_for"), "'fresh_for' is no time between 1m and 24h.", "Write minutes or hours, such as 15m.");
        }

        return url is not null && SignedAddress.Of(url) is { } address
            ? new(address, fresh?.Time ?? LiveAccountSource.UsualFreshFor)
            : null;
    }
}
