using System.Globalization;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Checks;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Bot.Health;

/// <summary>
/// Asks the bot one question and looks whether the article that answered it still does: at start, and with the daily checkup, which tells
/// the managers. The organisation may name the question; else the bot takes one that works and keeps to it, by its article's id, until it
/// fails and was told of.
/// </summary>
internal sealed class CanaryCheck(WorkplaceHolder workplaces, ChannelMemory memory, TimeProvider time)
{
    /// <summary>Under which the store keeps which article was chosen.</summary>
    private const string Memory = "canary",
        Chosen = "article";
    private const int MostTried = 20;

    /// <summary>What /health/ready says of it.</summary>
    public PartState State { get; private set; } = PartState.Ok("Not asked yet.");

    /// <summary>What the console shows; null while all is well.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Asks; null when the expected article came first and would be shown.</summary>
    public async Task<Finding?> LookAsync(CancellationToken ct)
    {
        if (!workplaces.IsLoaded)
        {
            return null;
        }
        var workplace = workplaces.Current;
        if (await CanaryAsync(workplace, ct) is not { } canary)
        {
            (State, Problem) = (
                PartState.Off("No article in force answers its own question or title; canary: in organisation.yaml names a question."),
                null
            );
            return null;
        }
        var now = time.GetUtcNow();
        await workplace.Triage.PrepareAsync(Question.Of(canary.Ask), Circumstances.None, now, ct);
        Problem = CanaryQuestion.Problem(canary, CanaryQuestion.Fault(workplace.Triage, canary, now), ProblemLevel.Warning);
        State = Problem is { } problem
            ? PartState.Degraded($"{problem.What} {problem.Fix}")
            : PartState.Ok(string.Create(CultureInfo.InvariantCulture, $"{canary.Expects} was found first at {now:yyyy-MM-dd HH:mm} UTC."));
        return Problem is null ? null : new Finding(Level.Fail, "canary", Problem.What, Problem.Fix);
    }

    /// <summary>
    /// Once managers heard of a fault, a question that the bot chose itself has told what it can: the next look takes another. One that the
    /// organisation names stays.
    /// </summary>
    public Task LetGoAsync(CancellationToken ct) => memory.SetAsync(Memory, Chosen, null, ct);

    private async Task<Canary?> CanaryAsync(Workplace workplace, CancellationToken ct)
    {
        if (workplace.Organisation.Canary is { } named)
        {
            return named;
        }
        var engine = workplace.Triage;
        // An article that was retired answers nothing any more, and that is no fault.
        if (
            await memory.FindAsync(Memory, Chosen, ct) is { } kept
            && engine.Data.Knowledge.Find(kept) is { } article
            && CanaryQuestion.Of(article) is { } known
        )
        {
            return known;
        }
        var found = CanaryQuestion
            .Candidates(engine, time.GetUtcNow())
            .Take(MostTried)
            .FirstOrDefault(canary => CanaryQuestion.Fault(engine, canary, time.GetUtcNow()) is null);
        await memory.SetAsync(Memory, Chosen, found?.Expects, ct);
        return found;
    }
}
