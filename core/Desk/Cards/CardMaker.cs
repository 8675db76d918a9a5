using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>
/// The cards of cases, as specialists and reps see them. One card, one decision; facts before prose; "as of" on everything that changes.
/// </summary>
public sealed partial class CardMaker(Workplace workplace, Words words, DateTimeOffset now)
{
    private const int SummaryLength = 600;

    /// <summary>A card in the queue's place has so many lines; one that is filled with facts still shows a few of them.</summary>
    internal const int MostLines = 12;
    private const int FewestFacts = 4,
        ShortSummary = 300,
        ShortFact = 240;
    private const int MostTurns = 6;
    private const int MostQuotes = 30;
    private readonly When _when = new(words, workplace.Organisation.Calendar.Zone, now);

    /// <summary>The card of a restricted case in a place where others read than may: that it is there, and where it stands.</summary>
    public Card KeptBack(Case theCase)
    {
        var title = $"{theCase.Id} · {theCase.Priority.ToUpperInvariant()} · {QueueTitle(theCase)}";
        var state = PlainStateLine(theCase);
        List<CardButton> buttons = [.. SpecialistButtons(theCase)];
        // The first press there is to claim it, or to read it; what else can be done stands behind.
        var first = buttons.Where(button => button.Action is Actions.Claim or Actions.Reopen).ToList();
        var rest = buttons.Except(first).SelectMany(button => button.Menu ?? [button]).ToList();
        IReadOnlyList<CardButton> all =
        [
            .. first,
            Button(Actions.ShowCase, theCase),
            .. rest.Count == 0 ? [] : (CardButton[])[Button(Actions.More, theCase) with { Menu = rest }],
        ];
        return new(
            $"{title} ({state})",
            [
                new CardPart.Heading(title),
                new CardPart.Text(state, Strong: true),
                new CardPart.Note(words["case_kept_back"]),
                new CardPart.Note(_when.AsOf),
            ],
            all
        );
    }

    /// <summary>The card in the queue's place, or all that is known of the case for somebody who reads it alone.</summary>
    /// <param name="reader">Somebody who reads it elsewhere, alone; null = everybody in the queue's place.</param>
    /// <param name="whole">With everything; else within <see cref="MostLines"/>, and a button shows the rest.</param>
    public Card ForSpecialists(Case theCase, Colleague? reader = null, bool whole = false)
    {
        var title = $"{theCase.Id} · {theCase.Priority.ToUpperInvariant()} · {QueueTitle(theCase)}";
        var state = StateLine(theCase);
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(state, Strong: true)];
        if (theCase.Restricted)
        {
            parts.Add(new CardPart.Note(words["case_restricted"]));
        }

        if (theCase.Hold is { } held)
        {
            parts.Add(new CardPart.Note(words.Say("case_held", held.By.Name, _when.Day(held.At))));
        }

        if (theCase.Incident is { } incident)
        {
            parts.Add(new CardPart.Note(IncidentLine(theCase, incident)));
        }

        AddAccount(theCase, reader, parts);

        var summary = ShortText.Of(theCase.Question, whole ? SummaryLength : ShortSummary);
        parts.Add(new CardPart.Quote(summary, theCase.Rep.Name));
        if (theCase.Hidden > 0)
        {
            parts.Add(new CardPart.Note(words.Count("hidden_parts", theCase.Hidden)));
            parts.Add(new CardPart.ButtonRow([Button(Actions.ShowHidden, theCase)]));
        }

        var files = Files(theCase);
        List<LabelledFact> outcome =
            theCase.Resolution is { } found && theCase.State is CaseState.Resolved or CaseState.Closed ? OutcomeFacts(theCase, found) : [];
        var facts = PacketFacts(theCase, reader);
        // The buttons and the packet's line come after the facts; files stand in one line.
        var room = whole ? facts.Count : Math.Max(FewestFacts, MostLines - parts.Count - outcome.Count - (files.Count > 0 ? 2 : 1));
        var shown = facts.Count <= room ? facts : [.. facts.OrderBy(fact => fact.Rank).Take(room).OrderBy(facts.IndexOf)];
        parts.Add(new CardPart.FactList([.. shown.Select(fact => whole ? fact.Fact : Shorter(fact.Fact))]));
        if (files.Count > 0)
        {
            parts.Add(new CardPart.Files(files));
        }

