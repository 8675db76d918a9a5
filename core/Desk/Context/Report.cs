using EscalationBot.Core.Cases;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Context;

/// <summary>One question that reports something.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Case">The case that it became, or null.</param>
public sealed record Report(AskedQuestion Asked, Case? Case)
{
    /// <summary>What it is about.</summary>
    internal TopicWords Topic { get; } = TopicWords.Of(Asked.Text);

    /// <summary>The account it is about, or null.</summary>
    internal string? Account => Case?.Account ?? Asked.Judgement.Facts.AccountId;

    /// <summary>Whose report it is: of the account, or of the person where no account is known.</summary>
    internal string Source => Account ?? Asked.By.Email ?? $"{Asked.By.Key.Channel}:{Asked.By.Key.Id}";

    /// <summary>
    /// The article that fits it best, when one fits at all: reports in other words are about the same when the same one does.
    /// </summary>
    internal string? Article =>
        Asked.Judgement.Ranking is [var best, ..] && best.Confidence >= Asked.Judgement.Receipt.OfferFrom ? best.ArticleId : null;

    /// <summary>
    /// A question as a report; null for what is none: what is restricted counts for nobody, and what an article answered is a question and
    /// no problem, unless it names a code or a number.
    /// </summary>
    /// <param name="asked">The question.</param>
    /// <param name="became">Its case; null when it became none, or was forgotten.</param>
    public static Report? Of(AskedQuestion asked, Case? became)
    {
        if (
            asked.Text.Length == 0
            || asked.IsRestricted
            || asked.State is QuestionState.Solved
            || (asked.CaseId is not null && became is not { Restricted: false })
        )
        {
            return null;
        }

        var report = new Report(asked, became);
        var isAnswered = became is null && asked.Judgement.Verdict is Verdict.Answer && asked.Rejected.Count == 0;
        return isAnswered && report.Topic.Codes.Count == 0 && !report.Topic.Words.Any(word => word.Any(char.IsAsciiDigit)) ? null : report;
    }
}
