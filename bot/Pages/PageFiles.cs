using System.Collections.Frozen;
using System.Security.Cryptography;
using EscalationBot.Bot.Hosting.Access;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// Style sheets, scripts and icons. They are built into the program, so that it is one file that runs from any folder, and named with a
/// hash of their content, so that browsers keep them for good.
/// </summary>
internal static class PageFiles
{
    private const string Folder = "wwwroot/";
    private static readonly FrozenDictionary<string, Asset> All = typeof(PageFiles)
        .Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..], Read, StringComparer.Ordinal);

    /// <summary>The address of a file of wwwroot.</summary>
    public static string Url(string name) => $"/assets/{name}?v={All[name].Hash}";

    /// <summary>GET /assets/{name}; modules import each other without a hash and are asked for again.</summary>
    public static void MapPageFiles(this IEndpointRouteBuilder app) =>
        app.MapRead(
                "/assets/{name}",
                async http =>
                {
                    if (http.Request.RouteValues["name"] is not string name || !All.TryGetValue(name, out var asset))
                    {
                        http.Response.StatusCode = StatusCodes.Status404NotFound;
                        return;
                    }

                    var tag = $"\"{asset.Hash}\"";
                    http.Response.Headers.ETag = tag;
                    http.Response.Headers.CacheControl =
                        http.Request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
                    if (http.Request.Headers.IfNoneMatch == tag)
                    {
                        http.Response.StatusCode = StatusCodes.Status304NotModified;
                        return;
                    }

                    http.Response.ContentType = asset.Type;
                    http.Response.ContentLength = asset.Bytes.Length;
                    await http.Response.Body.WriteAsync(asset.Bytes, http.RequestAborted);
                }
            )
            .For(AccessGroup.Public);

    private static Asset Read(string resource)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var type = Path.GetExtension(resource) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        return new(bytes, type, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]);
    }

    private sealed record Asset(byte[] Bytes, string Type, string Hash);
}
