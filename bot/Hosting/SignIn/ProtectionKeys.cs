using System.Xml.Linq;
using EscalationBot.Core.Store.People;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>
/// Keeps the keys that encrypt cookies in the database: replicas share them, and a restart signs nobody out. (The framework's interface is
/// synchronous.)
/// </summary>
internal sealed class ProtectionKeys(SignInStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(() => store.KeysAsync(CancellationToken.None)).GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => store.AddKeyAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), CancellationToken.None))
            .GetAwaiter()
            .GetResult();
}
