using System.CommandLine;
using EscalationBot.Bot.Commands.Eval;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Evaluation;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary><c>eval</c>: the triage engine over files of articles and questions.</summary>
internal static class EvalCommand
{
    private const int MostShown = 20;

    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var kb = new Option<string>("--kb")
        {
            Description = "Articles, jsonl: {id, title, body, tags}.",
            HelpName = "FILE",
            Required = true,
        };
        var questions = new Option<string>("--questions")
        {
            Description = "Questions, jsonl: {id, text}.",
            HelpName = "FILE",
            Required = true,
        };
        var run = new Option<string>("--out")
        {
            Description = "Where the run is written: {question id: {ranking, decision, confidence}}.",
            HelpName = "RUN.json",
            Required = true,
        };
        var scope = new Option<string?>("--scope")
        {
            Description = "Only articles whose tags hold the question's value of this field.",
            HelpName = "FIELD",
        };
        var train = new Option<string?>("--train")
        {
            Description = "Past questions with their right article, jsonl: {text, label}.",
            HelpName = "FILE",
        };
        var report = new Option<string?>("--report")
        {
            Description =
                "Writes DIR/index.html: figures, charts, the worst questions with their receipts. Questions with "
                + "{relevant, in_scope} are scored.",
            HelpName = "DIR",
        };
        var compare = new Option<string?>("--compare")
        {
            Description = "An earlier run of the same questions, to compare with in the report.",
            HelpName = "RUN.json",
        };
        compare.Validators.Add(given =>
        {
            if (given.GetResult(report) is null)
            {
                given.AddError("--compare shows its comparison in the report: give --report DIR, too.");
            }
        });
        var command = new Command("eval", "Runs the triage engine over files; its last line tells the speed.")
        {
            kb,
            questions,
            run,
            scope,
            train,
            report,
            compare,
        };
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    GivenSettings.Read(parsed, set),
                    new EvaluationRequest(
                        parsed.GetValue(kb)!,
                        parsed.GetValue(questions)!,
                        parsed.GetValue(run)!,
                        parsed.GetValue(scope),
                        parsed.GetValue(train)
                    )
                    {
                        Compare = parsed.GetValue(compare),
                    },
                    parsed.GetValue(report),
                    parsed.InvocationConfiguration,
                    ct
                )
        );
        root.Add(command);
    }

    private static async Task<int> RunAsync(
        Dictionary<string, string?> given,
        EvaluationRequest request,
        string? folder,
        InvocationConfiguration console,
        CancellationToken ct
    )
    {
        await using var services = VerbParts.Build(given, ["Triage", "Ai"], services => services.AddTriageOptions());
        foreach (var file in new[] { request.Kb, request.Questions, request.Train, request.Compare })
        {
            if (file is not null && !File.Exists(file))
            {
                throw new WrongUseException($"There is no file {Path.GetFullPath(file)}.");
            }
        }
        try
        {
            var report = EngineEvaluation.Run(
                request with
                {
                    Options = services.GetRequiredService<IOptions<TriageOptions>>().Value,
                    Report = folder is null ? null : data => ReportPage.WriteTo(folder, data),
                },
                services.GetRequiredService<TimeProvider>(),
                ct
            );
            foreach (var problem in report.Problems.Take(MostShown))
            {
                await console.Error.WriteLineAsync(problem.ToString());
            }
            if (report.Problems.Count > MostShown)
            {
                await console.Error.WriteLineAsync($"… and {report.Problems.Count - MostShown} more lines that were left out.");
            }
            await console.Output.WriteLineAsync(
                $"{report.Questions} questions over {report.Articles} articles; the run is in {Path.GetFullPath(request.Out)}"
            );
            if (folder is not null)
            {
                await console.Output.WriteLineAsync($"The report is {Path.Combine(Path.GetFullPath(folder), "index.html")}");
            }
            await console.Output.WriteLineAsync(report.Measured);
            await console.Output.WriteLineAsync(report.LastLine);
            return 0;
        }
        catch (Exception unwritable) when (unwritable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WrongUseException(unwritable.Message);
        }
    }
}
