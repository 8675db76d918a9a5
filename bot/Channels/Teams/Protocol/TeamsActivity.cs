using System.Text.Json;
using System.Text.Json.Serialization;

namespace EscalationBot.Bot.Channels.Teams.Protocol;

// What the Bot Framework sends, as far as it is read. Members of another kind than these make the body malformed; unknown ones are ignored.
// https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
internal sealed record Activity
{
    public string? Type { get; init; }
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Action { get; init; }
    public DateTimeOffset? Timestamp { get; init; }
    public string? ServiceUrl { get; init; }
    public string? ChannelId { get; init; }
    public Account? From { get; init; }
    public Account? Recipient { get; init; }
    public Conversation? Conversation { get; init; }
    public string? Locale { get; init; }
    public string? Text { get; init; }
    public string? TextFormat { get; init; }
    public string? ReplyToId { get; init; }
    public IReadOnlyList<Entity>? Entities { get; init; }
    public IReadOnlyList<Attachment>? Attachments { get; init; }
    public IReadOnlyList<Account>? MembersAdded { get; init; }
    public IReadOnlyList<Account>? MembersRemoved { get; init; }
    public IReadOnlyList<Reaction>? ReactionsAdded { get; init; }
    public IReadOnlyList<Reaction>? ReactionsRemoved { get; init; }
    public ChannelData? ChannelData { get; init; }

    /// <summary>Of any kind: what a button carried, what an invoke is about.</summary>
    public JsonElement Value { get; init; }
}

internal sealed record Account(string? Id, string? Name, string? AadObjectId, string? Role, string? Email, string? UserPrincipalName)
{
    public string? TenantId { get; init; }

    /// <summary>Of a recipient: nobody else in the conversation sees the message.</summary>
    public bool? IsTargeted { get; init; }

    /// <summary>Of a conversation's member: <c>user</c>, <c>guest</c>, <c>anonymous</c>.</summary>
    public string? UserRole { get; init; }

    /// <summary>Another name of <see cref="AadObjectId"/> in some of the connector's answers.</summary>
    public string? ObjectId { get; init; }
}

/// <summary>A page of a conversation's roster.</summary>
internal sealed record MembersPage(IReadOnlyList<Account>? Members, string? ContinuationToken);

internal sealed record Conversation(string? Id, string? ConversationType, string? TenantId, bool? IsGroup);

internal sealed record Entity(string? Type, Account? Mentioned, string? Text, string? Locale)
{
    /// <summary>Of a <c>quotedReply</c>: which message, by whom, how it begins.</summary>
    public JsonElement QuotedReply { get; init; }
}

internal sealed record Attachment(string? ContentType, string? ContentUrl, string? Name, JsonElement Content);

internal sealed record Reaction(string? Type);

internal sealed record ChannelData(NamedId? Tenant, NamedId? Team, NamedId? Channel, string? EventType);

internal sealed record NamedId(string? Id, string? Name);

/// <summary>The answer to posting an activity or opening a conversation.</summary>
internal sealed record ConnectorAnswer(string? Id, string? ActivityId, string? ServiceUrl, ConnectorError? Error);

internal sealed record ConnectorError(string? Code, string? Message);

/// <summary>The answer of a token endpoint (RFC 6749, 5.1).</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int ExpiresIn
);

internal sealed record OpenIdMetadata([property: JsonPropertyName("jwks_uri")] string? KeysAddress);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 64)]
[JsonSerializable(typeof(Activity))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(MembersPage))]
[JsonSerializable(typeof(Attachment[]))]
[JsonSerializable(typeof(ConnectorAnswer))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(OpenIdMetadata))]
internal sealed partial class TeamsJson : JsonSerializerContext;
