using System.Globalization;

namespace EscalationBot.Core.Desk.Texts;

/// <summary>Languages as people call them.</summary>
internal static class LanguageNames
{
    /// <summary>"German" for "de" and "de-AT"; a tag that nobody knows stays as it was written.</summary>
    public static string Of(string tag)
    {
        try
        {
            return CultureInfo.GetCultureInfo(tag.Split('-')[0]).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }
}
