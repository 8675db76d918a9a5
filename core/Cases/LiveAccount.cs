using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>What the company's own endpoint said of the account of a case.</summary>
public sealed record LiveAccount
{
    /// <summary>The last answer that could be used; null = there was none.</summary>
    public AccountFacts? Facts { get; init; }

    /// <summary>The account in one line, made of <see cref="Facts"/>.</summary>
    public string? Line { get; init; }

    /// <summary>When <see cref="Facts"/> were read.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Since when there was no answer that could be used; null = the last one was.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Why not.</summary>
    public string? Why { get; init; }

    /// <summary>Read longer ago than the organisation takes for true, or refused a newer answer since.</summary>
    public bool IsOld(DateTimeOffset now, TimeSpan freshFor) => FailedAt is not null || At is not { } at || now - at > freshFor;

    /// <summary>The same with something taken out of every text.</summary>
    internal LiveAccount Without(Func<string, string> taken)
    {
        return this with
        {
            Line = Of(Line),
            Why = Of(Why),
            Facts = Facts is { } facts
                ? facts with
                {
                    Tier = Of(facts.Tier),
                    OwnerEmail = Of(facts.OwnerEmail),
                    Language = Of(facts.Language),
                    Notes = Of(facts.Notes),
                    Lines = [.. facts.Lines.Select(line => new LabelledFact(taken(line.Label), taken(line.Value)))],
                }
                : null,
        };

        string? Of(string? text) => text is null ? null : taken(text);
    }

    /// <summary>The same with an answer more: one that cannot be used leaves the facts from before, as old ones.</summary>
    /// <param name="before">Null = it is the first.</param>
    /// <param name="line">Of the facts.</param>
    public static LiveAccount After(LiveAccount? before, AccountAnswer answer, string? line) =>
        answer.Facts is { } facts
            ? new()
            {
                Facts = facts,
                Line = line,
                At = answer.At,
            }
            : (before ?? new()) with
            {
                FailedAt = answer.At,
                Why = answer.Why,
            };
}
