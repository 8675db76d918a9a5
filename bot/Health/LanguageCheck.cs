using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;

namespace EscalationBot.Bot.Health;

/// <summary>Whether the organisation's language has texts: without them people read English, and nobody would know why.</summary>
internal static class LanguageCheck
{
    public static IEnumerable<Problem> Of(OrganisationSnapshot organisation)
    {
        var missing = new[]
        {
            (What: "the bot's messages", Assembly: typeof(Words).Assembly, Stem: "words"),
            (What: "the web pages", Assembly: typeof(LanguageCheck).Assembly, Stem: "pages"),
        }
            .Where(texts => !Words.Has(texts.Assembly, texts.Stem, organisation.Language))
            .Select(texts => texts.What)
            .ToList();
        if (missing.Count > 0)
        {
            yield return new(
                ProblemLevel.Warning,
                OrganisationFolder.MainFile,
                organisation.LanguageLine,
                $"There are no texts in '{organisation.Language}' yet: {string.Join(" and ", missing)} are in English.",
                "Write language: en, or keep it: dates and numbers follow the texts, and articles and questions may be in any language."
            );
        }
    }
}
