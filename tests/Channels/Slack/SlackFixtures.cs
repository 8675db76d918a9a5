using System.Text.Json;

namespace EscalationBot.Tests.Channels.Slack;

/// <summary>Payloads as Slack sends them, by name.</summary>
internal static class SlackFixtures
{
    private static readonly JsonElement Events = Load("events.json");
    private static readonly JsonElement Interactions = Load("interactions.json");

    public static JsonElement Event(string name) => Events.GetProperty(name);

    public static JsonElement Interaction(string name) => Interactions.GetProperty(name);

    private static JsonElement Load(string file) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Channels", "Slack", file)));
}
