namespace EscalationBot.Core.Messages;

/// <summary>A form to show at once (Slack modal, Teams dialog, web dialog).</summary>
/// <param name="Id">The action that opened it; comes back as <see cref="Inbound.Submitted"/>.<c>Form</c>.</param>
/// <param name="Title">At most 24 characters (Slack's modal title).</param>
/// <param name="Submit">The button's words, at most 24 characters.</param>
/// <param name="Fields">From top to bottom.</param>
/// <param name="Data">Hidden context that comes back, at most 2,000 characters together.</param>
public sealed record Form(string Id, string Title, string Submit, IReadOnlyList<FormField> Fields, IReadOnlyDictionary<string, string> Data)
{
    /// <summary>
    /// Most characters of an article's parts together: whoever approves it sees all of it on one card, with the words that it replaces.
    /// </summary>
    public const int MostOfArticle = 5000;

    /// <summary>Plain text above the fields: what is known, or what will happen; empty for none.</summary>
    public string Intro { get; init; } = "";
}

/// <summary>How a field is filled in.</summary>
public enum FieldKind
{
    /// <summary>One line.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Paragraph,

    /// <summary>One of <see cref="FormField.Options"/>.</summary>
    Choice,

    /// <summary>
    /// Type-ahead: options come from the desk's <c>Forms.SearchAsync</c> as the person types. <see cref="FormField.Options"/> holds what is
    /// shown before.
    /// </summary>
    Search,

    /// <summary>A day, written <c>2026-12-31</c>, from <see cref="FormField.Earliest"/> to <see cref="FormField.Latest"/>.</summary>
    Date,
}

/// <summary>One field.</summary>
/// <param name="Id">Comes back as a key of the values.</param>
/// <param name="Label">Contract wording, at most 100 characters.</param>
/// <param name="Kind">How it is filled in.</param>
public sealed record FormField(string Id, string Label, FieldKind Kind)
{
    /// <summary>Must be filled in.</summary>
    public bool Required { get; init; }

    /// <summary>Must be filled in unless a field of these ids is; empty = see <see cref="Required"/>.</summary>
    public IReadOnlyList<string> RequiredUnless { get; init; } = [];

    /// <summary>What is known already; for choices an option's value.</summary>
    public string? Value { get; init; }

    /// <summary>Small help under the field.</summary>
    public string? Hint { get; init; }

    /// <summary>For choices and searches.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>For dates: the first day that may be chosen.</summary>
    public DateOnly? Earliest { get; init; }

    /// <summary>For dates: the last one.</summary>
    public DateOnly? Latest { get; init; }

    /// <summary>
    /// It becomes a part of an article: judged as imported articles are, and together with the other parts no longer than
    /// <see cref="Form.MostOfArticle"/>.
    /// </summary>
    public bool IsArticle { get; init; }

    /// <summary>Most characters, at most 3,000.</summary>
    public int MaxLength { get; init; } = 3000;
}

/// <summary>Asks for a form: a press of a button with <see cref="CardButton.OpensForm"/>, a slash command, a message action.</summary>
/// <param name="Action">One of <see cref="Actions"/>.</param>
/// <param name="Data">What the button carried; for a message action or <c>/escalate</c> also <c>text</c> and <c>message</c>.</param>
/// <param name="From">Who asks.</param>
/// <param name="Place">Where they are.</param>
public sealed record FormRequest(string Action, IReadOnlyDictionary<string, string> Data, PersonKey From, Place Place);

/// <summary>The answer to a <see cref="FormRequest"/>.</summary>
public abstract record FormAnswer
{
    private FormAnswer() { }

    /// <summary>Show it.</summary>
    public sealed record Open(Form Form) : FormAnswer;

    /// <summary>Not possible; tell this person alone why and what to do instead.</summary>
    public sealed record Refused(string Sentence) : FormAnswer;
}
