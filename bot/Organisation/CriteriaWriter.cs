using System.Text;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Criteria;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Puts what was decided into criteria.yaml: the text of a publication, or the former one. The decision is a row; this looks at the row and
/// at the file, so that a kill between the two changes nothing: the next look goes on. A file that is neither as it was nor as it is to be
/// was changed by somebody, and stays. Where the folder may not be written, the row says so until somebody has put the text in place.
/// </summary>
internal sealed class CriteriaWriter(CaseStore cases, WorkplaceSources sources, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The file.</summary>
    public string File => Path.Combine(sources.Folder, OrganisationFolder.CriteriaFile);

    /// <summary>Writes what is to be written. Cheap when nothing is.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        foreach (var change in await cases.UnwrittenCriteriaAsync(ct))
        {
            await _one.WaitAsync(ct);
            try
            {
                // The one before may have ended it.
                if (await cases.FindCriteriaAsync(change.Id, ct) is { } found && found.Version == change.Version)
                {
                    await WriteAsync(found, ct);
                }
            }
            finally
            {
                _one.Release();
            }
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>What the file is to hold; null = there is to be none.</summary>
    public static string? TargetOf(CriteriaChange change) => change.State is CriteriaChangeState.RollingBack ? change.Before : change.Text;

    private async Task WriteAsync(CriteriaChange change, CancellationToken ct)
    {
        var (target, from) = (TargetOf(change), change.State is CriteriaChangeState.RollingBack ? change.Hash : change.Base);
        try
        {
            var there = Read();
            if (CriteriaPolicy.HashOfFile(there) == CriteriaPolicy.HashOfFile(target))
            {
                await EndAsync(change, ct);
                return;
            }

            if (CriteriaPolicy.HashOfFile(there) != from)
            {
                await KeepAsync(
                    change with
                    {
                        State = CriteriaChangeState.Overtaken,
                        Fault = "",
                    },
                    "criteria_overtaken",
                    ct,
                    time.GetUtcNow()
                );
                return;
            }

            // What it replaces is on disk before the file changes.
            if (change.State is CriteriaChangeState.Publishing && change.Before != there)
            {
                change = change with { Before = there };
                if (!await KeepAsync(change, null, ct))
                {
                    return;
                }

                change = change with { Version = change.Version + 1 };
            }

            Put(target);
            await EndAsync(change, ct);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (change.Fault != refused.Message)
            {
                await KeepAsync(change with { Fault = refused.Message }, "criteria_not_written", ct);
            }
        }
    }

    private Task<bool> EndAsync(CriteriaChange change, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return change.State is CriteriaChangeState.RollingBack
            ? KeepAsync(change with { State = CriteriaChangeState.RolledBack, Fault = "" }, "criteria_restored", ct)
            : KeepAsync(
                change with
                {
                    State = CriteriaChangeState.Published,
                    WrittenAt = now,
                    Fault = "",
                },
                "criteria_written",
                ct,
                now + CriteriaWatch.Every
            );
    }

    /// <summary>Stores the row one version later; false: somebody was faster.</summary>
    private async Task<bool> KeepAsync(CriteriaChange changed, string? verb, CancellationToken ct, DateTimeOffset? lookAt = null)
    {
        var kept = changed with { Version = changed.Version + 1 };
        var decision = new Decision
        {
            Criteria = [kept],
            Timers = lookAt is null ? [] : [new TimerChange(kept.Subject, TimerNames.CriteriaWatch, lookAt)],
            Audit = verb is null
                ? []
                :
                [
                    new AuditEntry(AuditKind.Action, verb, AuditActor.Bot)
                    {
                        Surface = AuditSurfaces.Clock,
                        Subject = kept.Id,
                        Detail = CriteriaPolicy.HashOfFile(TargetOf(changed)),
                    },
                ],
        };
        return await cases.CommitAsync(null, decision, ct) is Committed.Stored;
    }

    /// <summary>The text on disk, byte for byte; null when there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The system does not let us.</exception>
    public string? Read() => System.IO.File.Exists(File) ? Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File)) : null;

    private void Put(string? text)
    {
        if (text is null)
        {
            System.IO.File.Delete(File);
            return;
        }

        // Whoever else edits the file keeps their right to it.
        UnixFileMode? mode = OperatingSystem.IsWindows() || !System.IO.File.Exists(File) ? null : System.IO.File.GetUnixFileMode(File);
        PrivateFiles.RefuseLink(File);
        PrivateFiles.Replace(File, file => file.Write(Encoding.UTF8.GetBytes(text)));
        if (mode is { } kept && !OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, kept);
        }
    }
}
