using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>What a message is while a question of a specialist is open.</summary>
internal enum ReplyKind
{
    /// <summary>The answer to it.</summary>
    Answer,

    /// <summary>A question of its own.</summary>
    Question,

    /// <summary>Nobody can tell: the rep is asked.</summary>
    Unsure,
}

/// <summary>
/// Tells an answer to a specialist from a new question by what it says. An answer that is taken for a question costs the rep a press; a
/// question that is taken for an answer is lost. So a message is relayed only when it reads like an answer, answered only when the engine
/// is sure of it, and asked about in between.
/// </summary>
internal static partial class ReplyReading
{
    private const int Short = 5,
        ShortWithoutSpaces = 10;

    /// <summary>What a message is.</summary>
    /// <param name="said">The message.</param>
    /// <param name="asked">What the specialist, or the bot for them, asked.</param>
    /// <param name="theCase">The case it was asked about.</param>
    /// <param name="look">The engine's judgement of the message as a question; null when it was not judged.</param>
    public static ReplyKind Of(Inbound.Said said, string asked, Case theCase, Judgement? look)
    {
        var own = MessageParts.Of(said.Text).Own.Trim();
        if (!own.Any(char.IsLetterOrDigit))
        {
            // A file alone, or a quote alone: what else could it be.
            return ReplyKind.Answer;
        }

        var asks = IsQuestion(own);
        var names = ContentWords.Shared(own, asked) > 0;
        var isSure = look?.Verdict is Verdict.Answer or Verdict.Escalate;
        if (asks)
        {
            return isSure && !names ? ReplyKind.Question : ReplyKind.Unsure;
        }

        if (names || said.Files.Count > 0 || IsYesOrNo(own))
        {
            return ReplyKind.Answer;
        }

        // "Another client" is another matter, whatever the words.
        if (look?.Facts.AccountId is { } account && theCase.Account is { } known && account != known)
        {
            return isSure ? ReplyKind.Question : ReplyKind.Unsure;
        }

        if (IsShort(own))
        {
            return isSure && !own.Any(char.IsDigit) ? ReplyKind.Unsure : ReplyKind.Answer;
        }

        return isSure ? ReplyKind.Question
            : ContentWords.Shared(own, theCase.Question) > 0 ? ReplyKind.Answer
            : ReplyKind.Unsure;
    }

    /// <summary>The words have the form of a question, in one of the languages that people write.</summary>
    public static bool IsQuestion(string text) => Asks().IsMatch(text);

    /// <summary>The words begin with a yes or a no.</summary>
    public static bool IsYesOrNo(string text) => YesOrNo().IsMatch(text);

    private static bool IsShort(string text) =>
        text.Any(IsWrittenWithoutSpaces)
            ? text.Count(char.IsLetterOrDigit) <= ShortWithoutSpaces
            : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length <= Short;

    private static bool IsWrittenWithoutSpaces(char letter) => letter is >= '\u3040' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';

    [GeneratedRegex(
        @"[?\uFF1F\u061F](?:\s|$|[""')\u201D\u2019])|\u5417[\u3002!\s]*$|^(?:(?:hi|hello|hey|hallo|moin|bonjour|salut|hola|ok(?:ay)?|and|also|und|et|y|so|now)\b[\s,:]*)*"
            + @"(?:how\b|why\b|what(?:'s| is| are| does| do)\b|where (?:is|are|do|can|does)\b|"
            + @"(?:can|could|does|do|did|is|are|should|may|would) (?:i|we|you|they|he|she|it|there|this|that|the|a|an|our|their|my|one|someone)\b"
            + @"|wie (?:kann|k(?:\u00F6|oe)nnen|geht|mach|funktioniert|oft|viel|lange|bekomm|setz|lad|\u00E4nder)|wo (?:finde|ist|kann|sehe|stell)|warum\b|wieso\b|kann (?:ich|man|er|sie|der|die|unser)|k(?:\u00F6|oe)nnen (?:wir|sie)|gibt es\b"
            + @"|comment\b|pourquoi\b|o\u00F9\b|est-ce\b|qu'est-ce\b|quel(?:le)?s? (?:est|sont)\b|peut-on\b|peux-tu\b|pouvez-vous\b"
            + @"|\u00BF|c\u00F3mo\b|por qu\u00E9\b|d\u00F3nde\b|cu\u00E1l\b|\u600E\u4E48|\u5982\u4F55|\u4E3A\u4EC0\u4E48|\u54EA\u91CC|\u662F\u5426)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Asks();

    [GeneratedRegex(
        @"^(?:yes|yep|yeah|yup|no|nope|nah|not yet|both|neither|none|correct|exactly|right|sure|done|ok(?:ay)?|ja|jein|nein|noch nicht|beide|genau"
            + @"|oui|non|pas encore|les deux|s[i\u00ED]|todav\u00EDa no|ambos|\u662F\u7684?|\u4E0D\u662F|\u5BF9|\u4E0D\u5BF9|\u6CA1\u6709|\u6709|\u597D\u7684?|\u8FD8\u6CA1)(?:\b|$|[\s,.!\u3002\uFF0C])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex YesOrNo();
}
