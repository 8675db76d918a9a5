using System.Globalization;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Store.Audit;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// The figures of the digest for other programs and for a spreadsheet: <c>/console/figures.json</c> and <c>/console/figures.csv</c>, of the
/// days <c>from</c> to <c>to</c> (2026-10-12; the last day included), by default of the last 30. A manager sees the cases of their queues.
/// </summary>
internal static class FiguresPages
{
    private const int Usual = 30,
        Most = 366;

    public static void MapFigures(this IEndpointRouteBuilder app)
    {
        Map("/console/figures.json", "application/json; charset=utf-8", Indicators.Json);
        Map("/console/figures.csv", "text/csv; charset=utf-8", Csv);

        void Map(string path, string type, Func<Figures, string> write) =>
            app.MapRead(path, http => AnswerAsync(http, type, write)).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
    }

    private static async Task AnswerAsync(HttpContext http, string type, Func<Figures, string> write)
    {
        var services = http.RequestServices;
        var organisation = services.GetRequiredService<WorkplaceHolder>().Current.Organisation;
        var zone = organisation.Calendar.Zone;
        var today = organisation.Calendar.DateOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
        http.Response.Headers.CacheControl = "no-store";
        if (
            Day("to", today) is not { } last
            || Day("from", last.AddDays(-Usual)) is not { } first
            || first > last
            || last.DayNumber - first.DayNumber > Most
        )
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync("from and to are days such as 2026-10-12, at most a year apart.\n", http.RequestAborted);
            return;
        }

        var visitor = services.GetRequiredService<Visitors>().Of(http)!;
        await services
            .GetRequiredService<AuditLog>()
            .RecordAsync(new AuditEntry(AuditKind.View, "figures", visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);
        IReadOnlyList<string> queues = visitor is Visitor.Person { Colleague: var viewer }
            ? viewer.Queues
            : [.. organisation.Queues.Select(queue => queue.Id)];
        var found = await services
            .GetRequiredService<FiguresReading>()
            .BetweenAsync(Midnight(first), Midnight(last.AddDays(1)), organisation, queues, http.RequestAborted);
        http.Response.ContentType = type;
        await http.Response.WriteAsync(write(found), http.RequestAborted);

        DateOnly? Day(string name, DateOnly usual) =>
            http.Request.Query[name].FirstOrDefault() is not { Length: > 0 } text ? usual
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1970 and < 9999
                ? day
            : null;

        DateTimeOffset Midnight(DateOnly day)
        {
            var local = day.ToDateTime(TimeOnly.MinValue);
            return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        }
    }

    private static string Csv(Figures figures)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvText.To(text))
        {
            var words = Words.In("en");
            csv.Line("figure", "numerator", "denominator", "value", "name", "definition");
            foreach (var one in figures.Indicators)
            {
                csv.Line(one.Key, one.Numerator, one.Denominator, one.Value, words["figure_" + one.Key], words[$"figure_{one.Key}_is"]);
            }
        }
        return text.ToString();
    }
}
