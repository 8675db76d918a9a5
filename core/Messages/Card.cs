using System.Text.Json.Serialization;

namespace EscalationBot.Core.Messages;

/// <summary>
/// What a message shows, free of any platform: parts from top to bottom, then buttons. All text is plain unless it stands in
/// <see cref="CardPart.Prose"/>; channels escape it, shorten it to their limits with an ellipsis, and never drop a button.
/// </summary>
/// <param name="Fallback">One sentence that makes sense read aloud: notification, screen reader, plain clients.</param>
/// <param name="Parts">From top to bottom.</param>
/// <param name="Buttons">At most four are visible; rare ones stand in a menu.</param>
public sealed record Card(string Fallback, IReadOnlyList<CardPart> Parts, IReadOnlyList<CardButton> Buttons)
{
    /// <summary>
    /// Not null: wherever a copy of it is looked at, it asks for its present state (Teams' Universal Action <c>refresh</c>); channels that
    /// cannot ignore it.
    /// </summary>
    public CardRefresh? Refresh { get; init; }

    /// <summary>A card that is only a sentence or paragraphs; channels send it as a plain message.</summary>
    public static Card Of(string text) => new(text, [new CardPart.Text(text)], []);
}

/// <summary>What a card asks when it is looked at, and who asks.</summary>
/// <param name="Slot">The slot whose message it is.</param>
/// <param name="Version">Of the case or question that it shows.</param>
/// <param name="Readers">People who may see it, those whom it concerns most first.</param>
public sealed record CardRefresh(string Slot, int Version, IReadOnlyList<CardReader> Readers);

/// <summary>Somebody who may see a card: by their key on its channel when that is known, else by e-mail.</summary>
public sealed record CardReader(PersonKey? Key, string? Email);

/// <summary>One part of a card.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Heading), "heading")]
[JsonDerivedType(typeof(Text), "text")]
[JsonDerivedType(typeof(Prose), "prose")]
[JsonDerivedType(typeof(Quote), "quote")]
[JsonDerivedType(typeof(FactList), "facts")]
[JsonDerivedType(typeof(Note), "note")]
[JsonDerivedType(typeof(Bars), "bars")]
[JsonDerivedType(typeof(Files), "files")]
[JsonDerivedType(typeof(Mention), "mention")]
[JsonDerivedType(typeof(Select), "select")]
[JsonDerivedType(typeof(Divider), "divider")]
[JsonDerivedType(typeof(ButtonRow), "buttons")]
public abstract record CardPart
{
    private CardPart() { }

    /// <summary>The card's first line: what this is.</summary>
    public sealed record Heading(string Title) : CardPart;

    /// <summary>Plain text; line breaks are kept.</summary>
    public sealed record Text(string Content, bool Strong = false) : CardPart;

    /// <summary>Markdown that the organisation wrote (article passages). Raw HTML in it is shown as text.</summary>
    public sealed record Prose(string Markdown) : CardPart;

    /// <summary>Somebody's words, set apart. Plain text.</summary>
    public sealed record Quote(string Words, string? Who) : CardPart;

    /// <summary>Label and value pairs, aligned where the platform can.</summary>
    public sealed record FactList(IReadOnlyList<LabelledFact> Facts) : CardPart;

    /// <summary>Small, quiet text: dates, "as of".</summary>
    public sealed record Note(string Content) : CardPart;

    /// <summary>A small chart: a bar for each value, readable as text.</summary>
    public sealed record Bars(string Title, IReadOnlyList<Bar> Values) : CardPart;

    /// <summary>Links to files.</summary>
    public sealed record Files(IReadOnlyList<FileLink> Links) : CardPart;

    /// <summary>Calls one person's attention (a real mention on the platform), followed by plain words.</summary>
    public sealed record Mention(PersonKey Person, string Name, string Words) : CardPart;

    /// <summary>A choice among a few options that travels with the next button pressed, as the value <paramref name="Id"/>.</summary>
    public sealed record Select(string Id, string Label, IReadOnlyList<Option> Options, string? Chosen) : CardPart;

    /// <summary>A thin line.</summary>
    public sealed record Divider : CardPart;

    /// <summary>Buttons that belong to the part above them (a line of a list).</summary>
    public sealed record ButtonRow(IReadOnlyList<CardButton> Buttons) : CardPart;
}

/// <summary>One line of a fact list.</summary>
public sealed record LabelledFact(string Label, string Value);

/// <summary>One bar: its label, its length relative to the largest, and the words beside it.</summary>
public sealed record Bar(string Label, double Value, string Words);

/// <summary>One option of a select, a menu or a form.</summary>
/// <param name="Value">At most 75 characters (Slack's option value).</param>
/// <param name="Title">At most 75 characters.</param>
public sealed record Option(string Value, string Title);

/// <summary>Looks of a button.</summary>
public enum ButtonStyle
{
    /// <summary>Plain.</summary>
    Default,

    /// <summary>The one thing to do.</summary>
    Primary,

    /// <summary>Destructive.</summary>
    Danger,
}

/// <summary>A button. It carries ids, never a message id, and is checked against the present state when pressed.</summary>
/// <param name="Action">One of <see cref="Actions"/>.</param>
/// <param name="Title">What it says (contract wording).</param>
/// <param name="Data">Short strings, at most 1,500 characters together.</param>
public sealed record CardButton(string Action, string Title, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>Looks.</summary>
    public ButtonStyle Style { get; init; }

    /// <summary>
    /// Pressing opens a form (Slack modal, Teams dialog, web dialog): the channel asks the desk's <c>Forms.OpenAsync</c> at once.
    /// </summary>
    public bool OpensForm { get; init; }

    /// <summary>
    /// Not null: a menu. Each choice is itself a button (Slack: overflow or select; Teams: a dialog that offers them; web: a menu).
    /// </summary>
    public IReadOnlyList<CardButton>? Menu { get; init; }

    /// <summary>
    /// Not null: from this moment on a press comes too late. A channel that can take the button away does so; the desk says it to everybody
    /// else.
    /// </summary>
    public DateTimeOffset? EndsAt { get; init; }
}
