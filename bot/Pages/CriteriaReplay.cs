using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// Decides the questions of the last days again under a draft of the criteria, as the verb <c>replay</c> does. One at a time: it reads all
/// questions of those days. Counts are of all of them; words are shown of those alone that the viewer may read.
/// </summary>
internal sealed class CriteriaReplay(Records records, CaseStore cases, WorkplaceHolder workplaces) : IDisposable
{
    private const int MostShown = 50,
        MostWords = 100;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Runs it; null: another one is running.</summary>
    public async Task<CriteriaReplayed?> RunAsync(CriteriaPolicy draft, int days, Visitor visitor, DateTimeOffset now, CancellationToken ct)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, ct))
        {
            return null;
        }

        try
        {
            var organisation = workplaces.Current.Organisation;
            var replay = new Replay(organisation, draft, organisation.Calendar.DateOf(now));
            var summary = new ReplaySummary(new LabelCheck(await cases.GivenLabelsAsync(ct), organisation, draft));
            await records.EachQuestionAsync(now.AddDays(-days), asked => summary.Add(replay.Of(asked)), ct);
            var shown = await ShownAsync(summary.Moved, organisation, visitor, ct);
            var worse = await ShownAsync(summary.Labels?.Worse ?? [], organisation, visitor, ct);
            return new(
                days,
                summary,
                [.. shown.TakeLast(MostShown).Reverse()],
                summary.Moved.Count - shown.Count,
                [.. worse.TakeLast(MostShown).Reverse()]
            );
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Oldest first.</summary>
    private async Task<IReadOnlyList<MovedLine>> ShownAsync(
        IReadOnlyList<Replayed> moved,
        OrganisationSnapshot organisation,
        Visitor visitor,
        CancellationToken ct
    )
    {
        var viewer = (visitor as Visitor.Person)?.Colleague;
        List<MovedLine> shown = [];
        // What became no case is for its asker alone.
        foreach (var some in moved.Where(one => one.CaseId is not null).Chunk(200))
        {
            var asked = (await cases.FindQuestionsAsync(some.Select(one => one.Id), ct)).ToDictionary(
                one => one.Id,
                StringComparer.Ordinal
            );
            var became = (await cases.FindCasesAsync(some.Select(one => one.CaseId!), ct)).ToDictionary(
                one => one.Id,
                StringComparer.Ordinal
            );
            shown.AddRange(
                from one in some
                let question = asked.GetValueOrDefault(one.Id)
                let theCase = became.GetValueOrDefault(one.CaseId!)
                where question is not null && theCase is not null && CaseReader.MayRead(organisation, viewer, theCase)
                select new MovedLine(
                    one.CaseId!,
                    ShortText.Of(string.Join(' ', question.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), MostWords),
                    one.AskedAt,
                    one.Move,
                    Because(one)
                )
            );
        }

        return shown;
    }

    private static string Because(Replayed one) =>
        string.Join(
            ' ',
            one.After.Criteria.Except(one.Before.Criteria, StringComparer.Ordinal)
                .Select(id => "+" + id)
                .Concat(one.Before.Criteria.Except(one.After.Criteria, StringComparer.Ordinal).Select(id => "−" + id))
        );
}
