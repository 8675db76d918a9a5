using System.Text.RegularExpressions;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Words that talk to a language model instead of a person. Text that holds them is not given to the model: the quotes are shown as without
/// one. This is the first of three walls and the only one that guesses; behind it stand the fences of the prompt and the check of each
/// sentence against the passage that it cites.
/// </summary>
internal static partial class Injection
{
    /// <summary>True when a text looks as if it wanted to steer a model.</summary>
    public static bool In(string text)
    {
        var plain = Redaction.Plain(text.Length > Redaction.Longest ? text[..Redaction.Longest] : text).Replace('\n', ' ');
        return Steering().IsMatch(plain) || Addressing().IsMatch(plain) || Markup().IsMatch(plain);
    }

    /// <summary>"Ignore all previous instructions", in the languages that our people write, with words in between.</summary>
    [GeneratedRegex(
        @"\b(?:ignor\w*|disregard\w*|forget\w*|overrid\w*|bypass\w*|do not follow|don'?t follow|stop "
            + @"following|vergiss|missachte\w*|oublie\w*|olvida\w*|dimentica\w*|"
            + @"negeer\w*)\b.{0,40}?\b(?:instruct\w*|prompts?|rules|guidelines|directives|anweisung\w*|regeln|"
            + @"vorgaben|consignes|instrucciones|istruzioni|instructies)\b|\b(?:new|updated|real|hidden|secret|"
            + @"special)\s+(?:system\s+)?(?:instructions?|prompt|directives?)\b|\b(?:system|"
            + @"developer)\s*(?:prompt|message)\b|\bprompt\s+injection\b|\bjail ?break\b|\bdo anything now\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Steering();

    /// <summary>Roles handed out, and orders about the answer itself.</summary>
    [GeneratedRegex(
        @"\b(?:you are now|from now on,? you|act as (?:an?|if)\b|pretend (?:to be|you)|roleplay|role-play|"
            + @"as an ai\b|as a language model|dear (?:ai|assistant|model|chatbot)|(?:the |any |all )?(?:ai|llm|"
            + @"language model|chatbot|assistant)s?\s*(?:must|should|shall|has to|is required to|reading this|"
            + @"processing this)|(?:note|message|attention|instruction)s? (?:to|for) (?:the )?(?:ai|assistant|"
            + @"llm|language model|chatbot|model)\b|(?:answer|reply|respond|output|print|say|write) (?:only|"
            + @"exactly|verbatim|with the (?:word|following|phrase))|(?:do not|don'?t|never) (?:mention|cite|"
            + @"quote|reveal|tell (?:the )?(?:user|rep|person))|(?:reveal|repeat|print|show|output|"
            + @"leak)\b.{0,30}\b(?:prompt|instructions|system message|everything above|words above)|tell the "
            + @"(?:user|rep|person|client) (?:that|to)\b|du bist (?:jetzt|nun)\b|ab jetzt bist du|antworte "
            + @"(?:nur|ausschließlich|immer)|tu es maintenant|réponds (?:uniquement|seulement)|responde (?:solo|"
            + @"únicamente))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Addressing();

    /// <summary>The marks with which chat formats separate speakers.</summary>
    [GeneratedRegex(
        @"<\|[a-z_]+\|>|\[/?INST\]|<</?SYS>>|<\s*/?\s*(?:system|assistant|instructions?|prompt)\s*>|(?:^|"
            + @"\s)#{2,}\s*(?:system|assistant|instruction)s?\b|(?:^|\s)(?:system|assistant)\s*:\s",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Markup();
}
