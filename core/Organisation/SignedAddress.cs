namespace EscalationBot.Core.Organisation;

/// <summary>Addresses that signed requests may be sent to.</summary>
public static class SignedAddress
{
    private const int Longest = 500;

    /// <summary>
    /// The address; null when nothing must be sent there: no https and not this machine, or a password in it.
    /// </summary>
    public static Uri? Of(string text) =>
        text.Length <= Longest
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url.UserInfo.Length == 0
        && url.Fragment.Length == 0
            ? url
            : null;

    /// <summary>What to write instead.</summary>
    /// <param name="path">Last part of the example's address.</param>
    public static string Fix(string path) =>
        $"Write https://tracker.example.com/{path}, without a user or a password in it; http only for this machine (http://localhost:8080/{path}).";
}
