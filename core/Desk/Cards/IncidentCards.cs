using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>An incident as its queue sees it, as each rep who waits hears of it, and as a banner above answers.</summary>
internal sealed class IncidentCards(Workplace workplace, Words words, DateTimeOffset now)
{
    private const int MostLines = 8,
        LongestQuote = 100;
    private readonly When _when = new(words, workplace.Organisation.Calendar.Zone, now);
    private readonly CardMaker _cards = new(workplace, words, now);

    /// <summary>The card in the queue's place.</summary>
    /// <param name="incident">As it stands.</param>
    /// <param name="cases">Those that belong to it, and those that look alike.</param>
    public Card ForQueue(Incident incident, IReadOnlyList<Case> cases)
    {
        // Where others read along no restricted case is named, and none is counted.
        List<Case> shown = [.. cases.Where(one => Visibility.MayBeNamedIn(workplace.Organisation, incident.Queue, one))];
        List<Case> inside = shown.FindAll(one => one.Incident?.Id == incident.Id);
        // The title may be made of what other queues' clients reported, and updates are for colleagues.
        var isOpenToOthers = Visibility.OthersReadIn(workplace.Organisation, incident.Queue);
        var told = isOpenToOthers ? ForOthers(incident) : incident;
        var title = TitleOf(told);
        var state = StateLine(incident, inside);
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(state, Strong: true)];
        parts.AddRange(
            incident.State switch
            {
                IncidentState.Suspected => Evidence(incident, shown),
                IncidentState.Open => Open(told, inside, Alike(incident, shown)),
                IncidentState.Fixed => Fixed(told, inside),
                _ => [],
            }
        );
        parts.Add(new CardPart.Note(_when.AsOf));
        return new($"{title}. {state}", parts, Buttons(incident, Alike(incident, shown).Count));
    }

    /// <summary>What it is and how it stands, in a line.</summary>
    public string Line(Incident incident) => $"{TitleOf(incident)} · {StateLine(incident, [])}";

    /// <summary>Open cases that are to be confirmed: they look alike, and belong to no incident.</summary>
    public static List<Case> Alike(Incident incident, IEnumerable<Case> cases) =>
        [.. cases.Where(one => one is { IsWorkedOn: true, Restricted: false, Incident: null } && !incident.Joining.Contains(one.Id))];

    /// <summary>What the problem is called where a rep reads it: colleagues' words are for their own chat.</summary>
    public static string TitleFor(Words words, Case theCase, string title) => theCase.RepDirect ? title : words["incident_untitled"];

    /// <summary>What a rep hears of it: in their own thread, with words for the client.</summary>
    public Card ForRep(Case theCase, Incident incident)
    {
        var title = words.Say("incident_rep_title", theCase.Id, TitleFor(words, theCase, incident.Title));
        var last = incident.Updates is [.., var update] ? update : null;
        // In a channel others read along: there stands what clients may have.
        if (!theCase.RepDirect && last is { ForClients.Length: 0 })
        {
            last = null;
        }

        var news = theCase.RepDirect ? last?.Text : last?.ForClients;
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            news is null
                ? new CardPart.Text(words.Say("incident_rep_known", _when.Clock(incident.Since)))
                : new CardPart.Quote(news, last!.By.Name),
            new CardPart.Text(words["incident_client"], Strong: true),
            new CardPart.Quote(ForClient(theCase, last?.ForClients ?? ""), null),
        ];
        if (theCase.Language is { } language && language != workplace.Organisation.Language)
        {
            parts.Add(new CardPart.Note(words.Say("incident_client_language", LanguageNames.Of(language))));
        }

        return new(
            $"{title}. {news ?? words.Say("incident_rep_known", _when.Clock(incident.Since))}",
            parts,
            [_cards.Button(Actions.ClientUpdated, theCase)]
        );
    }

    /// <summary>It is said to be fixed: the rep looks, and says whether it is.</summary>
    public Card Verify(Case theCase, string tellClient)
    {
        var title = words.Say("incident_verify_title", theCase.Id, TitleFor(words, theCase, theCase.Incident!.Title));
        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(words["incident_verify"], Strong: true),
            new CardPart.Quote(ShortText.Of(theCase.Question, 200), null),
        ];
        if (tellClient.Length > 0)
        {
            parts.Add(new CardPart.Text(words["incident_verify_client"]));
            parts.Add(new CardPart.Quote(tellClient, null));
        }

        return new(
            $"{title}. {words["incident_verify"]}",
            parts,
            [_cards.Button(Actions.Verified, theCase) with { Style = ButtonStyle.Primary }, _cards.Button(Actions.StillBroken, theCase)]
        );
    }

    /// <summary>The card of an answer, with what is known above it.</summary>
    /// <param name="isInternal">Its readers are members: they have what reps are told.</param>
    public Card WithBanner(Card card, Incident incident, bool isInternal)
    {
        var last = incident.Updates is [.., var update] ? update : null;
        var more = isInternal ? last?.Text : last?.ForClients;
        var line = isInternal ? words.Say("incident_banner", incident.Title, _when.Clock(incident.Since)) : words["incident_banner_client"];
        if (more is { Length: > 0 })
        {
            line = $"{line} {ShortText.Of(more, 300)}";
        }

        return card with
        {
            Fallback = $"{line} {card.Fallback}",
            Parts = [new CardPart.Text(line, Strong: true), .. card.Parts],
        };
    }

    /// <summary>What clients may have of it.</summary>
    private Incident ForOthers(Incident incident) =>
        incident with
        {
            Title = words["incident_untitled"],
            Updates =
            [
                .. incident
                    .Updates.Where(update => update.ForClients.Length > 0)
                    .Select(update => update with { Text = update.ForClients }),
            ],
            Fix = incident.TellClient,
        };

    private string TitleOf(Incident incident) =>
        words.Say(incident.State is IncidentState.Suspected ? "incident_suspected" : "incident_title", incident.Title);

    private string StateLine(Incident incident, List<Case> inside) =>
        incident.State switch
        {
            IncidentState.Suspected => words.Say("incident_reports", incident.Reports, incident.Sources, _when.Clock(incident.Since)),
            IncidentState.Open => words.Say(
                "incident_open",
                incident.DeclaredBy?.Name,
                _when.Clock(incident.DeclaredAt ?? incident.Since),
                inside.Count,
                Sources(inside)
            ),
            IncidentState.Fixed => words.Say(
                "incident_fixed",
                incident.EndedBy?.Name,
                _when.Clock(incident.FixedAt ?? incident.ChangedAt),
                inside.Count(IsVerified),
                inside.Count(one => one.Incident is { StillBrokenAt: not null }),
                inside.Count(one => one is { IsWorkedOn: true, Incident.Holds: true })
            ),
            IncidentState.Dismissed => words.Say("incident_dismissed", incident.EndedBy?.Name, _when.Clock(incident.ChangedAt)),
            IncidentState.Undone => words.Say("incident_undone", incident.EndedBy?.Name, _when.Clock(incident.ChangedAt)),
            IncidentState.Merged => words.Say("incident_merged", incident.EndedBy?.Name, _when.Clock(incident.ChangedAt)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static bool IsVerified(Case one) => one.Incident is { VerifiedAt: not null } || !one.IsOpen || one.State is CaseState.Resolved;

    private static int Sources(IEnumerable<Case> cases) =>
        cases.Select(one => one.Account ?? one.Rep.Email ?? one.Rep.Key.Id).Distinct().Count();

    private IEnumerable<CardPart> Evidence(Incident incident, List<Case> shown)
    {
        var cases = shown.FindAll(one => incident.Evidence.Contains(one.Id, StringComparer.Ordinal));
        if (cases.Count > 0)
        {
            yield return new CardPart.FactList([
                .. cases
                    .Take(MostLines)
                    .Select(one => new LabelledFact(one.Id, $"{Client(one)}: {ShortText.Of(one.Question, LongestQuote)}")),
            ]);
        }

        if (cases.Count > MostLines)
        {
            yield return new CardPart.Note(words.Count("incident_more", cases.Count - MostLines));
        }

        // Who asked something that is no case asked the bot: their words are nobody else's.
        if (incident.Reports > cases.Count)
        {
            yield return new CardPart.Note(words.Count("incident_no_case", incident.Reports - cases.Count));
        }
    }

    private IEnumerable<CardPart> Open(Incident incident, List<Case> inside, List<Case> alike)
    {
        if (incident.Updates is [.., var last])
        {
            yield return new CardPart.Quote(ShortText.Of(last.Text, 300), $"{last.By.Name}, {_when.Clock(last.At)}");
        }

        if (inside.Count > 0)
        {
            yield return Lines(inside);
        }

        if (alike.Count > 0)
        {
            yield return new CardPart.Text(
                words.Say("incident_alike", string.Join(", ", alike.Take(MostLines).Select(one => one.Id)), alike.Count)
            );
        }
    }

    private IEnumerable<CardPart> Fixed(Incident incident, List<Case> inside)
    {
        if (incident.Memo is { ReopenedAt: not null } memo)
        {
            yield return new CardPart.Text(new MemoCards(workplace, words, now).StateLine(incident, memo), Strong: true);
        }

        if (incident.Fix.Length > 0)
        {
            yield return new CardPart.FactList([new(words["field_fix"], ShortText.Of(incident.Fix, 600))]);
        }

        if (inside.FindAll(one => !IsVerified(one)) is { Count: > 0 } open)
        {
            yield return Lines(open);
        }
    }

    private CardPart.FactList Lines(List<Case> cases) =>
        new([
            .. cases
                .OrderBy(one => one.Incident is { StillBrokenAt: not null } ? 0 : 1)
                .Take(MostLines)
                .Select(one => new LabelledFact(one.Id, $"{Client(one)} · {Standing(one)}")),
            .. cases.Count > MostLines ? (LabelledFact[])[new("…", words.Count("incident_more", cases.Count - MostLines))] : [],
        ]);

    private string Standing(Case one) =>
        one.Incident switch
        {
            { StillBrokenAt: { } at } => words.Say("incident_still_broken", _when.Clock(at)),
            { WaitsForRep: true } => words.Say("incident_waits", one.Rep.Name),
            _ => _cards.PlainStateLine(one),
        };

    private string Client(Case one) => workplace.Organisation.FindAccount(one.Account)?.Name ?? one.Rep.Name;

    private string ForClient(Case theCase, string written)
    {
        List<string> sentences = [written.Length > 0 ? written : words["incident_client_known"]];
        sentences.Add(theCase.Due.Update is { } next ? words.Say("client_update_next", _when.Clock(next)) : words["incident_client_next"]);
        return string.Join(' ', sentences);
    }

    private IReadOnlyList<CardButton> Buttons(Incident incident, int alike) =>
        incident.State switch
        {
            IncidentState.Suspected =>
            [
                Button(Actions.Declare, incident) with
                {
                    Style = ButtonStyle.Primary,
                },
                Button(Actions.Dismiss, incident),
            ],
            IncidentState.Open =>
            [
                .. alike > 0
                    ? (CardButton[])
                        [
                            Button(Actions.JoinAlike, incident) with
                            {
                                Title = words.Count("button_join_alike", alike),
                                Style = ButtonStyle.Primary,
                            },
                        ]
                    : [],
                Button(Actions.UpdateIncident, incident) with
                {
                    OpensForm = true,
                },
                Button(Actions.FixIncident, incident) with
                {
                    OpensForm = true,
                },
                Button(Actions.More, incident) with
                {
                    Menu = [Button(Actions.MergeIncident, incident) with { OpensForm = true }, Button(Actions.UndoIncident, incident)],
                },
            ],
            IncidentState.Fixed => [Button(Actions.ReopenIncident, incident), Button(Actions.IncidentMemo, incident)],
            IncidentState.Dismissed or IncidentState.Undone => [Button(Actions.Declare, incident)],
            _ => [],
        };

    private CardButton Button(string action, Incident incident) =>
        new(
            action,
            words.Find("button_" + action, action),
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Incident] = incident.Id }
        );
}
