using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using EscalationBot.Bot.Hosting;

namespace EscalationBot.Bot.Commands;

/// <summary><c>console-key</c>: makes an emergency key and the hash of it that belongs into the settings.</summary>
internal static class ConsoleKeyCommand
{
    private const int RandomBytes = 24;

    public static void AddTo(RootCommand root)
    {
        var own = new Option<bool>("--own")
        {
            Description =
                "Reads your own key, at least 12 characters, from the first line of standard input, instead of making a random one.",
        };
        var command = new Command("console-key", "Makes the console's emergency key and its hash (PBKDF2) for Console:Password.") { own };
        command.SetAction((parsed, ct) => RunAsync(parsed.GetValue(own), Console.In, parsed.InvocationConfiguration.Output, ct));
        root.Add(command);
    }

    /// <summary>Writes the setting; and the key, when it was made here.</summary>
    public static async Task<int> RunAsync(bool own, TextReader input, TextWriter output, CancellationToken ct)
    {
        var key = own ? await input.ReadLineAsync(ct) ?? "" : Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        if (ConsoleOptions.KeyProblem(key) is { } problem)
        {
            throw new WrongUseException($"The key {problem}.");
        }

        if (!own)
        {
            await output.WriteLineAsync($"The key, for a safe place; it is shown this once: {key}");
        }

        await output.WriteLineAsync($"Console__Password={KeyHash.Of(key)}");
        return 0;
    }
}
