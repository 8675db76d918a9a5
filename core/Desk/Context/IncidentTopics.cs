using EscalationBot.Core.Cases;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Context;

/// <summary>The words and error codes of a text: by them it is told which incident it is about.</summary>
/// <param name="Words">Stems that say what it is about, folded.</param>
/// <param name="Codes">Error codes as they are written.</param>
internal sealed record TopicWords(HashSet<string> Words, HashSet<string> Codes)
{
    /// <summary>Of what a person says: quoted mail, signatures and footers are no report of theirs.</summary>
    public static TopicWords Of(string text)
    {
        var parts = MessageParts.Of(text);
        return new(
            ContentWords.Of(parts.OwnAndCode),
            CodeFinder.ErrorCodes(parts.OwnAndCode).Select(code => code.Code).ToHashSet(StringComparer.Ordinal)
        );
    }
}

/// <summary>Which of the open incidents a text is about. Pure, and cheap: it looks at words and codes, not at articles.</summary>
internal static class IncidentTopics
{
    private const int LeastWords = 2;

    /// <summary>The newest open incident that the words are about, or null.</summary>
    public static Incident? Find(IReadOnlyList<Incident> open, string text)
    {
        if (open.Count == 0)
        {
            return null;
        }

        var words = TopicWords.Of(text);
        return open.FirstOrDefault(incident => incident.State is IncidentState.Open && IsAbout(incident.Topic, words));
    }

    /// <summary>The text is about the topic: it holds one of its codes, or half of its words and two of them at least.</summary>
    public static bool IsAbout(IncidentTopic topic, TopicWords text)
    {
        var needed = Math.Min(topic.Words.Count, Math.Max(LeastWords, (topic.Words.Count + 1) / 2));
        return topic.Codes.Any(text.Codes.Contains) || (needed > 0 && topic.Words.Count(text.Words.Contains) >= needed);
    }

    /// <summary>Two topics are one: whoever reports the one reports the other.</summary>
    public static bool AreAlike(IncidentTopic one, IncidentTopic other) =>
        IsAbout(one, new TopicWords([.. other.Words], [.. other.Codes])) || IsAbout(other, new TopicWords([.. one.Words], [.. one.Codes]));
}
