using System.CommandLine;
using System.Globalization;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary>
/// <c>knowledge test</c>: asks the confirmed questions of the articles of a folder before these are live. Reads, and writes nothing but
/// that it was run.
/// </summary>
internal static class KnowledgeTestCommand
{
    private const string Name = "knowledge";

    public static System.CommandLine.Command Make(Option<string[]> set)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "An organisation folder: its knowledge/ takes the place of the files in force.",
        };
        var command = new System.CommandLine.Command(
            "test",
            "Asks the questions of which people said that an article solved them of the articles of another folder, by words. Ends with 1 "
                + "when one of them would get worse."
        )
        {
            folder,
        };
        command.SetAction(
            (parsed, ct) => RunAsync(GivenSettings.Read(parsed, set), parsed.GetValue(folder)!, parsed.InvocationConfiguration.Output, ct)
        );
        return command;
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> given, string folder, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(
            given,
            ["Database", "Organisation", "Triage", "Audit"],
            services => services.AddStore().AddOrganisationOptions()
        );
        var organisation = VerbOrganisation.Read(services);
        var reading = KnowledgeFolder.Read(FolderOf(folder));
        foreach (var problem in reading.Problems)
        {
            await output.WriteLineAsync(problem.ToString());
        }

        if (reading.HasErrors)
        {
            await output.WriteLineAsync("Nothing was asked: the articles of the folder have errors.");
            return 1;
        }

        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var live = await services.GetRequiredService<Articles>().LiveAsync(ct);
        var tried = Tried(live, reading.Articles);
        var changed = ChangedOf(live, tried);
        var options = services.GetRequiredService<IOptions<TriageOptions>>().Value;
        var log = CalibrationLog.Parse(
            await services.GetRequiredService<ChannelMemory>().FindAsync(ConfidenceRefit.Owner, ConfidenceRefit.Key, ct)
        );
        var (before, after) = (EngineOf(live), EngineOf(tried));
        var solved = await services
            .GetRequiredService<CaseStore>()
            .SolvedQuestionsAsync(now - ConfirmedQuestions.Window, ConfirmedQuestions.Most * 2, ct);
        var questions = ConfirmedQuestions.Chosen(solved, before, now);
        var worse = ConfirmedQuestions.Compare(
            Ask(before).ToDictionary(one => one.Question, StringComparer.Ordinal),
            Ask(after),
            questions,
            new(changed, after.Data.Knowledge.Find, organisation.Calendar.DateOf(now), IsSureAlike: true)
        );
        await VerbAudit.RecordAsync(services, AuditKind.View, "knowledge test", null, ct);
        await WriteAsync(output, new(questions, worse, changed.Count, TitleOf));
        return worse.Count > 0 ? 1 : 0;

        TriageEngine EngineOf(IReadOnlyList<Article> articles)
        {
            var data = TriageData.Of(SearchIndex.Of(articles), organisation, options);
            return new(
                data with
                {
                    Calibration = log.Current,
                    Self = SelfCalibration.Measure(data.Knowledge, data.Synonyms, organisation.Calendar.DateOf(now), ct),
                }
            );
        }

        List<ConfirmedResult> Ask(TriageEngine engine)
        {
            var asking = ConfirmedQuestions.EngineOf(engine.Data);
            return [.. questions.Select(asked => ConfirmedQuestions.Ask(asking, asked, [], now))];
        }

        string TitleOf(string id) =>
            (after.Data.Knowledge.Find(id) ?? before.Data.Knowledge.Find(id)) is { } article ? ArticleContent.ShownTitle(article) : id;
    }

    /// <exception cref="WrongUseException">There is no such folder, or it holds no articles.</exception>
    private static string FolderOf(string given)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(given));
        return Directory.Exists(Path.Combine(path, Name)) ? path
            : !Directory.Exists(path) ? throw new WrongUseException($"There is no folder {path}.")
            : Path.GetFileName(path) == Name && Path.GetDirectoryName(path) is { } parent ? parent
            : throw new WrongUseException($"{path} holds no folder {Name}: name the organisation folder, or its {Name} folder.");
    }

    /// <summary>The articles that would be in use: the folder's in place of the present files, and those of other sources.</summary>
    private static List<Article> Tried(IReadOnlyList<Article> live, IReadOnlyList<Article> files)
    {
        var own = files.Select(article => article.Id).ToHashSet(StringComparer.Ordinal);
        var known = live.ToDictionary(article => article.Id, StringComparer.Ordinal);
        return
        [
            .. live.Where(article => article.Source != Articles.File && !own.Contains(article.Id)),
            .. files.Select(article =>
                known.GetValueOrDefault(article.Id) is not { } present ? article
                : Articles.AreSame(present, article) ? present
                : article with { SolvedQuestions = present.SolvedQuestions, WrongFor = present.WrongFor }
            ),
        ];
    }

    private static HashSet<string> ChangedOf(IReadOnlyList<Article> live, List<Article> tried)
    {
        var known = live.ToDictionary(article => article.Id, StringComparer.Ordinal);
        var changed = tried
            .Where(article => known.GetValueOrDefault(article.Id) is not { } present || !Articles.AreSame(present, article))
            .Select(article => article.Id)
            .ToHashSet(StringComparer.Ordinal);
        changed.UnionWith(known.Keys.Except(tried.Select(article => article.Id), StringComparer.Ordinal));
        return changed;
    }

    private static async Task WriteAsync(TextWriter output, Findings found)
    {
        await output.WriteLineAsync(
            $"{found.Questions.Count} confirmed questions were asked; {found.Changed} articles are changed, added or gone."
        );
        if (found.Worse.Count == 0)
        {
            await output.WriteLineAsync("None would get worse.");
            return;
        }

        await output.WriteLineAsync($"{found.Worse.Count} would get worse:");
        var asked = found.Questions.ToDictionary(one => one.Id, StringComparer.Ordinal);
        foreach (var one in found.Worse)
        {
            var question = asked[one.Question];
            var day = question.AskedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await output.WriteLineAsync($"- {day} \"{ShortText.Of(question.Text.ReplaceLineEndings(" "), 200)}\"");
            await output.WriteLineAsync($"  was: {Text(one.Was, found.TitleOf(one.Article))}");
            var title = found.TitleOf(one.Now is ConfirmedOutcome.First ? one.Article : one.Found ?? one.Article);
            var now = one.Found is null ? "nothing is found" : Text(one.Now, title);
            await output.WriteLineAsync($"  now: {now}{(one.Changed is { } id ? $" (changed: {id})" : "")}");
        }
    }

    private static string Text(ConfirmedOutcome outcome, string title) =>
        outcome is ConfirmedOutcome.Answered or ConfirmedOutcome.OtherAnswers
            ? $"\"{title}\" answers"
            : $"\"{title}\" comes first, without answering";

    private sealed record Findings(
        IReadOnlyList<AskedQuestion> Questions,
        IReadOnlyList<WorseAnswer> Worse,
        int Changed,
        Func<string, string> TitleOf
    );
}
