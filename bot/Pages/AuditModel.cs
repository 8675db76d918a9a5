namespace EscalationBot.Bot.Pages;

/// <summary>What managers see of the audit.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Filter">What was asked for.</param>
/// <param name="Rows">Newest first.</param>
/// <param name="Next">Address of the next page; null on the last.</param>
/// <param name="Csv">Address of the same rows as CSV.</param>
/// <param name="Head">The newest row's number and hash, as logs and digests tell it; null while there is none.</param>
public sealed record AuditModel(
    PageContext Context,
    AuditQuery Filter,
    IReadOnlyList<AuditLine> Rows,
    string? Next,
    string Csv,
    string? Head
);

/// <summary>The fields of the filter, as they were typed.</summary>
/// <param name="Who">E-mail or channel key, or empty.</param>
/// <param name="Subject">Case, question or article id, or empty.</param>
/// <param name="Kind">A kind, or empty.</param>
/// <param name="Since">First day, yyyy-MM-dd, or empty.</param>
/// <param name="Until">Last day, or empty.</param>
public sealed record AuditQuery(string Who, string Subject, string Kind, string Since, string Until);

/// <summary>A row of the audit.</summary>
/// <param name="Number">In the chain.</param>
/// <param name="At">When.</param>
/// <param name="Kind">decision, action, refusal, view or admin.</param>
/// <param name="Who">Name, address or key; of an erased person the pseudonym.</param>
/// <param name="What">What was done.</param>
/// <param name="Where">On which surface.</param>
/// <param name="Subject">To what, and on whom.</param>
/// <param name="Result">done, or why not.</param>
/// <param name="Detail">Ids and kinds.</param>
public sealed record AuditLine(
    long Number,
    DateTimeOffset At,
    string Kind,
    string Who,
    string What,
    string Where,
    string Subject,
    string Result,
    string Detail
);
