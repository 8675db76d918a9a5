namespace EscalationBot.Core.Organisation.Rota;

/// <summary>Why a calendar file cannot be used.</summary>
/// <param name="Line">Where it stands, from 1; 0 = the file as a whole.</param>
/// <param name="What">What is wrong, for people.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record CalendarProblem(int Line, string What, string Fix);

/// <summary>An event as far as somebody must look at it before its time.</summary>
/// <param name="Line">Where it begins in the file.</param>
/// <param name="Emails">As in <see cref="CalendarSlot"/>.</param>
/// <param name="IsOver">All of it lies in the past.</param>
public sealed record CalendarEntry(int Line, IReadOnlyList<string> Emails, bool IsOver);
