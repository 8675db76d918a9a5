using System.Text.Json;
using System.Text.Json.Serialization;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.WebChat.Protocol;

/// <summary>Bodies of the web chat's requests and answers; README.md beside this file describes each.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(LowerCase<FieldKind>), typeof(LowerCase<ButtonStyle>)]
)]
[JsonSerializable(typeof(SayBody))]
[JsonSerializable(typeof(EditBody))]
[JsonSerializable(typeof(PressBody))]
[JsonSerializable(typeof(OpenFormBody))]
[JsonSerializable(typeof(SubmitBody))]
[JsonSerializable(typeof(ReactBody))]
[JsonSerializable(typeof(Said))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(FieldErrors))]
[JsonSerializable(typeof(FormOrRefusal))]
[JsonSerializable(typeof(FoundOptions))]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(WritingEvent))]
[JsonSerializable(typeof(PeopleList))]
[JsonSerializable(typeof(UploadedFile))]
[JsonSerializable(typeof(Uploaded))]
internal sealed partial class WebChatJson : JsonSerializerContext;

/// <summary>Names of enums as the rest of the JSON spells names: <c>primary</c>, <c>search</c>.</summary>
internal sealed class LowerCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;

/// <summary>POST /webchat/messages.</summary>
internal sealed record SayBody(string? As, string? Conversation, string? Text)
{
    /// <summary>Id of the message under which it is said.</summary>
    public string? Thread { get; init; }

    /// <summary>Id of the message that it answers, in a 1:1 chat.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The sender's own id of this message: sending it again is harmless.</summary>
    public string? ClientId { get; init; }

    /// <summary>Files that the sender uploaded before, by the ids that they were given.</summary>
    public IReadOnlyList<string>? Files { get; init; }
}

/// <summary>POST /webchat/files: it is kept, and may be sent with a message within the hour.</summary>
internal sealed record Uploaded(string Id, string Name, long Size);

/// <summary>What is known of a file that somebody uploaded.</summary>
/// <param name="Address">How it is called on disk.</param>
/// <param name="Owner">E-mail of who uploaded it; nobody else may send it.</param>
/// <param name="Name">As they named it, cleaned.</param>
internal sealed record UploadedFile(string Address, string Owner, string Name)
{
    /// <summary>MIME type as the browser told it, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>Bytes.</summary>
    public long Size { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>It stands in a message.</summary>
    public bool IsSent { get; init; }

    /// <summary>As messages carry it.</summary>
    public FileLink Link =>
        new(Name, "")
        {
            Source = new FileSource(ChannelNames.Web, Address) { MediaType = MediaType, Size = Size },
        };
}

/// <summary>PUT /webchat/messages/{id}.</summary>
internal sealed record EditBody(string? As, string? Text);

/// <summary>POST /webchat/press.</summary>
internal sealed record PressBody(string? As, string? Message, string? Action)
{
    /// <summary>Without a message: the chat in which the person is, as on the page of a case.</summary>
    public string? Conversation { get; init; }

    public Dictionary<string, string>? Data { get; init; }
    public Dictionary<string, string>? Values { get; init; }

    /// <summary>The sender's own id of this press.</summary>
    public string? ClientId { get; init; }
}

/// <summary>POST /webchat/forms/open. With a message: a button of it; else with the conversation in which the person is.</summary>
internal sealed record OpenFormBody(string? As, string? Action)
{
    public string? Message { get; init; }
    public string? Conversation { get; init; }
    public Dictionary<string, string>? Data { get; init; }
}

/// <summary>POST /webchat/forms/submit.</summary>
internal sealed record SubmitBody(string? As, string? Form)
{
    public string? Message { get; init; }
    public string? Conversation { get; init; }
    public Dictionary<string, string>? Data { get; init; }
    public Dictionary<string, string>? Values { get; init; }

    /// <summary>The sender's own id of this submission.</summary>
    public string? ClientId { get; init; }
}

/// <summary>POST /webchat/reactions.</summary>
internal sealed record ReactBody(string? As, string? Message, string? Reaction, bool Added = true);

/// <summary>A message was kept.</summary>
internal sealed record Said(string Id);

/// <summary>It was kept and will be handled.</summary>
internal sealed record Done(bool Ok);

/// <summary>It was not kept; the sentence is for people.</summary>
internal sealed record Problem(string Error);

/// <summary>What is wrong with which field (422).</summary>
internal sealed record FieldErrors(IReadOnlyDictionary<string, string> Errors);

/// <summary>The form, or why there is none.</summary>
internal sealed record FormOrRefusal(Form? Form, string? Refused);

/// <summary>GET /webchat/search.</summary>
internal sealed record FoundOptions(IReadOnlyList<Option> Options);

/// <summary>GET /webchat/messages.</summary>
internal sealed record MessageList(IReadOnlyList<MessageBody> Messages, bool Earlier);

/// <summary>One message as one person sees it.</summary>
internal sealed record MessageBody(
    string Id,
    string Conversation,
    string? Thread,
    string Author,
    string AuthorName,
    Card Card,
    DateTimeOffset At,
    DateTimeOffset ChangedAt
)
{
    public string? ReplyTo { get; init; }

    /// <summary>Nobody else sees it.</summary>
    public bool OnlyYou { get; init; }
    public bool Edited { get; init; }
    public bool Deleted { get; init; }
    public IReadOnlyList<ReactionBody>? Reactions { get; init; }
}

/// <summary>A reaction.</summary>
internal sealed record ReactionBody(string Person, string Reaction);

/// <summary>Data of a stream event: a message is new or changed.</summary>
/// <param name="As">For whom, of those whom the stream is for.</param>
internal sealed record MessageEvent(string As, MessageBody Message)
{
    /// <summary>The message as the pages show it, when the stream asked for it.</summary>
    public string? Html { get; init; }
}

/// <summary>Data of a stream event: an answer is being written.</summary>
/// <param name="As">For whom, of those whom the stream is for.</param>
/// <param name="Slot">Tells several apart.</param>
/// <param name="Text">So far; empty = somebody is writing; null = the message is there.</param>
internal sealed record WritingEvent(string As, string Conversation, string? Thread, string Slot, string? Text);

/// <summary>GET /webchat/people.</summary>
internal sealed record PeopleList(IReadOnlyList<PersonBody> People, IReadOnlyList<RoomBody> Rooms);

/// <summary>A person who can be played, and their conversations.</summary>
internal sealed record PersonBody(string Email, string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Conversations);

/// <summary>A room.</summary>
internal sealed record RoomBody(string Id, string Title);
