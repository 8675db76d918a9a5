using System.Text.Json.Serialization;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Cases;

/// <summary>Where a question stands. Each one ends in a finished state; that is what the digest's line counts.</summary>
public enum QuestionState
{
    /// <summary>An answer or candidates were shown, or "not covered" was said; the asker has not reacted yet.</summary>
    Shown,

    /// <summary>One fact was asked for; the next message in the lane answers it.</summary>
    WaitingForFact,

    /// <summary>It is a case now.</summary>
    Escalated,

    /// <summary>Finished: the asker said that it solved the question.</summary>
    Solved,

    /// <summary>Finished: no reaction for a day after an answer.</summary>
    Settled,

    /// <summary>Finished: the case was closed or declined, or the asker withdrew the question.</summary>
    Ended,
}

/// <summary>One question as stored: what was asked, what the engine decided and why, what became of it.</summary>
public sealed record AskedQuestion : StoredRecord
{
    /// <summary>Sortable id.</summary>
    public required string Id { get; init; }

    /// <summary>1, 2, …: compare-and-swap.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stands.</summary>
    public required QuestionState State { get; init; }

    /// <summary>Who asked.</summary>
    public required Party By { get; init; }

    /// <summary>Where, and in which lane the next words belong to it.</summary>
    public required Place Place { get; init; }

    /// <summary>A 1:1 chat.</summary>
    public bool Direct { get; init; }

    /// <summary>The platform's id of the message that asked it.</summary>
    public string? MessageId { get; init; }

    /// <summary>
    /// The words, turns joined by new lines; of a long conversation its beginning and its end (<see cref="QuestionText"/>).
    /// </summary>
    public required string Text { get; init; }

    /// <summary>The turns, oldest first. Of a long conversation the first and the newest: see <see cref="TurnCount"/>.</summary>
    public IReadOnlyList<Turn> Turns { get; init; } = [];

    /// <summary>How many turns are stored altogether; 0 = <see cref="Turns"/> holds them all.</summary>
    public int TurnCount { get; init; }

    /// <summary>The engine's last judgement.</summary>
    public required Judgement Judgement { get; init; }

    /// <summary>Article ids shown and rejected.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];

    /// <summary>The article now shown as the answer, or null.</summary>
    public string? ShownArticle { get; init; }

    /// <summary>Articles whose words were shown as an answer to it, each once: only they can be confirmed.</summary>
    public IReadOnlyList<string> ShownArticles { get; init; } = [];

    /// <summary>Facts that were asked for.</summary>
    public IReadOnlyList<string> AskedFacts { get; init; } = [];

    /// <summary>Facts that were given.</summary>
    public IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Other words for it that a language model gave and that added candidates; null when none did.</summary>
    public string? SearchedAs { get; init; }

    /// <summary>Colleagues and queues that its asker asked about it before it was a case, oldest first.</summary>
    public IReadOnlyList<Consult> Consults { get; init; } = [];

    /// <summary>Secrets that were taken out of its words.</summary>
    public int Hidden { get; init; }

    /// <summary>
    /// The organisation's own files answered, without an article: what somebody may grant, or what was agreed with a client. It counts as
    /// answered.
    /// </summary>
    public bool ByAuthority { get; init; }

    /// <summary>The case it became.</summary>
    public string? CaseId { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>A criterion restricts it: what becomes of it is for few people, and its words leave the house for no model.</summary>
    [JsonIgnore]
    public bool IsRestricted => Judgement.Restricted || Judgement.Verdict is Verdict.Escalate { Restricted: true };

    /// <summary>Whether an article's words were shown in answer to it.</summary>
    public bool WasShown(string articleId) => articleId == ShownArticle || ShownArticles.Contains(articleId, StringComparer.Ordinal);

    /// <summary>The question with an article shown as its answer now.</summary>
    public AskedQuestion Showing(string? articleId) =>
        this with
        {
            ShownArticle = articleId,
            ShownArticles =
                articleId is null || ShownArticles.Contains(articleId, StringComparer.Ordinal)
                    ? ShownArticles
                    : [.. ShownArticles, articleId],
        };

    /// <summary>All turns, with those that are not stored yet and those that were not read.</summary>
    [JsonIgnore]
    public int AllTurns => Math.Max(TurnCount, Turns.Count(turn => turn.Seq > 0)) + Turns.Count(turn => turn.Seq == 0);

    /// <summary>It ended.</summary>
    public bool IsFinished => State is QuestionState.Solved or QuestionState.Settled or QuestionState.Ended;
}
