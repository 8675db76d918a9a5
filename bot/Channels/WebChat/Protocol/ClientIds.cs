namespace EscalationBot.Bot.Channels.WebChat.Protocol;

/// <summary>The sender's own ids of what they send: they make sending again harmless.</summary>
internal static class ClientIds
{
    /// <summary>What they look like, for people.</summary>
    public const string Rule = "A client_id has 1 to 64 letters, digits and hyphens.";

    /// <summary>Absent or well-formed.</summary>
    public static bool AreGood(string? id) =>
        id is null || (id.Length is > 0 and <= 64 && id.All(one => char.IsAsciiLetterOrDigit(one) || one == '-'));
}
