using System.Globalization;

namespace EscalationBot.Core.Messages;

/// <summary>How much a <see cref="Problem"/> matters.</summary>
public enum ProblemLevel
{
    /// <summary>The folder is not used until it is fixed.</summary>
    Error,

    /// <summary>The folder is used; somebody should look.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Note,
}

/// <summary>One thing wrong in the organisation folder.</summary>
/// <param name="Level">Whether it stops the folder from being used.</param>
/// <param name="File">Path relative to the folder, with forward slashes ("criteria.yaml").</param>
/// <param name="Line">1-based line; 0 when it is about the whole file.</param>
/// <param name="What">What is wrong, a sentence.</param>
/// <param name="Fix">What to write instead, a sentence.</param>
public sealed record Problem(ProblemLevel Level, string File, int Line, string What, string Fix)
{
    /// <summary>"criteria.yaml:12: error: what is wrong. How to fix."</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Level.ToString().ToLowerInvariant()}: {What} {Fix}");
}
