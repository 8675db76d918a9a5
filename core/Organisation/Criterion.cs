using System.Security.Cryptography;
using System.Text;

namespace EscalationBot.Core.Organisation;

/// <summary>criteria.yaml as written: when a question goes to people.</summary>
/// <param name="Version">Counted by its owner.</param>
/// <param name="Owner">E-mail of the person who answers for it.</param>
/// <param name="ReviewBy">After this day its owner is reminded; it stays in force.</param>
/// <param name="Criteria">In file order.</param>
/// <param name="Hash">First 12 hex digits of the file's SHA-256.</param>
public sealed record CriteriaPolicy(int Version, string? Owner, DateOnly? ReviewBy, IReadOnlyList<Criterion> Criteria, string Hash)
{
    /// <summary>Lists of words and phrases that <c>words</c> name in angle brackets, by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Terms { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>When a publication of them is taken back by itself.</summary>
    public RollBackBound RollBack { get; init; } = new(30, 20, 14);

    /// <summary>No criteria at all.</summary>
    public static CriteriaPolicy None { get; } = new(0, null, null, [], "none");

    /// <summary>For receipts: "3 (9f2c61d0a4be)".</summary>
    public string Label => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Version} ({Hash})");

    /// <summary>First 12 hex digits of the SHA-256 of a file.</summary>
    public static string HashOf(ReadOnlySpan<byte> file) => Convert.ToHexStringLower(SHA256.HashData(file))[..12];

    /// <summary>As the other one, for a file's text in UTF-8.</summary>
    public static string HashOf(string text) => HashOf(Encoding.UTF8.GetBytes(text));

    /// <summary>Of a file that may be missing.</summary>
    public static string HashOfFile(string? text) => text is null ? None.Hash : HashOf(text);
}

/// <summary>
/// Criteria that were published from the console are taken back when, of at least <paramref name="Cases"/> cases made since, more than
/// <paramref name="Percent"/> percent were moved to another queue, and that is more than in the four weeks before.
/// </summary>
/// <param name="Percent">1..100; 100 = never.</param>
/// <param name="Cases">Fewer say nothing.</param>
/// <param name="Days">Calendar days after the publication in which it is looked at.</param>
public sealed record RollBackBound(int Percent, int Cases, int Days);

/// <summary>One rule: when its condition holds, its effect is taken.</summary>
/// <param name="Id">Lower-case id.</param>
/// <param name="When">What must hold.</param>
/// <param name="Then">What happens.</param>
/// <param name="Why">The reason, shown on receipts.</param>
/// <param name="Examples">Its own tests.</param>
/// <param name="Line">Line in criteria.yaml.</param>
public sealed record Criterion(string Id, Condition When, Effect Then, string Why, IReadOnlyList<CriterionExample> Examples, int Line)
{
    /// <summary>First day on which it holds, or null.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day on which it holds, or null.</summary>
    public DateOnly? To { get; init; }

    /// <summary>E-mail of the person who answers for this one; null = the file's owner.</summary>
    public string? Owner { get; init; }

    /// <summary>After this day its owner is reminded; null = the file's day.</summary>
    public DateOnly? ReviewBy { get; init; }
}

/// <summary>How strongly a criterion sends a question to people.</summary>
public enum Escalation
{
    /// <summary>It does not; it only adds facts to ask or a restriction.</summary>
    None,

    /// <summary>No answer is shown, only the button.</summary>
    Offer,

    /// <summary>A case at once, without a form.</summary>
    Now,
}

/// <summary>What a criterion does.</summary>
/// <param name="Escalate">Whether people get it.</param>
/// <param name="Queue">Queue id, or null = by category.</param>
/// <param name="Priority">p1..p4, or null.</param>
/// <param name="Department">Department id to ask beside it, or null.</param>
/// <param name="Restricted">Only people of the queue may read the case.</param>
/// <param name="Ask">Ids of facts that are wanted (intake.yaml or found by the engine).</param>
public sealed record Effect(
    Escalation Escalate,
    string? Queue,
    string? Priority,
    string? Department,
    bool Restricted,
    IReadOnlyList<string> Ask
);

/// <summary>
/// A question with the outcome that the criterion's owner expects. Circumstances that words cannot show may be stated beside the text.
/// </summary>
/// <param name="Text">The question.</param>
/// <param name="Fires">The criterion must hold for it; false = must not.</param>
/// <param name="Given">Stated facts; all null when only the text was written.</param>
/// <param name="Line">Line in criteria.yaml.</param>
public sealed record CriterionExample(string Text, bool Fires, ExampleFacts Given, int Line);

