using System.Text.Json.Serialization;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>One turn of the conversation that led to a case or went on in it.</summary>
/// <param name="At">When.</param>
/// <param name="Who">Display name.</param>
/// <param name="Text">Plain text.</param>
/// <param name="MessageKey">Which message, so that edits find it; null for words the bot added.</param>
public sealed record Turn(DateTimeOffset At, string Who, string Text, string? MessageKey)
{
    /// <summary>Links to its files.</summary>
    public IReadOnlyList<FileLink> Files { get; init; } = [];

    /// <summary>What stood there before an edit, oldest first.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>The author deleted it.</summary>
    public bool Deleted { get; init; }

    /// <summary>Not said to the bot: it stood in the thread into which the bot was called.</summary>
    public bool Overheard { get; init; }

    /// <summary>
    /// True: from the specialists to the rep. False: the other way. Null: it has not crossed, or it is from an older version of the
    /// program.
    /// </summary>
    public bool? ToRep { get; init; }

    /// <summary>Its place in the conversation, from 1; 0 = not stored as one of its own yet.</summary>
    [JsonIgnore]
    public int Seq { get; init; }

    /// <summary>It differs from what is stored.</summary>
    [JsonIgnore]
    public bool Changed { get; init; }

    /// <summary>Its words were replaced by their author. Of many earlier wordings the first and the last ones stay.</summary>
    public Turn EditedTo(string text) =>
        this with
        {
            Text = text,
            Before = Before.Count < MostBefore ? [.. Before, Text] : [Before[0], .. Before.TakeLast(MostBefore - 2), Text],
        };

    /// <summary>The same words for another conversation.</summary>
    public Turn AsNew() => this with { Seq = 0, Changed = false };

    private const int MostBefore = 6;
}
