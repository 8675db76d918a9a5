using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>What people do to one case of an incident: declare one from it, join or leave one, and say whether the fix holds.</summary>
internal static class IncidentCases
{
    private const string Chosen = "incident",
        Title = "title";
    private const int LongestTitle = 80;

    /// <summary>Their rows in <see cref="CaseActions"/>.</summary>
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        new(Actions.Incident, DeskAction.Incident)
        {
            WhyNot = (state, theCase) =>
                CaseStates.MustBeWorkedOn(state, theCase)
                ?? (
                    theCase.Restricted ? state.Refusal("incident_restricted")
                    : theCase.Incident is { Holds: true } incident ? state.Refusal("incident_belongs", theCase.Id, incident.Title)
                    : null
                ),
            Form = (forms, _, _) => Form(forms),
            Do = (draft, theCase, input) => Apply(draft, theCase, input.Values),
        },
        new(Actions.LeaveIncident, DeskAction.Incident)
        {
            Do = (draft, theCase, _) =>
            {
                if (theCase.Incident is not { Holds: true } incident)
                {
                    draft.Whisper("incident_belongs_not", theCase.Id);
                    return;
                }

                Leave(draft, theCase, "rep_told_incident_left");
                draft.Whisper("incident_left", theCase.Id, incident.Title);
                draft.Wake(incident.Id);
            },
        },
        new(Actions.Verified, DeskAction.ClientTold) { Do = (draft, theCase, _) => Verified(draft, theCase) },
        new(Actions.StillBroken, DeskAction.ClientTold) { Do = (draft, theCase, _) => StillBroken(draft, theCase) },
    ];

    /// <summary>The case is worked on by itself; its rep hears it when they heard that it was not.</summary>
    public static void Leave(DecisionBuilder draft, Case theCase, string told)
    {
        var incident = theCase.Incident!;
        var alone = draft.Keep(theCase with { Incident = null, RepToldAt = draft.Now, QueuedAt = QueuedAt(draft, theCase) });
        draft.Note("incident_left", alone, incident.Id);
        draft.ShowEverywhere(alone);
        if (incident.Told > 0)
        {
            draft.TellRep(alone, Card.Of(draft.Words.Say(told, alone.Id, IncidentCards.TitleFor(draft.Words, alone, incident.Title))));
        }
    }

    /// <summary>What nobody has waits for somebody from now on.</summary>
    private static DateTimeOffset QueuedAt(DecisionBuilder draft, Case theCase) =>
        theCase.State is CaseState.Unclaimed ? draft.Now : theCase.QueuedAt;

    private static Form Form(FormMaker forms)
    {
        var open = IncidentForms.Options(forms);
        return forms.Make(
            "form_incident",
            [
                .. open.Count == 0
                    ? (FormField[])[]
                    : [forms.Choice(Chosen, "form_incident_chosen", open) with { Required = false, RequiredUnless = [Title] }],
                new FormField(Title, forms.Words["form_incident_title"], FieldKind.Line)
                {
                    Required = open.Count == 0,
                    RequiredUnless = open.Count == 0 ? [] : [Chosen],
                    Hint = forms.Words["form_incident_title_hint"],
                    MaxLength = LongestTitle,
                },
            ]
        ) with
        {
            Intro = forms.Words["form_incident_intro"],
        };
    }

    private static void Apply(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        var title = values.GetValueOrDefault(Title)?.Trim() ?? "";
        if (values.GetValueOrDefault(Chosen) is { Length: > 0 } id)
        {
            if (title.Length > 0)
            {
                draft.Refuse("incident_one");
            }
            else if (draft.Loaded.Incidents.FirstOrDefault(open => open.Id == id && open.State is IncidentState.Open) is { } chosen)
            {
                Join(draft, theCase, chosen);
            }
            else
            {
                draft.Refuse("incident_gone");
            }

            return;
        }

        var words = TopicWords.Of(title);
        var topic = new IncidentTopic(
            [.. words.Words.Order(StringComparer.Ordinal)],
            [.. words.Codes.Concat(TopicWords.Of(theCase.Question).Codes).Distinct(StringComparer.Ordinal)]
        );
        if (topic is { Words.Count: < 2, Codes.Count: 0 })
        {
            draft.Refuse("incident_title_short");
            return;
        }

        if (draft.Loaded.Incidents.FirstOrDefault(open => IncidentTopics.AreAlike(open.Topic, topic)) is { } same)
        {
            draft.Refuse("incident_exists", draft.IncidentCards.Line(same));
            return;
        }

        var declared = draft.Keep(
            new Incident
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"in{draft.Loaded.InboxId}"),
                Version = 1,
                State = IncidentState.Open,
                Title = title,
                Queue = theCase.Queue,
                Topic = topic,
                Since = theCase.CreatedAt,
                CreatedAt = draft.Now,
                ChangedAt = draft.Now,
                DeclaredBy = draft.By,
                DeclaredAt = draft.Now,
                Reports = 1,
                Sources = 1,
            }
        );
        draft.Note("incident_declared", theCase, declared.Id);
        var kept = Join(draft, theCase, declared);
        draft.ShowIncident(declared, [kept]);
    }

    private static Case Join(DecisionBuilder draft, Case theCase, Incident incident)
    {
        var joined = draft.Keep(theCase with { Incident = new(incident.Id, incident.Title, draft.Now) });
        draft.Note("incident_joined", joined, incident.Id);
        draft.ShowEverywhere(joined);
        draft.Whisper("incident_joined", joined.Id, incident.Title);
        draft.Wake(incident.Id);
        return joined;
    }

    private static void Verified(DecisionBuilder draft, Case theCase)
    {
        if (IsNotAsked(draft, theCase))
        {
            return;
        }

        var incident = theCase.Incident!;
        var whole = draft.Loaded.Incident;
        var verified = theCase with { Incident = incident with { VerifiedAt = draft.Now } };
        draft.Note("incident_verified", theCase, incident.Id);
        Resolve.With(
            draft,
            verified,
            new Resolution(
                whole?.Fix is { Length: > 0 } fix ? fix : incident.Title,
                incident.Title,
                "",
                whole?.TellClient is { Length: > 0 } tell ? tell : draft.Words["incident_fixed_client"],
                whole?.EndedBy ?? draft.By,
                draft.Now
            )
        );
        draft.TellThreadPlainly(theCase, "thread_verified", draft.By.Name);
        draft.Wake(incident.Id);
    }

    private static void StillBroken(DecisionBuilder draft, Case theCase)
    {
        if (IsNotAsked(draft, theCase))
        {
            return;
        }

        var incident = theCase.Incident!;
        var broken = draft.Keep(
            theCase with
            {
                Incident = incident with { StillBrokenAt = draft.Now },
                RepToldAt = draft.Now,
                QueuedAt = QueuedAt(draft, theCase),
            }
        );
        draft.Note("incident_still_broken", broken, incident.Id);
        draft.ShowEverywhere(broken);
        draft.TellThreadPlainly(broken, "thread_still_broken", draft.By.Name, incident.Title);
        draft.Whisper("still_broken_noted", broken.Id);
        draft.Wake(incident.Id);
    }

    /// <summary>True when nobody asks whether the fix holds; whoever pressed was told how the case stands.</summary>
    private static bool IsNotAsked(DecisionBuilder draft, Case theCase)
    {
        switch (theCase.Incident)
        {
            case { WaitsForRep: true } when theCase.IsWorkedOn:
                return false;
            case { StillBrokenAt: not null } when theCase.IsWorkedOn:
                draft.Whisper("still_broken_already", theCase.Id);
                return true;
            default:
                draft.Whisper("verify_not_asked", theCase.Id, draft.Cards.PlainStateLine(theCase));
                return true;
        }
    }
}
