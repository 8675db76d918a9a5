namespace EscalationBot.Core.Knowledge.Embeddings;

/// <summary>
/// How close the articles that a query may find are in general: what "close" means depends on the encoder and on how alike the articles
/// are.
/// </summary>
/// <param name="Encoder">Whose vectors they are (<see cref="ISentenceEncoder.Name"/>).</param>
/// <param name="Mean">Over all of them.</param>
/// <param name="Spread">Standard deviation over all of them.</param>
/// <param name="Closest">Of the closest ones, closest first.</param>
internal sealed record Background(string Encoder, float Mean, float Spread, float[] Closest);