        if (outcome.Count > 0)
        {
            parts.Add(new CardPart.Divider());
            parts.Add(new CardPart.FactList(outcome));
        }

        var isCut =
            !whole
            && (
                shown.Count < facts.Count || summary.Length < theCase.Question.Length || shown.Any(fact => Shorter(fact.Fact) != fact.Fact)
            );
        var packet =
            (shown.Count < facts.Count ? words.Count("card_more", facts.Count - shown.Count) + " · " : "")
            + words.Say("packet", theCase.Facts.Count + 1, theCase.Facts.Count + 1 + theCase.Missing.Count);
        parts.Add(
            new CardPart.Note(
                theCase.Missing.Count == 0
                    ? $"{packet} · {_when.AsOf}"
                    : $"{words.Say("missing", string.Join(", ", theCase.Missing))} · {packet} · {_when.AsOf}"
            )
        );
        return new($"{title}: {ShortText.Of(theCase.Question, 150)} ({state})", parts, SpecialistButtons(theCase, isCut));
    }

    /// <summary>The rep's card: where the case stands and what happens next.</summary>
    /// <param name="forRep">The rep reads it, and may do what reps do; false for others who look at it.</param>
    public Card ForRep(Case theCase, bool forRep = true)
    {
        var title = words.Say("rep_title", theCase.Id, QueueTitle(theCase));
        var state = RepStateLine(theCase);
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(state, Strong: true),
            new CardPart.Quote(ShortText.Of(theCase.Question, 200), null),
        ];
        if (theCase is { IsWorkedOn: true, Incident: { Holds: true } incident })
        {
            parts.Add(new CardPart.Text(words.Say("rep_incident", IncidentCards.TitleFor(words, theCase, incident.Title))));
        }

        if (ClosedUntil(theCase) is { } closed)
        {
            parts.Add(new CardPart.Text(closed));
        }

        if (theCase.IsWorkedOn && Departments.ForRep(theCase) is { } asked)
        {
            parts.Add(new CardPart.Text(asked));
        }

        if (theCase.IsWorkedOn && Consults.ForRep(theCase) is { } consulted)
        {
            parts.Add(new CardPart.Text(consulted));
        }

        if (theCase.IsOpen)
        {
            var wanted = theCase.IsWorkedOn ? workplace.Organisation.Intake.FindAll(theCase.Wanted) : [];
            if (wanted.Count > 0)
            {
                parts.Add(new CardPart.Text(words["rep_wanted"], Strong: true));
                parts.Add(
                    new CardPart.Text(string.Join('\n', wanted.Select(fact => wanted.Count == 1 ? fact.Question : $"• {fact.Question}")))
                );
            }

            parts.Add(
                new CardPart.Note(
                    theCase.AwaitsFacts && wanted.Count > 0
                        ? words[theCase.RepDirect ? "rep_wanted_direct" : "rep_wanted_thread"]
                        : words.Say("rep_how_to_add", theCase.Id)
                )
            );
        }

        parts.Add(new CardPart.Note(_when.AsOf));
        IReadOnlyList<CardButton> buttons =
            theCase.State is CaseState.Declined or CaseState.Closed ? [Button(Actions.Reopen, theCase) with { OpensForm = true }]
            : theCase.IsWorkedOn
                ?
                [
                    .. theCase.Wanted.Count > 0 ? (CardButton[])[Button(Actions.AddDetails, theCase) with { OpensForm = true }] : [],
                    .. forRep && workplace.Organisation.People.Count > 1
                        ? (CardButton[])[Button(Actions.Consult, theCase) with { OpensForm = true }]
                        : [],
                    .. forRep ? RepsWrongVerdict(theCase) : [],
                ]
            : [];
        return new($"{title}. {state}", parts, buttons);
    }

    /// <summary>What the rep gets when it is resolved: the words for the client first.</summary>
    public Card Outcome(Case theCase)
    {
        var outcome = theCase.Resolution!;
        var title = words.Say(theCase.State is CaseState.Closed ? "outcome_closed" : "outcome_title", theCase.Id, outcome.By.Name);
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(words["tell_client"], Strong: true),
            new CardPart.Quote(outcome.TellClient, null),
            new CardPart.Note(
                string.Join(
                    " · ",
                    new[]
                    {
                        workplace.Organisation.FindAccount(theCase.Account)?.Name,
                        words.Say("outcome_asked", ShortText.Of(theCase.Question, 150)),
                    }.OfType<string>()
                )
            ),
        ];
        if (theCase.State is CaseState.Resolved)
        {
            parts.Add(new CardPart.Note(words["outcome_next"]));
        }

        if (theCase.ToldHow is { } told)
        {
            parts.Add(new CardPart.Note($"{words["label_told"]}: {Contact(told)}"));
        }

        if (theCase.Rating is { } stars)
        {
            parts.Add(new CardPart.Note(words.Say("rated", stars)));
        }
        else
        {
            parts.Add(
                new CardPart.Select(
                    "rating",
                    words["rating_label"],
                    [
                        .. Enumerable
                            .Range(1, 5)
                            .Select(n => new Option(
                                n.ToString(CultureInfo.InvariantCulture),
                                words[$"rating_{n.ToString(CultureInfo.InvariantCulture)}"]
                            )),
                    ],
                    null
                )
            );
            // Beside its menu: among the other buttons it reads as if it sent something to the client.
            parts.Add(new CardPart.ButtonRow([Button(Actions.Rate, theCase)]));
        }

        List<CardButton> buttons = [];
        if (theCase.State is CaseState.Resolved)
        {
            buttons.Add(Button(Actions.ClientTold, theCase) with { Style = ButtonStyle.Primary });
        }

        if (theCase is { State: CaseState.Closed, ToldHow: null })
        {
            buttons.Add(Button(Actions.ToldHow, theCase) with { OpensForm = true });
        }

        buttons.Add(Button(Actions.Reopen, theCase) with { OpensForm = true });

        parts.Add(new CardPart.Note(_when.AsOf));
        return new($"{title}. {ShortText.Of(outcome.TellClient, 300)}", parts, buttons);
    }

    /// <summary>The whole thread from which a case came, for the specialists' thread; null when the case's card shows all of it.</summary>
    public Card? WholeThread(Case theCase)
    {
        List<Turn> turns = [.. theCase.Conversation.Where(turn => !turn.Deleted)];
        if (turns.Count <= MostTurns + 1 || !turns.Exists(turn => turn.Overheard))
        {
            return null;
        }

        var title = words.Say("thread_before", theCase.Rep.Name, turns.Count);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        if (turns.Count > MostQuotes)
        {
            parts.Add(new CardPart.Note(words.Count("turns_between", turns.Count - MostQuotes)));
            turns.RemoveRange(1, turns.Count - MostQuotes);
        }

        parts.AddRange(turns.Select(turn => new CardPart.Quote(ShortText.Of(turn.Text, 500), $"{turn.Who}, {_when.Clock(turn.At)}")));
        return new(title, parts, []);
    }

    /// <summary>A question from the specialist to the rep.</summary>
    public Card AskOfRep(Case theCase, RepAsk ask)
    {
        var title = words.Say("ask_title", theCase.Id, ask.By);
        List<RepAsk> open = [.. theCase.Asks.Where(other => other.RepliedAt is null)];
        if (ask.Reply is null && open is [.., var newest] && newest.Id != ask.Id)
        {
            // Several open questions stand together where the newest was asked.
            return Card.Of($"{title}: {ask.Text} ({words["ask_below"]})");
        }

        List<CardPart> parts = [new CardPart.Heading(title)];
        if (ask.Reply is null && open.Count > 1)
        {
            parts.AddRange(open.Select(one => new CardPart.Quote(one.Text, one.By)));
        }
        else
        {
            parts.Add(new CardPart.Quote(ask.Text, ask.By));
        }

        if (ask.Reply is null)
        {
            parts.Add(
                new CardPart.Mention(
                    theCase.Rep.Key,
                    theCase.Rep.Name,
                    words[theCase.RepDirect || theCase.Restricted ? "ask_how_direct" : "ask_how_thread"]
                )
            );
            return new(
                $"{title}: {string.Join(" · ", open.Count > 1 ? open.Select(one => one.Text) : [ask.Text])}",
                parts,
                [Button(Actions.AnswerAsk, theCase, (DataKeys.Ask, ask.Id)) with { OpensForm = true, Style = ButtonStyle.Primary }]
            );
        }

        parts.Add(new CardPart.Quote(ask.Reply, theCase.Rep.Name));
        return new($"{title}: {ask.Text}", parts, []);
    }

    /// <summary>A button of a case.</summary>
    public CardButton Button(string action, Case theCase, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Case] = theCase.Id };
        foreach (var (key, value) in more)
        {
            data[key] = value;
        }

        return new(action, words[$"button_{action}"], data);
    }

    /// <summary>One line about a case for lists; it holds no words of the case.</summary>
    public string Line(Case theCase) =>
        $"{theCase.Id} · {theCase.Priority.ToUpperInvariant()} · {QueueTitle(theCase)} · {PlainStateLine(theCase)}";

    /// <summary>Where it stands, without a word of what the case is about: for whoever may not read it.</summary>
    public string PlainStateLine(Case theCase) => theCase.State is CaseState.Declined ? words["state_declined_plain"] : StateLine(theCase);

    /// <summary>Where it stands, for specialists who read the case.</summary>
    public string StateLine(Case theCase) =>
        theCase.State switch
        {
            CaseState.Unclaimed => theCase.Due.Claim is { } due
                ? words.Say("state_unclaimed", _when.Due(due))
                : words["state_unclaimed_plain"],
            CaseState.Claimed when theCase.Snoozed is { } put => words.Say("state_snoozed", theCase.Owner!.Name, _when.Clock(put.Until)),
            CaseState.Claimed when Clocks.WaitsForRep(theCase) => WaitsForRep(theCase),
            CaseState.Claimed => words.Say(
                "state_claimed",
                theCase.Owner!.Name,
                _when.Clock(theCase.ClaimedAt ?? now),
                theCase.Due.Update is { } due ? _when.Due(due) : words["no_clock"]
            ),
            CaseState.Resolved => words.Say("state_resolved", theCase.Resolution!.By.Name, _when.Clock(theCase.Resolution.At)),
            CaseState.Closed => words.Say("state_closed", _when.Clock(theCase.ClientToldAt ?? now)),
            CaseState.Merged => words.Say("state_merged", theCase.MergedInto),
            CaseState.Declined => words.Say(theCase.ClosedAsStale ? "state_stale" : "state_declined", theCase.DeclinedWhy ?? ""),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>"Bob has it · waits for Ana's answer · asked at 14:03, reminded once".</summary>
    private string WaitsForRep(Case theCase)
    {
        var line = words.Say("state_waits_for_rep", theCase.Owner!.Name, theCase.Rep.Name);
        return Clocks.OpenAsk(theCase) is not { } ask ? line
            : ask.Reminded == 0 ? $"{line} · {words.Say("asked_at", _when.Clock(ask.At))}"
            : $"{line} · {words.Say("asked_at", _when.Ago(ask.At))}, {words.Count("reminded", ask.Reminded)}";
    }

    /// <summary>The queue's title.</summary>
    public string QueueTitle(Case theCase) => workplace.Organisation.FindQueue(theCase.Queue)?.Title ?? theCase.Queue;
}
