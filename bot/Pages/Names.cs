using System.Globalization;

namespace EscalationBot.Bot.Pages;

/// <summary>Names as small marks.</summary>
internal static class Names
{
    /// <summary>First letters of the first and the last word, as people see letters (an accent or an emoji is one).</summary>
    public static string Initials(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? "?" : First(words[0]) + (words.Length > 1 ? First(words[^1]) : "");
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
