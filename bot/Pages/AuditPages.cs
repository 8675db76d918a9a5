using System.Globalization;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Store.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace EscalationBot.Bot.Pages;

/// <summary>The audit for managers: /console/audit, and the same rows as CSV. Looking at it stands in it, too.</summary>
internal static class AuditPages
{
    private const string Path = "/console/audit",
        CsvPath = "/console/audit.csv";
    private const int PageLength = 100,
        CsvLength = 50_000;

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        app.MapRead(Path, ShowAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
        app.MapRead(CsvPath, WriteCsvAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
    }

    private static async Task ShowAsync(HttpContext http)
    {
        var visitor = await LookedAsync(http, "audit");
        var context = Get<PlaygroundReader>(http).Context(visitor);
        var query = Read(http.Request.Query);
        var below = long.TryParse(http.Request.Query["below"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : (long?)null;
        var rows = await Get<AuditReading>(http).FindAsync(Filter(query, context, below, PageLength + 1), http.RequestAborted);
        var head = await Get<AuditChain>(http).HeadAsync(http.RequestAborted);
        var shown = rows.Take(PageLength).ToList();
        var model = new AuditModel(
            context,
            query,
            [.. shown.Select(row => Line(row, context))],
            rows.Count > PageLength ? Address(Path, query, shown[^1].Number) : null,
            Address(CsvPath, query, null),
            head.Number > 0 ? head.Text : null
        );
        await Get<PageRenderer>(http).WriteAsync<AuditPage>(http, new() { [nameof(AuditPage.Model)] = model });
    }

    private static async Task WriteCsvAsync(HttpContext http)
    {
        var visitor = await LookedAsync(http, "audit_csv");
        var context = Get<PlaygroundReader>(http).Context(visitor);
        var rows = await Get<AuditReading>(http).FindAsync(Filter(Read(http.Request.Query), context, null, CsvLength), http.RequestAborted);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvText.To(text))
        {
            csv.Line("number", "at", "kind", "who", "verb", "surface", "subject", "about", "result", "detail", "hash");
            foreach (var row in rows)
            {
                csv.Line(
                    row.Number,
                    row.At,
                    row.Kind,
                    row.Who ?? row.Person,
                    row.Verb,
                    row.Surface,
                    row.Subject,
                    row.Whom ?? row.About,
                    row.Result,
                    row.Detail,
                    row.Hash
                );
            }
        }

        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }

    /// <summary>Who looks, which is kept before anything is shown.</summary>
    private static async Task<Visitor> LookedAsync(HttpContext http, string verb)
    {
        var visitor = Get<Visitors>(http).Of(http) ?? throw new System.Diagnostics.UnreachableException();
        await Get<AuditLog>(http)
            .RecordAsync(new AuditEntry(AuditKind.View, verb, visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);
        return visitor;
    }

    private static AuditQuery Read(IQueryCollection query)
    {
        return new(Field("who"), Field("subject"), Field("kind"), Field("since"), Field("until"));

        string Field(string name) => query[name].ToString().Trim() is { Length: <= 200 } value ? value : "";
    }

    private static AuditFilter Filter(AuditQuery query, PageContext context, long? below, int limit) =>
        new()
        {
            Who = NullIfEmpty(query.Who),
            Subject =
                NullIfEmpty(query.Subject)?.ToUpperInvariant() is { } upper && upper.StartsWith("ESC-", StringComparison.Ordinal)
                    ? upper
                    : NullIfEmpty(query.Subject),
            Kind = NullIfEmpty(query.Kind),
            Since = StartOf(query.Since, 0, context),
            Before = StartOf(query.Until, 1, context),
            Below = below,
            Limit = limit,
        };

    /// <summary>Midnight of a day in the organisation's zone.</summary>
    private static DateTimeOffset? StartOf(string day, int daysLater, PageContext context)
    {
        if (
            !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || date >= DateOnly.MaxValue.AddDays(-2)
        )
        {
            return null;
        }

        var local = date.AddDays(daysLater).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, context.Directory.Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static AuditLine Line(AuditRow row, PageContext context) =>
        new(
            row.Number,
            row.At,
            row.Kind,
            Name(row.Who, row.Person, context),
            row.Verb,
            row.Surface,
            row.About is null ? row.Subject ?? "" : $"{row.Subject} {Name(row.Whom, row.About, context)}".Trim(),
            row.Result,
            row.Detail
        );

    private static string Name(string? who, string pseudonym, PageContext context) =>
        who is null ? pseudonym
        : context.Directory.Find(who)?.Name is { } name ? $"{name} ({who})"
        : who;

    private static string Address(string path, AuditQuery query, long? below)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["who"] = NullIfEmpty(query.Who),
            ["subject"] = NullIfEmpty(query.Subject),
            ["kind"] = NullIfEmpty(query.Kind),
            ["since"] = NullIfEmpty(query.Since),
            ["until"] = NullIfEmpty(query.Until),
            ["below"] = below?.ToString(CultureInfo.InvariantCulture),
        };
        return QueryHelpers.AddQueryString(path, fields.Where(field => field.Value is not null));
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
