using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Receiving;

/// <summary>
/// Invokes: what Teams waits for. HTTP always says 200, a problem stands in the body; otherwise people read "Unable to reach app".
/// </summary>
internal sealed partial class Invokes(
    Presses presses,
    CardRefreshes refreshes,
    DialogInvokes dialogs,
    IForms forms,
    FileConsents consents,
    TeamsWords words,
    ILogger<Invokes> logger
)
{
    public async Task<JsonObject> AnswerAsync(Activity activity, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return activity.Name switch
            {
                "adaptiveCard/action" when Presses.Read(activity.Value) is { Action: CardRefreshAction.Verb } asked =>
                    await refreshes.AnswerAsync(activity, asked, ct),
                "adaptiveCard/action" => await presses.AnswerAsync(activity, now),
                "task/fetch" => await dialogs.OpenAsync(activity, now, ct),
                "task/submit" or "composeExtension/submitAction" => await dialogs.SubmitAsync(activity, now, ct),
                "composeExtension/fetchTask" => await dialogs.OpenOnMessageAsync(activity, ct),
                "fileConsent/invoke" => await consents.AnswerAsync(activity, ct),
                "application/search" => await SearchAsync(activity, ct),
                "message/submitAction" => await presses.TakeFeedbackAsync(activity, now),
                _ => Error(501, "NotImplemented", $"{ShortText.Of(activity.Name ?? "", 80)} is not something this bot does."),
            };
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LogFailed(failed, activity.Name ?? "");
            return IsDialog(activity.Name)
                ? TeamsFormRenderer.Message(words["teams_failed"])
                : Error(500, "InternalServerError", words["teams_failed"]);
        }
    }

    /// <summary>Whether a dialog waits for the answer: one in the shape of cards would close it without a word.</summary>
    private static bool IsDialog(string? name) =>
        name is "task/fetch" or "task/submit" or "composeExtension/fetchTask" or "composeExtension/submitAction";

    /// <summary>A problem, in the shape that cards know.</summary>
    public static JsonObject Error(int status, string code, string message) =>
        new()
        {
            ["statusCode"] = status,
            ["type"] = "application/vnd.microsoft.error",
            ["value"] = new JsonObject { ["code"] = code, ["message"] = message },
        };

    private async Task<JsonObject> SearchAsync(Activity activity, CancellationToken ct)
    {
        var value = activity.Value;
        var typed =
            value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty("queryText", out var text)
            && text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : "";
        var dataset =
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty("dataset", out var set) && set.ValueKind == JsonValueKind.String
                ? set.GetString()!
                : "";
        IReadOnlyList<Option> found = dataset.Split('/') is [var form, var field]
            ? await forms.SearchAsync(
                form,
                field,
                ShortText.Of(typed, 200),
                new PersonKey(ChannelNames.Teams, activity.From!.Id!),
                ActivityPlaces.Of(activity),
                ct
            )
            : [];
        return new JsonObject
        {
            ["statusCode"] = 200,
            ["type"] = "application/vnd.microsoft.search.searchResponse",
            ["value"] = new JsonObject { ["results"] = TeamsFormRenderer.Choices(found) },
        };
    }

    [LoggerMessage(2104, LogLevel.Error, "The invoke {Name} failed")]
    private partial void LogFailed(Exception failed, string name);
}
