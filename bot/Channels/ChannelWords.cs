using EscalationBot.Core.Desk.Texts;

namespace EscalationBot.Bot.Channels;

/// <summary>
/// Why a message did not go out: <c>Texts/channels.en.yaml</c>. The sentence is kept with the row of the outbox, and operators read it
/// beside what the platforms say, which is English: it does not follow the organisation's language.
/// </summary>
internal static class ChannelWords
{
    private static readonly Words English = Words.In(typeof(ChannelWords).Assembly, "channels", "en");

    /// <summary>A sentence with its places {0}, {1}, … filled.</summary>
    public static string Say(string key, params object?[] values) => English.Say(key, values);

    /// <summary>A sentence, or null when there is none for that key.</summary>
    public static string? Find(string key) => English.Find(key, "") is { Length: > 0 } sentence ? sentence : null;
}
