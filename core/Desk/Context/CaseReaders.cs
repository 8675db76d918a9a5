using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Desk.Context;

/// <summary>Asks the one question before something of a case is shown (<see cref="Visibility"/>), for who knows only its number.</summary>
public sealed class CaseReaders(CaseStore cases, WorkplaceHolder workplaces)
{
    /// <summary>May this listed person have the words of the case now? Of a case that is not there, or was forgotten, nobody may.</summary>
    /// <param name="email">As organisation.yaml lists it.</param>
    public async Task<bool> MayAsync(string email, string caseId, CancellationToken ct)
    {
        var organisation = workplaces.Current.Organisation;
        return organisation.FindPerson(email) is { } colleague
            && await cases.FindCaseAsync(caseId, ct) is { } theCase
            && Visibility.May(organisation, colleague, theCase);
    }
}
