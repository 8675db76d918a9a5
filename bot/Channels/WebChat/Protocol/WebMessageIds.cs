using System.Globalization;

namespace EscalationBot.Bot.Channels.WebChat.Protocol;

/// <summary>Ids of messages as they travel: the row's number as text.</summary>
internal static class WebMessageIds
{
    /// <summary>A message's id as it travels.</summary>
    public static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The id that a text holds, or null.</summary>
    public static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
