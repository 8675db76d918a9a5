using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk;

/// <summary>Reads for what colleagues do together: the one who is asked, and the case that belongs to another.</summary>
public sealed partial class Loader
{
    /// <summary>See <see cref="CaseStore.OpenByOwnerAsync"/>.</summary>
    public Task<IReadOnlyDictionary<string, int>> LoadOfPeopleAsync(CancellationToken ct) => cases.OpenByOwnerAsync(ct);

    /// <summary>Where the card of a department's request stands that an action answers; null for other actions.</summary>
    public async Task<Place?> RequestPlaceAsync(string action, IReadOnlyDictionary<string, string> data, CancellationToken ct) =>
        DepartmentAnswers.IsByDepartment(action)
        && data.TryGetValue(DataKeys.Case, out var theCase)
        && data.TryGetValue(DataKeys.Request, out var request)
            ? (await slots.FindSlotAsync(Slots.Request(theCase, request), ct))?.Place
            : null;

    private async Task<LoadedState> TogetherAsync(LoadedState loaded, Inbound.Submitted form, CancellationToken ct) =>
        form.Form is Actions.MergeIncident ? await MergedIncidentAsync(loaded, form, ct)
        : form.Form is not (Actions.Link or Actions.Merge)
            ? await WithPeopleAsync(loaded, ct, also: form.Values.GetValueOrDefault(FormFields.Person))
        : LinkCases.NumberIn(form.Values.GetValueOrDefault(FormFields.Number)) is { } number
            ? loaded with
            {
                OtherCase = await cases.FindCaseAsync(number, ct),
            }
        : loaded;

    /// <summary>What was asked back is proposed as a field: how often it was asked, and who decides about fields.</summary>
    private async Task<LoadedState> ResolvedAsync(LoadedState loaded, Inbound.Submitted form, DateTimeOffset now, CancellationToken ct)
    {
        if (loaded.Case is not { Category: { } category } theCase || form.Values.GetValueOrDefault(FormFields.AskedBack) != "yes")
        {
            return loaded;
        }

        var question = theCase.QuestionId is { } id ? await cases.FindQuestionAsync(id, ct) : null;
        var alike = new CaseFilter
        {
            Category = category,
            Since = now - FieldProposals.Window,
            Limit = FieldProposals.MostCases,
        };
        return (await WithPeopleAsync(loaded, ct, also: FieldProposals.OwnerOf(loaded.Organisation, question))) with
        {
            Question = question,
            CategoryCases = await cases.CasesAsync(alike, ct),
            Nudges = await cases.CountByDetailAsync(FieldProposals.Told, now - FieldProposals.Day, ct),
        };
    }

    /// <summary>Cases that are worked on together with the one that the row is about.</summary>
    private async Task<LoadedState> WithMergedAsync(LoadedState loaded, CancellationToken ct)
    {
        if (loaded.Case is not { Links.Count: > 0 } theCase)
        {
            return loaded;
        }

        if (theCase.MergedInto is { } into)
        {
            return loaded with { OtherCase = await cases.FindCaseAsync(into, ct) };
        }

        List<MergedCase> merged = [];
        foreach (var link in theCase.Links.Where(link => link.Kind is CaseLinkKind.MergedHere))
        {
            if (await cases.FindCaseAsync(link.CaseId, ct) is { } one && one.MergedInto == theCase.Id)
            {
                merged.Add(new(one, one.QuestionId is { } question ? await cases.FindQuestionAsync(question, ct) : null));
            }
        }

        return loaded with
        {
            Merged = merged,
        };
    }

    /// <summary>With the open case in which somebody asked already which of the two articles of a question is true.</summary>
    private async Task<LoadedState> WithSameConflictAsync(LoadedState loaded, Judgement? look, DateTimeOffset now, CancellationToken ct)
    {
        if (look is not { Conflict: true, Verdict: Verdict.Escalate, Ranking: [var one, var other, ..] })
        {
            return loaded;
        }

        var open = await cases.CasesAsync(
            new CaseFilter
            {
                States = [CaseState.Unclaimed, CaseState.Claimed],
                Since = now - ConflictLasts,
                Limit = MostConflicts,
            },
            ct
        );
        foreach (var earlier in open.Where(earlier => !earlier.Restricted && Shows(earlier, one) && Shows(earlier, other)))
        {
            if (
                earlier.QuestionId is { } question
                && await cases.FindQuestionAsync(question, ct) is { Judgement: { Conflict: true, Verdict: Verdict.Escalate } }
            )
            {
                return loaded with { OtherCase = await cases.FindCaseAsync(earlier.Id, ct) };
            }
        }

        return loaded;
    }

