using System.Globalization;
using System.Text.Json;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage.Evaluation;

/// <summary>What <c>eval</c> was asked to do. Paths are read as they are given.</summary>
/// <param name="Kb">jsonl of articles {id, title?, body?, tags?}.</param>
/// <param name="Questions">jsonl of questions {id, text, and the scope field}.</param>
/// <param name="Out">Where the run is written.</param>
/// <param name="Scope">Only articles whose tags hold the question's value of this field; null = all.</param>
/// <param name="Train">jsonl of past questions {text, label}, or null; a label is an article's id.</param>
public sealed record EvaluationRequest(string Kb, string Questions, string Out, string? Scope, string? Train)
{
    /// <summary>Settings under <c>Triage:</c>.</summary>
    public TriageOptions Options { get; init; } = new();

    /// <summary>The encoder to use; null = the local one that the settings ask for (<see cref="LocalEncoder.Open"/>).</summary>
    public ISentenceEncoder? Encoder { get; init; }

    /// <summary>Gets what a report page needs, when the run is written; null = nobody wants it.</summary>
    public Action<ReportData>? Report { get; init; }

    /// <summary>An earlier run to compare with in the report, or null.</summary>
    public string? Compare { get; init; }
}

/// <summary>What an evaluation found.</summary>
/// <param name="Problems">Lines of the files that were left out, and why.</param>
/// <param name="LastLine">The line that ends the verb's output.</param>
/// <param name="Articles">How many articles were searched.</param>
/// <param name="Questions">How many questions were judged.</param>
/// <param name="Measured">How the confidence was measured on the articles, and how long it took.</param>
public sealed record EvaluationReport(IReadOnlyList<Problem> Problems, string LastLine, int Articles, int Questions, string Measured);

/// <summary>Runs the engine over files of articles and questions. Reads and writes nothing else.</summary>
public static class EngineEvaluation
{
    private const int Listed = 10,
        WarmUps = 300;
    private const double Mebibyte = 1024 * 1024;

