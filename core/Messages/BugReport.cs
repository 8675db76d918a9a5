namespace EscalationBot.Core.Messages;

/// <summary>
/// A request to a department as other programs read it: the body of its webhook, beside <c>type</c> and <c>id</c>. Names of its members are
/// a contract (bot/Channels/Webhooks/README.md). Of a restricted case it holds what was written for the department and nothing else.
/// </summary>
/// <param name="Case">Number of the case.</param>
/// <param name="Request">"1", "2", … within the case.</param>
/// <param name="Department">Id of departments.yaml.</param>
/// <param name="Asked">What the department is asked: its template filled, and the words of whoever asks.</param>
/// <param name="Text">All of it as Markdown. Words of people stand in blocks of code: nothing in them is a link, an image or a
/// mention.</param>
public sealed record BugReport(string Case, string Request, string Department, string Asked, string Text)
{
    /// <summary><c>p1</c> …</summary>
    public string? Priority { get; init; }

    /// <summary>Display name of whoever asks.</summary>
    public string? AskedBy { get; init; }

    /// <summary>When it was asked.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>By when the department is to answer.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>The fact <c>steps</c> of intake.yaml.</summary>
    public string? Steps { get; init; }

    /// <summary>The fact <c>expected</c>.</summary>
    public string? Expected { get; init; }

    /// <summary>The fact <c>actual</c>; without one, the question.</summary>
    public string? Actual { get; init; }

    /// <summary>The fact <c>logs</c>; without one, the fact <c>error_code</c>.</summary>
    public string? Logs { get; init; }

    /// <summary>The fact <c>environment</c>; without one, the fact <c>product</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>Names of the clients that the case is about.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Every fact of the case, with its label.</summary>
    public IReadOnlyList<LabelledFact> Facts { get; init; } = [];

    /// <summary>The case's page; null where no public address is set.</summary>
    public string? Link { get; init; }
}

/// <summary>Where a tracker keeps a report, as it says itself. Only what <see cref="Of"/> lets through.</summary>
/// <param name="Key">Its name there (<c>ENG-12</c>); null when it told none that may be shown.</param>
/// <param name="Url">An absolute address, http or https.</param>
public sealed record TrackerLink(string? Key, string Url)
{
    private const int LongestUrl = 300,
        LongestKey = 40;

    /// <summary>The answer of a stranger's program: an address that is none, or is too long, is left out.</summary>
    public static TrackerLink? Of(string? key, string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
        && address.UserInfo.Length == 0
        && address.AbsoluteUri.Length <= LongestUrl
            ? new(
                key is { Length: > 0 and <= LongestKey }
                && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '#' or '/')
                    ? key
                    : null,
                address.AbsoluteUri
            )
            : null;

    /// <summary>Key and address, in plain words.</summary>
    public override string ToString() => Key is null ? Url : $"{Key} {Url}";
}

/// <summary>What became of a report that was sent.</summary>
/// <param name="Where">Host and port it was sent to, and no more: path and query may hold a key.</param>
/// <param name="Link">Where it is kept there; null when the answer did not say.</param>
public sealed record ReportReceipt(string Where, TrackerLink? Link);
