using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.WebChat.Protocol;

/// <summary>What a person's message is stored as: their words, then their files.</summary>
internal static class PersonCards
{
    /// <summary>Words, files, or both.</summary>
    public static Card Of(string text, IReadOnlyList<FileLink> files) =>
        files.Count == 0
            ? Card.Of(text)
            : new(
                text.Length > 0 ? text : string.Join(", ", files.Select(file => file.Name)),
                [.. text.Length > 0 ? [new CardPart.Text(text)] : Array.Empty<CardPart>(), new CardPart.Files(files)],
                []
            );

    /// <summary>The words; empty when there are files alone.</summary>
    public static string WordsOf(Card card) =>
        card.Parts.OfType<CardPart.Text>().FirstOrDefault()?.Content ?? (FilesOf(card).Count > 0 ? "" : card.Fallback);

    /// <summary>The files, in the order in which a page numbers them.</summary>
    public static IReadOnlyList<FileLink> FilesOf(Card card) => [.. card.Parts.OfType<CardPart.Files>().SelectMany(part => part.Links)];
}
