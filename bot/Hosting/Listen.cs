using System.Net;

namespace EscalationBot.Bot.Hosting;

/// <summary>On which addresses the bot is to listen, from every setting that the server obeys, and whether others can reach them.</summary>
internal static class Listen
{
    /// <summary>
    /// Addresses in the order in which Kestrel obeys them: its own endpoints, then <c>Urls</c>, then the two lists of ports.
    /// </summary>
    public static IReadOnlyList<string> Addresses(IConfiguration configuration)
    {
        var endpoints = configuration
            .GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint["Url"])
            .OfType<string>()
            .ToList();
        if (endpoints.Count > 0)
        {
            return endpoints;
        }

        var urls = Split(configuration["Urls"]);
        return urls.Length > 0
            ? urls
            :
            [
                .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
                .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
            ];
    }

    /// <summary>Only this machine reaches it. A unix socket belongs to a proxy in front, hence no.</summary>
    public static bool IsLoopback(string address)
    {
        try
        {
            var bound = BindingAddress.Parse(address.Trim());
            return !bound.IsUnixPipe
                && !bound.IsNamedPipe
                && (
                    string.Equals(bound.Host, "localhost", StringComparison.OrdinalIgnoreCase)
                    || (IPAddress.TryParse(bound.Host, out var ip) && IPAddress.IsLoopback(ip))
                );
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
