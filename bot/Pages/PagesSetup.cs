using System.Diagnostics;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Pages;

/// <summary>Registers the web pages and their addresses.</summary>
internal static class PagesSetup
{
    private const string Fragment = "X-Fragment";

    public static IServiceCollection AddPages(this IServiceCollection services) =>
        services
            .AddSingleton<PageRenderer>()
            .AddSingleton<TrySentences>()
            .AddSingleton<PolicyTexts>()
            .AddSingleton<PlaygroundReader>()
            .AddSingleton<ConsoleReader>()
            .AddSingleton<BoardStream>()
            .AddSingleton<CaseReader>()
            .AddSingleton<RecurringReader>()
            .AddSingleton<StatusReader>()
            .AddSingleton<GrantsReader>()
            .AddSingleton<PeopleReader>()
            .AddSingleton<KnowledgeReader>()
            .AddSingleton<ArticleReader>()
            .AddSingleton<CriteriaReader>()
            .AddSingleton<CriteriaReplay>()
            .AddSingleton<CriteriaLabels>()
            .AddSingleton<SignInPageSurroundings>()
            .AddSingleton<SignInPages>()
            .AddSingleton<IAuthorizationMiddlewareResultHandler, AccessAnswers>()
            .AddSingleton<RefuseSignIn>(provider =>
                (http, refusal) => provider.GetRequiredService<SignInPages>().RefuseAsync(http, refusal)
            )
            .AddSingleton<RefuseForeignSite>(_ =>
                http => JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "This request came from another site.")
            )
            .AddSingleton<RefuseTooMany>(provider => provider.GetRequiredService<LimitAnswers>().RefuseAsync)
            .AddSingleton<LimitAnswers>()
            .AddSingleton<ErrorAnswers>()
            .AddSingleton<ConsoleActs>()
            .AddSingleton<IConfigureOptions<ExceptionHandlerOptions>>(provider => new ConfigureOptions<ExceptionHandlerOptions>(errors =>
                errors.ExceptionHandler = provider.GetRequiredService<ErrorAnswers>().AnswerAsync
            ))
            .AddSingleton(provider => new StartupCheck(provider.GetRequiredService<SignInWays>().Problems))
            .AddSingleton(provider => new HealthPart(
                "pages",
                Needed: false,
                _ => ValueTask.FromResult(PartState.Ok(provider.GetRequiredService<SignInWays>().Summary))
            ))
            .AddSingleton(provider => new StartupCheck(() => ProtectionSecrets.ProblemsIn(provider)))
            .AddSingleton(provider => new HealthPart(
                "encryption",
                Needed: false,
                _ =>
                    ValueTask.FromResult(
                        provider.GetRequiredService<ProtectionSecrets>() is { IsOn: false } secrets
                            ? PartState.Off(secrets.Summary)
                            : PartState.Ok(provider.GetRequiredService<ProtectionSecrets>().Summary)
                    )
            ))
            .AddSingleton<RenderMessage>(provider =>
                (message, viewer, _) =>
                    provider
                        .GetRequiredService<PageRenderer>()
                        .RenderAsync<ThreadView>(
                            new()
                            {
                                [nameof(ThreadView.Page)] = provider.GetRequiredService<PlaygroundReader>().Context(visitor: null),
                                [nameof(ThreadView.Message)] = message,
                                [nameof(ThreadView.Viewer)] = viewer,
                            }
                        )
            );

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapPageFiles();
        app.MapPublicPages();
        app.MapStatus();
        SignInPages.Map(app);
        app.MapRead("/", PlaygroundAsync).For(AccessGroup.Page);
        app.MapRead(
                "/docs",
                http =>
                    Get<PageRenderer>(http)
                        .WriteAsync<DocsPage>(
                            http,
                            new()
                            {
                                [nameof(DocsPage.Page)] = Get<PlaygroundReader>(http).Context(VisitorOf(http)),
                                [nameof(DocsPage.Html)] = Documentation.Html,
                            }
                        )
            )
            .For(AccessGroup.Page);
        app.MapRead("/console", ConsoleAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Console);
        app.MapCases();
        app.MapAudit();
        app.MapHold();
        app.MapUndelivered();
        app.MapLessons();
        app.MapKnowledge();
        app.MapCriteria();
        app.MapRead(
                "/console/cases.csv",
                async http => await CasePages.WriteCsvAsync(http, (await ReadConsoleAsync(http, "cases_csv")).Board.Cases)
            )
            .For(AccessGroup.Page)
            .RequireAuthorization(AccessRules.Console);
        app.MapGet(BoardStream.Path, http => Get<BoardStream>(http).ListenAsync(http))
            .For(AccessGroup.Page)
            .RequireAuthorization(AccessRules.Console);
        app.MapFigures();
        app.MapPeople();
    }

    private static async Task PlaygroundAsync(HttpContext http)
    {
        var reader = Get<PlaygroundReader>(http);
        var renderer = Get<PageRenderer>(http);
        var visitor = VisitorOf(http);
        if (visitor is Visitor.Operator)
        {
            // The emergency key is nobody in the chat.
            http.Response.Redirect("/console");
            return;
        }

        if (http.Request.Headers[Fragment].FirstOrDefault() is { } role && PlaygroundReader.Roles.Contains(role, StringComparer.Ordinal))
        {
            var context = reader.Context(visitor);
            var column = await reader.ReadColumnAsync(context, visitor, role, http.Request.Query, http.RequestAborted);
            await renderer.WriteAsync<Column>(http, new() { [nameof(Column.Page)] = context, [nameof(Column.Model)] = column });
            return;
        }

        await renderer.WriteAsync<Playground>(
            http,
            new() { [nameof(Playground.Model)] = await reader.ReadAsync(visitor, http.Request.Query, http.RequestAborted) }
        );
    }

    private static Task ConsoleAsync(HttpContext http) => WriteConsoleAsync(http, notice: null);

    /// <summary>Answers with the console.</summary>
    /// <param name="notice">What came of something that was done there, or null.</param>
    internal static async Task WriteConsoleAsync(HttpContext http, string? notice)
    {
        var model = await ReadConsoleAsync(http, "console") with { Notice = notice, HasStatusPage = Get<StatusReader>(http).IsOn };
        if (model.SeesAll)
        {
            model = model with
            {
                Recurring = await Get<RecurringReader>(http).ReadAsync(VisitorOf(http), http.RequestAborted),
                Grants = await Get<GrantsReader>(http).ReadAsync(model.Context, VisitorOf(http), http.RequestAborted),
            };
        }

        await Get<PageRenderer>(http).WriteAsync<ConsolePage>(http, new() { [nameof(ConsolePage.Model)] = model });
    }

    /// <summary>What the visitor may see; that they looked is kept.</summary>
    /// <param name="verb">How: <c>console</c> or <c>cases_csv</c>.</param>
    private static async Task<ConsoleModel> ReadConsoleAsync(HttpContext http, string verb)
    {
        var visitor = VisitorOf(http);
        await Get<AuditLog>(http)
            .RecordAsync(new AuditEntry(AuditKind.View, verb, visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);
        return await Get<ConsoleReader>(http)
            .ReadAsync(
                Get<PlaygroundReader>(http).Context(visitor),
                visitor,
                http.RequestServices.GetServices<IChannel>(),
                Get<CanaryCheck>(http).Problem,
                http.RequestAborted
            );
    }

    /// <summary>The policy of these addresses let somebody in.</summary>
    private static Visitor VisitorOf(HttpContext http) => Get<Visitors>(http).Of(http) ?? throw new UnreachableException();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
