namespace EscalationBot.Core.Cases;

/// <summary>How two cases belong together.</summary>
public enum CaseLinkKind
{
    /// <summary>Somebody said that they do.</summary>
    Related,

    /// <summary>The other one was split off from this one.</summary>
    SplitOff,

    /// <summary>This one was split off from the other one.</summary>
    SplitFrom,

    /// <summary>The other one is worked on, or was, together with this one.</summary>
    MergedHere,

    /// <summary>This one is worked on, or was, together with the other one.</summary>
    MergedInto,
}

/// <summary>Another case that belongs to this one; the other one has a link back.</summary>
/// <param name="CaseId">Number of the other one.</param>
/// <param name="Kind">How they belong together, seen from this one.</param>
public sealed record CaseLink(string CaseId, CaseLinkKind Kind);
