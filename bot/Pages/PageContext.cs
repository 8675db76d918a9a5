using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Auth;
using EscalationBot.Core.Desk.Texts;

namespace EscalationBot.Bot.Pages;

/// <summary>What every component needs: who is there, the words, and the moment.</summary>
/// <param name="Directory">The organisation's people and rooms.</param>
/// <param name="Words">What the pages say.</param>
/// <param name="Now">When the page is made.</param>
public sealed record PageContext(WebDirectory Directory, Words Words, DateTimeOffset Now)
{
    /// <summary>Who looks at it.</summary>
    public PageViewer Viewer { get; init; } = PageViewer.Nobody;

    /// <summary>"14:03", with weekday and date when it is another day, in the organisation's zone, in which cards speak, too.</summary>
    public string Clock(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Directory.Zone);
        return local.ToString(
            local.Date == TimeZoneInfo.ConvertTime(Now, Directory.Zone).Date ? "HH:mm" : "ddd d MMM HH:mm",
            Words.Culture
        );
    }

    /// <summary>For machines.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>A number as people read it.</summary>
    public string Number(int number) => number.ToString("N0", Words.Culture);
}

/// <summary>Who looks at a page, and which pages there are for them.</summary>
/// <param name="Name">Of the person who signed in; null when nobody did.</param>
/// <param name="Chats">The chat is for them.</param>
/// <param name="SeesConsole">The console is for them.</param>
public sealed record PageViewer(string? Name, bool Chats, bool SeesConsole)
{
    /// <summary>The pages of managers are for them.</summary>
    public bool SeesAll { get; init; }

    /// <summary>Somebody we do not know.</summary>
    public static PageViewer Nobody { get; } = new(null, false, false);
}
