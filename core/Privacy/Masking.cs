using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Privacy;

/// <summary>A secret that was taken out of what somebody wrote.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Words">As it was written.</param>
public sealed record HiddenPart(SecretKind Kind, string Words);

/// <summary>
/// Takes secrets out of what people write, before anything is stored: whoever reads questions, cases, threads, histories, exports and pages
/// reads dots in their place. Of numbers of cards and accounts the last four digits stay, by which their owner tells them apart.
/// </summary>
public static partial class Masking
{
    /// <summary>In place of a secret.</summary>
    public const string Dots = "••••••••";

    private const string FewDots = "•••• ";

    /// <summary>The text with its secrets masked; the same text when there are none.</summary>
    public static string Mask(string text) => Mask(text, []);

    /// <summary>The text with its secrets masked, and what was taken out.</summary>
    /// <param name="text">Any words of people.</param>
    /// <param name="hidden">Gets each different secret once.</param>
    public static string Mask(string text, ICollection<HiddenPart> hidden)
    {
        if (!MayHold(text))
        {
            return text;
        }

        var (plain, origin) = Plain(text);
        var found = Find(plain);
        if (found.Count == 0)
        {
            return text;
        }

        var masked = new StringBuilder(text.Length);
        var done = 0;
        foreach (var (kind, start, length) in found.OrderBy(one => one.Start))
        {
            var (from, to) = (origin[start], origin[start + length - 1] + 1);
            var words = text[from..to];
            masked.Append(text, done, from - done).Append(Shown(kind, plain.Substring(start, length)));
            done = to;
            if (hidden.All(one => one.Words != words))
            {
                hidden.Add(new(kind, words));
            }
        }

        return masked.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>What somebody did, with the secrets of its words masked, and what was taken out.</summary>
    public static (Inbound Inbound, IReadOnlyList<HiddenPart> Hidden) Apply(Inbound inbound)
    {
        var hidden = new List<HiddenPart>();
        var masked = inbound switch
        {
            Inbound.Said said => said with { Text = Mask(said.Text, hidden) },
            Inbound.Edited edited => edited with { Text = Mask(edited.Text, hidden) },
            Inbound.Submitted form => form with { Data = Mask(form.Data, hidden), Values = Mask(form.Values, hidden) },
            Inbound.Pressed pressed => pressed with { Values = Mask(pressed.Values, hidden) },
            _ => inbound,
        };
        return hidden.Count == 0 ? (inbound, []) : (masked with { Hidden = hidden.Count }, hidden);
    }

    private static IReadOnlyDictionary<string, string> Mask(IReadOnlyDictionary<string, string> values, List<HiddenPart> hidden)
    {
        var before = hidden.Count;
        var masked = values.ToDictionary(one => one.Key, one => Mask(one.Value, hidden), StringComparer.Ordinal);
        return hidden.Count == before ? values : masked;
    }

    /// <summary>Most messages hold no digits enough and none of these words: they cost a glance.</summary>
    private static bool MayHold(string text)
    {
        if (text.Length < 4)
        {
            return false;
        }

        var digits = 0;
        var run = 0;
        foreach (var c in text)
        {
            digits += char.IsDigit(c) ? 1 : 0;
            run = char.IsWhiteSpace(c) ? 0 : run + 1;
            // Enough digits for a card, or a run long enough for a key or an address, or writing that hides from a glance.
            if (digits >= 13 || run >= 16 || c > '\u2000')
            {
                return true;
            }
        }

        return Hints().IsMatch(text);
    }

    private static List<(SecretKind Kind, int Start, int Length)> Find(string plain)
    {
        var found = new List<(SecretKind Kind, int Start, int Length)>();
        foreach (var (kind, pattern, judge) in Secrets.Patterns)
        {
            try
            {
                for (var match = pattern.Match(plain); match.Success; match = match.NextMatch())
                {
                    if (
                        judge(plain, match) is var (start, length)
                        && length > 0
                        && found.TrueForAll(other => start >= other.Start + other.Length || other.Start >= start + length)
                    )
                    {
                        found.Add((kind, start, length));
                    }
                }
            }
            catch (RegexMatchTimeoutException)
            {
                // Made to be slow: what the other ways find is masked, and the words are kept.
            }
        }

        return found;
    }

    private static string Shown(SecretKind kind, string words)
    {
        var end = new string([.. words.Where(char.IsAsciiLetterOrDigit).TakeLast(4)]);
        return kind is SecretKind.Secret || end.Length < 4 ? Dots : FewDots + end;
    }

    /// <summary>
    /// The text as patterns read it (look-alikes of other scripts made plain, invisible characters left out, all kinds of spaces and dashes
    /// alike), and where each of its characters stood.
    /// </summary>
    private static (string Plain, int[] Origin) Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        var origin = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80)
            {
                Add(c, i);
                continue;
            }

            switch (char.GetUnicodeCategory(c))
            {
                case UnicodeCategory.Format:
                    break;
                case UnicodeCategory.SpaceSeparator:
                    Add(' ', i);
                    break;
                case UnicodeCategory.DashPunctuation:
                    Add('-', i);
                    break;
                default:
                    foreach (
                        var one in c is >= '\uFF01' and <= '\uFF5E' or >= '\u2070' and <= '\u209C'
                            ? c.ToString().Normalize(NormalizationForm.FormKC)
                            : c.ToString()
                    )
                    {
                        Add(one, i);
                    }

                    break;
            }
        }

        return (plain.ToString(), [.. origin]);

        void Add(char c, int at)
        {
            plain.Append(c);
            origin.Add(at);
        }
    }

    [GeneratedRegex(
        "pass|pwd|kennw|contras|mot de|senha|wachtw|has[łl]o|pin|puk|tan|secret|token|key|bearer|authori|otp|one[- "
            + "]time|cvv|cvc|security code|ziffer|kartenpr",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1_000
    )]
    private static partial Regex Hints();
}
