using System.Globalization;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Values of a fixed form.</summary>
internal sealed partial class MapReader
{
    /// <summary>Text of a fixed form; anything else is reported with the form.</summary>
    public T? Parsed<T>(string key, string shape, Func<string, T?> parse, bool required = false)
        where T : struct
    {
        Note(key, shape, required);
        if (Text(key, shape, required) is not { } text)
        {
            return null;
        }

        var parsed = parse(text);
        if (parsed is null)
        {
            Error(LineOf(key), $"'{text}' is no value for '{key}'.", $"Write {key}: {shape}");
        }

        return parsed;
    }

    /// <summary>A lower-case id of letters, digits, hyphens and underscores.</summary>
    public string? Id(string key = "id")
    {
        Note(key, "id", required: true);
        var text = Text(key, "a short name such as billing-eu", required: true);
        if (text is not null && !IdForm().IsMatch(text))
        {
            Error(
                LineOf(key),
                $"'{text}' is no id.",
                "Use 1-64 lower-case letters, digits, hyphens and underscores, starting with a letter or digit."
            );
            return null;
        }

        return text;
    }

    /// <summary>Whether a text is such an id.</summary>
    public static bool IsId(string text) => IdForm().IsMatch(text);

    /// <summary>An e-mail address, lower-cased.</summary>
    public string? Email(string key, bool required = false)
    {
        Note(key, "e-mail address", required);
        var text = Text(key, "name@example.com", required);
        if (text is not null && !EmailForm().IsMatch(text))
        {
            Error(LineOf(key), $"'{text}' is no e-mail address.", $"Write {key}: name@example.com");
            return null;
        }

        return MailAddresses.Normal(text);
    }

    /// <summary>A whole number in a range.</summary>
    public int? Number(string key, int least, int most, bool required = false)
    {
        Note(key, most == int.MaxValue ? "whole number" : $"whole number, {least} to {most}", required);
        return Parsed<int>(
            key,
            $"a whole number from {least} to {most}",
            text =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
                    ? number
                    : null,
            required
        );
    }

    /// <summary>A day, <c>2026-12-25</c>.</summary>
    public DateOnly? Date(string key)
    {
        Note(key, "date");
        return Parsed(key, "2026-12-25", ReadDate);
    }

    /// <summary>true or false.</summary>
    public bool? Flag(string key)
    {
        Note(key, "`true` or `false`");
        return Parsed<bool>(
            key,
            "true or false",
            text =>
                text switch
                {
                    "true" or "yes" => true,
                    "false" or "no" => false,
                    _ => null,
                }
        );
    }

    /// <summary>A length of working time.</summary>
    public BusinessTime? Duration(string key, bool required = false)
    {
        Note(key, "duration", required);
        return Parsed<BusinessTime>(
            key,
            "a duration such as 15m, 4h or 2d (d = business day)",
            text => BusinessTime.TryParse(text, out var time) ? time : null,
            required
        );
    }

    /// <summary>A place.</summary>
    public PlaceName? Place(string key, bool required = false)
    {
        Note(key, "place", required);
        if (Text(key, "\"slack:#specialists\"", required) is not { } text)
        {
            return null;
        }

        var place = PlaceName.Find(text);
        if (place is null)
        {
            Error(LineOf(key), $"'{text}' is no place.", $"Write {PlaceName.Forms}, in quotes.");
        }

        return place;
    }

    /// <summary>A day in ISO form.</summary>
    public static DateOnly? ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>
    /// Whether a text has the form of an e-mail address; good enough to catch slips, the directory service knows the rest.
    /// </summary>
    public static bool IsEmail(string text) => EmailForm().IsMatch(text);

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,63}$", RegexOptions.None, 5_000)]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^[^\s@<>,;""]{1,64}@[^\s@<>,;"".]+(\.[^\s@<>,;"".]+)*$", RegexOptions.None, 5_000)]
    private static partial Regex EmailForm();
}
