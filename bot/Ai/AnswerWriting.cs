using EscalationBot.Bot.Channels;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// Writes about answers that lie in the outbox: words them, or looks for other words to search by. What it has is put into the inbox, where
/// the desk decides what becomes of it; when it has nothing, what was held back goes out. Where people can see it grow, they see each
/// sentence once it is checked.
/// </summary>
internal sealed partial class AnswerWriting(LanguageModel model, WritingStores stores, WritingSurroundings around) : IAnswerWriter
{
    /// <summary>More at once and the model would be the bottleneck: the rest gets its quotes at once.</summary>
    private const int MostAtOnce = 32;

    /// <summary>Between the end of the writing and the moment at which the quotes would go out.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.4);

    private int _running;

    public TimeSpan? HoldFor(Inbound inbound) =>
        inbound is not (Inbound.Said or Inbound.Edited) || !model.IsUsable || Volatile.Read(ref _running) >= MostAtOnce ? null
        : PreviewOf(inbound.Place, inbound.Direct) is null ? TimeSpan.Zero
        : around.Options.Value.Wait;

    public void Begin(Outbound.Show shown)
    {
        if (shown is not { HeldFor: { } held, QuestionId: not null })
        {
            return;
        }
        Interlocked.Increment(ref _running);
        _ = Task.Run(() => RunAsync(shown, held));
    }

