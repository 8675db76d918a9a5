using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Console;

namespace EscalationBot.Bot.Observability;

/// <summary>
/// Text from outside in log lines: nobody who writes to the bot writes a line of the log, moves a terminal's cursor, or turns the direction
/// of its text.
/// </summary>
internal static class LogText
{
    /// <summary>
    /// Control characters, line separators and marks of direction as they would be written in C: <c>\n</c>, <c>\u001b</c>.
    /// </summary>
    public static string Escape(string text)
    {
        var at = 0;
        while (at < text.Length && !IsLive(text[at]))
        {
            at++;
        }
        if (at == text.Length)
        {
            return text;
        }
        var escaped = new StringBuilder(text.Length + 16).Append(text, 0, at);
        foreach (var c in text.AsSpan(at))
        {
            if (!IsLive(c))
            {
                escaped.Append(c);
            }
            else if (c == '\n')
            {
                escaped.Append("\\n");
            }
            else if (c == '\r')
            {
                escaped.Append("\\r");
            }
            else if (c == '\t')
            {
                escaped.Append("\\t");
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }
        return escaped.ToString();
    }

    /// <summary>
    /// As <see cref="Escape"/>, but each line of a stack trace stays a line, set in so that it never looks like one of the log.
    /// </summary>
    public static string EscapeLines(string text) =>
        string.Join(Environment.NewLine + "      ", text.ReplaceLineEndings("\n").Split('\n').Select(Escape));

    private static bool IsLive(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}

/// <summary>The console, with every message escaped. What is structured (JSON) stays as it is: its writer escapes.</summary>
[ProviderAlias("Console")]
internal sealed class EscapingLoggerProvider(ConsoleLoggerProvider console) : ILoggerProvider, ISupportExternalScope
{
    public ILogger CreateLogger(string categoryName) => new EscapingLogger(console.CreateLogger(categoryName));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => console.SetScopeProvider(scopeProvider);

    public void Dispose() => console.Dispose();
}

/// <summary>Escapes what another logger writes.</summary>
internal sealed class EscapingLogger(ILogger inner) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) =>
        inner.Log(
            logLevel,
            eventId,
            state,
            exception is null ? null : new EscapedException(exception),
            (one, _) => LogText.Escape(formatter(one, exception))
        );

    /// <summary>An exception whose words may come from outside, as text for the log.</summary>
    private sealed class EscapedException(Exception exception) : Exception(LogText.Escape(exception.Message))
    {
        private readonly string _text = LogText.EscapeLines(exception.ToString());

        public override string ToString() => _text;
    }
}
