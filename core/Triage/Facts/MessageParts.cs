using System.Runtime.CompilerServices;
using System.Text;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Triage.Facts;

/// <summary>
/// A message taken apart: what its author says, what is quoted mail, what is a signature or footer, what is code. People paste whole mails
/// and logs; only their own words say what they want. Read line by line, after the rules that mail clients share (<see cref="MailMarks"/>,
/// <see cref="CodeMarks"/>). Nothing is dropped: every line is in exactly one part.
/// </summary>
/// <param name="Own">What the author says. Of a message that holds nothing else, or only points at it ("see below"), with the words of
/// the quoted mail, without its headers, signatures and footers: then the mail is what they ask about.</param>
/// <param name="Quote">Quoted and forwarded mail.</param>
/// <param name="Signature">Signatures and confidentiality notices.</param>
/// <param name="Code">Code, logs and stack traces.</param>
public sealed record MessageParts(string Own, string Quote, string Signature, string Code)
{
    private const int FewWords = 12,
        DeepestMail = 4;

    /// <summary>One decision looks at the same text in five places: it is taken apart once, for as long as the text is in use.</summary>
    private static readonly ConditionalWeakTable<string, MessageParts> TakenApart = [];

    /// <summary>Cards of other apps, alerts and previews of files (<see cref="AttachedWords"/>).</summary>
    public string Attachment { get; init; } = "";

    /// <summary>The author's words with their code.</summary>
    public string OwnAndCode => Code.Length == 0 ? Own : $"{Own}\n{Code}";

    /// <summary>
    /// What is looked up: the author's words, their code and what they attached. A short question about what was passed on ("what do I tell
    /// them?") is looked up with it.
    /// </summary>
    public string Searched
    {
        get
        {
            var own = string.Join(
                '\n',
                new[] { OwnAndCode, Own.Contains(Attachment, StringComparison.Ordinal) ? "" : Attachment }.Where(part => part.Length > 0)
            );
            return
                Quote.Length > 0 && Own.Contains('?') && Own.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length <= FewWords
                ? $"{own}\n{OfMail(Quote)}"
                : own;
        }
    }

    /// <summary>Everything but the author's words and code.</summary>
    public string Others => $"{Quote}\n{Signature}\n{Attachment}";

    /// <summary>Takes a text apart. A text without any mark of another part is its author's whole.</summary>
    public static MessageParts Of(string text) => TakenApart.GetValue(text, static one => Of(one, depth: 0));

    private static MessageParts Of(string text, int depth)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var kinds = new Kind[lines.Length];
        Mark(lines, kinds);
        var own = Join(lines, kinds, Kind.Own);
        var quote = Join(lines, kinds, Kind.Quote);
        var (said, notices) = MailMarks.WithoutNotices(own);
        var signature = Join(lines, kinds, Kind.Signature);
        var attached = Join(lines, kinds, Kind.Attachment).Replace(AttachedWords.Mark.ToString(), "", StringComparison.Ordinal);
        if (!said.Any(char.IsLetterOrDigit) || MailMarks.OnlyPoints(said))
        {
            said = string.Join(
                '\n',
                new[] { said, quote.Any(char.IsLetterOrDigit) ? OfMail(quote, depth) : "", attached }.Where(part => part.Length > 0)
            );
        }

        return said == own && quote.Length == 0 && signature.Length == 0 && Array.TrueForAll(kinds, kind => kind is Kind.Own)
            ? new(text, "", "", "")
            : new(said.Trim(), quote, notices.Length == 0 ? signature : $"{signature}\n{notices}", Join(lines, kinds, Kind.Code))
            {
                Attachment = attached,
            };
    }

    /// <summary>What a forwarded mail itself says. Each mail in a mail is read to the end again, so only a few levels are.</summary>
    private static string OfMail(string quote, int depth = 0)
    {
        var bare = quote
            .Split('\n')
            .Select(MailMarks.Unquoted)
            .SkipWhile(line => string.IsNullOrWhiteSpace(line) || MailMarks.IsMailHead(line) || MailMarks.HeaderOf(line) is not null);
        var inner = string.Join('\n', bare.Where(line => !MailMarks.IsMailHead(line)));
        // Mail in mail: only the newest is meant. It holds no marks of its own head any more, so this ends.
        return inner.Length < quote.Length && depth < DeepestMail
            ? Of(inner, depth + 1) is { Own: var own }
                ? own
                : inner
            : MailMarks.WithoutNotices(inner).Said;
    }

    private static void Mark(string[] lines, Kind[] kinds)
    {
        var (isFenced, isSignature) = (false, false);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (AttachedWords.IsAttached(line))
            {
                kinds[i] = Kind.Attachment;
                continue;
            }

            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                // "```one line```" opens and closes.
                var closes = line.Length > 5 && line.EndsWith("```", StringComparison.Ordinal);
                kinds[i] = Kind.Code;
                isFenced = !isFenced && !closes;
                continue;
            }

            if (isFenced)
            {
                kinds[i] = Kind.Code;
                continue;
            }

            if (MailMarks.QuoteStart(lines, i) is var length and > 0)
            {
                if (MarkQuote(lines, kinds, i, length) is not { } next)
                {
                    return;
                }

                (i, isSignature) = (next - 1, false);
            }
            else if (MailMarks.IsQuoted(line))
            {
                (kinds[i], isSignature) = (Kind.Quote, false);
            }
            else if (CodeMarks.IsCode(lines, i))
            {
                kinds[i] = Kind.Code;
            }
            else if (isSignature)
            {
                isSignature = !MailMarks.IsSpeech(line);
                kinds[i] = isSignature ? Kind.Signature : Kind.Own;
            }
            else if (MailMarks.IsSignatureStart(lines, i))
            {
                (kinds[i], isSignature) = (Kind.Signature, true);
            }
        }
    }

    /// <summary>
    /// A quoted mail from its introduction on. Where its lines are marked one by one, what stands between them is an answer; else it goes
    /// on to the end. The line after the marked ones, or null at the end of the text.
    /// </summary>
    private static int? MarkQuote(string[] lines, Kind[] kinds, int start, int length)
    {
        Array.Fill(kinds, Kind.Quote, start, length);
        var next = start + length;
        var first = Array.FindIndex(lines, next, line => !string.IsNullOrWhiteSpace(line));
        if (first >= 0 && MailMarks.IsQuoted(lines[first].Trim()))
        {
            return first;
        }

        // What is attached stands behind everything that was written.
        var attached = Array.FindIndex(lines, next, AttachedWords.IsAttached);
        Array.Fill(kinds, Kind.Quote, next, (attached < 0 ? lines.Length : attached) - next);
        return attached < 0 ? null : attached;
    }

    private static string Join(string[] lines, Kind[] kinds, Kind kind)
    {
        var joined = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            if (kinds[i] == kind)
            {
                joined.Append(lines[i]).Append('\n');
            }
        }

        return joined.ToString().Trim();
    }

    private enum Kind
    {
        Own,
        Quote,
        Signature,
        Code,
        Attachment,
    }
}
