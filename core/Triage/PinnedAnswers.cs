using System.Text.RegularExpressions;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage.Criteria;

namespace EscalationBot.Core.Triage;

/// <summary>The organisation's pinned answers, made ready once per change of the file. Safe for many threads.</summary>
public sealed class PinnedAnswers
{
    private readonly PinnedAnswer[] _pins;
    private readonly HashSet<string>[] _questions;

    private PinnedAnswers(IReadOnlyList<PinnedAnswer> pins)
    {
        _pins = [.. pins];
        _questions = [.. pins.Select(pin => pin.Questions.Select(Fold).ToHashSet(StringComparer.Ordinal))];
    }

    /// <summary>None.</summary>
    public static PinnedAnswers None { get; } = new([]);

    /// <summary>In file order.</summary>
    public IReadOnlyList<PinnedAnswer> All => _pins;

    /// <summary>Makes them ready.</summary>
    public static PinnedAnswers Of(IReadOnlyList<PinnedAnswer> pins) => pins.Count == 0 ? None : new(pins);

    /// <summary>Those that hold for a question on a day, in file order.</summary>
    /// <param name="text">What a person says themselves.</param>
    /// <param name="today">In the organisation's time zone.</param>
    public IReadOnlyList<PinnedAnswer> Find(string text, DateOnly today)
    {
        if (_pins.Length == 0 || text.Length > PinnedAnswer.LongestText)
        {
            return [];
        }
        var (folded, spaced) = (Fold(text), string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return
        [
            .. _pins.Where(
                (pin, i) =>
                    !(today < pin.From)
                    && !(today > pin.To)
                    && (_questions[i].Contains(folded) || (pin.Pattern is { } by && Fits(by, spaced)))
            ),
        ];
    }

    /// <summary>
    /// An earlier entry that takes a question of this one on all its days, so that it never answers that; null without one.
    /// </summary>
    internal PinnedAnswer? Before(PinnedAnswer pin)
    {
        var at = Array.IndexOf(_pins, pin);
        return _pins
            .Take(at)
            .Where(
                (_, i) =>
                    pin.Pattern is { } pattern
                        ? _pins[i].Pattern?.ToString() == pattern.ToString()
                        : _questions[at].Overlaps(_questions[i])
                            || (_pins[i].Pattern is { } wide && pin.Questions.Any(text => Fits(wide, text)))
            )
            .FirstOrDefault(earlier => !(earlier.From > (pin.From ?? DateOnly.MinValue)) && !(earlier.To < (pin.To ?? DateOnly.MaxValue)));
    }

    /// <summary>A text by its words alone: without case, accents, punctuation and spacing.</summary>
    private static string Fold(string text) => string.Join(' ', FoldedText.Fold(text));

    private static bool Fits(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false; // It is a question like any other then.
        }
    }
}
