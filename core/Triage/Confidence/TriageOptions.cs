namespace EscalationBot.Core.Triage.Confidence;

/// <summary>Settings under <c>Triage:</c>.</summary>
public sealed class TriageOptions
{
    /// <summary>Off, auto (when its weights are installed) or the folder of the local sentence encoder's weights.</summary>
    public string Encoder { get; set; } = "off";

    /// <summary>
    /// At most this share of answers may be wrong; the confidence from which the engine answers follows from it. 0.01..0.5.
    /// </summary>
    public double ErrorRate { get; set; } = 0.10;

    /// <summary>Candidates are offered from this confidence on. 0..1, not above the one that <see cref="ErrorRate"/> gives.</summary>
    public double OfferFrom { get; set; } = 0.25;

    /// <summary>
    /// The confidence may be fitted on the organisation's own feedback, within bounds; false goes back to the shipped one.
    /// </summary>
    public bool Refit { get; set; } = true;

    /// <summary>Category and queue of a question may be learned from where past cases ended.</summary>
    public bool LearnFromCases { get; set; } = true;

    /// <summary>What is wrong with the values, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (ErrorRate is not (>= 0.01 and <= 0.5))
        {
            problems.Add("Triage:ErrorRate must lie between 0.01 and 0.5.");
        }
        if (OfferFrom is not (>= 0 and <= 1))
        {
            problems.Add("Triage:OfferFrom must lie between 0 and 1.");
        }
        return problems;
    }
}
