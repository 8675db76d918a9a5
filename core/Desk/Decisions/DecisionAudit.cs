using System.Globalization;
using System.Text;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>
/// What of a decision goes into the audit: each line of history, what was shown or refused to the person who acts, and a press or form that
/// came to nothing. Ids and kinds only: of a line's detail nothing is taken over but what is known to be one of these.
/// </summary>
internal sealed class DecisionAudit
{
    private const int LongestVerb = 40,
        LongestId = 100;

    /// <summary>History that only counts something for later; who got which reminder is in the outbox.</summary>
    private static readonly HashSet<string> Bookkeeping = new(StringComparer.Ordinal)
    {
        Nudges.Sent,
        Nudges.Held,
        Nudges.Together,
        Digests.Told,
    };

    /// <summary>What the engine, or a model under its check, decided.</summary>
    private static readonly HashSet<string> Verdicts = new(StringComparer.Ordinal)
    {
        "answer",
        "offer",
        "ask",
        "not_covered",
        "worded",
        "searched_again",
        "authority",
    };

    /// <summary>History whose detail holds ids of articles, numbers or steps.</summary>
    private static readonly HashSet<string> WithIds = new(StringComparer.Ordinal)
    {
        "answer",
        "offer",
        "worded",
        "searched_again",
        "solved",
        "picked",
        "rejected",
        "rated",
        "authority",
        "credited",
        "approval_asked",
        "approval_first",
        "approved",
        "approval_refused",
        "approval_expired",
        "approval_reminded",
        "approval_deputy",
        "article_written",
        "article_published",
        "article_returned",
        "article_doubted",
        "article_trusted",
        "article_confirmed",
        "feedback_wrong",
        "feedback_outdated",
        "feedback_incomplete",
        "feedback_not_asked",
        "criteria_asked",
        "criteria_published",
        "criteria_discarded",
        "criteria_rolled_back",
        "verdict_labelled",
        "verdict_taken_back",
        "verdict_dismissed",
        "incident_suspected",
        "incident_declared",
        "incident_joined",
        "sent_again",
    };

    /// <summary>History whose detail names nobody and holds no words: a step of a ladder, the host of a webhook.</summary>
    private static readonly HashSet<string> WithNumber = new(StringComparer.Ordinal) { "claim_late", "update_late", "webhook_sent" };

    /// <summary>History whose detail is <c>FROM → TO: words</c>.</summary>
    private static readonly HashSet<string> WithStep = new(StringComparer.Ordinal) { "transferred", "priority" };

    private readonly List<AuditEntry> _entries = [];
    private string? _told;
    private bool _isLeftOut;

    /// <summary>The person who acts was told this sentence; the first one says why something came to nothing.</summary>
    public void Told(string key) => _told ??= key;

    /// <summary>The person who acts did not get what they wanted; one that is not kept leaves no row at all.</summary>
    public void Refused(DecisionBuilder draft, string verb, string? subject, string why, bool isKept)
    {
        _isLeftOut = !isKept;
        if (isKept)
        {
            Add(draft, AuditKind.Refusal, verb, subject, why);
        }
    }

    /// <summary>An act that leaves no line of history.</summary>
    public void Add(DecisionBuilder draft, AuditKind kind, string verb, string? subject, string result = "done") =>
        _entries.Add(
            new(kind, verb, Actor(draft))
            {
                Surface = Surface(draft),
                Subject = Id(subject),
                Result = result,
            }
        );

