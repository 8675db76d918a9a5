namespace EscalationBot.Core.Triage.Confidence;

/// <summary>An answer about which something shows whether it was right.</summary>
/// <param name="Shipped">The confidence before feedback bent it, 0..1.</param>
/// <param name="Right">It solved the question.</param>
public readonly record struct ConfidenceLabel(double Shipped, bool Right)
{
    /// <summary>When the question was asked.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>
    /// What it proves, 0..1: 1 = a person said so (a press on "This solved it", a rejection, a case after the answer); less for what a
    /// person did.
    /// </summary>
    public double Weight { get; init; } = 1;

    /// <summary>The article was given as the answer, so the promised precision is about it; an offer only names candidates.</summary>
    public bool WasAnswer { get; init; }

    /// <summary>Confidence, bent by feedback, from which the engine answered then; 1 = not known, so never.</summary>
    public double AnswerFrom { get; init; } = 1;

    /// <summary>
    /// It was offered, and the asker neither opened it nor said anything: nobody knows whether it was right. Its weight is 0. It counts
    /// against answering more, since who is helped says so more often than who is not (<see cref="PromiseCheck"/>).
    /// </summary>
    public bool IsUnclear => Weight <= 0;

    /// <summary>A person said so.</summary>
    public bool IsSaid => Weight >= 1;
}
