using EscalationBot.Core.Desk.Texts;

namespace EscalationBot.Bot.Pages;

/// <summary>What the pages say: <c>Texts/pages.LANGUAGE.yaml</c>.</summary>
internal static class PageWords
{
    /// <summary>In a language.</summary>
    public static Words In(string language) => Words.In(typeof(PageWords).Assembly, "pages", language);
}
