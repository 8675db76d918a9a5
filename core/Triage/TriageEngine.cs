using System.Diagnostics;
using System.Globalization;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Triage;

/// <summary>
/// Decides what happens with a question. Pure: the same data, question, circumstances and moment give the same judgement. Safe for many
/// threads.
/// </summary>
public sealed class TriageEngine(TriageData data)
{
    private const int Kept = 5;
    private const double RivalShare = 0.75,
        LeastCertain = 0.5;

    // Each for the confidence that it was found for: without its vector a question is judged by its words alone, whatever encoder there is.
    private readonly Ruling _byWords = RulingFor(data, hasMeaning: false),
        _byMeaning = RulingFor(data, hasMeaning: true);

    /// <summary>What it judges by.</summary>
    public TriageData Data { get; } = data;

    /// <summary>
    /// Fetches what judging this question needs from outside: its vector, when the encoder is an endpoint. Call it before
    /// <see cref="Judge(Question, Circumstances, DateTimeOffset)"/>; without it the question is searched by words alone. So is one that a
    /// criterion restricts, or may restrict: judged by its words first, it never goes to an endpoint.
    /// </summary>
    public ValueTask PrepareAsync(Question question, Circumstances circumstances, DateTimeOffset now, CancellationToken ct) =>
        Data.Knowledge.Encoder is not { IsOutside: true } || !Data.Criteria.CanRestrict || !MayBeRestricted(question, circumstances, now)
            ? Data.Knowledge.PrepareAsync(question.Text, ct)
            : ValueTask.CompletedTask;

    /// <summary>
    /// A criterion restricts the question as far as its words tell, or would if something were so that words alone do not show.
    /// </summary>
    public bool MayBeRestricted(Question question, Circumstances circumstances, DateTimeOffset now) =>
        Data.Criteria.MayRestrict(Judge(question, circumstances, now).Facts, now);

    /// <summary>Judges one question.</summary>
    /// <param name="question">The words and what is known beside them.</param>
    /// <param name="circumstances">What the words cannot show.</param>
    /// <param name="now">The moment; its day in the organisation's time zone decides what is in force and what is past review.</param>
    public Judgement Judge(Question question, Circumstances circumstances, DateTimeOffset now) =>
        Judge(question, circumstances, now, out _);