    /// <summary>
    /// Judges every question and writes the run. A missing file throws <see cref="IOException"/>; broken lines are reported and left out.
    /// </summary>
    public static EvaluationReport Run(EvaluationRequest request, TimeProvider time, CancellationToken ct)
    {
        var problems = new List<Problem>();
        var now = time.GetUtcNow();
        var questions = EvaluationFiles.Questions(request.Questions, request.Scope, problems);
        var labelled = request.Train is null ? [] : EvaluationFiles.Labelled(request.Train, problems);
        var articles = Articles(request, labelled, now, problems);
        var encoder = request.Encoder ?? Local(request.Options.Encoder);
        var before = SettledMemory();
        var started = time.GetTimestamp();
        var engine = new TriageEngine(new TriageData { Knowledge = SearchIndex.Of(articles, encoder), Options = request.Options });
        var labels = LabelRanking.Train(labelled, engine.Data.Knowledge);
        var build = time.GetElapsedTime(started);
        var memory = Math.Max(0, SettledMemory() - before) / Mebibyte;
        // Not part of the build: the bot does it in the background, and answers meanwhile.
        started = time.GetTimestamp();
        var index = engine.Data.Knowledge;
        var self = SelfCalibration.Measure(
            index,
            engine.Data.Synonyms,
            DateOnly.FromDateTime(now.UtcDateTime),
            ct,
            questions.Select(question => question.Scope).OfType<string>(),
            index.HasEncoder ? index.MeaningOf : null
        );
        engine = new TriageEngine(engine.Data with { Self = self });
        var measured = string.Create(
            CultureInfo.InvariantCulture,
            $"confidence from the articles alone: {self.Questions} questions made of them, {time.GetElapsedTime(started).TotalMilliseconds:0} ms"
        );
        var (byWords, byMeaning) = (
            Thresholds.From(request.Options, hasMeaning: false).AnswerFrom,
            Thresholds.From(request.Options, hasMeaning: true).AnswerFrom
        );
        WarmUp(engine, questions, now);
        var other = request.Compare is null ? [] : RunFile.Read(request.Compare);
        var reported = new List<ReportedQuestion>();
        var took = new double[questions.Count];
        using (var file = PrivateFiles.Create(request.Out))
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            for (var i = 0; i < questions.Count; i++)
            {
                ct.ThrowIfCancellationRequested();
                var from = time.GetTimestamp();
                var judgement = engine.Judge(AsQuestion(questions[i]), Circumstances.None, now, out var ranking);
                var judged = labels is null
                    ? Judged.Of(judgement, ranking)
                    : labels.Judge(questions[i], ranking, ranking.Shape.Background is null ? byWords : byMeaning);
                took[i] = time.GetElapsedTime(from).TotalMilliseconds;
                Write(json, questions[i].Id, judged);
                if (request.Report is not null)
                {
                    reported.Add(new ReportedQuestion(questions[i], judged, judgement));
                }
            }
            json.WriteEndObject();
        }
        var line = LastLine(build, memory, took);
        request.Report?.Invoke(
            new ReportData(NameOf(request.Questions), now, line, engine.Data.Knowledge.Count, reported)
            {
                Other = other,
                OtherName = request.Compare is null ? null : Path.GetFileName(request.Compare),
                ErrorRate = request.Options.ErrorRate,
                Settings = string.Create(
                    CultureInfo.InvariantCulture,
                    $"at most {request.Options.ErrorRate:0.##%} wrong · encoder "
                        + $"{(encoder is null ? "off" : encoder.Name)}{(request.Train is null ? "" : " · trained")}"
                ),
            }
        );
        return new EvaluationReport(problems, line, engine.Data.Knowledge.Count, questions.Count, measured);
    }

    /// <summary>Figures without the encoder that was asked for would be another engine's.</summary>
    private static ISentenceEncoder? Local(string setting) =>
        EncoderLocator.Of(setting, EncoderLocator.Folders) is var search && search is { IsFaulty: true, Encoder: null }
            ? throw new IOException(search.Why)
            : search.Encoder;

    /// <summary>"wixqa/questions" of ".../wixqa/questions.jsonl".</summary>
    private static string NameOf(string path) =>
        Path.Combine(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "", Path.GetFileNameWithoutExtension(path));

    private static List<Article> Articles(
        EvaluationRequest request,
        List<LabelledQuestion> labelled,
        DateTimeOffset now,
        List<Problem> problems
    )
    {
        using var reader = File.OpenText(request.Kb);
        var read = JsonlImport.Read(request.Kb, reader, now, asTheyAre: true);
        problems.AddRange(read.Refused);
        if (labelled.Count == 0)
        {
            return [.. read.Articles];
        }
        var taught = labelled.ToLookup(past => past.Label, past => past.Text, StringComparer.Ordinal);
        return [.. read.Articles.Select(article => article with { SolvedQuestions = [.. taught[article.Id]] })];
    }

    private static Question AsQuestion(EvaluationQuestion question) => Question.Of(question.Text) with { Scope = question.Scope };

    /// <summary>The first calls compile; a person's first question is asked of a program that runs already.</summary>
    private static void WarmUp(TriageEngine engine, List<EvaluationQuestion> questions, DateTimeOffset now)
    {
        for (var i = 0; i < Math.Min(WarmUps, questions.Count * 4); i++)
        {
            engine.Judge(AsQuestion(questions[i % questions.Count]), Circumstances.None, now);
        }
    }

    private static void Write(Utf8JsonWriter json, string id, Judged judged)
    {
        json.WriteStartObject(id);
        json.WriteStartArray("ranking");
        foreach (var (article, score) in judged.Ranking.Take(Listed))
        {
            json.WriteStartArray();
            json.WriteStringValue(article);
            json.WriteNumberValue(Math.Round(score, 4));
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteString("decision", judged.Decision);
        json.WriteNumber("confidence", Math.Round(judged.Confidence, 6));
        json.WriteEndObject();
    }

    private static long SettledMemory() => GC.GetTotalMemory(forceFullCollection: true);

    private static string LastLine(TimeSpan build, double memory, double[] took)
    {
        Array.Sort(took);
        var perSecond = took.Sum() is > 0 and var total ? took.Length / total * 1000 : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"build {build.TotalMilliseconds:0} ms · memory {memory:0} MiB · {perSecond:0} queries/s · p50 "
                + $"{At(0.5):0.###} ms · p99 {At(0.99):0.###} ms"
        );

        double At(double share) => took.Length == 0 ? 0 : took[Math.Min(took.Length - 1, (int)(took.Length * share))];
    }
}
