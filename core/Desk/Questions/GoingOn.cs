using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// Words that need the question before them: "and for admins?", "what about the other one?", "does that work for guests, too?". They are
/// read with the last question of the same person in the same 1:1 chat, for half an hour, and the answer says so. A question that stands on
/// its own is never mixed with an older one, though it may begin with "and".
/// </summary>
internal static class GoingOn
{
    /// <summary>So long after a question words may go on with it.</summary>
    public static TimeSpan Within { get; } = TimeSpan.FromMinutes(30);

    private const int MostBareWords = 5,
        WholeQuestion = 2,
        WholeStatement = 4;

    /// <summary>Whether the words alone say that something stands before them.</summary>
    public static bool IsSaid(string text) =>
        FollowUpWords.BehindAnd(text) is { } rest
            ? !IsWhole(rest)
            : text.TrimEnd().EndsWith('?')
                && ContentWords.Of(text).Count <= WholeQuestion
                && (FollowUpWords.PointsBack(text) || (FollowUpWords.IsBare(text.TrimStart()) && text.AsSpan().Count(' ') < MostBareWords));

    /// <summary>Whether they go on with this question.</summary>
    public static bool From(AskedQuestion last, Inbound.Said said) =>
        said.Direct
        && said.From == last.By.Key
        && said.Place.Lane == last.Place.Lane
        && said.At - last.AskedAt <= Within
        // What few people may read is part of no other question.
        && !last.IsRestricted
        && IsSaid(said.Text);

    private static bool IsWhole(string rest)
    {
        if (FollowUpWords.IsBare(rest) || FollowUpWords.PointsBack(rest))
        {
            return false;
        }

        return ContentWords.Of(rest).Count >= (FollowUpWords.BeginsQuestion(rest) ? WholeQuestion : WholeStatement);
    }
}
