using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Desk;

/// <summary>Reads of what is like a question or a case.</summary>
public sealed partial class Loader
{
    /// <summary>What only a new case needs: the thread it comes from, similar cases, and where its specialists can be reached.</summary>
    public async Task<LoadedState> WithNeighboursAsync(LoadedState loaded, Case opened, CancellationToken ct)
    {
        loaded = loaded.Thread is null ? await WithThreadAsync(loaded, opened.RepPlace, ct) : loaded;
        if (loaded.Question is { } asked && asked.Id == opened.QuestionId && asked.AllTurns > asked.Turns.Count)
        {
            loaded = loaded with { Question = await cases.FindQuestionForCaseAsync(asked.Id, ct) ?? asked };
        }

        var similar = await CandidatesAsync(opened.Account, opened.Category, MostInPacket, ct);
        var near = CaseSimilarity.Nearest(
            opened.Question,
            similar.Where(one => one.Id != opened.Id),
            6,
            loaded.Workplace.Triage.Data.Knowledge.Encoder
        );
        loaded = await WithAccountCasesAsync(loaded, opened, ct);
        // A rep asks all day for many clients: they come again only with an account.
        var askedBefore =
            loaded.EarlierQuestions.Count == 0 && (opened.Account is not null || loaded.Organisation.FindPerson(opened.Rep.Email) is null)
                ? await AlikeAsync(loaded, opened.Rep, opened.Question, opened.Category, opened.Account, opened.QuestionId, ct)
                : loaded.EarlierQuestions;
        return await WithPeopleAsync(
            loaded with
            {
                EarlierQuestions = askedBefore,
                SimilarCases = [.. near],
                // Nobody hears of a restricted case that they may not read, not even that there is one more.
                OpenCasesOfAccount = OtherOpen(loaded.Organisation, opened, similar),
            },
            ct,
            opened.Queue,
            opened.Account
        );
    }

    /// <summary>How many other cases of the account are open that may be named beside the case.</summary>
    private async Task<LoadedState> WithOpenOfAccountAsync(LoadedState loaded, CancellationToken ct) =>
        loaded.Case is { Account: { } account } theCase
            ? loaded with
            {
                OpenCasesOfAccount = OtherOpen(loaded.Organisation, theCase, await CandidatesAsync(account, null, MostInPacket, ct)),
            }
            : loaded;

    private static int OtherOpen(OrganisationSnapshot organisation, Case theCase, IReadOnlyList<Case> some) =>
        some.Count(one =>
            one.IsOpen
            && one.Id != theCase.Id
            && one.Account == theCase.Account
            && one.Account is not null
            && Visibility.MayBeNamedIn(organisation, theCase.Queue, one)
        );

    /// <summary>The last cases of an account that renews soon: whether it may not.</summary>
    private async Task<LoadedState> WithAccountCasesAsync(LoadedState loaded, Case theCase, CancellationToken ct)
    {
        if (loaded.Organisation.FindAccount(theCase.Account)?.RenewsSoon(loaded.Organisation.Calendar.DateOf(loaded.ReadAt)) != true)
        {
            return loaded;
        }

        var since = loaded.ReadAt.AddDays(-RenewalRisk.Days);
        var some = await cases.CasesAsync(new CaseFilter { Account = theCase.Account, Limit = MostOfAccount }, ct);
        return loaded with { AccountCases = [.. some.Where(one => one.CreatedAt >= since)] };
    }

    private const int MostOfAccount = 50;

    /// <summary>Newest cases of the account, and of the category; what is too far back is no neighbour any more.</summary>
    private async Task<IReadOnlyList<Case>> CandidatesAsync(string? account, string? category, int most, CancellationToken ct)
    {
        IReadOnlyList<Case> ofAccount = account is null
            ? []
            : await cases.CasesAsync(new CaseFilter { Account = account, Limit = most }, ct);
        IReadOnlyList<Case> ofCategory = category is null
            ? []
            : await cases.CasesAsync(new CaseFilter { Category = category, Limit = most }, ct);
        return
        [
            .. ofAccount
                .Concat(ofCategory)
                .Where(one => (one.IsOpen || one.Resolution is not null) && one.Question.Length > 0)
                .DistinctBy(one => one.Id),
        ];
    }

    /// <summary>Earlier contacts about the same, of the account or (without one) of the person.</summary>
    /// <param name="except">Id of the question that is looked at, once it is stored.</param>
    private async Task<IReadOnlyList<EarlierQuestion>> AlikeAsync(
        LoadedState loaded,
        Party person,
        string text,
        string? category,
        string? account,
        string? except,
        CancellationToken ct
    ) =>
        EarlierContacts.Alike(
            text,
            category,
            loaded.Organisation.FindAccount(account),
            await cases.EarlierQuestionsAsync(
                account,
                person.Key,
                person.Email,
                loaded.ReadAt - RepeatWindow,
                EarlierContacts.Most,
                except,
                ct
            ),
            loaded.Workplace.Triage.Data.Knowledge.Encoder
        );
}
