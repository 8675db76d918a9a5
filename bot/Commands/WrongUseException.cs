namespace EscalationBot.Bot.Commands;

/// <summary>
/// Wrong use or wrong configuration: the message is for the person at the shell, one line per problem; the exit code is 2.
/// </summary>
internal sealed class WrongUseException(string message) : Exception(message);
