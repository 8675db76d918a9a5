using System.Collections.Frozen;

namespace EscalationBot.Core.Triage.Criteria;

/// <summary>
/// Whether words of a text are claimed of here and now, after the ConText algorithm (Harkema et al. 2009): words that deny, ask in
/// general or say that it is over reach so far in their sentence.
/// </summary>
internal sealed class Assertion
{
    /// <summary>So many words after "not" are denied by it.</summary>
    private const int Reach = 5;

    private static readonly FrozenSet<string> Denials = SetOf(
            "no not never without neither nor isnt arent wasnt werent dont doesnt didnt hasnt havent wont cant kein keine keinen keiner nicht ohne"
        ),
        // "isn't" is folded to "isn t".
        DenialStems = SetOf("isn aren wasn weren don doesn didn hasn haven hadn won can couldn wouldn shouldn ain"),
        // What follows "not" and makes it deny nothing: "not sure whether they were hacked", "no longer", "no one".
        NoDenials = SetOf(
            "sure only know idea exclude rule doubt clear just longer one matter wonder certain yet reply answer response help"
        ),
        Breakers = SetOf("and but because since so as while who which although though however yet aber und weil da"),
        Leads = SetOf("if when whenever suppose supposing imagine once wenn falls"),
        Anybody = SetOf("a an any some ever someone somebody anyone anybody clients customers people one ein eine einer kunde");

    // Said somewhere in the message, everything in it is talked about and nothing happened.
    private static readonly Phrase[] TalkedAbout = Of(
            "nothing has happened",
            "nothing happened",
            "hypothetical*",
            "in theory",
            "so that i know",
            "just so i know",
            "for future reference",
            "for a training",
            "for the training",
            "for my training",
            "for the onboarding",
            "for our onboarding",
            "onboarding of new",
            "for new reps",
            "for a tender",
            "for the tender",
            "for a presentation",
            "for a questionnaire",
            "in a questionnaire",
            "training quiz",
            "role play",
            "roleplay"
        ),
        AskedInGeneral = Of(
            "how often",
            "what happens when",
            "what happens if",
            "what happens after",
            "in case of",
            "so that",
            "in order to",
            "make sure",
            "to prevent",
            "to avoid",
            "process when",
            "process if",
            "process for",
            "procedure when",
            "procedure if",
            "procedure for",
            "policy when",
            "policy for",
            "rules for",
            "guideline for",
            "guidelines for",
            "steps for"
        ),
        Over = Of(
            "is over",
            "s over",
            "was over",
            "been settled",
            "was settled",
            "is settled",
            "been resolved",
            "is resolved",
            "was resolved",
            "been fixed",
            "is fixed",
            "was fixed",
            "fine again",
            "works again",
            "working again",
            "up again",
            "back up",
            "back to normal",
            "been withdrawn",
            "was withdrawn",
            "false alarm",
            "turned out to be nothing",
            "has arrived"
        ),
        NotInIt = Of(
            "not involved",
            "t involved",
            "not needed",
            "not meant",
            "not the case",
            "t the case",
            "not an issue",
            "not the issue"
        );

    private static readonly FrozenSet<string> GeneralAskers = SetOf("who whom which does do how where whose");

    private static readonly FrozenSet<string> Pronouns = SetOf("that it this all everything which das es alles"),
        Conditions = SetOf("if unless until when once till bis");

    private readonly List<string> _words;
    private readonly TextMarks _marks;
    private readonly bool _talkedAbout;

    /// <summary>Reads a text.</summary>
    /// <param name="words">Folded.</param>
    /// <param name="marks">Where its sentences end.</param>
    public Assertion(List<string> words, TextMarks marks)
    {
        (_words, _marks) = (words, marks);
        _talkedAbout = Array.Exists(TalkedAbout, phrase => FindIn(phrase, 0, words.Count) >= 0);
    }

