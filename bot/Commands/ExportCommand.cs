using System.CommandLine;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Commands;

/// <summary><c>export</c>: the data in open formats; with <c>--all</c> every table as well, for <c>import all</c>.</summary>
internal static class ExportCommand
{
    /// <summary>The folder of a dump inside an export.</summary>
    public const string DumpFolder = "all";

    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var to = new Option<string>("--out")
        {
            Description =
                "Folder for cases.csv, questions.csv, history.jsonl, articles/*.md and measures.csv; made when missing, earlier "
                + "exports in it are replaced.",
            HelpName = "DIR",
            Required = true,
        };
        var all = new Option<bool>("--all") { Description = "Every table too, in DIR/all: what import all moves to another database." };
        var command = new Command("export", "Writes the data in open formats; the bot may run meanwhile.") { to, all };
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    GivenSettings.Read(parsed, set),
                    Path.GetFullPath(parsed.GetValue(to)!),
                    parsed.GetValue(all),
                    parsed.InvocationConfiguration.Output,
                    ct
                )
        );
        root.Add(command);
    }

    private static async Task<int> RunAsync(
        Dictionary<string, string?> given,
        string folder,
        bool all,
        TextWriter output,
        CancellationToken ct
    )
    {
        await using var services = VerbParts.Build(
            given,
            ["Database", "Organisation", "Audit"],
            services =>
                services.AddStore().AddOrganisationOptions().AddSingleton<Records>().AddSingleton<OpenFiles>().AddSingleton<WholeDatabase>()
        );
        var organisation = VerbOrganisation.Read(services);
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        // Before it begins: a dump holds the act that made it.
        await VerbAudit.RecordAsync(services, AuditKind.View, all ? "export_all" : "export", null, ct);
        await VerbFiles.WritingAsync(async () =>
        {
            PrivateFiles.CreateFolder(folder);
            var files = services.GetRequiredService<OpenFiles>();
            var counts = await files.WriteAsync(folder, organisation, ct);
            await output.WriteLineAsync(
                $"{folder}: {counts.Cases} cases, {counts.History} history lines, {counts.Articles} articles, "
                    + $"{counts.Days} lines of measures, {counts.Grants} grants, {counts.Audit} rows of audit."
            );
            if (files.LeftOut.Count > 0)
            {
                await output.WriteLineAsync(
                    $"Left out, since their stored text cannot be read: {string.Join(", ", files.LeftOut)}. A backup may have them."
                );
            }
            if (!all)
            {
                return;
            }
            var dump = Path.Combine(folder, DumpFolder);
            PrivateFiles.RefuseLink(dump);
            PrivateFiles.CreateFolder(dump);
            foreach (var (table, rows) in await services.GetRequiredService<WholeDatabase>().DumpAsync(dump, ct))
            {
                await output.WriteLineAsync($"  {table} {rows}");
            }
        });
        return 0;
    }
}
