using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Pages;

/// <summary>What people say verdicts should have been, as managers see it.</summary>
/// <param name="Lines">The newest first.</param>
/// <param name="About">Id of the criterion that alone is shown; null = all.</param>
/// <param name="Where">Where that criterion stands in the draft, in words; null where it is not shown alone.</param>
public sealed record CriteriaLabelsModel(IReadOnlyList<LabelLine> Lines, string? About, string? Where);

/// <summary>One label.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="By">Who says so.</param>
/// <param name="CaseId">The case, when the viewer may read it; else null.</param>
/// <param name="Words">The message, shortened; null when it is not for the viewer.</param>
/// <param name="Was">What was decided.</param>
/// <param name="Right">What would have been right.</param>
/// <param name="Reason">Why; null when it is not for the viewer.</param>
/// <param name="Ended">Who dismissed it and why; null while it stands.</param>
/// <param name="MayDismiss">The viewer may dismiss it.</param>
/// <param name="MayTakeBack">It is the viewer's own.</param>
public sealed record LabelLine(
    string Id,
    DateTimeOffset At,
    string By,
    string? CaseId,
    string? Words,
    string Was,
    string Right,
    string? Reason,
    string? Ended,
    bool MayDismiss,
    bool MayTakeBack
);

/// <summary>Reads labels of verdicts for the page of the criteria. Words are shown of messages that the viewer may read.</summary>
internal sealed class CriteriaLabels(CaseStore cases, WorkplaceHolder workplaces)
{
    private const int MostShown = 100,
        MostWords = 100;

    /// <summary>The newest labels, or those about one criterion.</summary>
    /// <param name="context">Of the page.</param>
    /// <param name="visitor">Who looks.</param>
    /// <param name="about">Id of a criterion, or null for all.</param>
    /// <param name="draft">The text of the draft.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CriteriaLabelsModel> ReadAsync(
        PageContext context,
        Visitor visitor,
        string? about,
        string draft,
        CancellationToken ct
    )
    {
        var organisation = workplaces.Current.Organisation;
        var viewer = (visitor as Visitor.Person)?.Colleague;
        var labels = await LabelledMessages.ReadAsync(cases, await cases.NewestLabelsAsync(about, MostShown, ct), ct);
        return new(
            [.. labels.Select(one => Line(context, organisation, viewer, one))],
            about,
            about is null ? null : Where(context, about, draft)
        );
    }

    private static LabelLine Line(PageContext context, OrganisationSnapshot organisation, Colleague? viewer, LabelledMessage one)
    {
        var (label, words) = (one.Label, Words.In(organisation.Language));
        // Who signed in with the emergency key reads what is not restricted, as everywhere in the console.
        var may = one.Case is { } theCase
            ? CaseReader.MayRead(organisation, viewer, theCase)
            : VerdictLabels.MayRead(organisation, viewer, one);
        var stands = label.State is VerdictLabelState.Given;
        var isOwn =
            viewer is not null
            && VerdictLabel.VoterOf(new Party(new PersonKey(ChannelNames.Web, viewer.Email), "", viewer.Email)) == label.Voter;
        return new(
            label.Id,
            label.At,
            label.By.Name,
            may ? one.Case?.Id : null,
            may && one.Question is { } asked ? Short(asked.Text) : null,
            JudgedText.Of(words, organisation, label.Was),
            JudgedText.Of(words, organisation, label.Right),
            may || !one.IsRestricted ? label.Reason : null,
            stands ? null : context.Words.Say("labels_dismissed", label.DismissedBy?.Name ?? "", may || !one.IsRestricted ? label.Why : ""),
            stands && !isOwn && VerdictLabels.MayDismiss(organisation, viewer, label),
            stands && isOwn
        );
    }

    /// <summary>"It begins in line 12 of the draft."</summary>
    private static string Where(PageContext context, string about, string draft)
    {
        if (about.Length == 0)
        {
            return context.Words["labels_no_criterion"];
        }

        var line = Array.FindIndex(draft.Split('\n'), text => text.TrimStart(' ', '-', '{').Split('#', ',')[0].Trim() == $"id: {about}");
        return line < 0
            ? context.Words.Say("labels_not_in_draft", about)
            : context.Words.Say("labels_in_draft", about, context.Number(line + 1));
    }

    private static string Short(string text) =>
        ShortText.Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), MostWords);
}
