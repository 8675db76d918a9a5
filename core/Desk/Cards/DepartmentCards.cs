using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>A request to a department, as its people see it, and as one line of the case's card.</summary>
internal sealed class DepartmentCards(Workplace workplace, Words words, DateTimeOffset now)
{
    private readonly When _when = new(words, workplace.Organisation.Calendar.Zone, now);

    /// <summary>The card in the department's place.</summary>
    public Card ForDepartment(Case theCase, DepartmentRequest request)
    {
        var title = $"{theCase.Id} · {TitleOf(request)}";
        var state = StateLine(request);
        if (!MayHold(theCase, request))
        {
            return new(
                $"{title} ({state})",
                [
                    new CardPart.Heading(title),
                    new CardPart.Text(state, Strong: true),
                    new CardPart.Text(
                        theCase.Owner is { } owner
                            ? words.Say("request_restricted_owner", theCase.Id, owner.Name)
                            : words.Say("request_restricted", theCase.Id)
                    ),
                    new CardPart.Note(_when.AsOf),
                ],
                []
            );
        }

        List<CardPart> parts =
        [
            new CardPart.Heading(title),
            new CardPart.Text(state, Strong: true),
            new CardPart.Quote(request.Text, request.By.Name),
        ];
        parts.AddRange(request.Words.Select(said => new CardPart.Quote(said.Text, $"{said.By.Name}, {_when.Clock(said.At)}")));
        if (request.Missing.Count > 0 && request.IsOpen)
        {
            parts.Add(new CardPart.Note(words.Say("request_missing", string.Join(", ", request.Missing))));
        }

        parts.Add(new CardPart.Note(_when.AsOf));
        return new(
            $"{title}: {ShortText.Of(request.Text, 150)} ({state})",
            parts,
            request.IsOpen
                ?
                [
                    Button(Actions.DepartmentDone, theCase, request) with
                    {
                        Style = ButtonStyle.Primary,
                    },
                    Button(Actions.DepartmentNeedsInfo, theCase, request),
                    Button(Actions.DepartmentDeclines, theCase, request),
                    Button(Actions.DepartmentCopy, theCase, request) with
                    {
                        OpensForm = false,
                    },
                ]
                : []
        );
    }

    /// <summary>
    /// Whether the request's words may stand in its department's place: of a restricted case only where nobody else reads than those whom
    /// departments.yaml lists.
    /// </summary>
    public bool MayHold(Case theCase, DepartmentRequest request) =>
        !theCase.Restricted
        || (
            workplace.Organisation.FindDepartment(request.Department) is { } department
            && DepartmentPlaces.MayHoldRestricted(workplace.Organisation, department)
        );

    /// <summary>One line for each department on the case's card: who blocks whom, until when.</summary>
    public IReadOnlyList<LabelledFact> Lines(Case theCase) =>
        [
            .. theCase.Requests.Select(request => new LabelledFact(
                TitleOf(request),
                request.Words.LastOrDefault(said => said.FromDepartment) is { } said
                    ? $"{StateLine(request)}: {ShortText.Of(said.Text, 200)}{Webhook(request)}"
                    : StateLine(request) + Webhook(request)
            )),
        ];

    /// <summary>By when all that were asked answer, of several; null when at most one is still to answer.</summary>
    public string? Estimate(Case theCase)
    {
        var open = theCase.Requests.Where(request => request.IsOpen).ToList();
        return open.Count < 2 ? null : words.Say("request_estimate", open.Count, _when.Clock(open.Max(request => request.DueAt)));
    }

    /// <summary>What the rep reads: that others are asked and until when, none of the words.</summary>
    public string? ForRep(Case theCase)
    {
        var open = theCase.Requests.Where(request => request.IsOpen).ToList();
        return open.Count == 0
            ? null
            : words.Say(
                "request_rep",
                string.Join(", ", open.Select(TitleOf).Distinct(StringComparer.Ordinal)),
                _when.Clock(open.Max(request => request.DueAt))
            );
    }

    /// <summary>The department's title, or its id when the file has it no longer.</summary>
    public string TitleOf(DepartmentRequest request) =>
        workplace.Organisation.FindDepartment(request.Department)?.Title ?? request.Department;

    /// <summary>A button of a request, which opens a form.</summary>
    public CardButton Button(string action, Case theCase, DepartmentRequest request) =>
        new(
            action,
            words.Say($"button_{action}", TitleOf(request)),
            new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Case] = theCase.Id, [DataKeys.Request] = request.Id }
        )
        {
            OpensForm = true,
        };

    /// <summary>Where its tracker keeps it, or that it is not there.</summary>
    private string Webhook(DepartmentRequest request) =>
        request.NotSent is { } why ? " · " + words.Say("request_not_sent", why)
        : request.Tracker is { } link ? $" · {link}"
        : "";

    private string StateLine(DepartmentRequest request) =>
        request.State switch
        {
            RequestState.Open => words.Say("request_open", _when.Due(request.DueAt)),
            RequestState.NeedsInfo => words.Say("request_needs_info", _when.Ago(request.WaitsSince ?? request.At)),
            RequestState.Done => words.Say("request_done", Last(request)?.By.Name, _when.Clock(Last(request)?.At ?? request.At)),
            RequestState.Declined => words.Say("request_declined", Last(request)?.By.Name, _when.Clock(Last(request)?.At ?? request.At)),
            RequestState.Withdrawn => words["request_withdrawn"],
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static RequestWords? Last(DepartmentRequest request) => request.Words.LastOrDefault(said => said.FromDepartment);
}
