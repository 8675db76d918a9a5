namespace EscalationBot.Core.Knowledge.Articles;

/// <summary>
/// What help centres, wikis and site generators call the fields of an article. Case, blanks, dashes and underscores do not matter.
/// </summary>
internal static class FieldNames
{
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["updatedat"] = "updated",
        ["updateddate"] = "updated",
        ["updatedon"] = "updated",
        ["updatedtime"] = "updated",
        ["dateupdated"] = "updated",
        ["lastupdated"] = "updated",
        ["lastupdate"] = "updated",
        ["lastupdatedat"] = "updated",
        ["lastmod"] = "updated",
        ["lastmodified"] = "updated",
        ["lastmodifieddate"] = "updated",
        ["lastmodifiedat"] = "updated",
        ["modified"] = "updated",
        ["modifiedat"] = "updated",
        ["modifiedon"] = "updated",
        ["modifieddate"] = "updated",
        ["datemodified"] = "updated",
        ["contentupdatedat"] = "updated",
        ["editedat"] = "updated",
        ["lastedited"] = "updated",
        ["lasteditedtime"] = "updated",
        ["lastpublished"] = "updated",
        ["lastpublisheddate"] = "updated",
        ["subject"] = "title",
        ["headline"] = "title",
        ["tag"] = "tags",
        ["labels"] = "tags",
        ["labelnames"] = "tags",
        ["keywords"] = "tags",
        ["locale"] = "language",
        ["lang"] = "language",
    };

    private static readonly Dictionary<string, string> Own = ArticleFields.Names.ToDictionary(Bare, StringComparer.Ordinal);

    /// <summary>Our name of a field and whether it was written otherwise; null when it is none of ours.</summary>
    public static (string Name, bool IsOther)? Find(string written)
    {
        var bare = Bare(written);
        return Own.TryGetValue(bare, out var own) ? (own, false)
            : Others.TryGetValue(bare, out var meant) ? (meant, true)
            : null;
    }

    private static string Bare(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
