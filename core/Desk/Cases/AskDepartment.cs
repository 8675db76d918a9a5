using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// A specialist, or a criterion, asks another department to do its part: a card in the department's place, with the template of
/// departments.yaml filled from what is known. The case stays with its owner.
/// </summary>
internal static partial class AskDepartment
{
    private const int LongestText = 3000;

    /// <summary>Its row in <see cref="CaseActions"/>.</summary>
    public static CaseAction Action { get; } =
        new(Actions.Department, DeskAction.Department)
        {
            Form = (forms, theCase, _) =>
                forms.Make(
                    "form_department",
                    forms.Choice(
                        FormFields.Department,
                        "form_department_which",
                        [
                            .. forms.Organisation.Departments.Select(department => new Option(
                                department.Id,
                                ShortText.Of(department.Title, 75)
                            )),
                        ]
                    ),
                    forms.Paragraph(FormFields.Text, "form_department_text", required: theCase.Restricted)
                ) with
                {
                    Intro = forms.Words[theCase.Restricted ? "form_department_restricted" : "form_department_intro"],
                },
            Do = (draft, theCase, input) => Apply(draft, theCase, input),
        };

    private static void Apply(DecisionBuilder draft, Case theCase, CaseInput input)
    {
        if (draft.Loaded.Organisation.FindDepartment(input.Values.GetValueOrDefault(FormFields.Department)) is not { } department)
        {
            draft.Refuse("unknown_department");
            return;
        }

        if (theCase.Requests.FirstOrDefault(request => request.IsOpen && request.Department == department.Id) is { } open)
        {
            // One request a department at a time: what comes later is said in it.
            if (input.Text.Trim().Length == 0)
            {
                draft.Refuse("request_again", department.Title);
                return;
            }

            DepartmentAnswers.Add(draft, theCase, open, input.Text);
            return;
        }

        var kept = Send(draft, theCase, department, input.Text.Trim());
        draft.ShowEverywhere(kept);
        draft.TellThreadPlainly(kept, "thread_department_asked", draft.By.Name, department.Title, draft.When.Due(kept.Requests[^1].DueAt));
        if (!CardsOf(draft).MayHold(kept, kept.Requests[^1]))
        {
            draft.Whisper("request_hidden", department.Title, kept.Id);
        }
    }

    /// <summary>Asks it, and shows the card in its place; the caller shows the case's own cards.</summary>
    /// <param name="words">Own words of whoever asks, after the template; may be empty.</param>
    public static Case Send(DecisionBuilder draft, Case theCase, Department department, string words)
    {
        // Of a restricted case a department reads what somebody wrote for it, and nothing else.
        var (text, missing) = theCase.Restricted ? ("", []) : Filled(draft.Loaded.Organisation, theCase, department.Template);
        var whole = string.Join("\n\n", new[] { text, words }.Where(part => part.Length > 0));
        var request = new DepartmentRequest(
            (theCase.Requests.Count + 1).ToString(CultureInfo.InvariantCulture),
            department.Id,
            ShortText.Of(whole.Length > 0 ? whole : draft.Words.Say("request_restricted", theCase.Id), LongestText),
            draft.By,
            draft.Now,
            draft.Loaded.Organisation.Calendar.Add(draft.Now, department.Reply)
        )
        {
            Missing = missing,
        };
        var kept = draft.Keep(theCase.Asking(request));
        draft.Note("department_asked", kept, $"{department.Id}: {ShortText.Of(request.Text, RelayCards.LongestDetail)}");
        Show(draft, kept, request);
        DepartmentWebhook.Send(draft, kept, department, request);
        return kept;
    }

    /// <summary>Shows a request's card in its department's place, as it stands.</summary>
    public static void Show(DecisionBuilder draft, Case theCase, DepartmentRequest request)
    {
        if (draft.Loaded.Organisation.FindDepartment(request.Department) is { } department)
        {
            draft.ShowPlainly(
                Slots.Request(theCase.Id, request.Id),
                new Destination.At(new Place(department.Place.Channel, department.Place.Id)),
                $"case:{theCase.Id}:request:{request.Id}",
                CardsOf(draft).ForDepartment(theCase, request),
                theCase.Id
            );
        }
    }

    /// <summary>A case that is over needs nothing of anybody any more.</summary>
    public static Case Withdraw(DecisionBuilder draft, Case over)
    {
        if (!over.Requests.Any(request => request.IsOpen))
        {
            return over;
        }

        var kept = draft.Keep(
            over with
            {
                Requests = [.. over.Requests.Select(request => request.IsOpen ? request with { State = RequestState.Withdrawn } : request)],
            }
        );
        foreach (var request in kept.Requests.Where((_, index) => over.Requests[index].IsOpen))
        {
            Show(draft, kept, request);
        }

        return kept;
    }

    /// <summary>The cards in the organisation's words.</summary>
    public static DepartmentCards CardsOf(DecisionBuilder draft) => new(draft.Loaded.Workplace, draft.Words, draft.Now);

    /// <summary>The template with its {braces} filled, and the labels of what nobody knows.</summary>
    internal static (string Text, IReadOnlyList<string> Missing) Filled(OrganisationSnapshot organisation, Case theCase, string template)
    {
        List<string> missing = [];
        var account = organisation.FindAccount(theCase.Account);
        var text = Braces().Replace(template.Trim(), match => ValueOf(match.Groups[1].Value) ?? Unknown(match.Groups[1].Value));
        return (text, missing);

        string? ValueOf(string name) =>
            name switch
            {
                "case" => theCase.Id,
                "account" => account?.Name,
                "tier" => account?.Tier,
                "renewal" => account?.Renewal?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                "question" => ShortText.Of(theCase.Question, 1500),
                "tried" => theCase.Tried.Length > 0 ? theCase.Tried : null,
                "priority" => theCase.Priority.ToUpperInvariant(),
                "rep" => theCase.Rep.Name,
                _ => organisation.Intake.Find(name) is { } fact
                    ? theCase.Facts.FirstOrDefault(known => known.Label == fact.Label)?.Value
                    : null,
            };

        string Unknown(string name)
        {
            missing.Add(organisation.Intake.Find(name)?.Label ?? name);
            return "?";
        }
    }

    [GeneratedRegex(@"\{([a-z_]+)\}", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Braces();
}
