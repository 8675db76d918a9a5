using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EscalationBot.Bot.Hosting;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights.Export;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Commands;

/// <summary><c>audit verify</c> and <c>audit export</c>.</summary>
internal static class AuditCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var heads = new Option<AuditAnchor[]>("--head")
        {
            Description = "A head that the log or a digest told, e.g. 1234:9f86d081884c7d65; repeatable. The chain must hold it.",
            HelpName = "NUMBER:HASH",
            CustomParser = Heads,
        };
        var verify = new Command(
            "verify",
            "Checks the whole chain; ends with 1 and the first bad row when something was changed, removed or swapped."
        )
        {
            heads,
        };
        verify.SetAction(
            (parsed, ct) =>
                VerifyAsync(GivenSettings.Read(parsed, set), parsed.GetValue(heads) ?? [], parsed.InvocationConfiguration.Output, ct)
        );
        var to = new Option<string>("--out")
        {
            Description = "File for one JSON object a line, oldest first; must not exist.",
            HelpName = "FILE",
            Required = true,
        };
        var export = new Command("export", "Writes the audit as JSON lines; the bot may run meanwhile.") { to };
        export.SetAction(
            (parsed, ct) =>
                ExportAsync(
                    GivenSettings.Read(parsed, set),
                    Path.GetFullPath(parsed.GetValue(to)!),
                    parsed.InvocationConfiguration.Output,
                    ct
                )
        );
        root.Add(new Command("audit", "Who did what: checks and exports the audit's chain.") { verify, export });
    }

    private static async Task<int> VerifyAsync(
        Dictionary<string, string?> given,
        AuditAnchor[] heads,
        TextWriter output,
        CancellationToken ct
    )
    {
        await using var services = VerbParts.Build(given, ["Database", "Audit"], services => services.AddStore());
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        var report = await services.GetRequiredService<AuditCheck>().VerifyAsync(heads, ct);
        if (report.Fault is { } fault)
        {
            await output.WriteLineAsync(
                FormattableString.Invariant($"Row {fault.Number} is bad: {fault.What} {Math.Max(0, report.Rows)} rows before it hold.")
            );
            return 1;
        }

        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Rows} rows hold, from {report.First} to {report.Head.Number}. Head {report.Head.Text}."
                    + $"{(report.Waiting > 0 ? $" {report.Waiting} acts wait to be chained." : "")}"
                    + $"{(report.Unkeyed > 0 ? $" {report.Unkeyed} rows have no key: see Audit:Key." : "")}"
            )
        );
        return 0;
    }

    private static async Task<int> ExportAsync(Dictionary<string, string?> given, string path, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(given, ["Database", "Audit"], services => services.AddStore());
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        await VerbFiles.WritingAsync(async () =>
        {
            PrivateFiles.CreateNew(path);
            await using var file = PrivateFiles.Create(path);
            var rows = await AuditFile.WriteAsync(file, services.GetRequiredService<AuditReading>(), ct);
            await output.WriteLineAsync(FormattableString.Invariant($"{path}: {rows} rows."));
        });
        await VerbAudit.RecordAsync(services, AuditKind.View, "audit_export", null, ct);
        return 0;
    }

    private static AuditAnchor[] Heads(ArgumentResult result)
    {
        var read = result.Tokens.Select(token => (token.Value, Anchor: AuditAnchor.Parse(token.Value))).ToList();
        foreach (var (text, _) in read.Where(one => one.Anchor is null))
        {
            result.AddError($"--head {text}: write NUMBER:HASH as the log tells it, e.g. 1234:9f86d081884c7d65.");
        }

        return [.. read.Select(one => one.Anchor).OfType<AuditAnchor>()];
    }
}

/// <summary>What a verb did, for the audit.</summary>
internal static class VerbAudit
{
    /// <summary>Records it and chains it; where another process holds the key, that one chains it.</summary>
    public static async Task RecordAsync(
        IServiceProvider services,
        AuditKind kind,
        string verb,
        string? detail,
        CancellationToken ct,
        AuditActor? about = null
    )
    {
        await services
            .GetRequiredService<AuditLog>()
            .RecordAsync(
                new AuditEntry(kind, verb, AuditActor.Operator)
                {
                    Surface = AuditSurfaces.Command,
                    Detail = detail ?? "",
                    About = about,
                },
                ct
            );
        await services.GetRequiredService<AuditChain>().SealAsync(ct);
    }
}
