namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>What people report about an article, and from when on that counts.</summary>
public static class ArticleReports
{
    /// <summary>Kinds of lessons that say that its words are not true.</summary>
    public const string Wrong = "wrong",
        Outdated = "outdated";

    /// <summary>So many colleagues who say so of its present words keep it from being given as the answer.</summary>
    public const int Enough = 2;
}
