using System.Text;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Protocol;

/// <summary>
/// What a button or menu option carries in its <c>value</c>: <c>claim|case=ESC-1001</c>, with <c>!</c> in front when pressing opens a form.
/// Short, because an option's value holds few characters; self-contained, because a menu's options share one action id.
/// </summary>
internal static class SlackButtons
{
    /// <summary>Slack's limit of a button's value.</summary>
    public const int LongestButtonValue = 2000;

    /// <summary>Slack's reference says 150 for an option's value, its typings say 75.</summary>
    public const int LongestOptionValue = 75;

    /// <summary>Ends the action id of a select, whose choice travels with the next button instead of doing something itself.</summary>
    public const string SelectSuffix = ":value";

    public static string Encode(CardButton button)
    {
        var value = new StringBuilder();
        if (button.OpensForm)
        {
            value.Append('!');
        }
        value.Append(Quote(button.Action));
        foreach (var (key, text) in button.Data)
        {
            value.Append('|').Append(Quote(key)).Append('=').Append(Quote(text));
        }
        return value.ToString();
    }

    /// <summary>Null when it is not of our making.</summary>
    public static PressedButton? Decode(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }
        var opensForm = value[0] == '!';
        var pieces = (opensForm ? value[1..] : value).Split('|');
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var piece in pieces.Skip(1))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                return null;
            }
            data[Unquote(piece[..equals])] = Unquote(piece[(equals + 1)..]);
        }
        var action = Unquote(pieces[0]);
        return action.Length > 0 && action.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? new PressedButton(action, opensForm, data)
            : null;
    }

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny("%|=!")
            ? text.Replace("%", "%25", StringComparison.Ordinal)
                .Replace("|", "%7C", StringComparison.Ordinal)
                .Replace("=", "%3D", StringComparison.Ordinal)
                .Replace("!", "%21", StringComparison.Ordinal)
            : text;

    private static string Unquote(string text) =>
        text.Contains('%')
            ? text.Replace("%21", "!", StringComparison.Ordinal)
                .Replace("%3D", "=", StringComparison.Ordinal)
                .Replace("%7C", "|", StringComparison.Ordinal)
                .Replace("%25", "%", StringComparison.Ordinal)
            : text;
}

/// <summary>What a pressed button said.</summary>
internal sealed record PressedButton(string Action, bool OpensForm, IReadOnlyDictionary<string, string> Data);
