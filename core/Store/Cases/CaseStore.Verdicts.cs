using EscalationBot.Core.Cases;

namespace EscalationBot.Core.Store.Cases;

/// <summary>Reads of labels of verdicts.</summary>
public sealed partial class CaseStore
{
    /// <summary>The label of an id; null when there is none.</summary>
    public Task<VerdictLabel?> FindLabelAsync(string id, CancellationToken ct) =>
        database.ReadAsync(session => session.FindAsync("SELECT body FROM verdict_labels WHERE id = @id", VerdictLabelRows.Read, id), ct);

    /// <summary>What a person said of a question, whatever became of it; null when they said nothing.</summary>
    public Task<VerdictLabel?> FindLabelAsync(string question, Party by, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session.FindAsync(
                    "SELECT body FROM verdict_labels WHERE question_id = @question AND voter = @voter",
                    VerdictLabelRows.Read,
                    question,
                    VerdictLabel.VoterOf(by)
                ),
            ct
        );

    /// <summary>What is told in one message (<see cref="VerdictLabel.Told"/>), oldest first, whatever became of it.</summary>
    public Task<IReadOnlyList<VerdictLabel>> LabelsToldAsync(string told, CancellationToken ct) =>
        LabelsAsync("WHERE told = @told ORDER BY at, id", ct, told);

    /// <summary>Labels that stand, oldest first.</summary>
    public Task<IReadOnlyList<VerdictLabel>> GivenLabelsAsync(CancellationToken ct) =>
        LabelsAsync("WHERE state = 'given' ORDER BY at, id", ct);

    /// <summary>Labels that were not taken back, the newest first.</summary>
    /// <param name="about">Id of the criterion that they are about; empty = no criterion, null = all.</param>
    /// <param name="most">How many.</param>
    /// <param name="ct">Cancels.</param>
    public Task<IReadOnlyList<VerdictLabel>> NewestLabelsAsync(string? about, int most, CancellationToken ct) =>
        about is null
            ? LabelsAsync("WHERE state <> 'taken_back' ORDER BY at DESC, id DESC LIMIT @most", ct, most)
            : LabelsAsync("WHERE state <> 'taken_back' AND about = @about ORDER BY at DESC, id DESC LIMIT @most", ct, about, most);

    private Task<IReadOnlyList<VerdictLabel>> LabelsAsync(string which, CancellationToken ct, params object?[] values) =>
        database.ReadAsync<IReadOnlyList<VerdictLabel>>(
            async session => await session.QueryAsync($"SELECT body FROM verdict_labels {which}", VerdictLabelRows.Read, values),
            ct
        );
}