    /// <summary>As the public one, with the whole ranking.</summary>
    internal Judgement Judge(Question question, Circumstances circumstances, DateTimeOffset now, out Ranking ranking)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Data.Zone).DateTime);
        // What a footer or an older mail says is no part of what is looked for.
        var searched = MessageParts.Of(question.Text).Searched;
        var query = new SearchQuery(searched, question.Audience, today)
        {
            Not = question.NotAgain,
            Tag = question.Scope,
            Synonyms = Data.Synonyms,
            Meaning = question.Meaning,
        };
        ranking = Data.Knowledge.Search(query);
        var ruling = ranking.Shape.Background is null ? _byWords : _byMeaning;
        var hits = Hits(question, ranking, today);
        var conflict = Conflicting(hits, searched, ruling.Thresholds);
        var missing = hits.Length == 0 || hits[0].Confidence < ruling.Thresholds.OfferFrom;
        var facts = FactsOf(question, circumstances, ranking, hits, now) with
        {
            ArticleMissing = missing,
            ArticleStale = !missing && hits[0].Unverified,
            ArticleDoubted = !missing && hits[0].Doubted,
            ArticleConflicting = conflict,
        };
        var sighted = new Sighted(question, facts, hits, conflict);
        return Conclude(Pinned(sighted, query, ranking, ruling, now) ?? sighted, ruling, now);
    }

    /// <summary>
    /// A judgement of the same question at the same moment, had it been known how often it came before: only the criteria look at that.
    /// </summary>
    public Judgement WithEarlierContacts(
        Judgement first,
        Question question,
        IReadOnlyList<DateTimeOffset> earlierContacts,
        DateTimeOffset now
    )
    {
        var facts = first.Facts with { EarlierContacts = earlierContacts };
        return Conclude(SightedAgain(question, first, facts), RulingOf(first), now) with { Beside = first.Beside };
    }

    /// <summary>The confidence to work with, from the shipped model's: first bent by the articles, then by what people said.</summary>
    internal double Confidence(double shipped, Audience reader, string? scope, bool byMeaning = false) =>
        Data.Calibration.Of(Data.Self?.For(reader, scope, byMeaning).Of(shipped) ?? shipped);

    /// <summary>Confidence from which it answers what was found by words.</summary>
    internal double AnswerFrom => _byWords.Thresholds.AnswerFrom;

    /// <summary>One fact of intake.yaml as a person's words give it; null when they do not.</summary>
    public string? FindFact(string id, string text, DateTimeOffset now) =>
        FactFinder
            .Find(Question.Of(text), Data, Circumstances.None, now)
            .Find(fact => fact.Name == id && fact.Certainty >= LeastCertain)
            ?.Value;

    private Judgement Conclude(Sighted sighted, Ruling ruling, DateTimeOffset now)
    {
        var criteria = Data.Criteria.Evaluate(sighted.Facts, now);
        var verdict = ruling.Of(sighted, criteria);
        var (runnerUp, flip) = new Flip(ruling, Data.Criteria, now).Of(verdict, sighted, criteria);
        var receipt = new Receipt(
            sighted.Facts.Confidence,
            ruling.Thresholds.AnswerFrom,
            ruling.Thresholds.OfferFrom,
            criteria.Ids,
            Data.Criteria.Policy.Label,
            runnerUp,
            flip
        )
        {
            Basis = Data.Self is null ? null : new ConfidenceBasis(Data.Self.Questions > 0, Data.ConfirmedAnswers),
            Pinned = sighted.Pinned,
        };
        return new Judgement(verdict, sighted.Facts, sighted.Hits, receipt)
        {
            Conflict = sighted.Conflict,
            Restricted = criteria.Restricted,
        };
    }

    private static Ruling RulingFor(TriageData data, bool hasMeaning)
    {
        var thresholds = Thresholds.From(data.Options, hasMeaning);
        return new Ruling(data.Self is null ? thresholds : thresholds.Bent(), data.Intake);
    }

    /// <summary>As it was ruled then.</summary>
    private Ruling RulingOf(Judgement then) => new(new Thresholds(then.Receipt.AnswerFrom, then.Receipt.OfferFrom), Data.Intake);

    private static Sighted SightedAgain(Question question, Judgement then, QuestionFacts facts) =>
        new(question, facts, then.Ranking, then.Conflict) { Pinned = then.Receipt.Pinned };

    /// <summary>
    /// The question with the article in front that is pinned to its words: the first entry whose article may be shown to this reader and is
    /// neither doubted nor past its dates. Null when there is none.
    /// </summary>
    private Sighted? Pinned(Sighted found, SearchQuery query, Ranking ranking, Ruling ruling, DateTimeOffset now)
    {
        var fitting = Data.Pinned.Find(query.Text, query.Day);
        var (pin, article) = fitting
            .Select(one => (Pin: one, Article: Data.Knowledge.Find(one.Article)))
            .FirstOrDefault(one => one.Article is { IsDoubted: false } known && query.MayFind(known) && !(known.ReviewBy < query.Day));
        if (article is null)
        {
            return null;
        }
        var ranked = ranking.Hits.FirstOrDefault(hit => hit.Article.Id == article.Id);
        var passage = ranked?.BestPassage() ?? (Passages.Of(article.Body) is [var first, ..] ? first : new Passage("", ""));
        var hit = HitOf(article, passage, ranked?.Score ?? 0, confidence: 1, query.Day);
        return found with
        {
            Hits = [hit, .. found.Hits.Where(other => other.ArticleId != article.Id).Take(Kept - 1)],
            Conflict = false,
            Facts = found.Facts with
            {
                Confidence = 1,
                ArticleMissing = false,
                ArticleStale = false,
                ArticleDoubted = false,
                ArticleConflicting = false,
            },
            Pinned = new PinnedBy(
                pin.Line,
                [.. fitting.Where(other => other != pin).Select(other => other.Line)],
                NameOf(ruling.Of(found, Data.Criteria.Evaluate(found.Facts, now)))
            ),
        };
    }

    private Hit[] Hits(Question question, Ranking ranking, DateOnly today)
    {
        var hits = new List<Hit>(Kept);
        var byMeaning = ranking.Shape.Background is not null;
        for (var place = 0; place < ranking.Hits.Count && hits.Count < Kept; place++)
        {
            var article = ranking.Hits[place].Article;
            // What colleagues reported as wrong for much the same question is not given for it again.
            if (Wordings.AreConfirmedFor(question.Text, article.WrongFor))
            {
                continue;
            }
            var passage = ranking.Hits[place].BestPassage();
            var confidence = Confidence(ConfidenceModel.Of(ranking, place), question.Audience, question.Scope, byMeaning);
            // Two cannot both be likely.
            if (hits.Count > 0)
            {
                confidence = Math.Min(confidence, 1 - hits[0].Confidence);
            }
            hits.Add(HitOf(article, passage, ranking.Hits[place].Score, confidence, today));
        }
        return [.. hits];
    }

    private static Hit HitOf(Article article, Passage passage, double score, double confidence, DateOnly today) =>
        new(
            article.Id,
            article.Version,
            ArticleContent.ShownTitle(article),
            passage.Text,
            passage.Heading,
            score,
            confidence,
            article.Updated,
            article.ReviewBy < today,
            article.SolvedQuestions.Count
        )
        {
            Audience = article.Audience,
            Doubted = article.IsDoubted,
        };

    private static bool Conflicting(Hit[] hits, string asked, Thresholds thresholds) =>
        hits.Length > 1
        && hits[0].Confidence >= thresholds.OfferFrom
        && hits[1].Score >= hits[0].Score * RivalShare
        && Contradiction.Between(hits[0], hits[1], asked);

    private QuestionFacts FactsOf(Question question, Circumstances circumstances, Ranking ranking, Hit[] hits, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Data.Zone).DateTime);
        var found = FactFinder.Find(question, Data, circumstances, now);
        var confidence = hits.Length > 0 ? hits[0].Confidence : 0;
        var own = MessageParts.Of(question.Text).Searched;
        var past = Data.PastCases?.Guess(own) ?? [];
        var category = found.Find(fact => fact.Name == FactNames.Category)?.Value;
        if (category is null && CategoryFinder.Find(own, ranking, confidence, Data.Categories, past) is var (likely, certainty))
        {
            found.Add(new Fact(FactNames.Category, likely, "", certainty));
            if (certainty >= LeastCertain)
            {
                category = likely;
            }
        }
        var given = found.Find(fact => fact.Name == FactNames.Account && fact.Certainty >= LeastCertain)?.Value;
        var account = given is null ? null : Data.Accounts.Given(given);
        var amount = found
            .Where(fact => fact.Name == FactNames.Amount)
            .Select(fact => Money(fact.Value))
            .OfType<(decimal Amount, string? Currency)>()
            .OrderByDescending(money => money.Amount)
            .FirstOrDefault();
        return new QuestionFacts
        {
            Text = question.Text,
            Category = category,
            Queue = category is null ? CategoryFinder.FindQueue(past, LeastCertain) : null,
            PastPlaces = past,
            AccountId = account?.Id,
            AccountTier = string.IsNullOrEmpty(account?.Tier) ? null : account.Tier,
            RenewalInDays = account?.Renewal is { } renewal ? renewal.DayNumber - today.DayNumber : null,
            Amount = amount.Amount > 0 ? amount.Amount : null,
            Currency = amount.Amount > 0 ? amount.Currency : null,
            Frustrated = found.Exists(fact => fact.Name == FactNames.Tone && fact.Value == "frustrated"),
            EarlierContacts = circumstances.EarlierContacts,
            IncidentOpen = circumstances.IncidentOpen,
            OutsideHours = circumstances.OutsideHours,
            Language = found.Find(fact => fact.Name == FactNames.Language)?.Value ?? Data.Language,
            Confidence = confidence,
            Found = found,
        };
    }

    /// <summary>"1200.50 EUR", or a bare number that a person gave.</summary>
    private static (decimal Amount, string? Currency)? Money(string value)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        var number = space < 0 ? value : value[..space];
        if (decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return (amount, space < 0 ? null : value[(space + 1)..]);
        }
        foreach (var (found, currency, _) in MoneyFinder.Find(value))
        {
            return (found, currency);
        }
        return null;
    }

    /// <summary>
    /// The verdict on a question as it was judged then, under the criteria of this engine: facts, articles, confidence and thresholds stay
    /// those of the moment. For replays.
    /// </summary>
    /// <param name="question">What was judged.</param>
    /// <param name="then">How it was judged.</param>
    /// <param name="at">When.</param>
    public (Verdict Verdict, IReadOnlyList<string> Fired) JudgeAgain(Question question, Judgement then, DateTimeOffset at)
    {
        var criteria = Data.Criteria.Evaluate(then.Facts, at);
        return (RulingOf(then).Of(SightedAgain(question, then, then.Facts), criteria), criteria.Ids);
    }

    /// <summary>The word for a verdict in receipts: answer, offer, ask, not covered, escalate.</summary>
    public static string NameOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Answer => "answer",
            Verdict.Offer => "offer",
            Verdict.Ask => "ask",
            Verdict.NotCovered => "not covered",
            Verdict.Escalate => "escalate",
            _ => throw new UnreachableException(),
        };
}
