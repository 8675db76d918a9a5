using System.CommandLine;
using System.CommandLine.Parsing;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Commands;

/// <summary>The verbs. Exit codes: 0 good, 1 the check failed, 2 wrong use or wrong configuration.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parsed = Build().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
            {
                await error.WriteLineAsync(problem.Message);
            }
            await error.WriteLineAsync($"See {string.Join(' ', PathOf(parsed.CommandResult))} --help.");
            return 2;
        }
        try
        {
            // The host ends on signals by itself; the other verbs just end.
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (Exception wrong) when (wrong is WrongUseException or StoreException)
        {
            await error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    private static RootCommand Build()
    {
        var set = new Option<string[]>("--set")
        {
            Description =
                "A setting for this run, e.g. --set Database:Engine=postgres; repeatable. Wins over the "
                + "environment (Database__Engine) and appsettings.json.",
            HelpName = "A:B=VALUE",
            Recursive = true,
            Arity = ArgumentArity.OneOrMore,
        };
        set.Validators.Add(GivenSettings.Check);
        var root = new RootCommand(
            "Answers the questions of customer support reps in Teams, Slack or the browser, and brings what "
                + "it cannot answer to specialists."
        )
        {
            set,
        };
        ServeCommand.AddTo(root, set);
        CheckCommand.AddTo(root, set);
        EvalCommand.AddTo(root, set);
        ReplayCommand.AddTo(root, set);
        ImportCommand.AddTo(root, set);
        ExportCommand.AddTo(root, set);
        BackupCommand.AddTo(root, set);
        AuditCommand.AddTo(root, set);
        PersonCommand.AddTo(root, set);
        DigestCommand.AddTo(root, set);
        KnowledgeCommand.AddTo(root, set);
        DoctorCommand.AddTo(root, set);
        PackCommand.AddTo(root, set);
        EncoderCommand.AddTo(root);
        ConsoleKeyCommand.AddTo(root);
        return root;
    }

    private static IEnumerable<string> PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? PathOf(parent).Append(command.Command.Name) : ["escalationbot"];
}
