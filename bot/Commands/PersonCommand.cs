using System.CommandLine;
using EscalationBot.Bot.Workers;
using EscalationBot.Core.Store;

namespace EscalationBot.Bot.Commands;

/// <summary><c>person</c>: what is kept about one person.</summary>
internal static class PersonCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var command = new Command("person", "What is kept about one person, by e-mail address.");
        var email = new Argument<string>("EMAIL") { Description = "Their address." };
        var accept = new Command("accept", "The person has a new account on Slack or Teams: the account that carries the address now is theirs, with its roles and cases.") { email };
        accept.SetAction((parsed, ct) => AcceptAsync(GivenSettings.Read(parsed, set), parsed.GetValue(email)!.Trim(), parsed.InvocationConfiguration.Output, ct));
        command.Add(accept);
        root.Add(command);
    }

    private static async Task<int> AcceptAsync(Dictionary<string, string?> given, string email, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(given, ["Database"], services => services.AddStore());
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        var accepted = await services.GetRequiredService<Identities>().AcceptAsync(email, ct);
        await output.WriteLineAsync(accepted > 0
            ? $"{email}: the account that carries the address now is accepted. A running bot knows it within half a minute."
            : $"{email}: no other account carries that address; there is nothing to accept.");
        return accepted > 0 ? 0 : 1;
    }
}
