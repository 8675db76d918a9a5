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

        return Mask(text, PlainText.Of(text), hidden);
    }

    /// <summary>
    /// The name of a file with its secrets masked; its ending stays. Words of names are joined by underscores, which elsewhere belong to a
    /// word.
    /// </summary>
    public static string MaskName(string name) => MaskName(name, []);

    /// <summary>Files with their names masked.</summary>
    public static IReadOnlyList<FileLink> MaskNames(IReadOnlyList<FileLink> files) => Mask(files, []);

    private static string MaskName(string name, ICollection<HiddenPart> hidden)
    {
        var ending = Ending().Match(name).Value;
        var stem = name[..^ending.Length];
        var masked = Mask(stem, hidden);
        if (masked.Contains('_') && MayHold(masked))
        {
            var read = PlainText.Of(masked);
            masked = Mask(masked, read with { Text = read.Text.Replace('_', ' ') }, hidden);
        }

        return masked == stem ? name : masked + ending;
    }

    private static string Mask(string text, PlainText read, ICollection<HiddenPart> hidden)
    {
        var plain = read.Text;
        var found = Find(plain);
        if (found.Count == 0)
        {
            return text;
        }

        var told = hidden.Select(one => one.Words).ToHashSet(StringComparer.Ordinal);
        var masked = new StringBuilder(text.Length);
        var done = 0;
        foreach (var (kind, start, length) in found.OrderBy(one => one.Start))
        {
            var (from, to) = (read.From[start], read.To[start + length - 1]);
            from = Math.Max(from, done);
            var words = text[from..to];
            masked.Append(text, done, from - done).Append(Shown(kind, plain.Substring(start, length)));
            done = to;
            if (told.Add(words))
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
            Inbound.Said said => said with { Text = Mask(said.Text, hidden), Files = Mask(said.Files, hidden) },
            Inbound.Edited edited => edited with { Text = Mask(edited.Text, hidden), Files = Mask(edited.Files, hidden) },
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

    /// <summary>Names of files; their addresses are opened by the bot alone, and only as they are.</summary>
    private static IReadOnlyList<FileLink> Mask(IReadOnlyList<FileLink> files, ICollection<HiddenPart> hidden) =>
        files.Count == 0 ? files : [.. files.Select(file => file with { Name = MaskName(file.Name, hidden) })];

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
            // Enough digits for a card or an account, or a run long enough for a key or an address, or writing that hides from a glance.
            if (digits >= 12 || run >= 16 || c > '\u2000' || c is >= '\u0370' and <= '\u052F')
            {
                return true;
            }
        }

        return Hints().IsMatch(text);
    }

    private static List<(SecretKind Kind, int Start, int Length)> Find(string plain)
    {
        var found = new List<(SecretKind Kind, int Start, int Length)>();
        var taken = new bool[plain.Length];
        foreach (var secret in Secrets.Patterns)
        {
            try
            {
                var match = secret.Pattern.Match(plain);
                while (match.Success)
                {
                    if (secret.Judge(plain, match) is var (start, length) && length > 0 && !taken.AsSpan(start, length).Contains(true))
                    {
                        found.Add((secret.Kind, start, length));
                        taken.AsSpan(start, length).Fill(true);
                        match = match.NextMatch();
                    }
                    else
                    {
                        match = secret.Resume is { } resume ? secret.Pattern.Match(plain, resume(match)) : match.NextMatch();
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

    [GeneratedRegex(
        "pass|pwd|pw|kennw|contras|mot de|senha|wachtw|has[łl]o|heslo|jelsz|lösen|adgangs|salasana|parol|şifre|"
            + "curl|wget|docker|podman|login|pin|puk|tan|secret|token|key|credential|bearer|authori|otp|one[- "
            + "]time|cred|p/w|u/p|wpa|psk|zugang|anmeld|identifiant|acceso|user|phrase|"
            + "mysql|mariadb|mongo|ldap|redis|sqlcmd|bcp|zip|smbclient|&#|cvv|cvc|security code|ziffer|kartenpr",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        5_000
    )]
    private static partial Regex Hints();

    [GeneratedRegex(@"(?<=.)\.[A-Za-z0-9]{1,5}$", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Ending();
}
