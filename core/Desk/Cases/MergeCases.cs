using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Two reps wait for the same: their cases are worked on as one. The other case goes on; this one keeps its number, its rep and its
/// history, has no clocks of its own, and gets the other's outcome (<see cref="MergedCases"/>). It can be taken apart again.
/// </summary>
internal static class MergeCases
{
    /// <summary>So many are worked on as one.</summary>
    public const int Most = 20;

    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.Merge, DeskAction.Link)
        {
            WhyNot = (state, theCase) =>
                CaseStates.MustBeWorkedOn(state, theCase)
                ?? (
                    theCase.Restricted ? state.Refusal("merge_restricted")
                    : theCase.Requests.FirstOrDefault(request => request.IsOpen) is { } request
                        ? state.Refusal(
                            "merge_department",
                            state.Organisation.FindDepartment(request.Department)?.Title ?? request.Department,
                            theCase.Id
                        )
                    : null
                ),
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_merge",
                    new FormField(FormFields.Number, forms.Words["form_merge_number"], FieldKind.Line) { Required = true, MaxLength = 20 }
                ) with
                {
                    Intro = forms.Words.Say("form_merge_intro", theCase.Id, theCase.Rep.Name),
                },
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values.GetValueOrDefault(FormFields.Number) ?? ""),
        },
        new(Actions.Unmerge, DeskAction.Link)
        {
            Do = (draft, theCase, _) =>
            {
                if (theCase.MergedInto is { } into && draft.Loaded.OtherCase is { } other && other.Id == into)
                {
                    TakeApart(draft, theCase, other);
                    draft.Whisper("unmerged", theCase.Id, into);
                }
                else
                {
                    draft.Refuse("merge_not", theCase.Id);
                }
            },
        },
    ];

    /// <summary>A merged case is one of its own again, in its own queue.</summary>
    /// <param name="other">The one as which it was worked on, as this decision leaves it.</param>
    public static void TakeApart(DecisionBuilder draft, Case merged, Case other)
    {
        var alone = draft.Keep(
            LinkCases.With(merged.BackToQueue(merged.Queue, movesPlace: false, draft.Now), other.Id, CaseLinkKind.Related) with
            {
                RepToldAt = draft.Now,
            }
        );
        var rest = LinkCases.With(other, alone.Id, CaseLinkKind.Related);
        rest = draft.KeptCase(other.Id) is null ? draft.KeepAsIs(rest) : draft.Amend(rest);
        draft.Note("unmerged", alone, other.Id);
        draft.Note("unmerged_here", rest, alone.Id);
        draft.ShowEverywhere(alone);
        draft.ShowInQueue(rest);
        draft.TellThreadPlainly(rest, "thread_unmerged", draft.By.Name, alone.Id);
        draft.TellThreadPlainly(alone, "thread_unmerged_alone", draft.By.Name);
        draft.TellRep(alone, Card.Of(draft.Words.Say("rep_told_unmerged", alone.Id)));
    }

    /// <summary>
    /// The open case in which a specialist says already which of two articles is true, when a new one of the same queue asks it again.
    /// </summary>
    public static Case? AsksTheSame(DecisionBuilder draft, Case theCase) =>
        draft.Loaded.OtherCase is { IsWorkedOn: true, Restricted: false, MergedInto: null } other
        && other.Queue == theCase.Queue
        && theCase is { Restricted: false, Department: null }
        && other.Links.Count(link => link.Kind is CaseLinkKind.MergedHere) < Most
            ? other
            : null;

    /// <summary>A new case whose question is asked already is worked on with the one that asks it; its rep hears the outcome.</summary>
    public static Case Join(DecisionBuilder draft, Case theCase, Case other)
    {
        var (merged, into) = Together(draft, theCase, other, []);
        draft.ShowInQueue(into);
        draft.TellThread(into, Told(merged, draft.Words.Say("joined_here_title", merged.Id, merged.Rep.Name)));
        return merged;
    }

    private static void Apply(DecisionBuilder draft, Case theCase, string typed)
    {
        if (LinkCases.FindOther(draft, theCase, typed) is not { } other)
        {
            return;
        }

        if (other.MergedInto is { } into)
        {
            draft.Refuse("merge_chain", other.Id, into);
            return;
        }

        if (!other.IsWorkedOn)
        {
            draft.Refuse("merge_over", other.Id, draft.Cards.PlainStateLine(other));
            return;
        }

        if (other.Restricted)
        {
            draft.Refuse("merge_restricted");
            return;
        }

        List<Case> behind = [.. draft.Loaded.Merged.Select(one => one.Case)];
        if (other.Links.Count(link => link.Kind is CaseLinkKind.MergedHere) + behind.Count >= Most)
        {
            draft.Refuse("merge_full", other.Id);
            return;
        }

        Merge(draft, theCase, other, behind);
    }

    private static void Merge(DecisionBuilder draft, Case theCase, Case other, List<Case> behind)
    {
        var (merged, into) = Together(draft, theCase, other, behind);
        draft.ShowEverywhere(merged);
        foreach (var one in behind)
        {
            draft.ShowInQueue(draft.KeptCase(one.Id)!);
        }

        draft.ShowEverywhere(into);
        draft.TellThreadPlainly(theCase, "thread_merged", draft.By.Name, into.Id);
        draft.TellThread(into, Told(merged, draft.Words.Say("merged_here_title", draft.By.Name, merged.Id, merged.Rep.Name)));
        draft.TellRep(merged, Card.Of(draft.Words.Say("rep_told_merged", merged.Id)));
        draft.TellRep(into, Card.Of(draft.Words.Say("rep_told_merged_here", into.Id)));
        draft.Whisper("merged", merged.Id, into.Id);
    }

    private static (Case Merged, Case Into) Together(DecisionBuilder draft, Case theCase, Case other, List<Case> behind)
    {
        var merged = CaseEnd.Withdraw(draft, draft.Keep(theCase.MergedWith(other.Id, draft.Now)));
        var into = LinkCases.With(Follow(Promise(other, theCase), theCase), merged.Id, CaseLinkKind.MergedHere) with
        {
            // Whoever waits longest or worst sets the pace for both.
            Priority = Priorities.Rank(theCase.Priority) < Priorities.Rank(other.Priority) ? theCase.Priority : other.Priority,
        };
        foreach (var one in behind)
        {
            draft.KeepAsIs(
                one with
                {
                    Links = [.. one.Links.Where(link => link.CaseId != theCase.Id), new(other.Id, CaseLinkKind.MergedInto)],
                }
            );
            into = LinkCases.With(into, one.Id, CaseLinkKind.MergedHere);
        }

        into = draft.Keep(into);
        draft.Note("merged", merged, into.Id);
        draft.Note("merged_here", into, merged.Id);
        return (merged, into);
    }

    /// <summary>What the other rep asked, for whoever works on both.</summary>
    private static Card Told(Case merged, string title)
    {
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        if (merged.AccountLine is { } account)
        {
            parts.Add(new CardPart.Text(account));
        }

        parts.Add(new CardPart.Quote(ShortText.Of(merged.Question, LongestQuestion), merged.Rep.Name));
        if (merged.Facts.Count > 0)
        {
            parts.Add(new CardPart.FactList([.. merged.Facts.Select(fact => new LabelledFact(fact.Label, fact.Value))]));
        }

        List<FileLink> files = [.. merged.Conversation.Where(turn => !turn.Deleted).SelectMany(turn => turn.Files).Take(10)];
        if (files.Count > 0)
        {
            parts.Add(new CardPart.Files(files));
        }

        return new($"{title} {ShortText.Of(merged.Question, 200)}", parts, []);
    }

    /// <summary>An earlier promise to the other rep is owed by the case that goes on.</summary>
    private static Case Promise(Case other, Case theCase) =>
        theCase.OpenPromise is { } owed && !(other.OpenPromise?.DueAt <= owed.DueAt) ? other.Promising(owed) : other;

    private static Case Follow(Case other, Case theCase) =>
        theCase.Followers.Aggregate(other, (kept, follower) => Following.With(kept, follower));

    private const int LongestQuestion = 600;
}
