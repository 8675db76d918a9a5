using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>How the wish for a form ended.</summary>
internal enum FormShown
{
    Yes,

    /// <summary>The person was told why not.</summary>
    Refused,

    /// <summary>The trigger ran out, or Slack did not take the view.</summary>
    Failed,
}

/// <summary>Opens forms while the trigger lives (three seconds): a view that says "one moment" first when the desk is slow.</summary>
internal sealed partial class SlackForms(IForms forms, SlackApi api, SlackSender sender, TimeProvider time, ILogger<SlackForms> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20),
        Remembered = TimeSpan.FromMinutes(10);
    private const int MostTried = 1_000;

    private readonly ConcurrentDictionary<string, long> _tried = new(StringComparer.Ordinal);

    /// <summary>Answers within the time that a request has; a slow form is put into its view afterwards.</summary>
    public async Task<FormShown> OpenAsync(FormRequest request, string trigger, CancellationToken ct)
    {
        // A press that Slack delivers again: the first delivery opens the form, or tells why not.
        if (!_tried.TryAdd(trigger, time.GetTimestamp()))
        {
            return FormShown.Yes;
        }
        Forget();
        try
        {
            return await TryOpenAsync(request, trigger, ct);
        }
        catch
        {
            _tried.TryRemove(trigger, out _);
            throw;
        }
    }

    private async Task<FormShown> TryOpenAsync(FormRequest request, string trigger, CancellationToken ct)
    {
        // What goes on after the request was answered must not end with it.
        var asked = forms.OpenAsync(request, CancellationToken.None);
        if (await Task.WhenAny(asked, Task.Delay(Patience, time, ct)) == asked)
        {
            return await ShowAsync(request, await asked, trigger, ct);
        }
        var loading = await api.WriteAsync(
            "views.open",
            new JsonObject { ["trigger_id"] = trigger, ["view"] = SlackFormRenderer.Notice("One moment …") },
            ct
        );
        if (!loading.Ok || loading.Body.Object("view")?.Text("id") is not { } viewId)
        {
            LogNotShown(log, request.Action, loading.Error);
            return FormShown.Failed;
        }
        // The request is answered now; the view waits for the desk.
        _ = FillAsync(request, asked, viewId);
        return FormShown.Yes;
    }

    /// <summary>A trigger lives for seconds; Slack delivers again within some minutes.</summary>
    private void Forget()
    {
        if (_tried.Count < MostTried)
        {
            return;
        }
        foreach (var old in _tried.Where(one => time.GetElapsedTime(one.Value) > Remembered))
        {
            _tried.TryRemove(old);
        }
    }

    private async Task FillAsync(FormRequest request, Task<FormAnswer> asked, string viewId)
    {
        var view = SlackFormRenderer.Notice("That did not work. Please close this and try again.");
        try
        {
            view = await asked.WaitAsync(Longest, time) switch
            {
                FormAnswer.Open open => SlackFormRenderer.Render(open.Form, request.Place),
                FormAnswer.Refused refused => SlackFormRenderer.Notice(refused.Sentence),
                _ => throw new UnreachableException(),
            };
        }
        // No request is left that could fail: the view says it instead.
        catch (Exception error)
        {
            LogFailed(log, error, request.Action);
        }
        var filled = await api.WriteAsync("views.update", new JsonObject { ["view_id"] = viewId, ["view"] = view }, CancellationToken.None);
        if (!filled.Ok)
        {
            LogNotShown(log, request.Action, filled.Error);
        }
    }

    private async Task<FormShown> ShowAsync(FormRequest request, FormAnswer answer, string trigger, CancellationToken ct)
    {
        switch (answer)
        {
            case FormAnswer.Open open:
                var opened = await api.WriteAsync(
                    "views.open",
                    new JsonObject { ["trigger_id"] = trigger, ["view"] = SlackFormRenderer.Render(open.Form, request.Place) },
                    ct
                );
                // Exchanged: another delivery of the same press, to another replica, has opened it.
                if (opened.Ok || opened.Error == "exchanged_trigger_id")
                {
                    return FormShown.Yes;
                }
                LogNotShown(log, request.Action, opened.Error);
                return FormShown.Failed;
            case FormAnswer.Refused refused:
                await sender.TellAsync(request.Place, request.From, refused.Sentence, ct);
                return FormShown.Refused;
            default:
                throw new UnreachableException();
        }
    }

    [LoggerMessage(5031, LogLevel.Error, "Slack: the form {Action} could not be made")]
    private static partial void LogFailed(ILogger log, Exception error, string action);

    [LoggerMessage(5030, LogLevel.Warning, "Slack: the form {Action} could not be shown ({Error})")]
    private static partial void LogNotShown(ILogger log, string action, string error);
}
