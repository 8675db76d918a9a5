using System.IO.Compression;
using System.Text;

namespace EscalationBot.Bot.Channels.Teams;

/// <summary>The app package for one deployment: what an administrator uploads to Teams. The same input gives the same bytes.</summary>
internal static class TeamsPackage
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the zip: manifest.json, color.png, outline.png.</summary>
    /// <param name="zip">Where to.</param>
    /// <param name="url">Public https address of this deployment.</param>
    /// <param name="appId">The bot's application (client) id; it is the Teams app's id as well.</param>
    public static void Write(Stream zip, Uri url, string appId)
    {
        using var package = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true);
        Add(package, "manifest.json", Encoding.UTF8.GetBytes(Manifest(url, appId)));
        foreach (var icon in new[] { "color.png", "outline.png" })
        {
            Add(package, icon, Resource(icon));
        }
    }

    /// <summary>The manifest as JSON. https://learn.microsoft.com/microsoft-365/extensibility/schema/</summary>
    public static string Manifest(Uri url, string appId)
    {
        if (!Guid.TryParse(appId, out var id))
        {
            throw new ArgumentException("The app id must be a GUID.", nameof(appId));
        }
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException("The address must be https.", nameof(url));
        }
        var version = typeof(TeamsPackage).Assembly.GetName().Version!;
        return Encoding
            .UTF8.GetString(Resource("manifest.json"))
            .Replace("{version}", version.ToString(3), StringComparison.Ordinal)
            .Replace("{appId}", id.ToString("d"), StringComparison.Ordinal)
            .Replace("{host}", url.Host, StringComparison.Ordinal)
            .Replace("{url}", url.GetLeftPart(UriPartial.Path).TrimEnd('/'), StringComparison.Ordinal);
    }

    private static void Add(ZipArchive package, string name, byte[] content)
    {
        var entry = package.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Epoch;
        using var to = entry.Open();
        to.Write(content);
    }

    private static byte[] Resource(string name)
    {
        using var from = typeof(TeamsPackage).Assembly.GetManifestResourceStream("teams/" + name)!;
        using var bytes = new MemoryStream();
        from.CopyTo(bytes);
        return bytes.ToArray();
    }
}
