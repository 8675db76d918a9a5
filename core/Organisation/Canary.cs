namespace EscalationBot.Core.Organisation;

/// <summary>A question that the bot asks itself every day, and the article that must be found first and shown.</summary>
/// <param name="Ask">The question, as people ask it.</param>
/// <param name="Expects">The article's id.</param>
/// <param name="Line">Where organisation.yaml names the article; 0 for one that the bot chose.</param>
public sealed record Canary(string Ask, string Expects, int Line = 0);
