using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Triage.Checks;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// The criteria for managers: /console/criteria. A signed-in manager writes the one draft, sees what <c>check</c> and <c>replay</c> say of
/// it, and asks for its publication; a second one publishes it; any of them rolls the newest publication back. The desk decides about all
/// but the draft's words. <c>/console/criteria.yaml</c> is what is to be put into a folder that the bot may not write.
/// </summary>
internal static class CriteriaPages
{
    private const string Path = "/console/criteria";
    private const int UsualDays = 30,
        MostDays = 366;

    public static void MapCriteria(this IEndpointRouteBuilder app)
    {
        app.MapRead(Path, ShowAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
        app.MapRead("/console/criteria.yaml", FileAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
        app.MapPost(Path, ActAsync).For(AccessGroup.Page).RequireAuthorization(AccessRules.Managers);
    }

    private static async Task ShowAsync(HttpContext http)
    {
        var visitor = VisitorOf(http);
        await ViewedAsync(http, visitor, "criteria");
        var model = await ReadAsync(http, visitor);
        if (http.Request.Query["days"].FirstOrDefault() is { Length: > 0 } asked)
        {
            model = await WithReplayAsync(http, visitor, model, asked);
        }

        await WriteAsync(http, model);
    }

    private static async Task<CriteriaModel> WithReplayAsync(HttpContext http, Visitor visitor, CriteriaModel model, string asked)
    {
        var (words, now) = (model.Context.Words, model.Context.Now);
        if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > MostDays)
        {
            return Refused(model, words.Say("criteria_days_wrong", MostDays));
        }

        var workplace = Get<WorkplaceHolder>(http).Current;
        if (DraftCriteria.Of(model.Draft.Text, workplace.Organisation, workplace.Triage, now).Policy is not { } draft)
        {
            return Refused(model, words["criteria_replay_errors"]);
        }

        return await Get<CriteriaReplay>(http).RunAsync(draft, days, visitor, now, http.RequestAborted) is { } replayed
            ? model with
            {
                Replayed = replayed,
            }
            : Refused(model, words["criteria_replay_busy"]);
    }

    private static async Task FileAsync(HttpContext http)
    {
        await ViewedAsync(http, VisitorOf(http), "criteria_file");
        http.Response.Headers.CacheControl = "no-store";
        if (await Get<CriteriaReader>(http).ToBePutInAsync(http.RequestAborted) is not { } text)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status404NotFound, "No criteria wait to be put into the folder by hand.");
            return;
        }

        http.Response.ContentType = "application/yaml; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename={OrganisationFolder.CriteriaFile}";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    private static async Task ActAsync(HttpContext http)
    {
        if (VisitorOf(http) is not Visitor.Person { Colleague: { } manager } visitor)
        {
            // The emergency key and the playground are nobody whom a publication could name.
            await JsonBody.RefuseAsync(http, StatusCodes.Status403Forbidden, "Sign in as a manager to change the criteria.");
            return;
        }

        if (!http.Request.HasFormContentType || http.Request.ContentLength is not <= RequestBodies.Largest)
        {
            await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the form of the page.");
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        switch (form["what"].ToString())
        {
            case "save":
                await SaveAsync(http, visitor, manager, form);
                return;
            case "ask":
                await PressAsync(http, visitor, manager, Actions.AskForCriteria, form);
                return;
            case "publish":
                await PressAsync(http, visitor, manager, Actions.PublishCriteria, form);
                return;
            case "discard":
                await PressAsync(http, visitor, manager, Actions.DiscardCriteria, form);
                return;
            case "roll_back":
                await PressAsync(http, visitor, manager, Actions.RollBackCriteria, form);
                return;
            case "dismiss_label":
                await LabelAsync(http, visitor, manager, Actions.DismissVerdict, form);
                return;
            case "take_back_label":
                await LabelAsync(http, visitor, manager, Actions.TakeBackVerdict, form);
                return;
            default:
                await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the form of the page.");
                return;
        }
    }

    /// <summary>Saves the draft as whoever saved it last saw it; what cannot be saved is given back.</summary>
    private static async Task SaveAsync(HttpContext http, Visitor visitor, Colleague manager, IFormCollection form)
    {
        var words = Get<PlaygroundReader>(http).Context(visitor).Words;
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        var open = await Get<CaseStore>(http).OpenCriteriaAsync(http.RequestAborted);
        var why =
            !form.ContainsKey("text") || !form.ContainsKey("base") ? words["criteria_half"]
            : string.IsNullOrWhiteSpace(text) ? words["criteria_empty"]
            : text.Length > CriteriaChange.MostCharacters ? words.Say("criteria_long", CriteriaChange.MostCharacters)
            : open is { State: CriteriaChangeState.Publishing } ? words["criteria_publishing"]
            : form["draft"].ToString() != (open?.Id ?? "") || Version(form) != (open?.Version ?? 0)
                ? words.Say("criteria_stale", open?.Editors[^1].Name ?? words["criteria_somebody"])
            : form["base"].ToString() != CriteriaPolicy.HashOfFile(Get<CriteriaWriter>(http).Read()) ? words["criteria_file_stale"]
            : null;
        if (why is null && !await PutAsync(http, manager, open, text.TrimEnd('\n') + "\n", form["base"].ToString()))
        {
            why = words.Say("criteria_stale", words["criteria_somebody"]);
        }

        var model = await ReadAsync(http, visitor, why is null || text.Length == 0 ? null : text);
        await WriteAsync(
            http,
            why is null
                ? model with
                {
                    Notice = words[
                        model.Draft.Problems.Any(problem => problem.Level is ProblemLevel.Error)
                            ? "criteria_saved_errors"
                            : "criteria_saved"
                    ],
                }
                : Refused(model, why)
        );
    }

    private static async Task<bool> PutAsync(HttpContext http, Colleague manager, CriteriaChange? open, string text, string from)
    {
        var now = Get<TimeProvider>(http).GetUtcNow();
        var by = new Party(new PersonKey(ChannelNames.Web, manager.Email), manager.Name, manager.Email);
        var saved = new CriteriaChange
        {
            Id = open?.Id ?? $"cc{Ids.New(now):n}",
            Version = (open?.Version ?? 0) + 1,
            State = CriteriaChangeState.Draft,
            Text = text,
            Base = from,
            Editors = [.. (open?.Editors ?? []).Where(editor => !editor.Is(by)), by],
            SavedAt = now,
        };
        var decision = new Decision
        {
            Criteria = [saved],
            Audit =
            [
                new AuditEntry(AuditKind.Admin, "criteria_saved", AuditActor.Of(manager.Email))
                {
                    Surface = AuditSurfaces.Console,
                    Subject = saved.Id,
                    Detail = saved.Hash,
                },
            ],
        };
        return await Get<CaseStore>(http).CommitAsync(null, decision, http.RequestAborted) is Committed.Stored;
    }

    /// <summary>The desk decides, and what it decided is in the file before the page is shown, as far as the file may be written.</summary>
    private static async Task PressAsync(HttpContext http, Visitor visitor, Colleague manager, string action, IFormCollection form)
    {
        var said = await Get<ConsoleActs>(http)
            .ActAsync(
                manager,
                action,
                origin => new Inbound.Pressed(
                    action,
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        [DataKeys.Draft] = form["draft"].ToString(),
                        [DataKeys.Version] = form["version"].ToString(),
                    },
                    new Dictionary<string, string>(StringComparer.Ordinal),
                    ""
                )
                {
                    Origin = origin,
                },
                http.RequestAborted
            );
        var isDone =
            await Get<CaseStore>(http).FindCriteriaAsync(form["draft"].ToString(), http.RequestAborted) is { } change
            && change.Version > Version(form);
        await Get<CriteriaWriter>(http).WriteAsync(http.RequestAborted);
        var model = await ReadAsync(http, visitor);
        var words = said ?? model.Context.Words["knowledge_waits"];
        await WriteAsync(http, isDone ? model with { Notice = words } : Refused(model, words));
    }

