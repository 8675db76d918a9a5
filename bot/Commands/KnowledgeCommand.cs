using System.CommandLine;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary><c>knowledge report</c>: what the engine can promise on this knowledge base, and what stands in its way.</summary>
internal static class KnowledgeCommand
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var report = new System.CommandLine.Command(
            "report",
            "What the engine can promise on this knowledge base; articles that hide each other, wordings nobody finds, stale, unused and conflicting ones."
        );
        report.SetAction((parsed, ct) => RunAsync(GivenSettings.Read(parsed, set), parsed.InvocationConfiguration.Output, ct));
        root.Add(
            new System.CommandLine.Command("knowledge", "The knowledge base as the engine sees it.")
            {
                report,
                KnowledgeTestCommand.Make(set),
            }
        );
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(
            given,
            ["Database", "Organisation", "Triage", "Audit"],
            services => services.AddStore().AddOrganisationOptions().AddSingleton<Records>()
        );
        var organisation = VerbOrganisation.Read(services);
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        var options = services.GetRequiredService<IOptions<TriageOptions>>().Value;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var today = organisation.Calendar.DateOf(now);
        // By words: encoding every article would take longer than anybody waits for a report.
        var index = SearchIndex.Of(await services.GetRequiredService<Articles>().LiveAsync(ct));
        var log = CalibrationLog.Parse(
            await services.GetRequiredService<ChannelMemory>().FindAsync(ConfidenceRefit.Owner, ConfidenceRefit.Key, ct)
        );
        var (recent, answers) = (new List<AskedQuestion>(), 0);
        await services
            .GetRequiredService<Records>()
            .EachQuestionAsync(
                now - ConfidenceRefit.Window,
                asked =>
                {
                    answers += ConfidenceLabels.Of(asked, log) is null ? 0 : 1;
                    if (asked.AskedAt >= now - Recent)
                    {
                        recent.Add(asked);
                    }
                },
                ct
            );
        var data = TriageData.Of(index, organisation, options);
        var engine = new TriageEngine(
            data with
            {
                Calibration = log.Current,
                ConfirmedAnswers = answers,
                Self = SelfCalibration.Measure(index, data.Synonyms, today, ct),
            }
        );
        var (records, cases) = (services.GetRequiredService<Records>(), services.GetRequiredService<CaseStore>());
        var time = services.GetRequiredService<TimeProvider>();
        using var recurring = new RecurringIssues(records, cases, time);
        // Whoever runs the verb holds the database: the gaps of all queues are theirs.
        var gaps = await new KnowledgeGaps(recurring, cases, time).ReadAsync(
            organisation,
            engine,
            [.. organisation.Queues.Select(queue => queue.Id)],
            ct
        );
        await VerbAudit.RecordAsync(services, AuditKind.View, "knowledge report", null, ct);
        var report = KnowledgeReport.Of(engine, recent, now, ct) with { Gaps = gaps };
        await output.WriteAsync(TerminalText.Of(KnowledgeReportCard.Make(Words.In(organisation.Language), report, organisation)));
        return 0;
    }
}
