using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Timers;

/// <summary>
/// A P1 that nobody has, outside hours, whose clocks run all the same: whoever is on call is told in their 1:1 chat, on the channel that
/// they used last, again after five minutes, then the next one. The rep reads who was called, and nothing else.
/// </summary>
internal static class Paging
{
    private const int TimesEach = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Calls since the case came into its queue.</summary>
    public static IReadOnlyList<Call> Since(Case theCase) => [.. theCase.Calls.Where(call => call.At >= theCase.QueuedAt)];

    /// <summary>The next call is due.</summary>
    public static void Next(DecisionBuilder draft, Case theCase)
    {
        if (!Applies(draft, theCase))
        {
            return;
        }

        var calls = Since(theCase);
        var person =
            calls is [.., { Times: < TimesEach } last] && draft.Loaded.Organisation.FindPerson(last.Email) is { } again && MayCall(again)
                ? again
                : Candidates(draft, theCase).FirstOrDefault(one => MayCall(one) && !calls.Any(call => call.Email == one.Email));
        if (person is null)
        {
            draft.Note("called_all", theCase);
            TimerHandler.TellManagers(
                draft,
                theCase,
                calls.Count == 0 ? "manager_nobody_to_call" : "manager_called_all",
                string.Join(", ", calls.Select(call => call.Name))
            );
            return;
        }

        var before = calls.FirstOrDefault(call => call.Email == person.Email);
        var called = before is null ? new Call(person.Email, person.Name, draft.Now, 1) : before with { Times = before.Times + 1 };
        var kept = draft.Keep(theCase with { Calls = [.. theCase.Calls.Where(call => call != before), called] });
        draft.Note("called", kept, person.Email);
        draft.Timer(kept.Id, TimerNames.Call, draft.Now + Pause);
        var text = draft.Words.Say(before is null ? "call" : "call_again", kept.Id, draft.When.Due(kept.Due.Claim!.Value));
        draft.TellPerson(
            person.Email,
            may => new Card(
                text,
                may ? [new CardPart.Text(text, Strong: true), new CardPart.Quote(kept.Question, kept.Rep.Name)] : [new CardPart.Text(text)],
                [draft.Cards.Button(Actions.Claim, kept) with { Style = ButtonStyle.Primary }]
            ),
            kept,
            SlotOf(kept, called)
        );
        if (before is null)
        {
            draft.TellReps(kept, "rep_told_called", person.Name);
        }

        draft.ShowEverywhere(kept);

        bool MayCall(Colleague one) => Suggestion.IsFree(draft, theCase, one);
    }

    /// <summary>The slot is a call about the case.</summary>
    public static bool IsCall(string slot) => slot.Contains(":call:", StringComparison.Ordinal);

    /// <summary>A call could not be delivered: the next one is called at once, and the rep knows.</summary>
    public static void NotReached(DecisionBuilder draft, Case theCase, string slot)
    {
        if (Since(theCase).FirstOrDefault(call => slot.StartsWith(PrefixOf(theCase, call), StringComparison.Ordinal)) is not { } missed)
        {
            return;
        }

        var kept = draft.Keep(
            theCase with
            {
                Calls = [.. theCase.Calls.Select(call => call == missed ? call with { Times = TimesEach } : call)],
            }
        );
        draft.TellReps(kept, "rep_told_not_reached", missed.Name);
        // A moment later: a timer of the same moment is one and the same.
        draft.Timer(kept.Id, TimerNames.Call, draft.Now + TimeSpan.FromSeconds(1));
    }

    private static bool Applies(DecisionBuilder draft, Case theCase) =>
        theCase is { State: CaseState.Unclaimed, Due.Claim: not null }
        && Priorities.Rank(theCase.Priority) == 0
        && Suggestion.IsNight(draft.Loaded.Organisation, theCase, draft.Now);

    /// <summary>Who is on call first, then whoever could claim it, in file order.</summary>
    private static IEnumerable<Colleague> Candidates(DecisionBuilder draft, Case theCase) =>
        Suggestion
            .All(draft, theCase)
            .Select(suggestion => suggestion.Person)
            .Concat(draft.Loaded.Organisation.With(Roles.Specialist, theCase.Queue))
            .DistinctBy(person => person.Email);

    private static string PrefixOf(Case theCase, Call call) => $"case:{theCase.Id}:call:{call.Email}:";

    private static string SlotOf(Case theCase, Call call) =>
        string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(theCase, call)}{call.At.ToUnixTimeSeconds()}:{call.Times}");
}