    /// <summary>The desk decides about a label, as it does in a manager's chat.</summary>
    private static async Task LabelAsync(HttpContext http, Visitor visitor, Colleague manager, string action, IFormCollection form)
    {
        var id = form["label"].ToString();
        var stood = await StandsAsync();
        var data = new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Label] = id };
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (form["why"].ToString() is { Length: > 0 } why)
        {
            values[FormFields.Text] = why;
        }

        var said = await Get<ConsoleActs>(http)
            .ActAsync(
                manager,
                action,
                origin =>
                    action is Actions.DismissVerdict
                        ? new Inbound.Submitted(action, data, values) { Origin = origin }
                        : new Inbound.Pressed(action, data, values, "") { Origin = origin },
                http.RequestAborted
            );
        var isDone = stood && !await StandsAsync();
        var model = await ReadAsync(http, visitor);
        var words = said ?? model.Context.Words["knowledge_waits"];
        await WriteAsync(http, isDone ? model with { Notice = words } : Refused(model, words));

        async Task<bool> StandsAsync() =>
            await Get<CaseStore>(http).FindLabelAsync(id, http.RequestAborted) is { State: VerdictLabelState.Given };
    }

    private static CriteriaModel Refused(CriteriaModel model, string why) => model with { Notice = why, IsRefused = true };

    private static async Task<CriteriaModel> ReadAsync(HttpContext http, Visitor visitor, string? given = null) =>
        await Get<CriteriaReader>(http)
            .ReadAsync(
                Get<PlaygroundReader>(http).Context(visitor),
                visitor,
                given,
                http.Request.Query["criterion"].FirstOrDefault() is { Length: <= 100 } about ? about : null,
                http.RequestAborted
            );

    private static Task WriteAsync(HttpContext http, CriteriaModel model) =>
        Get<PageRenderer>(http)
            .WriteAsync<CriteriaPage>(
                http,
                new() { [nameof(CriteriaPage.Model)] = model, [nameof(CriteriaPage.Days)] = model.Replayed?.Days ?? UsualDays }
            );

    private static Task ViewedAsync(HttpContext http, Visitor visitor, string verb) =>
        Get<AuditLog>(http)
            .RecordAsync(new AuditEntry(AuditKind.View, verb, visitor.Actor) { Surface = AuditSurfaces.Console }, http.RequestAborted);

    private static int Version(IFormCollection form) =>
        int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static Visitor VisitorOf(HttpContext http) =>
        Get<Visitors>(http).Of(http) ?? throw new System.Diagnostics.UnreachableException();

    private static T Get<T>(HttpContext http)
        where T : notnull => http.RequestServices.GetRequiredService<T>();
}
