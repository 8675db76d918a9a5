using System.Text.Json.Serialization;

namespace EscalationBot.Core.Messages;

/// <summary>The stored form of messages. Members are optional as they grow; unknown ones are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(Inbound))]
[JsonSerializable(typeof(Outbound))]
[JsonSerializable(typeof(Card))]
[JsonSerializable(typeof(Form))]
[JsonSerializable(typeof(Place))]
[JsonSerializable(typeof(Destination))]
[JsonSerializable(typeof(Dictionary<string, string>))]
public sealed partial class MessagesJson : JsonSerializerContext;
