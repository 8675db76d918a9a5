using System.Text.Json;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage.Checks;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads the criteria in force, their draft and what was published before. Reads only.</summary>
internal sealed class CriteriaReader(CaseStore cases, WorkplaceHolder workplaces, CriteriaWriter writer, CriteriaLabels labels)
{
    private const int Around = 2;

    /// <summary>The page.</summary>
    /// <param name="context">Of the page.</param>
    /// <param name="visitor">Who looks.</param>
    /// <param name="given">What they typed and could not save, or null.</param>
    /// <param name="about">Id of the criterion of which labels are shown alone, or null.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<CriteriaModel> ReadAsync(PageContext context, Visitor visitor, string? given, string? about, CancellationToken ct)
    {
        var organisation = workplaces.Current.Organisation;
        var (file, fault) = Read();
        var hash = CriteriaPolicy.HashOfFile(file);
        var open = await cases.OpenCriteriaAsync(ct);
        var ended = await cases.EndedCriteriaAsync(ct);
        var newest = await cases.NewestCriteriaAsync(ct);
        var viewer = (visitor as Visitor.Person)?.Colleague;
        var editor = Editor(context, viewer, open, file, given);
        return new(context, await InForceAsync(context, organisation, newest, ct), editor)
        {
            Labels = await labels.ReadAsync(context, visitor, about, editor.Text, ct),
            Notice = fault,
            IsRefused = fault is not null,
            IsStale = hash != organisation.Criteria.Hash,
            Fault = (await NotWrittenAsync(ct))?.Fault,
            Acts = viewer is not null,
            Ended = [.. ended.Select(one => Line(context, one, viewer is not null && one.Id == newest?.Id))],
        };
    }

    /// <summary>The text that the file is to have, where it cannot be written; null when there is none.</summary>
    public async Task<string?> ToBePutInAsync(CancellationToken ct) =>
        await NotWrittenAsync(ct) is { } change ? CriteriaWriter.TargetOf(change) : null;

    private async Task<CriteriaChange?> NotWrittenAsync(CancellationToken ct) =>
        (await cases.UnwrittenCriteriaAsync(ct)).FirstOrDefault(one => one.Fault.Length > 0);

    private (string? Text, string? Fault) Read()
    {
        try
        {
            return (writer.Read(), null);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return (null, denied.Message);
        }
    }

    private async Task<CriteriaInForce> InForceAsync(
        PageContext context,
        OrganisationSnapshot organisation,
        CriteriaChange? newest,
        CancellationToken ct
    )
    {
        var (policy, words) = (organisation.Criteria, context.Words);
        var bound = policy.RollBack;
        string? watch = null;
        if (newest is { WrittenAt: { } at } && newest.Hash == policy.Hash && context.Now <= at.AddDays(bound.Days))
        {
            var since = await cases.MisroutesAsync(at, context.Now, ct);
            watch = words.Say("criteria_watch", context.Clock(at), since.Moved, since.Made, context.Clock(at.AddDays(bound.Days)));
        }

        return new(
            policy.Label,
            organisation.FindPerson(policy.Owner)?.Name ?? policy.Owner ?? "",
            policy.ReviewBy?.ToString("d MMM yyyy", words.Culture) ?? "",
            policy.Criteria.Count,
            words.Say("criteria_bound", bound.Percent, bound.Cases, bound.Days),
            watch
        );
    }

    private CriteriaEditor Editor(PageContext context, Colleague? viewer, CriteriaChange? open, string? file, string? given)
    {
        var there = file?.TrimStart('\uFEFF') ?? "";
        var text = given ?? open?.Text ?? there;
        var isBeside = given is not null && open is not null;
        var workplace = workplaces.Current;
        var editor = new CriteriaEditor(text, open?.Id ?? "", open?.Version ?? 0, CriteriaPolicy.HashOfFile(file))
        {
            Changes = Changed(isBeside ? open!.Text : there, text),
            IsBesideSaved = isBeside,
        };
        if (text.Length > 0)
        {
            editor = editor with { Problems = DraftCriteria.Of(text, workplace.Organisation, workplace.Triage, context.Now).Problems };
        }

        if (open is null)
        {
            return editor;
        }

        var isGood = editor.Problems.All(problem => problem.Level is not ProblemLevel.Error);
        var isWriting = open.State is CriteriaChangeState.Publishing;
        return editor with
        {
            State = context.Words.Say(
                Key(open.State),
                open.Editors[^1].Name,
                context.Clock(open.SavedAt),
                (isWriting ? open.PublishedBy : open.AskedBy)?.Name
            ),
            IsEditable = !isWriting,
            MayAsk = viewer is not null && given is null && isGood && open.State is CriteriaChangeState.Draft,
            MayPublish =
                viewer is not null
                && given is null
                && isGood
                && open.State is CriteriaChangeState.Asked
                && CriteriaChanges.MayPublish(viewer, open),
            MayDiscard = viewer is not null && (!isWriting || open.Fault.Length > 0),
        };
    }

    private static CriteriaLine Line(PageContext context, CriteriaChange one, bool mayRollBack) =>
        new(
            one.Id,
            one.Version,
            one.State switch
            {
                CriteriaChangeState.RolledBack or CriteriaChangeState.RollingBack => context.Words.Say(
                    Key(one.State),
                    one.RolledBackBy?.Name ?? context.Words["criteria_the_bot"],
                    context.Clock(one.RolledBackAt ?? one.SavedAt)
                ) + (one.Why.Length > 0 ? " " + one.Why : ""),
                _ => context.Words[Key(one.State)],
            },
            string.Join(", ", one.Editors.Select(editor => editor.Name)),
            one.PublishedBy?.Name ?? "",
            one.PublishedAt ?? one.SavedAt,
            mayRollBack
        );

    private static string Key(CriteriaChangeState state) =>
        "criteria_state_" + JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());

    /// <summary>Changed lines with those around them; a gap is one line of dots.</summary>
    private static string Changed(string before, string after)
    {
        var lines = LineChanges.Of(before, after).Split('\n');
        var kept = new bool[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(LineChanges.Stays, StringComparison.Ordinal))
            {
                Array.Fill(
                    kept,
                    value: true,
                    Math.Max(0, i - Around),
                    Math.Min(lines.Length - 1, i + Around) - Math.Max(0, i - Around) + 1
                );
            }
        }

        List<string> shown = [];
        for (var i = 0; i < lines.Length; i++)
        {
            if (kept[i])
            {
                if (i > 0 && !kept[i - 1])
                {
                    shown.Add("…");
                }

                shown.Add(lines[i]);
            }
        }

        return string.Join('\n', shown);
    }
}
