using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Incidents;

/// <summary>The forms of an incident's card. Pure.</summary>
internal static class IncidentForms
{
    /// <summary>Ids of their fields.</summary>
    public const string Text = FormFields.Text,
        ForClients = "for_clients",
        Fix = "fix",
        Tell = "tell",
        Owner = "owner",
        Other = "other_incident";

    private const int LongestText = 2000,
        MostOthers = 50,
        MostOwners = 100;

    /// <summary>It is one of them.</summary>
    public static bool Has(string form) => form is Actions.UpdateIncident or Actions.FixIncident or Actions.MergeIncident;

    /// <summary>The form.</summary>
    public static Form Make(FormMaker forms, string form, Incident incident, IReadOnlyDictionary<string, string> data) =>
        (
            form switch
            {
                Actions.UpdateIncident => forms.Make(
                    "form_update_incident",
                    forms.Paragraph(Text, "form_update_incident_text", required: true) with
                    {
                        MaxLength = LongestText,
                    },
                    forms.Paragraph(ForClients, "form_update_incident_clients") with
                    {
                        MaxLength = LongestText,
                        Hint = Published(forms),
                    }
                ) with
                {
                    Intro = forms.Words["form_update_incident_intro"],
                },
                Actions.FixIncident => forms.Make(
                    "form_fix_incident",
                    forms.Paragraph(Fix, "field_fix", required: true) with
                    {
                        MaxLength = LongestText,
                    },
                    forms.Paragraph(Tell, "field_tell", required: true) with
                    {
                        MaxLength = LongestText,
                        Hint = Published(forms),
                    },
                    forms.Choice(Owner, "form_fix_incident_owner", Owners(forms)) with
                    {
                        Required = false,
                        Hint = forms.Words["form_fix_incident_owner_hint"],
                    }
                ) with
                {
                    Intro = forms.Words["form_fix_incident_intro"],
                },
                _ => forms.Make("form_merge_incident", Others(forms, incident)),
            }
        ) with
        {
            Id = form,
            Data = data,
            Submit = forms.Words["submit_" + form],
        };

    /// <summary>Open incidents to choose from, newest first.</summary>
    public static IReadOnlyList<Option> Options(FormMaker forms, string? but = null) =>
        [
            .. forms
                .Incidents.Where(other => other.State is IncidentState.Open && other.Id != but)
                .Take(MostOthers)
                .Select(other => new Option(other.Id, ShortText.Of(other.Title, 75))),
        ];

    /// <summary>Whoever writes knows who will read.</summary>
    private static string? Published(FormMaker forms) =>
        forms.Organisation.Incidents.StatusPage ? forms.Words["form_incident_published"] : null;

    /// <summary>Specialists and managers, by name.</summary>
    private static IReadOnlyList<Option> Owners(FormMaker forms) =>
        [
            .. forms
                .Organisation.People.Where(person => person.Is(Roles.Specialist | Roles.Manager))
                .OrderBy(person => person.Name, StringComparer.OrdinalIgnoreCase)
                .Take(MostOwners)
                .Select(forms.PersonOption),
        ];

    private static FormField[] Others(FormMaker forms, Incident incident) =>
        [forms.Choice(Other, "form_merge_incident_other", Options(forms, incident.Id))];
}
