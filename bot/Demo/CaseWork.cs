using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Bot.Demo;

/// <summary>
/// What specialists do with a case: one of them claims it, then works on it step by step until it is resolved, or forgets it.
/// </summary>
internal sealed class CaseWork(Month month)
{
    private const int MostSteps = 9;

    /// <summary>Steps with their weights. Resolve becomes likelier with every step.</summary>
    private static readonly (string Action, double Weight)[] Steps =
    [
        ("say", 26),
        (Actions.AskRep, 18),
        (Actions.Department, 8),
        (Actions.Credit, 5),
        (Actions.Consult, 5),
        (Actions.Invite, 2),
        (Actions.Transfer, 4),
        (Actions.Release, 1.5),
        (Actions.Priority, 3),
        (Actions.Category, 3),
        (Actions.Snooze, 3),
        (Actions.Merge, 1.5),
        (Actions.Link, 1.5),
        (Actions.Split, 1.5),
        (Actions.Decline, 2.5),
        (Actions.ReplyToRep, 8),
        (Actions.Wake, 10),
        (Actions.Unmerge, 0.5),
    ]; // csharpier-ignore

    private readonly HashSet<string> _awaited = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _numbers = new(StringComparer.Ordinal);

    /// <summary>A card in the queue's place changed: somebody claims, or whoever has it now begins.</summary>
    /// <returns>False: it is no case's card.</returns>
    public async Task<bool> SeeAsync(Delivered news)
    {
        if (news.Slot is null || !Slots.IsCaseCard(news.Slot) || news.CaseId is not { } id)
        {
            return false;
        }

        if (await month.Cases.FindCaseAsync(id, CancellationToken.None) is not { } theCase)
        {
            return true;
        }

        month.WatchCase(theCase);
        _numbers.TryAdd(id, theCase.CreatedAt);
        if (theCase.State is CaseState.Unclaimed && _awaited.Add(id))
        {
            PlotClaim(theCase, news.Slot);
        }
        else if (theCase.State is CaseState.Claimed && theCase.Owner?.Email is { } owner && _owners.GetValueOrDefault(id) != owner)
        {
            _owners[id] = owner;
            Next(owner, id, news.Slot, 0, Priorities.Rank(theCase.Priority) == 0);
        }
        else if (theCase.State is not CaseState.Claimed)
        {
            _owners.Remove(id);
            if (theCase.State is CaseState.Resolved && month.Luck.Happens(0.08))
            {
                Plot(theCase.LastOwner?.Email ?? theCase.Owner?.Email, news.Slot, Actions.WriteArticle);
            }
        }

        return true;
    }

    private void PlotClaim(Case theCase, string slot)
    {
        var organisation = month.Services.GetRequiredService<WorkplaceHolder>().Current.Organisation;
        var today = organisation.Calendar.DateOf(month.Clock.GetUtcNow());
        var team = month
            .People.Where(person => person.Part is Part.Specialist && person.Queues.Contains(theCase.Queue) && !person.IsAway(today))
            .ToList();
        if (team.Count == 0 || month.Luck.Happens(0.04))
        {
            // Nobody looks; its ladder calls somebody, and a manager may reassign it.
            _awaited.Remove(theCase.Id);
            return;
        }

        var person = team.Find(one => one.Email == theCase.OfferedTo && month.Luck.Happens(0.6)) ?? month.Luck.One(team);
        var most = Priorities.Rank(theCase.Priority) switch
        {
            0 => 9,
            1 => 30,
            2 => 110,
            _ => 400,
        };
        var delay = month.Luck.Minutes(0.5, most);
        var now = month.Clock.GetUtcNow();
        var atNight = Priorities.Rank(theCase.Priority) == 0 && !organisation.Calendar.IsOpen(now);
        month.Plot(
            atNight ? now + delay : month.Hands.Later(person, delay),
            async () =>
            {
                _awaited.Remove(theCase.Id);
                await PressAsync(person, slot, Actions.Claim);
                if (month.Luck.Happens(0.03))
                {
                    // At the same moment.
                    await PressAsync(month.Luck.One(team), slot, Actions.Claim);
                }
            }
        );
    }

    private void Next(string owner, string id, string slot, int step, bool isUrgent)
    {
        if (month.People.FirstOrDefault(one => one.Email == owner) is not { } person || month.Luck.Happens(0.006))
        {
            return; // forgotten
        }

        month.Plot(
            isUrgent
                ? month.Clock.GetUtcNow() + month.Luck.Minutes(3, 45) // also at night
                : month.Hands.Later(person, month.Luck.Minutes(4, 60 + (60 * step))),
            async () =>
            {
                if (
                    await month.Cases.FindCaseAsync(id, CancellationToken.None) is not { State: CaseState.Claimed } theCase
                    || theCase.Owner?.Email != owner
                    || month.Board.Find(slot) is not { } card
                )
                {
                    return;
                }

                await StepAsync(person, theCase, card, step);
                Next(owner, id, slot, step + 1, Priorities.Rank(theCase.Priority) == 0);
            }
        );
    }

    private async Task StepAsync(MonthPerson person, Case theCase, Delivered card, int step)
    {
        var may = card.Buttons.Select(button => button.Action).Append("say").ToHashSet(StringComparer.Ordinal);
        List<(string, double)> weighted = [.. Steps.Where(one => may.Contains(one.Action))];
        // Who waits for the rep mostly waits.
        var resolve = (step >= MostSteps ? 1000 : 10 + (22 * step)) / (Clocks.WaitsForRep(theCase) ? 4.0 : 1);
        var action = month.Luck.Weighted([.. weighted, (Actions.Resolve, resolve)], 0)!;
        switch (action)
        {
            case "say":
                await month.Hands.SayAsync(
                    person,
                    card.Place with
                    {
                        Thread = card.Place.Thread ?? card.MessageId,
                    },
                    MonthWords.Update(month.Luck)
                );
                break;
            case Actions.Merge or Actions.Link:
                // Another case of these days.
                var others = _numbers
                    .Where(one => one.Key != theCase.Id && one.Value > month.Clock.GetUtcNow().AddDays(-2))
                    .Select(one => one.Key)
                    .ToList();
                if (others.Count > 0)
                {
                    await PressAsync(person, card.Slot!, action, ("number", month.Luck.One(others)));
                }
                break;
            default:
                await PressAsync(person, card.Slot!, action);
                break;
        }
    }

    private void Plot(string? email, string slot, string action)
    {
        if (month.People.FirstOrDefault(one => one.Email == email) is { } person)
        {
            month.Plot(month.Hands.Later(person, month.Luck.Minutes(5, 200)), () => PressAsync(person, slot, action));
        }
    }

    private async Task PressAsync(MonthPerson person, string slot, string action, params (string Id, string Value)[] values)
    {
        if (month.Board.Find(slot) is { } card && card.Buttons.FirstOrDefault(button => button.Action == action) is { } button)
        {
            await month.Hands.PressAsync(person, card, button, values);
        }
    }
}
