namespace EscalationBot.Core.Organisation;

/// <summary>The company's own endpoint that knows its clients: <c>live_accounts</c> of organisation.yaml.</summary>
/// <param name="Url">https, or this machine.</param>
/// <param name="FreshFor">Facts that are older are marked as old.</param>
public sealed record LiveAccountSource(Uri Url, TimeSpan FreshFor)
{
    /// <summary>When the file names none.</summary>
    public static TimeSpan UsualFreshFor { get; } = TimeSpan.FromMinutes(15);
}
