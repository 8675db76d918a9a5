namespace EscalationBot.Core.Triage;

/// <summary>From which confidence on the engine answers, and from which it offers candidates.</summary>
internal sealed record Thresholds(double AnswerFrom, double OfferFrom)
{
    public static Thresholds From(TriageOptions options)
    {
        var answer = 1 - options.ErrorRate;
        return new Thresholds(answer, Math.Min(options.OfferFrom, answer));
    }
}
