using System.Buffers;
using System.Text.Json;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Observability;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Health;

/// <summary>The state of every part: what /health/ready answers and what start-up prints.</summary>
internal sealed class HealthReport(IEnumerable<HealthPart> parts, IEnumerable<IChannel> channels, IHostApplicationLifetime lifetime)
{
    /// <summary>Longer than this no part may take: a probe that hangs is worse than one that fails.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>All parts, the needed ones first, then the channels.</summary>
    public async Task<IReadOnlyList<(string Name, bool Needed, PartState State)>> LookAsync(CancellationToken ct)
    {
        var looks = parts.OrderByDescending(part => part.Needed).Select(async part => (part.Name, part.Needed, await LookAsync(part, ct)));
        var found = new List<(string Name, bool Needed, PartState State)>(await Task.WhenAll(looks));
        foreach (var name in new[] { ChannelNames.Slack, ChannelNames.Teams, ChannelNames.Web })
        {
            var channel = channels.FirstOrDefault(channel => channel.Name == name);
            found.Add(
                (name, false, channel is null ? PartState.Off("No credentials.") : new PartState(channel.State.Status, channel.State.Why))
            );
        }
        return found;
    }

    /// <summary>
    /// 200 while no needed part is off, whatever Slack, Teams, Redis or the model do; else 503. With details the body names every part's
    /// state and why.
    /// </summary>
    public async Task AnswerReadyAsync(HttpContext context, bool withDetails)
    {
        var found = await LookAsync(context.RequestAborted);
        var stopping = lifetime.ApplicationStopping.IsCancellationRequested;
        var ready = !stopping && found.All(part => !part.Needed || !part.State.IsOff);
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString(
                "status",
                ready ? "ready"
                    : stopping ? "stopping"
                    : "not ready"
            );
            foreach (var (name, _, state) in withDetails ? found : [])
            {
                json.WriteStartObject(name);
                json.WriteString("state", state.State);
                json.WriteString("why", state.Why);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static async Task<PartState> LookAsync(HealthPart part, CancellationToken ct)
    {
        try
        {
            return await part.Look(ct).AsTask().WaitAsync(Patience, ct);
        }
        catch (Exception failed) when (failed is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            var why = failed is TimeoutException ? "It did not answer within 3 s." : failed.Message;
            return part.Needed ? PartState.Off(why) : PartState.Degraded(why);
        }
    }
}