    /// <summary>All entries of a finished decision.</summary>
    public IReadOnlyList<AuditEntry> Of(DecisionBuilder draft, IReadOnlyList<HistoryEntry> history)
    {
        var lines = history.Where(line => !Bookkeeping.Contains(line.Kind)).ToList();
        // What the engine said to a question tells that it was asked.
        lines.RemoveAll(line => line.Kind == "asked" && lines.Exists(other => other != line && other.QuestionId == line.QuestionId));
        _entries.AddRange(lines.Select(line => Of(draft, line)));
        var (verb, case_, question) = draft.Inbound switch
        {
            Inbound.Pressed pressed => (
                pressed.Action,
                pressed.Data.GetValueOrDefault(DataKeys.Case),
                pressed.Data.GetValueOrDefault(DataKeys.Question)
            ),
            Inbound.Submitted submitted => (
                submitted.Form,
                submitted.Data.GetValueOrDefault(DataKeys.Case),
                submitted.Data.GetValueOrDefault(DataKeys.Question)
            ),
            _ => (Actions.Help, null, null),
        };
        if (_entries.Count == 0 && verb != Actions.Help && !_isLeftOut)
        {
            Add(draft, _told is null ? AuditKind.Action : AuditKind.Refusal, Verb(verb), case_ ?? question, _told ?? "nothing");
        }

        return _entries;
    }

    /// <summary>A form that was asked for: it shows what is known of a case or question, or was refused.</summary>
    public static AuditEntry OfForm(FormRequest request, AuditActor by, FormAnswer answer) =>
        new(answer is FormAnswer.Open ? AuditKind.View : AuditKind.Refusal, "form_" + Verb(request.Action), by)
        {
            Surface = request.Place.Channel,
            Subject = Id(request.Data.GetValueOrDefault(DataKeys.Case) ?? request.Data.GetValueOrDefault(DataKeys.Question)),
            Result = answer is FormAnswer.Open ? "done" : "refused",
        };

    /// <summary><c>SpecialistsOfTheQueue</c> as <c>specialists_of_the_queue</c>.</summary>
    public static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    /// <summary>An id as our own ids look; null for anything else, since it may come from outside.</summary>
    public static string? Id(string? given) =>
        given is { Length: > 0 and <= LongestId } && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/')
            ? given
            : null;

    private static AuditEntry Of(DecisionBuilder draft, HistoryEntry line)
    {
        var ofBot = line.Who == "bot";
        var kind =
            Verdicts.Contains(line.Kind)
            || (line.Kind == "escalated" && draft.KeptOf(line.QuestionId)?.Judgement.Verdict is Verdict.Escalate)
                ? AuditKind.Decision
            : line.Kind == "digest" ? AuditKind.View
            : AuditKind.Action;
        return new(kind, line.Kind, ofBot ? AuditActor.Bot : Actor(draft))
        {
            Surface = Surface(draft),
            Subject = line.CaseId ?? line.QuestionId,
            Detail = Detail(draft, line),
            About = line.Kind == "reassigned" ? AuditActor.Of(AddressIn(line.Detail)) : null,
        };
    }

    /// <summary>The address alone: what else stands in a detail is somebody's words.</summary>
    private static string AddressIn(string detail) => detail.Split(':', 2)[0].Trim();

    private static string Detail(DecisionBuilder draft, HistoryEntry line)
    {
        if (WithIds.Contains(line.Kind))
        {
            return string.Join(", ", line.Detail.Split(", ").Select(Id).OfType<string>());
        }

        if (WithNumber.Contains(line.Kind))
        {
            return line.Detail;
        }

        if (WithStep.Contains(line.Kind))
        {
            return line.Detail.Split(':', 2)[0];
        }

        return line.Kind == "escalated" && draft.KeptCase(line.CaseId) is { } opened
            ? string.Create(CultureInfo.InvariantCulture, $"{opened.Queue} {opened.Priority}")
            : "";
    }

    private static AuditActor Actor(DecisionBuilder draft) =>
        draft.Inbound.IsOwn || draft.Inbound is Inbound.Departed ? AuditActor.Bot : AuditActor.Of(draft.By);

    private static string Surface(DecisionBuilder draft) => draft.Inbound.IsOwn ? AuditSurfaces.Clock : draft.Inbound.Place.Channel;

    /// <summary>A verb of ours; buttons may be made up by whoever sends them.</summary>
    private static string Verb(string given) =>
        given.Length is > 0 and <= LongestVerb && given.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? given
            : "unknown";
}
