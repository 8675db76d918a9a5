using System.CommandLine;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary><c>replay</c>: decides past questions again under another criteria file. Reads, and writes nothing.</summary>
internal static class ReplayCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var criteria = new Option<string>("--criteria")
        {
            Description = "The criteria file to try instead of the organisation's.",
            HelpName = "FILE",
            Required = true,
        };
        var since = new Option<DateOnly?>("--since")
        {
            Description = "Only questions asked on that day or later (default: all that are stored).",
            HelpName = "DATE",
            CustomParser = VerbDates.Day,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Prints one JSON document with every moved question instead of the summary.",
        };
        var command = new Command(
            "replay",
            "Decides past questions again under other criteria and shows what would change. Ends with 1 when "
                + "the file has errors or one of its own examples fails."
        )
        {
            criteria,
            since,
            json,
        };
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    GivenSettings.Read(parsed, set),
                    parsed.GetValue(criteria)!,
                    parsed.GetValue(since),
                    parsed.GetValue(json),
                    parsed.InvocationConfiguration,
                    ct
                )
        );
        root.Add(command);
    }

    private static async Task<int> RunAsync(
        Dictionary<string, string?> given,
        string file,
        DateOnly? since,
        bool json,
        InvocationConfiguration console,
        CancellationToken ct
    )
    {
        await using var services = VerbParts.Build(
            given,
            ["Database", "Organisation", "Triage"],
            services => services.AddStore().AddOrganisationOptions().AddSingleton<Records>().AddSingleton<CaseStore>()
        );
        if (!File.Exists(file))
        {
            throw new WrongUseException($"There is no file {Path.GetFullPath(file)}.");
        }
        var organisation = VerbOrganisation.Read(services);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (other, problems) = OrganisationFolder.ReadCriteria(file, organisation, now);
        if (other is null)
        {
            foreach (var problem in problems)
            {
                await console.Error.WriteLineAsync(problem.ToString());
            }
            return 1;
        }

        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        var records = services.GetRequiredService<Records>();
        var restricted = new HashSet<string>(StringComparer.Ordinal);
        await records.EachCaseAsync(
            one =>
            {
                if (one.Restricted)
                {
                    restricted.Add(one.Id);
                }
            },
            ct
        );
        var replay = new Replay(organisation, other, organisation.Calendar.DateOf(now), restricted);
        var labels = await services.GetRequiredService<CaseStore>().GivenLabelsAsync(ct);
        var summary = new ReplaySummary(new LabelCheck(labels, organisation, other));
        var from = since is { } day ? StartOf(day, organisation.Calendar.Zone) : DateTimeOffset.UnixEpoch;
        await records.EachQuestionAsync(from, asked => summary.Add(replay.Of(asked)), ct);

        problems =
        [
            .. problems,
            .. CriteriaCheck.Check(
                CriteriaSet.From(other, organisation.Calendar.Zone),
                Understanding(services, organisation, now),
                now,
                Path.GetFileName(file)
            ),
        ];
        var found = new ReplayFindings(organisation.Criteria.Label, other.Label, since, summary, problems);
        if (json)
        {
            ReplayReport.WriteJson(found, console.Output);
        }
        else
        {
            await ReplayReport.WriteAsync(found, console.Output);
        }
        return problems.Any(problem => problem.Level == ProblemLevel.Error) ? 1 : 0;
    }

    private static Func<string, QuestionFacts> Understanding(
        IServiceProvider services,
        OrganisationSnapshot organisation,
        DateTimeOffset now
    ) =>
        CheckCommand.Understanding(
            KnowledgeFolder.Read(services.GetRequiredService<IOptions<OrganisationOptions>>().Value.Path),
            organisation,
            services.GetRequiredService<IOptions<TriageOptions>>().Value,
            now
        );

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }
}
