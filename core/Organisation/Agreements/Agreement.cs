namespace EscalationBot.Core.Organisation.Agreements;

/// <summary>One document that was agreed with a client: a contract, an order form, an amendment.</summary>
/// <param name="Account">Id of the account, lower case.</param>
/// <param name="Id">File name without its ending, lower case; what <c>amends</c> of other documents names.</param>
/// <param name="Title">As people call it.</param>
/// <param name="From">First day in force.</param>
/// <param name="To">Last day in force; null = until something replaces it.</param>
/// <param name="Amends">Ids of documents of the account that it changes: where both have a clause, this one's holds.</param>
/// <param name="File">As shown in problems: <c>accounts/acme/order-form.md</c>.</param>
/// <param name="Clauses">In the document's order.</param>
public sealed record Agreement(
    string Account,
    string Id,
    string Title,
    DateOnly From,
    DateOnly? To,
    IReadOnlyList<string> Amends,
    string File,
    IReadOnlyList<AgreementClause> Clauses
)
{
    /// <summary>Folder of the organisation that holds a folder of documents for each account.</summary>
    public const string Folder = "accounts";

    /// <summary>It is in force on a day.</summary>
    public bool IsInForce(DateOnly day) => day >= From && !(day > To);
}

/// <summary>One clause: a heading of the second level and what stands below it.</summary>
/// <param name="Title">The heading without what stands in brackets.</param>
/// <param name="Names">The title and the other names in brackets: <c>## Notice period (cancellation, termination)</c>.</param>
/// <param name="Text">Markdown.</param>
/// <param name="Line">Of the heading, 1-based.</param>
public sealed record AgreementClause(string Title, IReadOnlyList<string> Names, string Text, int Line);

/// <summary>A clause with the document in which it stands.</summary>
public sealed record AgreedClause(Agreement Document, AgreementClause Clause);

/// <summary>What holds between the company and a client about one thing on one day.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Holding">
/// The clauses in force that no other one in force replaces: one when it is clear, none before the first or after the last, several that
/// say different things when nobody can tell which one holds.
/// </param>
/// <param name="Timeline">Every clause about it, the earliest first.</param>
public sealed record AgreedState(string Title, IReadOnlyList<AgreedClause> Holding, IReadOnlyList<AgreedClause> Timeline)
{
    /// <summary>Documents in force say different things, and neither changes the other.</summary>
    public bool IsConflict => Holding.Count > 1;
}