    private async Task RunAsync(Outbound.Show shown, TimeSpan held)
    {
        var stopping = around.Lifetime.ApplicationStopping;
        try
        {
            var written = await WriteAsync(shown, held > TimeSpan.Zero ? held - Margin : around.Options.Value.Wait, stopping);
            if (written is not null)
            {
                await stores.Inbox.AddAsync(written, stopping);
            }
            else if (held > TimeSpan.Zero)
            {
                await stores.Outbox.LetGoAsync(shown.Slot, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What was held back goes out after the restart.
        }
        catch (Exception failed)
        {
            // The quotes go out when their time has come.
            LogFailed(around.Logger, shown.QuestionId!, failed.GetType().Name);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<Inbound.Written?> WriteAsync(Outbound.Show shown, TimeSpan within, CancellationToken ct)
    {
        if (
            await stores.Cases.FindQuestionAsync(shown.QuestionId!, ct) is not { } asked
            || WritingTask.Of(around.Workplaces.Current, asked) is not { } task
        )
        {
            return null;
        }
        var sentences = task is WritingTask.Word word ? await WordAsync(word, asked, shown, within, ct) : [];
        var search = task is WritingTask.SearchAgain again ? await RephraseAsync(again, asked, within, ct) : null;
        if (sentences.Count == 0 && search is null)
        {
            return null;
        }
        var key = $"written:{asked.Id}:{asked.Version}";
        return new Inbound.Written(asked.Id, asked.Version, shown.Slot, sentences, search)
        {
            Origin = new Origin
            {
                DeliveryKey = key,
                MessageKey = key,
                From = asked.By.Key,
                FromName = asked.By.Name,
                Place = asked.Place,
                Direct = asked.Direct,
                At = around.Time.GetUtcNow(),
            },
        };
    }

    private async Task<IReadOnlyList<string>> WordAsync(
        WritingTask.Word task,
        AskedQuestion asked,
        Outbound.Show shown,
        TimeSpan within,
        CancellationToken ct
    )
    {
        if (task.Passages.Append(task.Question).Append(task.Title).Any(Injection.In))
        {
            LogSuspicious(around.Logger, asked.Id);
            return [];
        }
        var redaction = RedactionFor(asked);
        var prompt = Prompts.Answer(
            redaction.Apply(task.Question),
            redaction.Apply(task.Title),
            [.. task.Passages.Select(redaction.Apply)],
            task.Language
        );
        var preview = PreviewOf(asked.Place, asked.Direct);
        if (preview is not null)
        {
            await preview.ShowAsync(shown.Slot, asked.Place, "", ct);
        }
        IReadOnlyList<string> checkedSoFar = [];
        var answer = await model.AskAsync(ModelUse.Answer, asked.Id, prompt, within, preview is null ? null : GrewAsync, ct);
        // What was cut off half-way stands as far as it was checked: each sentence stands for itself.
        return answer is ModelAnswer.Text text ? Checked(text.Content, isWhole: true) : checkedSoFar;

        async ValueTask GrewAsync(string text, CancellationToken token)
        {
            var now = Checked(text, isWhole: false);
            if (now.Count == checkedSoFar.Count)
            {
                return;
            }
            checkedSoFar = now;
            await preview.ShowAsync(shown.Slot, asked.Place, string.Join(' ', now), token);
        }

        IReadOnlyList<string> Checked(string text, bool isWhole) =>
            task.Supported(WrittenSentences.Of(text, isWhole).Select(redaction.Restore).OfType<string>());
    }

    private async Task<string?> RephraseAsync(WritingTask.SearchAgain task, AskedQuestion asked, TimeSpan within, CancellationToken ct)
    {
        if (Injection.In(task.Question))
        {
            LogSuspicious(around.Logger, asked.Id);
            return null;
        }
        var answer = await model.AskAsync(
            ModelUse.Rephrase,
            asked.Id,
            Prompts.Rephrase(RedactionFor(asked).Apply(task.Question), task.Language),
            within,
            null,
            ct
        );
        if (
            answer is not ModelAnswer.Text text
            || Redaction.WithoutPlaceholders(text.Content.Split('\n')[0]) is not { Length: > 0 } line
            || line == "NOTHING"
        )
        {
            return null;
        }
        var search = ShortText.Of(line, 200);
        var workplace = around.Workplaces.Current;
        await workplace.Triage.Data.Knowledge.PrepareAsync(search, ct);
        // Only whether it is worth telling the desk, which looks again for what this reader may see.
        return
            WritingTask
                .Added(workplace, asked, asked.Direct ? Audience.Internal : Audience.Client, search, null, around.Time.GetUtcNow())
                .Count > 0
            ? search
            : null;
    }

    private IPreview? PreviewOf(Place place, bool direct) => around.Previews.FirstOrDefault(preview => preview.IsSeenIn(place, direct));

    private Redaction RedactionFor(AskedQuestion asked) =>
        new(
            around
                .Workplaces.Current.Organisation.People.Select(person => person.Name)
                .Concat(asked.Turns.Select(turn => turn.Who))
                .Append(asked.By.Name)
        );

    [LoggerMessage(4011, LogLevel.Error, "Writing about question {Question} failed: {Exception}; its quotes are shown")]
    private static partial void LogFailed(ILogger logger, string question, string exception);

    [LoggerMessage(4012, LogLevel.Warning, "Question {Question} or its article speaks to a language model; it is not given to one")]
    private static partial void LogSuspicious(ILogger logger, string question);
}

/// <summary>Where the writer reads and puts.</summary>
internal sealed record WritingStores(CaseStore Cases, Inbox Inbox, Outbox Outbox);

/// <summary>What the writer looks at beside its stores.</summary>
internal sealed record WritingSurroundings(
    WorkplaceHolder Workplaces,
    IEnumerable<IPreview> Previews,
    IOptions<AiOptions> Options,
    TimeProvider Time,
    IHostApplicationLifetime Lifetime,
    ILogger<AnswerWriting> Logger
);

/// <summary>The desk, and after each commit the writer for what waits for it.</summary>
internal sealed class WritingDesk(EscalationDesk desk, IAnswerWriter writer) : IDesk
{
    public async Task<IReadOnlyList<Outbound>> HandleAsync(long inboxId, Inbound inbound, CancellationToken ct)
    {
        var caused = await desk.HandleAsync(inboxId, inbound, ct);
        foreach (var shown in caused.OfType<Outbound.Show>().Where(shown => shown.HeldFor is not null))
        {
            writer.Begin(shown);
        }
        return caused;
    }

    public IReadOnlyList<Outbound> TellWaiting(long inboxId, Inbound inbound) => desk.TellWaiting(inboxId, inbound);

    public IReadOnlyList<Outbound> Apologise(long inboxId, Inbound inbound) => desk.Apologise(inboxId, inbound);
}
