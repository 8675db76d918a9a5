namespace EscalationBot.Bot.Pages;

/// <summary>What people's reactions taught, as managers see it.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Lines">Newest first.</param>
/// <param name="Next">Address of the next page; null on the last.</param>
/// <param name="Notice">What came of an undo, or null.</param>
public sealed record LessonsModel(PageContext Context, IReadOnlyList<LessonLine> Lines, string? Next, string? Notice);

/// <summary>A lesson.</summary>
/// <param name="Id">Names it when it is undone.</param>
/// <param name="Article">The article's title and id.</param>
/// <param name="Kind">solved or rejected.</param>
/// <param name="Wording">The question's words, as far as the viewer may read them.</param>
/// <param name="By">Who taught it; empty when that was forgotten.</param>
/// <param name="At">When.</param>
/// <param name="Undone">By whom and when it was taken back, in words; null = it counts.</param>
public sealed record LessonLine(long Id, string Article, string Kind, string Wording, string By, DateTimeOffset At, string? Undone);
