using System.Globalization;
using System.Xml.Linq;
using EscalationBot.Core.Store.People;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>
/// Keeps the keys that encrypt cookies in the database, encrypted by <see cref="ProtectionSecrets"/>: replicas share them, and a restart
/// signs nobody out. (The framework's interface is synchronous.)
/// </summary>
internal sealed partial class ProtectionKeys(
    SignInStore store,
    ProtectionSecrets secrets,
    TimeProvider time,
    ILogger<ProtectionKeys> logger
) : IXmlRepository
{
    private const string Key = "key",
        Expiration = "expirationDate";

    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => WriteAsync(friendlyName, element)).GetAwaiter().GetResult();

    private Task<int> WriteAsync(string id, XElement element) =>
        store.AddKeyAsync(id, secrets.Seal(id, element.ToString(SaveOptions.DisableFormatting)), CancellationToken.None);

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        List<XElement> found = [];
        var closed = 0;
        foreach (var (id, text) in await store.KeysAsync(CancellationToken.None))
        {
            if (secrets.Open(id, text) is not { } xml)
            {
                closed++;
                continue;
            }

            var element = XElement.Parse(xml);
            if (IsOver(element))
            {
                await store.RemoveKeyAsync(id, CancellationToken.None);
                continue;
            }

            if (secrets.IsOn && !secrets.IsNewest(text))
            {
                if (!ProtectionSecrets.IsSealed(text))
                {
                    End(element);
                }

                await WriteAsync(id, element);
            }

            found.Add(element);
        }

        if (closed > 0)
        {
            LogClosed(logger, closed);
        }

        return found;
    }

    /// <summary>
    /// A key that stood here unencrypted may be in a backup. It makes no cookie any more, a new one does, and it reads those that are out
    /// until their sessions are over.
    /// </summary>
    private void End(XElement element)
    {
        if (element.Name == Key && element.Element(Expiration) is { } expiration && ExpirationOf(element) > time.GetUtcNow())
        {
            expiration.Value = time.GetUtcNow().ToString("o", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>No cookie that it made can count any more.</summary>
    private bool IsOver(XElement element) => element.Name == Key && ExpirationOf(element) + SignInSessions.Length < time.GetUtcNow();

    private static DateTimeOffset? ExpirationOf(XElement element) =>
        DateTimeOffset.TryParse(
            element.Element(Expiration)?.Value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.RoundtripKind,
            out var expiration
        )
            ? expiration
            : null;

    [LoggerMessage(
        1114,
        LogLevel.Warning,
        "{Count} keys of cookies cannot be opened with the present Protection:Key or key file: whoever signed in with them signs in again"
    )]
    private static partial void LogClosed(ILogger logger, int count);
}