    /// <summary>Whether what these words say together is claimed. All of them stand in one sentence.</summary>
    public bool IsClaimed(ReadOnlySpan<WordSpan> spans)
    {
        if (_talkedAbout)
        {
            return false;
        }

        var (first, last) = (int.MaxValue, 0);
        foreach (var span in spans)
        {
            (first, last) = (Math.Min(first, span.At), Math.Max(last, span.At + span.Length));
            if (IsDenied(span, spans))
            {
                return false;
            }
        }

        var (start, end) = _marks.Around(first, _words.Count);
        return !IsGeneral(start, first, end) && !IsOver(last, end);
    }

    private bool IsDenied(WordSpan span, ReadOnlySpan<WordSpan> spans)
    {
        for (var at = span.At - 1; at >= Math.Max(0, span.At - Reach); at--)
        {
            // A part of what is looked for ("cannot + sign in") denies nothing of it.
            if (_marks.IsBreakBefore(at + 1) || Breakers.Contains(_words[at]) || IsIn(at, spans))
            {
                break;
            }

            if (Denies(at) && !(at + 1 < _words.Count && NoDenials.Contains(_words[at + 1])))
            {
                return true;
            }
        }

        var after = span.At + span.Length;
        return Array.Exists(NotInIt, phrase => FindIn(phrase, after, Math.Min(_words.Count, after + 4)) >= 0);
    }

    private bool Denies(int at) =>
        Denials.Contains(_words[at]) || _words[at] == "t" && at > 0 && DenialStems.Contains(_words[at - 1]) || _words[at] == "cannot";

    /// <summary>"What do we do when a client threatens to sue?", "have they ever been hacked?", "whom do I call when it is down?"</summary>
    private bool IsGeneral(int start, int first, int end)
    {
        var isQuestion = _marks.IsQuestion(end);
        if (isQuestion && _words.IndexOf("ever", start, end - start) >= 0)
        {
            return true;
        }

        var asks = isQuestion && GeneralAskers.Contains(_words[start]);
        for (var at = start; at < first; at++)
        {
            if (asks && at > start && _words[at] is "when" or "whenever" || isQuestion && _words[at] == "will")
            {
                return true;
            }

            if (Leads.Contains(_words[at]) && (IsAnybody(at + 1, first) || _words[at + 1] is "the" && IsAnybody(at + 2, first)))
            {
                return true;
            }
        }

        return Array.Exists(AskedInGeneral, phrase => FindIn(phrase, start, first) >= 0);
    }

    private bool IsAnybody(int at, int first) => at <= first && at < _words.Count && Anybody.Contains(_words[at]);

    /// <summary>Said in the rest of the sentence, or of it as a whole in the next ones: "That has been settled."</summary>
    private bool IsOver(int last, int end)
    {
        var rest = end;
        for (var at = last; at < end; at++)
        {
            // "It was down and is fine again" is over; "... but their lawyer" goes on.
            if (_words[at] is not "and" && Breakers.Contains(_words[at]))
            {
                rest = at;
                break;
            }
        }

        if (SaysOver(last, rest, last))
        {
            return true;
        }

        while (end < _words.Count)
        {
            var (start, next) = _marks.Around(end, _words.Count);
            if (Pronouns.Contains(_words[start]) && SaysOver(start, Math.Min(next, start + 6), start))
            {
                return true;
            }

            end = next;
        }

        return false;
    }

    private bool SaysOver(int from, int to, int start)
    {
        foreach (var phrase in Over)
        {
            var at = FindIn(phrase, from, to);
            if (at < 0)
            {
                continue;
            }

            var said = true;
            for (var i = Math.Max(start, at - Reach); i < at; i++)
            {
                said &= !Denies(i) && !Conditions.Contains(_words[i]);
            }

            if (said)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(int at, ReadOnlySpan<WordSpan> spans)
    {
        foreach (var span in spans)
        {
            if (at >= span.At && at < span.At + span.Length)
            {
                return true;
            }
        }

        return false;
    }

    private int FindIn(Phrase phrase, int from, int to)
    {
        for (var at = from; at + phrase.Parts.Count <= to; at++)
        {
            if (phrase.Parts[0].Matches(_words[at]) && phrase.FollowsAt(_words, at))
            {
                return at;
            }
        }

        return -1;
    }

    private static FrozenSet<string> SetOf(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static Phrase[] Of(params string[] phrases) => [.. phrases.Select(Phrase.From)];
}
