namespace EscalationBot.Bot.Pages;

/// <summary>What needs somebody's hand in the knowledge base, as managers see it.</summary>
/// <param name="Context">What every component needs.</param>
/// <param name="Doubted">Articles that colleagues call wrong or outdated, newest first.</param>
/// <param name="Acts">The viewer is a person who may settle doubts here.</param>
/// <param name="Notice">What came of something that was just done on the page, or null.</param>
public sealed record KnowledgeModel(PageContext Context, IReadOnlyList<DoubtLine> Doubted, bool Acts, string? Notice);

/// <summary>A doubted article.</summary>
/// <param name="Id">Of the article.</param>
/// <param name="Title">Its title.</param>
/// <param name="Keepers">Names of whoever was asked to put it right.</param>
/// <param name="Since">Since when it answers nobody.</param>
/// <param name="Said">What colleagues said, oldest first.</param>
public sealed record DoubtLine(string Id, string Title, string Keepers, DateTimeOffset Since, IReadOnlyList<string> Said);
