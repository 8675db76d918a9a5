using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.DigestCards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk;

/// <summary>Reads of digests, and of what is behind them.</summary>
public sealed partial class Loader
{
    /// <summary>What the buttons of a digest show of the span that they carry; exceptions are those of now.</summary>
    private async Task<Card?> BehindDigestAsync(
        Workplace workplace,
        Colleague? manager,
        string action,
        IReadOnlyDictionary<string, string> data,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (manager?.Is(Roles.Manager) != true || FiguresCard.SpanOf(data) is not var (from, to))
        {
            return null;
        }

        var (organisation, words) = (workplace.Organisation, Words.In(workplace.Organisation.Language));
        if (action is Actions.Figures)
        {
            var indicators = await figures.BetweenAsync(from, to, organisation, manager.Queues, ct);
            return FiguresCard.Make(words, new When(words, organisation.Calendar.Zone, now), indicators);
        }

        if (action is Actions.Weeks)
        {
            var weeks = await figures.WeeksAsync(to, organisation, manager.Queues, ct);
            return TrendCard.Table(words, new When(words, organisation.Calendar.Zone, now), weeks);
        }

        var over = await figures.OverAsync(from, to, organisation, manager.Queues, workplace.Triage.Data.Knowledge, ct);
        var found = await WithWaitingAsync(over, workplace, manager, ct);
        return action is Actions.Everything
            ? EverythingCard.Make(workplace, words, manager, found)
            : DigestCard.All(workplace, words, manager, found, DigestExceptions.Of(workplace, words, manager, found with { To = now }));
    }

    /// <summary>The digest that somebody asks for: all that is so now.</summary>
    private async Task<Card?> DigestAsync(Workplace workplace, Colleague? manager, CancellationToken ct)
    {
        if (manager?.Is(Roles.Manager) != true)
        {
            return null;
        }

        var (organisation, knowledge) = (workplace.Organisation, workplace.Triage.Data.Knowledge);
        var found = await WithWaitingAsync(
            await figures.SinceLastWorkingDayAsync(organisation, manager.Queues, knowledge, ct),
            workplace,
            manager,
            ct
        );
        var words = Words.In(organisation.Language);
        return DigestCard.Make(workplace, words, manager, found, DigestExceptions.Of(workplace, words, manager, found));
    }

    /// <summary>The digest of a schedule, without what the one before it told.</summary>
    private async Task<LoadedState> WithDigestAsync(LoadedState loaded, string subject, CancellationToken ct)
    {
        var (workplace, organisation) = (loaded.Workplace, loaded.Organisation);
        var head = await figures.AuditHeadAsync(ct);
        if (
            Digests.Find(organisation, subject) is not { } schedule
            || organisation.FindPerson(schedule.To) is not { } manager
            || !manager.Is(Roles.Manager)
        )
        {
            return loaded;
        }

        var found = await WithWaitingAsync(
            await figures.SinceLastDigestAsync(schedule, organisation, manager.Queues, workplace.Triage.Data.Knowledge, ct),
            workplace,
            manager,
            ct
        );
        if (schedule.IsWeekly)
        {
            found = found with { Weeks = await figures.WeeksAsync(found.To, organisation, manager.Queues, ct) };
        }

        var words = Words.In(organisation.Language);
        var place = schedule.Place is { } name ? new Place(name.Channel, name.Id) : null;
        var exceptions = DigestExceptions.Of(workplace, words, manager, found, place);
        var memory = DigestMemory.Read(await cases.NewestDetailAsync(Digests.Told, DigestMemory.MarkOf(subject), found.From, ct));
        var (told, known) = DigestCard.Split(exceptions, memory);
        return await WithPeopleAsync(
            loaded with
            {
                Digest = DigestCard.Make(workplace, words, manager, found, exceptions, memory),
                DigestTold = DigestMemory.Write(subject, told, known),
                IsQuiet = found is { Questions: 0, Open: 0, Lost: 0, OpenCases.Count: 0 } && told.Count == 0,
                AuditHead = head.Number > 0 ? head : null,
            },
            ct,
            manager.Queues is [var first, ..] ? first : null
        );
    }

    private async Task<Figures> WithWaitingAsync(Figures found, Workplace workplace, Colleague manager, CancellationToken ct) =>
        found with
        {
            Gaps = await figures.GapsAsync(workplace.Organisation, workplace.Triage, manager.Queues, ct),
            Waiting = await figures.WaitingAsync(ct),
            Sendable = found.Undelivered == 0 ? 0 : (await SendableAsync(workplace.Organisation, manager, found.From, ct)).Count,
        };

    /// <summary>Messages that were given up since a moment and that a manager may send again.</summary>
    private async Task<IReadOnlyList<long>> SendableAsync(
        OrganisationSnapshot organisation,
        Colleague manager,
        DateTimeOffset since,
        CancellationToken ct
    )
    {
        var dropped = (await cases.DroppedAsync(MostDropped, ct)).Where(row => row.MaySendAgain && row.At >= since).ToList();
        var about = (
            await cases.FindCasesAsync(dropped.Select(row => (row.What as Outbound.Show)?.CaseId).OfType<string>(), ct)
        ).ToDictionary(one => one.Id, StringComparer.Ordinal);
        return
        [
            .. dropped
                .Where(row =>
                    row.What is Outbound.Show { CaseId: { } id }
                    && SendingAgain.May(organisation, manager, row, about.GetValueOrDefault(id))
                )
                .Select(row => row.Id),
        ];
    }

    private const int MostDropped = 200;
}
