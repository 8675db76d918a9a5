using System.Globalization;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Store.Audit;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// The figures of the digest for managers (<c>/console/figures</c>), for other programs and for a spreadsheet (<c>/console/figures.json</c>
/// and <c>/console/figures.csv</c>), of the days <c>from</c> to <c>to</c> (2026-10-12; the last day included), by default of the last 30. A
/// manager sees the cases of their queues.
/// </summary>
internal static class FiguresPages
{
    private const int Usual = 30,
        Most = 366;

    public static void MapFigures(this IEndpointRouteBuilder app)
    {
        Map("/console/figures", ShowAsync);
        Map("/console/figures.json", http => AnswerAsync(http, "application/json; charset=utf-8", Indicators.Json));
        Map("/console/figures.csv", http => AnswerAsync(http, "text/csv; charset=utf-8", Csv));

        void Map(string path, RequestDelegate answer) =>
            app.MapRead(path, answer).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
    }

    private static async Task ShowAsync(HttpContext http)
    {
        var context = Get<PlaygroundReader>(http).Context(VisitorOf(http));
        var asked = DaysOf(http);
        var (first, last) = asked ?? UsualDays(http);
        var found = await ReadAsync(http, first, last);
        var words = Words.In(Get<WorkplaceHolder>(http).Current.Organisation.Language);
        var lines = found.Indicators.Select(one => new FigureLine(
            words["figure_" + one.Key],
            FiguresCard.ValueOf(words, one),
            words[$"figure_{one.Key}_is"]
        ));
        var notice = asked is null ? context.Words["figures_days"] : null;
        await Get<PageRenderer>(http)
            .WriteAsync<FiguresPage>(
                http,
                new() { [nameof(FiguresPage.Model)] = new FiguresModel(context, first, last, [.. lines], notice) }
            );
    }

    private static async Task AnswerAsync(HttpContext http, string type, Func<Figures, string> write)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (DaysOf(http) is not var (first, last))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync("from and to are days such as 2026-10-12, at most a year apart.\n", http.RequestAborted);
            return;
        }

        var found = await ReadAsync(http, first, last);
        http.Response.ContentType = type;
        await http.Response.WriteAsync(write(found), http.RequestAborted);
    }

    private static async Task<Figures> ReadAsync(HttpContext http, DateOnly first, DateOnly last)
    {
        var organisation = Get<WorkplaceHolder>(http).Current.Organisation;
        var visitor = VisitorOf(http);
        await Get<AuditLog>(http)
            .RecordAsync(new AuditEntry(AuditKind.View, "figures", visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);
        IReadOnlyList<string> queues = visitor is Visitor.Person { Colleague: var viewer }
            ? viewer.Queues
            : [.. organisation.Queues.Select(queue => queue.Id)];
        return await Get<FiguresReading>(http)
            .BetweenAsync(Midnight(first), Midnight(last.AddDays(1)), organisation, queues, http.RequestAborted);

        DateTimeOffset Midnight(DateOnly day)
        {
            var local = day.ToDateTime(TimeOnly.MinValue);
            return new DateTimeOffset(local, organisation.Calendar.Zone.GetUtcOffset(local)).ToUniversalTime();
        }
    }

    /// <summary>The days that the address asks for, or the usual ones; null = no such days.</summary>
    private static (DateOnly First, DateOnly Last)? DaysOf(HttpContext http)
    {
        var (_, today) = UsualDays(http);
        return
            Day("to", today) is not { } last
            || Day("from", last.AddDays(-Usual)) is not { } first
            || first > last
            || last.DayNumber - first.DayNumber > Most
            ? null
            : (first, last);

        DateOnly? Day(string name, DateOnly usual) =>
            http.Request.Query[name].FirstOrDefault() is not { Length: > 0 } text ? usual
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1970 and < 9999
                ? day
            : null;
    }

    private static (DateOnly First, DateOnly Last) UsualDays(HttpContext http)
    {
        var today = Get<WorkplaceHolder>(http).Current.Organisation.Calendar.DateOf(Get<TimeProvider>(http).GetUtcNow());
        return (today.AddDays(-Usual), today);
    }

    private static Visitor VisitorOf(HttpContext http) =>
        Get<Visitors>(http).Of(http) ?? throw new System.Diagnostics.UnreachableException();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();

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