    private static bool Shows(Case theCase, Hit hit) => theCase.Shown.Any(shown => shown.Id == hit.ArticleId);

    /// <summary>So long an open case is the one in which the same is asked.</summary>
    private static readonly TimeSpan ConflictLasts = TimeSpan.FromDays(14);

    private const int MostConflicts = 500;

    /// <summary>With what is known today of everybody who may hear of the loaded cases without asking.</summary>
    private async Task<LoadedState> WithMembershipsAsync(LoadedState loaded, CancellationToken ct)
    {
        var hearers = new[] { loaded.Case, loaded.OtherCase }
            .Concat(loaded.Merged.Select(one => one.Case))
            .Concat(loaded.IncidentCases)
            .OfType<Case>()
            .SelectMany(HearersOf)
            .Append(loaded.Draft?.Author.Key)
            .OfType<PersonKey>()
            .Where(key => key != loaded.Asker.Party.Key)
            .ToList();
        return hearers.Count == 0 ? loaded : loaded with { Memberships = await acquaintance.MembershipsAsync(hearers, ct) };
    }

    private static IEnumerable<PersonKey?> HearersOf(Case theCase) =>
        [
            theCase.Rep.Key,
            theCase.Owner?.Key,
            .. theCase.Followers.Select(follower => follower.Key),
            .. theCase.Consults.SelectMany(consult => new[] { consult.By.Key, consult.Key }),
            .. theCase.Invites.SelectMany(invite => new[] { invite.By.Key, invite.Key }),
        ];

    /// <summary>So long after a case is over "still broken" means that case.</summary>
    private static readonly TimeSpan ComesBackWithin = TimeSpan.FromDays(14);

    /// <summary>What a typed command needs beside.</summary>
    private async Task<LoadedState> ForCommandAsync(LoadedState loaded, TypedCommand command, string argument, CancellationToken ct) =>
        command switch
        {
            TypedCommand.LookBack => await WithEscalationsAsync(loaded, ct),
            TypedCommand.MyCases => await WithOwnCasesAsync(loaded, withQueues: true, ct),
            TypedCommand.Status when argument.Length == 0 => await WithOwnCasesAsync(loaded, withQueues: true, ct),
            TypedCommand.Hold
            or TypedCommand.Unhold
            or TypedCommand.Follow
            or TypedCommand.Unfollow when TypedCommands.LeadingCaseNumber(argument) is { } number => loaded with
            {
                Case = await cases.FindCaseAsync(number, ct),
            },
            TypedCommand.Status => loaded with { Case = await cases.FindCaseAsync(argument.ToUpperInvariant(), ct) },
            TypedCommand.Away or TypedCommand.Back => await WithAbsencesAsync(loaded, ct),
            // "Still broken" after the client was told is said to a case that lists of open ones do not hold.
            TypedCommand.NotSolved
                when loaded is { Case: null, Question.CaseId: { } became }
                    && loaded.OwnCases.All(own => own.Id != became)
                    && await cases.FindCaseAsync(became, ct) is { IsOpen: false } over
                    && loaded.ReadAt - over.ChangedAt <= ComesBackWithin => loaded with
            {
                OwnCases = [.. loaded.OwnCases, over],
            },
            TypedCommand.Digest => loaded with { Digest = await DigestAsync(loaded.Workplace, loaded.Asker.Colleague, ct) },
            _ => loaded,
        };

    private async Task<LoadedState> WithEscalationsAsync(LoadedState loaded, CancellationToken ct)
    {
        var party = loaded.Asker.Party;
        return loaded with
        {
            Escalations = await cases.CasesOfRepAsync(party.Key, party.Email, loaded.ReadAt - LookBack.Span, LookBack.Most, ct),
        };
    }

    private async Task<LoadedState> WithAbsencesAsync(LoadedState loaded, CancellationToken ct)
    {
        var said = await cases.AbsencesAsync(loaded.ReadAt, ct);
        return loaded with { Absences = said, AwayUntil = Presence.Of(loaded.Organisation, said, loaded.ReadAt) };
    }

    /// <summary>Until when each person is away who is away now, by e-mail.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> AwayUntilAsync(
        Workplace workplace,
        DateTimeOffset now,
        CancellationToken ct
    ) => Presence.Of(workplace.Organisation, await cases.AbsencesAsync(now, ct), now);
}
