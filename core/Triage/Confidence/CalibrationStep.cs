namespace EscalationBot.Core.Triage.Confidence;

/// <summary>How the calibration goes on from what people said: the next one, or none.</summary>
public static class CalibrationStep
{
    /// <summary>
    /// A promise that was refuted comes first. Then the fit on all answers, which may be less careful only where new answers prove that the
    /// promise is kept. Then steps forward, as far as new answers prove it.
    /// </summary>
    /// <param name="labels">Oldest first.</param>
    /// <param name="log">The calibrations that were in force.</param>
    /// <param name="options">They say the promise.</param>
    /// <param name="now">The moment.</param>
    public static PromiseOutcome Of(IReadOnlyList<ConfidenceLabel> labels, CalibrationLog log, TriageOptions options, DateTimeOffset now)
    {
        var promise = PromiseCheck.Of(labels, log, options.ErrorRate, now);
        if (promise.IsRefuted)
        {
            return promise;
        }
        var (fit, answerFrom) = (CalibrationFit.Of(labels, log.Current), PromiseCheck.AnswerFrom(options));
        var bold = fit.Taken is { } fitted && fitted.Of(answerFrom) > log.Current.Of(answerFrom);
        return fit.Taken is not null && (!bold || PromiseCheck.IsProven(labels, log, fit.Taken, options.ErrorRate))
            ? promise with
            {
                Taken = fit.Taken,
                Why = fit.Why,
            }
            : promise;
    }
}
