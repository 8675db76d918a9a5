using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// Somebody follows a case without having it: they hear in their 1:1 chat that it was claimed, moved, resolved, closed or reopened, once
/// each, and only while they may read it.
/// </summary>
internal static class Following
{
    private const int Most = 100;

    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.Follow, DeskAction.See) { Do = (draft, theCase, _) => Begin(draft, theCase) },
        new(Actions.Unfollow, null) { Do = (draft, theCase, _) => End(draft, theCase) },
    ];

    /// <summary>What followers hear of: the kind of history line, and the words for it.</summary>
    private static readonly Dictionary<string, string> Told = new(StringComparer.Ordinal)
    {
        ["claimed"] = "followed_claimed",
        ["reassigned"] = "followed_claimed",
        ["transferred"] = "followed_transferred",
        ["resolved"] = "followed_resolved",
        ["declined"] = "followed_declined",
        ["client_told"] = "followed_closed",
        ["closed_stale"] = "followed_stale",
        ["reopened"] = "followed_reopened",
    };

    /// <summary>The case with one follower more.</summary>
    public static Case With(Case theCase, Party who) =>
        theCase.Followers.Any(follower => follower.Is(who)) ? theCase : theCase with { Followers = [.. theCase.Followers, who] };

    /// <summary>After everything else was decided: what became of cases is told to those who follow them.</summary>
    public static void Tell(DecisionBuilder draft)
    {
        foreach (
            var line in draft
                .History.Where(line => line.CaseId is not null && Told.ContainsKey(line.Kind))
                .DistinctBy(line => line.CaseId)
                .ToList()
        )
        {
            if (draft.KeptCase(line.CaseId) is not { Followers.Count: > 0 } theCase)
            {
                continue;
            }

            // Moved and handed over in one: the last one says where it is now.
            var last = draft.History.Last(other => other.CaseId == line.CaseId && Told.ContainsKey(other.Kind));
            foreach (var follower in theCase.Followers.Where(follower => !follower.Is(draft.By) && !follower.Is(theCase.Rep)))
            {
                Hear(draft, theCase, follower, last.Kind);
            }
        }
    }

    /// <summary>The typed command: follow ESC-1001, unfollow ESC-1001.</summary>
    public static void Obey(DecisionBuilder draft, string argument, bool follow)
    {
        var number = TypedCommands.LeadingCaseNumber(argument);
        if (number is null || draft.Loaded.Case is not { } theCase || theCase.Id != number)
        {
            draft.Refused(follow ? Actions.Follow : Actions.Unfollow, number, "no_such_case");
            draft.Reply(Card.Of(draft.Words.Say("no_such_case", number ?? argument)));
            return;
        }

        if (!follow)
        {
            End(draft, theCase);
        }
        else if (!PermissionCheck.Refuses(draft, DeskAction.See, theCase))
        {
            Begin(draft, theCase);
        }
    }

    private static void Begin(DecisionBuilder draft, Case theCase)
    {
        if (theCase.Rep.Is(draft.By))
        {
            draft.Whisper("follow_own", theCase.Id);
            return;
        }

        if (theCase.Followers.Count >= Most)
        {
            draft.Whisper("follow_full", theCase.Id);
            return;
        }

        var already = theCase.Followers.Any(follower => follower.Is(draft.By));
        if (!already)
        {
            draft.Note("followed", draft.KeepAsIs(With(theCase, draft.By)));
        }

        var line = draft.Words.Say(already ? "follow_already" : "follow_begun", theCase.Id);
        draft.Whisper(new Card(line, [new CardPart.Text(line)], [draft.Cards.Button(Actions.Unfollow, theCase)]));
    }

    /// <summary>Nobody needs a right to hear less.</summary>
    private static void End(DecisionBuilder draft, Case theCase)
    {
        if (!theCase.Followers.Any(follower => follower.Is(draft.By)))
        {
            draft.Whisper("follow_not", theCase.Id);
            return;
        }

        var kept = draft.KeepAsIs(theCase with { Followers = [.. theCase.Followers.Where(follower => !follower.Is(draft.By))] });
        draft.Note("unfollowed", kept);
        draft.Whisper("follow_ended", kept.Id);
    }

    private static void Hear(DecisionBuilder draft, Case theCase, Party follower, string kind)
    {
        var organisation = draft.Loaded.Organisation;
        if (!Visibility.May(organisation, draft.ReaderOf(follower), theCase))
        {
            return;
        }

        var line = draft.Words.Say(Told[kind], theCase.Id, theCase.Owner?.Name ?? draft.By.Name, draft.Cards.QueueTitle(theCase));
        draft.Show(
            $"case:{theCase.Id}:followed:{kind}:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}:"
                + (follower.Email ?? follower.Key.Id),
            new Destination.Direct(follower.Key.Channel, follower.Key.Id, follower.Email),
            $"person:{follower.Email ?? follower.Key.Id}",
            new Card(
                line,
                [new CardPart.Text(line, Strong: true), new CardPart.Quote(ShortText.Of(theCase.Question, 200), theCase.Rep.Name)],
                [draft.Cards.Button(Actions.ShowCase, theCase), draft.Cards.Button(Actions.Unfollow, theCase)]
            ),
            theCase.Id
        );
    }
}
