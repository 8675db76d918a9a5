using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>The words of a question that are judged and shown. What was said whole stands in its turns.</summary>
public static class QuestionText
{
    /// <summary>
    /// Most characters. Longer ones keep their beginning, which says what it is about, and their end, which says what is new.
    /// </summary>
    public const int Longest = 8000;

    /// <summary>Cut to the length, with an ellipsis where words are left out.</summary>
    public static string Fit(string text)
    {
        if (text.Length <= Longest)
        {
            return text;
        }

        var (head, tail) = (Longest / 2, text.Length - (Longest / 2) + 3);
        return $"{text[..ShortText.BorderAt(text, head)]}\n…\n" + $"{text[ShortText.BorderAt(text, tail + 8)..]}";
    }

    /// <summary>More words behind the others.</summary>
    public static string Join(string text, string more) => Fit($"{text}\n{more}");
}
