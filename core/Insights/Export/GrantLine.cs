using CsvHelper;
using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Insights.Export;

/// <summary>A line of grants.csv: one use of the authority.</summary>
internal static class GrantLine
{
    public static void Head(CsvWriter csv) =>
        csv.Line(
            "id",
            "at",
            "account",
            "action",
            "amount",
            "currency",
            "by",
            "by_email",
            "approved_by",
            "approved_by_email",
            "second_by",
            "second_by_email",
            "case",
            "reason",
            "restricted"
        );

    public static void Write(CsvWriter csv, RecordedGrant one, bool restricted) =>
        csv.Line(
            one.Id,
            one.At,
            one.Account,
            one.Action,
            one.Amount,
            one.Currency,
            one.By.Name,
            one.By.Email,
            one.ApprovedBy?.Name,
            one.ApprovedBy?.Email,
            one.SecondBy?.Name,
            one.SecondBy?.Email,
            one.CaseId,
            one.Reason,
            restricted ? "yes" : "no"
        );
}
