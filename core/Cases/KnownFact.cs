namespace EscalationBot.Core.Cases;

/// <summary>
/// One fact of a case: what is known, who said it, when, and in which message. Facts from before sources were kept have a label and a value
/// only.
/// </summary>
/// <param name="Label">As intake.yaml or the organisation's language calls it.</param>
/// <param name="Value">As it was said or chosen.</param>
public sealed record KnownFact(string Label, string Value)
{
    /// <summary>Display name of whoever said it; null when nobody knows.</summary>
    public string? Who { get; init; }

    /// <summary>When it was said.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Which message (<see cref="Turn.MessageKey"/>); null for a form or a press.</summary>
    public string? MessageKey { get; init; }
}

/// <summary>
/// A question to the rep that was kept back, because a fact of the case answers it: whoever asked may send it anyway.
/// </summary>
/// <param name="Id">Unique in the case.</param>
/// <param name="Text">The question.</param>
/// <param name="By">Who asked.</param>
public sealed record HeldAsk(string Id, string Text, Party By);
