using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;
using Timers = EscalationBot.Core.Store.Queues.Timers;

namespace EscalationBot.Bot.Health;

/// <summary>
/// At start edits the cards of a few open cases, by the same way as always, and again until all of them could be edited: a card that is
/// gone is posted again by the outbox. Health says what came of it (a deploy that lost the stored message ids must be noticed by us, not by
/// people).
/// </summary>
internal sealed partial class CardCheck(CaseStore cases, SlotMessages slots, Timers timers, CardCheckSurroundings around)
    : BackgroundService
{
    /// <summary>So many open cases are looked at.</summary>
    public const int Sample = 5;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2),
        Again = TimeSpan.FromMinutes(10);

    /// <summary>What /health/ready says of it.</summary>
    public PartState State { get; private set; } = PartState.Ok("Not looked at yet.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Look;
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, around.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            State = await TryAsync(stoppingToken);
            // One good look is enough: from then on every change of a case shows whether its card is there.
            if (State.State == "ok")
            {
                return;
            }
            pause = Again;
        }
    }

    /// <summary>The loop of a worker: trouble is told, and looked at again later.</summary>
    private async Task<PartState> TryAsync(CancellationToken ct)
    {
        try
        {
            return await CheckAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return State;
        }
        catch (Exception failed)
        {
            LogFailed(around.Logger, failed);
            return PartState.Degraded("Cards of open cases could not be looked at; tried again in ten minutes.");
        }
    }

    private async Task<PartState> CheckAsync(CancellationToken ct)
    {
        var on = around
            .Channels.Where(channel => channel.State.Status != "off")
            .Select(channel => channel.Name)
            .ToHashSet(StringComparer.Ordinal);
        List<SlotMessage> before = [];
        foreach (var theCase in await cases.CasesAsync(new CaseFilter { States = CaseFilter.Open, Limit = 100 }, ct))
        {
            if (
                before.Count < Sample
                && await slots.FindSlotAsync(Slots.CaseCard(theCase), ct) is { } card
                && on.Contains(card.Place.Channel)
            )
            {
                before.Add(card);
            }
        }
        if (before.Count == 0)
        {
            return PartState.Ok("No open case has a card to look at.");
        }
        var began = around.Time.GetUtcNow();
        foreach (var card in before)
        {
            await timers.SetAsync(card.CaseId!, TimerNames.CardCheck, began, ct);
        }

        int edited,
            again;
        do
        {
            await Task.Delay(Look, around.Time, ct);
            (edited, again) = (0, 0);
            foreach (var card in before)
            {
                if (await slots.FindSlotAsync(card.Slot, ct) is not { } present)
                {
                    continue;
                }
                if (present.MessageId != card.MessageId)
                {
                    again++;
                }
                else if (present.UpdatedAt >= began)
                {
                    edited++;
                }
            }
        } while (edited + again < before.Count && around.Time.GetUtcNow() - began < Patience);
        var words = string.Create(CultureInfo.InvariantCulture, $"Of the cards of {before.Count} open cases {edited} could be edited");
        if (edited == before.Count)
        {
            return PartState.Ok(words + ".");
        }
        LogGone(around.Logger, before.Count, edited, again);
        return PartState.Degraded(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{words}, {again} were gone and are posted again, {before.Count - edited - again} are still tried."
            )
        );
    }

    [LoggerMessage(
        3061,
        LogLevel.Warning,
        "Of the cards of {Count} open cases {Edited} could be edited, {Again} were gone and are posted again"
    )]
    private static partial void LogGone(ILogger logger, int count, int edited, int again);

    [LoggerMessage(3062, LogLevel.Error, "The cards of open cases could not be looked at")]
    private static partial void LogFailed(ILogger logger, Exception failed);
}

/// <summary>What the check looks at beside its stores.</summary>
internal sealed record CardCheckSurroundings(IEnumerable<IChannel> Channels, TimeProvider Time, ILogger<CardCheck> Logger);
