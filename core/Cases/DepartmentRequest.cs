using System.Text.Json.Serialization;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>Where a request to a department stands.</summary>
public enum RequestState
{
    /// <summary>The department has to answer.</summary>
    Open,

    /// <summary>The department asked something back: its clock stands still.</summary>
    NeedsInfo,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Declined with a reason.</summary>
    Declined,

    /// <summary>The case was over before.</summary>
    Withdrawn,
}

/// <summary>Words between the desk and a department.</summary>
/// <param name="FromDepartment">False: the specialist answered what the department asked.</param>
public sealed record RequestWords(DateTimeOffset At, Party By, string Text, bool FromDepartment);

/// <summary>
/// Another department asked to do its part of a case. The case stays with its owner, and its clocks run on.
/// </summary>
/// <param name="Id">"1", "2", … within the case.</param>
/// <param name="Department">Id of departments.yaml.</param>
/// <param name="Text">What it was asked, its template filled.</param>
/// <param name="By">Who asked; the rep when a criterion did.</param>
/// <param name="At">When.</param>
/// <param name="DueAt">By when it is to answer: its own working time, moved by the time in which it waited for information.</param>
public sealed record DepartmentRequest(string Id, string Department, string Text, Party By, DateTimeOffset At, DateTimeOffset DueAt)
{
    /// <summary>Where it stands.</summary>
    public RequestState State { get; init; } = RequestState.Open;

    /// <summary>What was said to and fro, oldest first.</summary>
    public IReadOnlyList<RequestWords> Words { get; init; } = [];

    /// <summary>Labels of facts that its template wants and nobody knows.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>When it was last reminded; null = never.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>How often it was reminded.</summary>
    public int Reminded { get; init; }

    /// <summary>When it asked back; null = it did not, or has its answer.</summary>
    public DateTimeOffset? WaitsSince { get; init; }

    /// <summary>Where its tracker keeps it; null = its webhook, if there is one, did not say.</summary>
    public TrackerLink? Tracker { get; init; }

    /// <summary>Why its webhook was given up; null = it was not.</summary>
    public string? NotSent { get; init; }

    /// <summary>Somebody still has to do something for it.</summary>
    [JsonIgnore]
    public bool IsOpen => State is RequestState.Open or RequestState.NeedsInfo;
}