/// <summary>What an example states beside its words. Null = not stated.</summary>
public sealed record ExampleFacts
{
    /// <summary>Stated nothing.</summary>
    public static ExampleFacts Nothing { get; } = new();

    /// <summary>Category.</summary>
    public string? Category { get; init; }

    /// <summary>Tier of the account.</summary>
    public string? Tier { get; init; }

    /// <summary>Days until the account renews.</summary>
    public int? RenewalInDays { get; init; }

    /// <summary>How often the client has come about it, this time included; the earlier ones were yesterday.</summary>
    public int? Contacts { get; init; }

    /// <summary>An incident is open for it.</summary>
    public bool? IncidentOpen { get; init; }

    /// <summary>The organisation is closed.</summary>
    public bool? OutsideHours { get; init; }

    /// <summary>State of the article.</summary>
    public ArticleState? Article { get; init; }

    /// <summary>Confidence in the top article, 0..1.</summary>
    public double? Confidence { get; init; }
}

/// <summary>What may be wrong with the article that would answer.</summary>
public enum ArticleState
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is past its review date.</summary>
    Stale,

    /// <summary>Another one in force says otherwise.</summary>
    Conflicting,
}

/// <summary>Parts of a message in which words may stand: the <c>in</c> beside <c>words</c>.</summary>
public enum WordsIn
{
    /// <summary>What the person says; not quotes, signatures, footers or code.</summary>
    Own,

    /// <summary>Quoted and forwarded mail, and messages that somebody passed on.</summary>
    Quote,

    /// <summary>Cards of other apps, alerts, previews of files.</summary>
    Attachment,

    /// <summary>All of it.</summary>
    Any,
}

/// <summary>
/// What must hold: the <c>when</c> of a criterion, as a tree. Compared by <see cref="object.Equals(object)"/> of their lists' references;
/// use the checks of the criteria folder to compare meaning.
/// </summary>
public abstract record Condition
{
    private Condition() { }

    /// <summary>All of them.</summary>
    public sealed record All(IReadOnlyList<Condition> Parts) : Condition;

    /// <summary>At least one of them.</summary>
    public sealed record Any(IReadOnlyList<Condition> Parts) : Condition;

    /// <summary>Not this.</summary>
    public sealed record Not(Condition Part) : Condition;

    /// <summary>
    /// One of the words or phrases stands in the question: whole words, case and accents folded, plain typing slips put right, phrases in
    /// order and unbroken, <c>*</c> at a word's end = any ending. <c>a + b</c>: both in one sentence, in any order. <c>&lt;name&gt;</c>:
    /// one of the words of that list (<see cref="CriteriaPolicy.Terms"/>).
    /// </summary>
    public sealed record Words(IReadOnlyList<string> Patterns) : Condition
    {
        /// <summary>Where the words are looked for: what the person says themselves, unless the file says otherwise.</summary>
        public WordsIn In { get; init; }

        /// <summary>
        /// Only where they are claimed of here and now: not denied ("no lawyer is involved"), not asked about in general ("when a client
        /// threatens to sue"), and not over ("that has been settled").
        /// </summary>
        public bool Claimed { get; init; }
    }

    /// <summary>The category is one of these.</summary>
    public sealed record Category(IReadOnlyList<string> OneOf) : Condition;

    /// <summary>The account's tier is one of these.</summary>
    public sealed record AccountTier(IReadOnlyList<string> OneOf) : Condition;

    /// <summary>The question names more money than this. With a currency, only amounts in it, or without any, count.</summary>
    public sealed record AmountOver(decimal Amount, string? Currency) : Condition;

    /// <summary>So many contacts about the same thing, this one included, within so much calendar time.</summary>
    public sealed record RepeatContacts(int Count, TimeSpan Within) : Condition;

    /// <summary>The client is plainly frustrated.</summary>
    public sealed record Frustrated : Condition;

    /// <summary>An incident is open for it, or is not.</summary>
    public sealed record IncidentOpen(bool Open) : Condition;

    /// <summary>The account renews within so many calendar days from today; a renewal that has passed does not count.</summary>
    public sealed record RenewalWithin(int Days) : Condition;

    /// <summary>The article that would answer is in one of these states.</summary>
    public sealed record Article(IReadOnlyList<ArticleState> OneOf) : Condition;

    /// <summary>Confidence in the top article is below this (0..1).</summary>
    public sealed record ConfidenceUnder(double Limit) : Condition;

    /// <summary>The organisation is closed, or is open.</summary>
    public sealed record OutsideHours(bool Closed) : Condition;

    /// <summary>The question's language is none of these (primary subtags, lower case).</summary>
    public sealed record LanguageNot(IReadOnlyList<string> NoneOf) : Condition;
}
