using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Triage.Confidence;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// The local sentence encoder of this process: looked for once, when it is first asked for. Says what was found at start, in the doctor and
/// in /health/ready.
/// </summary>
internal sealed class InstalledEncoder(IOptions<TriageOptions> options, EncoderChoice endpoint)
{
    private readonly Lazy<EncoderLocator> _search = new(() => EncoderLocator.Of(options.Value.Encoder, EncoderLocator.Folders));

    /// <summary>What was found; null while an endpoint's embeddings are used, which go before it.</summary>
    public EncoderLocator? Search => endpoint.Endpoint() is null ? _search.Value : null;

    /// <summary>A folder that the settings name must work; what auto finds may not.</summary>
    public IReadOnlyList<string> Problems() =>
        options.Value.Encoder is not ("off" or "auto" or "") && Search is { Encoder: null } failed ? [failed.Why] : [];

    /// <summary>For /health/ready.</summary>
    public PartState State() =>
        Search switch
        {
            null => PartState.Off("Ai:EmbeddingModel is used in its place."),
            { IsFaulty: true } faulty => PartState.Degraded(faulty.Why),
            { Encoder: null } none => PartState.Off(none.Why),
            var found => PartState.Ok(found.Why),
        };
}
