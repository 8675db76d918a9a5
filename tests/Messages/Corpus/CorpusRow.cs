using System.Text.Json;

namespace EscalationBot.Tests.Messages.Corpus;

/// <summary>One message as people send it, and how it is to be read. What a row does not name is not compared.</summary>
/// <param name="Kind">What it is an example of.</param>
/// <param name="Lang">Its language.</param>
/// <param name="Text">As somebody types or pastes it: said on every channel. Null: it has a shape that one channel alone has.</param>
/// <param name="Own">The author's own words, whole; white space does not count.</param>
/// <param name="Quote">Stands in what is quoted or was passed on.</param>
/// <param name="Signature">Stands in a signature or footer.</param>
/// <param name="Code">Stands in code.</param>
/// <param name="Attachment">Stands in what is attached.</param>
/// <param name="Command">What it means when it is no question (<c>TypedCommand</c>, any case).</param>
/// <param name="Account">Id of the account that is found for sure; empty = none is.</param>
/// <param name="Files">Names of its files.</param>
/// <param name="Teams"><c>html</c> as Teams sends it, and <c>attachments</c>.</param>
/// <param name="Slack">Members of the message event.</param>
public sealed record CorpusRow(
    string Kind,
    string Lang,
    string? Text,
    string? Own,
    string? Quote,
    string? Signature,
    string? Code,
    string? Attachment,
    string? Command,
    string? Account,
    IReadOnlyList<string>? Files,
    JsonElement? Teams,
    JsonElement? Slack
)
{
    private static readonly JsonSerializerOptions Reading = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>messages.json, in its order. All texts are ours.</summary>
    public static IReadOnlyList<CorpusRow> All { get; } =
        JsonSerializer.Deserialize<List<CorpusRow>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Messages", "Corpus", "messages.json")),
            Reading
        )!;
}
