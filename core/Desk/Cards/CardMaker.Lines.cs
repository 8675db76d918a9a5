using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>The lines and facts of which the cards of a case are made.</summary>
public sealed partial class CardMaker
{
    /// <summary>"Fri 12:00 · “fixed by Friday noon” (Bob)", the last one that was not moved.</summary>
    private string? PromiseLine(Case theCase) =>
        theCase.Promises.LastOrDefault(promise => promise.State is not PromiseState.Moved) is { } last
            ? words.Say(
                $"promise_line_{last.State.ToString().ToLowerInvariant()}",
                _when.Due(last.DueAt, workplace.Organisation.ZoneOf(theCase.Account)),
                last.Words,
                last.By.Name
            )
            : null;

    private DepartmentCards Departments => new(workplace, words, now);

    private ConsultCards Consults => new(workplace, words, now);

    private string RepStateLine(Case theCase) =>
        theCase.State switch
        {
            CaseState.Unclaimed => theCase.Due.Claim is { } due
                ? words.Say("rep_unclaimed", _when.Due(due))
                : words["state_unclaimed_plain"],
            CaseState.Claimed when theCase.Snoozed is { } put && !Clocks.WaitsForRep(theCase) => words.Say(
                "rep_snoozed",
                theCase.Owner!.Name,
                _when.Clock(put.Until)
            ),
            CaseState.Claimed when Clocks.WaitsForRep(theCase) => words.Say("rep_waits_for_you", theCase.Owner!.Name),
            CaseState.Claimed => words.Say(
                "rep_claimed",
                theCase.Owner!.Name,
                theCase.Due.Update is { } due ? _when.Due(due) : words["no_clock"]
            ),
            CaseState.Resolved => words.Say("rep_resolved", theCase.Resolution!.By.Name),
            CaseState.Closed => words.Say("state_closed", _when.Clock(theCase.ClientToldAt ?? now)),
            CaseState.Merged => words["rep_merged"],
            CaseState.Declined => words.Say(theCase.ClosedAsStale ? "state_stale" : "state_declined", theCase.DeclinedWhy ?? ""),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>"Incident: gateway 503 · the rep is to say whether it is fixed".</summary>
    private string IncidentLine(Case theCase, CaseIncident incident)
    {
        var line = words.Say("case_incident", incident.Title);
        return incident switch
        {
            { StillBrokenAt: { } at } => $"{line} · {words.Say("incident_still_broken", _when.Clock(at))}",
            { VerifiedAt: { } at } => $"{line} · {words.Say("incident_verified_at", _when.Clock(at))}",
            { WaitsForRep: true } => $"{line} · {words.Say("incident_waits", theCase.Rep.Name)}",
            _ => line,
        };
    }

    /// <summary>Lines about similar cases that the readers may have.</summary>
    private IEnumerable<string> SimilarOf(Case theCase, Colleague? reader) =>
        theCase.Similar.Concat(
            (theCase.SimilarRestricted ?? [])
                .Where(similar =>
                    reader is null
                        ? Visibility.MayReadIn(workplace.Organisation, theCase.Queue, similar.ReadIn)
                        : Visibility.MayReadIn(reader, similar.ReadIn)
                )
                .Select(similar => similar.Line)
        );

    /// <summary>
    /// All facts in the order in which they are read, each with its rank: where there is room for a few, those of a lower rank stand first
    /// in line. What the client needs and by when comes before what was tried, and that before what can be looked up.
    /// </summary>
    private List<(LabelledFact Fact, int Rank)> PacketFacts(Case theCase, Colleague? reader)
    {
        List<(LabelledFact Fact, int Rank)> facts = [.. theCase.Facts.Select(fact => (Said(theCase, fact), 0))];
        Add("label_found", Found(theCase), 0);
        if (IsForColleagues(theCase, reader))
        {
            Add(
                "label_agreed",
                string.Join("\n", theCase.Found.Where(fact => fact.Who is null).Select(fact => $"{fact.Label}: {fact.Value}")),
                1
            );
        }
        Add("label_category", theCase.Category ?? "", 2);
        var live = LiveOf(theCase, reader)?.Facts;
        Add("label_account_notes", live?.Notes ?? workplace.Organisation.FindAccount(theCase.Account)?.Notes ?? "", 2);
        facts.AddRange((live?.Lines ?? []).Select(line => (line, 3)));
        Add("label_tried", theCase.Tried, 1);
        Add(
            "label_shown",
            string.Join(
                "; ",
                theCase.Shown.Select(shown =>
                    words.Say(
                        shown.Rejected ? "shown_rejected" : "shown",
                        shown.Title,
                        shown.Pinned ? words["why_article_pinned"] : ConfidencePercent.Of(shown.Confidence, words.Culture)
                    )
                )
            ),
            2
        );
        Add("label_similar", string.Join("; ", SimilarOf(theCase, reader)), 1);
        Add(
            "label_answers",
            string.Join("\n", theCase.Asks.Where(ask => ask.Reply is { Length: > 0 }).Select(ask => $"{ask.Text} → {ask.Reply}")),
            0
        );
        Add("label_promised", PromiseLine(theCase) ?? "", 0);
        Add("label_snoozed", theCase.Snoozed is { } put ? words.Say("snoozed_why", put.By.Name, put.Why) : "", 0);
        Add(
            "label_links",
            string.Join("; ", theCase.Links.Select(link => words.Say($"link_{link.Kind.ToString().ToLowerInvariant()}", link.CaseId))),
            1
        );
        facts.AddRange(Consults.Lines(theCase).Select(line => (line, 1)));
        facts.AddRange(Departments.Lines(theCase).Select(line => (line, 0)));
        Add("label_estimate", Departments.Estimate(theCase) ?? "", 0);
        Add("label_before", Conversation(theCase), 1);
        Add("label_why", string.Join(", ", theCase.Reasons), 1);
        return facts;

        void Add(string label, string value, int rank)
        {
            if (value.Length > 0)
            {
                facts.Add((new(words[label], ShortText.Of(value, 900)), rank));
            }
        }
    }

    private static LabelledFact Shorter(LabelledFact fact) => fact with { Value = ShortText.Of(fact.Value, ShortFact) };

    /// <summary>A fact; of one that was said after the case was made, who said it and when.</summary>
    private LabelledFact Said(Case theCase, KnownFact fact) =>
        new(fact.Label, fact is { Who: { } who, At: { } at } && at > theCase.CreatedAt ? $"{fact.Value} ({Source(who, at)})" : fact.Value);

    /// <summary>"amount: 950 EUR · deadline: Friday noon (Ana, 14:02)".</summary>
    private string Found(Case theCase) =>
        theCase.Found.Where(fact => fact.Who is not null).ToList() is not [var first, ..] said
            ? ""
            : string.Join(" · ", said.Select(fact => $"{fact.Label}: {fact.Value}"))
                + (first is { Who: { } who, At: { } at } ? $" ({Source(who, at)})" : "");

    private string Source(string who, DateTimeOffset at) => $"{who}, {_when.Clock(at)}";

    /// <summary>What was said beside the question: of a long conversation its first and its last words.</summary>
    private string Conversation(Case theCase)
    {
        var question = theCase.Conversation.FirstOrDefault(turn => !turn.Overheard);
        List<Turn> turns = [.. theCase.Conversation.Where(turn => turn != question && !turn.Deleted)];
        var lines = turns.Select(turn => $"{turn.Who}: {ShortText.Of(turn.Text.ReplaceLineEndings(" "), 120)}").ToList();
        // Of a long conversation not all was read: what stands between its first and its last words is counted.
        var unread = theCase.Turns - theCase.Conversation.Count;
        if (lines.Count > MostTurns)
        {
            lines = [lines[0], words.Count("turns_between", lines.Count + unread - MostTurns), .. lines.TakeLast(MostTurns - 1)];
        }

        if (theCase.ThreadUnread)
        {
            lines.Insert(0, words["thread_unread"]);
        }

        return string.Join("\n", lines);
    }

    private List<LabelledFact> OutcomeFacts(Case theCase, Resolution outcome)
    {
        List<LabelledFact> facts = [new(words["field_fix"], outcome.Fix)];
        foreach (
            var (label, value) in new[]
            {
                ("field_cause", outcome.RootCause),
                ("field_ruled_out", outcome.RuledOut),
                ("field_tell", outcome.TellClient),
            }
        )
        {
            if (value.Length > 0)
            {
                facts.Add(new(words[label], ShortText.Of(value, 900)));
            }
        }

        if (theCase.ToldHow is { } told)
        {
            facts.Add(new(words["label_told"], Contact(told)));
        }

        return facts;
    }

    private static List<FileLink> Files(Case theCase) =>
        [.. theCase.Conversation.Where(turn => !turn.Deleted).SelectMany(turn => turn.Files).Take(10)];
}
