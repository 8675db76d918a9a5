using System.CommandLine;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Commands;

/// <summary><c>backup</c>: a consistent copy of the SQLite database while the bot runs.</summary>
internal static class BackupCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var path = new Argument<string>("PATH") { Description = "The copy; it must not exist." };
        var command = new Command(
            "backup",
            "Writes a consistent copy of the SQLite database; the bot may run meanwhile. (PostgreSQL has pg_dump.)"
        )
        {
            path,
        };
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    GivenSettings.Read(parsed, set),
                    Path.GetFullPath(parsed.GetValue(path)!),
                    parsed.InvocationConfiguration.Output,
                    ct
                )
        );
        root.Add(command);
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, string path, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(given, ["Database", "Audit"], services => services.AddStore());
        var database = services.GetRequiredService<Database>();
        await database.OpenAsync(OpenMode.Existing, ct);
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new WrongUseException($"There is no folder {Path.GetDirectoryName(path)}.");
        }
        await database.BackupAsync(path);
        await VerbAudit.RecordAsync(services, AuditKind.View, "backup", null, ct);
        await output.WriteLineAsync($"{path}: {new FileInfo(path).Length / 1024} KB, a copy of {database.Where}.");
        return 0;
    }
}
