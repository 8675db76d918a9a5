using System.Text.Json.Serialization;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>Where a question to a colleague, or an invitation, stands.</summary>
public enum ConsultState
{
    /// <summary>Not answered yet.</summary>
    Open,

    /// <summary>Answered; an invitation: accepted.</summary>
    Answered,

    /// <summary>Declined with a reason.</summary>
    Declined,

    /// <summary>The case was over before.</summary>
    Withdrawn,
}

/// <summary>
/// Somebody of a case asks a colleague, or another queue, without handing it over: the case stays with its owner, and its clocks run on.
/// </summary>
/// <param name="Id">"1", "2", … within the case.</param>
/// <param name="Text">What was asked, written for whoever is asked.</param>
/// <param name="By">Who asked.</param>
/// <param name="At">When.</param>
/// <param name="DueAt">When whoever asked is offered to ask somebody else.</param>
public sealed record Consult(string Id, string Text, Party By, DateTimeOffset At, DateTimeOffset DueAt)
{
    /// <summary>E-mail of who is asked; null when a queue is.</summary>
    public string? Person { get; init; }

    /// <summary>Where they could be reached when they were asked; null = the channel finds them by their address.</summary>
    public PersonKey? Key { get; init; }

    /// <summary>Id of the queue that is asked; null when a person is.</summary>
    public string? Queue { get; init; }

    /// <summary>The rep of the case asked: the answer is for their 1:1 chat. Else it is for the case's thread.</summary>
    public bool ByRep { get; init; }

    /// <summary>Where it stands.</summary>
    public ConsultState State { get; init; }

    /// <summary>Who answered or declined.</summary>
    public Party? AnsweredBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The answer, or why not.</summary>
    public string Answer { get; init; } = "";

    /// <summary>When whoever asked was offered to ask somebody else.</summary>
    public DateTimeOffset? OfferedAt { get; init; }

    /// <summary>When it was escalated since nobody answered.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>Somebody is still to answer.</summary>
    [JsonIgnore]
    public bool IsOpen => State is ConsultState.Open;
}

/// <summary>A colleague was asked to join a case; its owner stays.</summary>
/// <param name="Id">"1", "2", … within the case.</param>
/// <param name="Person">E-mail of who is invited.</param>
/// <param name="By">Who invites.</param>
/// <param name="At">When.</param>
/// <param name="Text">What for; may be empty.</param>
public sealed record Invite(string Id, string Person, Party By, DateTimeOffset At, string Text)
{
    /// <summary>Where they could be reached when they were invited; null = the channel finds them by their address.</summary>
    public PersonKey? Key { get; init; }

    /// <summary>Where it stands.</summary>
    public ConsultState State { get; init; }

    /// <summary>When they accepted or declined.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>Why they declined.</summary>
    public string Why { get; init; } = "";

    /// <summary>They have still to say.</summary>
    [JsonIgnore]
    public bool IsOpen => State is ConsultState.Open;
}
