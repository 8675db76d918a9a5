using System.CommandLine;
using EscalationBot.Bot.Health;
using EscalationBot.Bot.Organisation;
using EscalationBot.Bot.Pages;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Checks;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary><c>check</c>: every file of an organisation, and the criteria's own examples.</summary>
internal static class CheckCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var folder = new Option<string?>("--organisation")
        {
            Description = "The folder to check (default: Organisation:Folder, else the sample organisation).",
            HelpName = "DIR",
        };
        var command = new Command(
            "check",
            "Checks every file of the organisation and runs the criteria's own examples. Ends with 1 when there are errors."
        )
        {
            folder,
        };
        command.SetAction(
            (parsed, _) => RunAsync(GivenSettings.Read(parsed, set), parsed.GetValue(folder), parsed.InvocationConfiguration.Output)
        );
        root.Add(command);
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, string? folder, TextWriter output)
    {
        if (folder is not null)
        {
            given["Organisation:Folder"] = folder;
        }
        await using var services = VerbParts.Build(given, ["Organisation", "Triage"], services => services.AddOrganisationOptions());
        var path = services.GetRequiredService<IOptions<OrganisationOptions>>().Value.Path;
        if (!Directory.Exists(path))
        {
            throw new WrongUseException($"There is no folder {path} (--organisation, or Organisation:Folder).");
        }

        var knowledge = KnowledgeFolder.Read(path);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var options = services.GetRequiredService<IOptions<TriageOptions>>().Value;
        var report = CriteriaCheck.CheckFolder(path, now, organisation => Understanding(knowledge, organisation, options, now));
        IReadOnlyList<Problem> problems =
        [
            .. report.Problems,
            .. report.Organisation is { } read ? LanguageCheck.Of(read) : [],
            .. Canary(knowledge, report.Organisation, options, now),
            .. Pinned(knowledge, report.Organisation, options, now),
            .. knowledge.Problems,
            .. PolicyTexts.Problems(path),
            .. NotTried(knowledge, report.Examples),
        ];
        foreach (var problem in problems)
        {
            await output.WriteLineAsync(problem.ToString());
        }
        var errors = problems.Count(problem => problem.Level == ProblemLevel.Error);
        await output.WriteLineAsync(
            errors > 0
                ? $"{path}: {errors} {(errors == 1 ? "error" : "errors")}."
                : $"{path}: good. {report.Organisation!.People.Count} people, {report.Organisation.Queues.Count} "
                    + $"queues, {report.Organisation.Accounts.Count} accounts, {knowledge.Articles.Count} articles, "
                    + $"{report.Organisation.Criteria.Criteria.Count} criteria with {report.Examples} examples."
        );
        return errors > 0 ? 1 : 0;
    }

    /// <summary>With a broken article there are none at all: an example about articles may have come out otherwise.</summary>
    private static IEnumerable<Problem> NotTried(KnowledgeReading knowledge, int examples) =>
        knowledge.HasErrors && examples > 0
            ?
            [
                new(
                    ProblemLevel.Note,
                    "criteria.yaml",
                    0,
                    "Its examples were run without any article, and the canary question was not asked.",
                    "Fix the errors in knowledge/ first, then check again."
                ),
            ]
            : [];

    /// <summary>
    /// Whether the canary question works with the folder's own articles; one of another source is known to the running bot only.
    /// </summary>
    private static IEnumerable<Problem> Canary(
        KnowledgeReading knowledge,
        OrganisationSnapshot? organisation,
        TriageOptions options,
        DateTimeOffset now
    )
    {
        if (organisation?.Canary is not { } canary || knowledge.HasErrors)
        {
            return [];
        }
        var engine = EngineOf(knowledge, organisation, options, now);
        var level = engine.Data.Knowledge.Find(canary.Expects) is null ? ProblemLevel.Warning : ProblemLevel.Error;
        return CanaryQuestion.Problem(canary, CanaryQuestion.Fault(engine, canary, now), level) is { } problem ? [problem] : [];
    }

    /// <summary>Pinned answers with the folder's own articles; with a broken article nobody knows which there are.</summary>
    private static IEnumerable<Problem> Pinned(
        KnowledgeReading knowledge,
        OrganisationSnapshot? organisation,
        TriageOptions options,
        DateTimeOffset now
    ) =>
        organisation is null || knowledge.HasErrors
            ? []
            : PinnedCheck.Of(TriageData.Of(SearchIndex.Of(knowledge.Articles), organisation, options), now);

    /// <summary>What the engine understands of an example's words, with the folder's own articles.</summary>
    internal static Func<string, QuestionFacts> Understanding(
        KnowledgeReading knowledge,
        OrganisationSnapshot organisation,
        TriageOptions options,
        DateTimeOffset now
    )
    {
        var engine = EngineOf(knowledge, organisation, options, now);
        return text => engine.Judge(Question.Of(text), Circumstances.None, now).Facts;
    }

    /// <summary>As the bot judges with these files alone: by words, and with the confidence that the articles speak for.</summary>
    private static TriageEngine EngineOf(
        KnowledgeReading knowledge,
        OrganisationSnapshot organisation,
        TriageOptions options,
        DateTimeOffset now
    )
    {
        var data = TriageData.Of(SearchIndex.Of(knowledge.Articles), organisation, options);
        var self = SelfCalibration.Measure(data.Knowledge, data.Synonyms, organisation.Calendar.DateOf(now), CancellationToken.None);
        return new TriageEngine(data with { Self = self });
    }
}
