namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads whom to write to: an e-mail address, or the https address of a page.</summary>
internal static class ContactReader
{
    /// <summary>
    /// As an address that can be followed: <c>mailto:…</c> or <c>https://…</c>; null when absent or wrong, which is told.
    /// </summary>
    public static Uri? Read(MapReader file, string key)
    {
        file.Find(key, "e-mail address, or https address of a page");
        if (file.Text(key, "security@example.com") is not { } text)
        {
            return null;
        }
        if (MapReader.IsEmail(text) && Uri.TryCreate($"mailto:{text}", UriKind.Absolute, out var mail))
        {
            return mail;
        }
        if (Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps && page.UserInfo.Length == 0)
        {
            return page;
        }
        file.Error(
            file.LineOf(key),
            $"'{text}' is no e-mail address and no https address.",
            $"Write {key}: security@example.com, or the https address of a page."
        );
        return null;
    }
}
