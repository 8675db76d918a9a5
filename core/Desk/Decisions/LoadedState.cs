using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Core.Store.Queues;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Everything a decision may look at, read before it and never during it.</summary>
public sealed record LoadedState
{
    /// <summary>Id of the inbox row; makes the keys of outbound rows.</summary>
    public required long InboxId { get; init; }

    /// <summary>The moment for which it was read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Organisation and triage engine in force.</summary>
    public required Workplace Workplace { get; init; }

    /// <summary>Who acts; for timers and failed deliveries a party named <c>bot</c>.</summary>
    public required Asker Asker { get; init; }

    /// <summary>The case the row is about: by its number, the button, the thread or the message replied to.</summary>
    public Case? Case { get; init; }

    /// <summary>
    /// The other case: that a form names by its number, with which <see cref="Case"/> was merged, or in which somebody asked before which
    /// of two articles is true.
    /// </summary>
    public Case? OtherCase { get; init; }

    /// <summary>Cases that are worked on together with <see cref="Case"/>.</summary>
    public IReadOnlyList<MergedCase> Merged { get; init; } = [];

    /// <summary>
    /// What platforms vouch for today of people who may hear of the loaded cases without asking; those who were never met are not in it.
    /// </summary>
    public IReadOnlyDictionary<PersonKey, Membership> Memberships { get; init; } = new Dictionary<PersonKey, Membership>();

    /// <summary>Where the card of the department's request stands that a press or a form answers; null when nobody knows.</summary>
    public Place? RequestPlace { get; init; }

    /// <summary>The message was heard before: what is said now is an edit of it.</summary>
    public bool IsEdit { get; init; }

    /// <summary>The message stands in the specialists' thread of <see cref="Case"/>.</summary>
    public bool InCaseThread { get; init; }

    /// <summary>The slot of the case's card under which the message stands; of an earlier place of the case, too. Null elsewhere.</summary>
    public string? ThreadSlot { get; init; }

    /// <summary>For a card that was found: the message that its slot has; null when it has none.</summary>
    public SlotMessage? Card { get; init; }

    /// <summary>The question the row is about, or the last one of its lane.</summary>
    public AskedQuestion? Question { get; init; }

    /// <summary>Open cases of the asker, newest first.</summary>
    public IReadOnlyList<Case> OwnCases { get; init; } = [];

    /// <summary>For a look back: what the asker handed over within the last weeks, newest first; it is not changed by that.</summary>
    public IReadOnlyList<Case> Escalations { get; init; } = [];

    /// <summary>Open cases of the queues in which the asker works.</summary>
    public IReadOnlyList<Case> QueueCases { get; init; } = [];

    /// <summary>Newer cases of the category of a case that is resolved, when something had to be asked back.</summary>
    public IReadOnlyList<Case> CategoryCases { get; init; } = [];

    /// <summary>
    /// Cases like a new question that its asker may see: resolved ones with what fixed them, open ones of the same account or symptom.
    /// Nearest first.
    /// </summary>
    public IReadOnlyList<Case> NearCases { get; init; } = [];

    /// <summary>Cases like the one being opened, resolved or open, nearest first.</summary>
    public IReadOnlyList<Case> SimilarCases { get; init; } = [];

    /// <summary>How many cases of its account are open.</summary>
    public int OpenCasesOfAccount { get; init; }

    /// <summary>Cases of its account that were made in the last 90 days, newest first; read where they are looked at.</summary>
    public IReadOnlyList<Case> AccountCases { get; init; } = [];

    /// <summary>When the same person or account asked the same before, newest first; empty when no criterion can turn on it.</summary>
    public IReadOnlyList<DateTimeOffset> EarlierContacts { get; init; } = [];

    /// <summary>
    /// What they asked then, newest first. Of a case that is being opened it is there whatever the criteria say: it stands in the packet.
    /// </summary>
    public IReadOnlyList<EarlierQuestion> EarlierQuestions { get; init; } = [];

    /// <summary>The engine's judgement of a new question's words.</summary>
    public Judgement? FirstLook { get; init; }

    /// <summary>
    /// Meanings of the texts that may be judged, as the encoder knew them when they were read: it may forget, or learn, before the decision
    /// is taken again. A text that is not here is judged by its words.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<float>> Meanings { get; init; } =
        new Dictionary<string, IReadOnlyList<float>>(StringComparer.Ordinal);

    /// <summary>People of the case's queue, with where they can be reached, by e-mail.</summary>
    public IReadOnlyDictionary<string, PersonKey> Reachable { get; init; } = new Dictionary<string, PersonKey>(StringComparer.Ordinal);

    /// <summary>What people said of being away, when the row tells somebody of a case or says such a thing itself.</summary>
    public IReadOnlyList<Absence> Absences { get; init; } = [];

    /// <summary>Until when each person is away who is away now, by e-mail; empty when <see cref="Absences"/> was not read.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> AwayUntil { get; init; } =
        new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>How many cases each person works on, by e-mail; empty where loads decide nothing.</summary>
    public IReadOnlyDictionary<string, int> OpenByOwner { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>
    /// Where the copy of an edited or deleted message stands that was carried over to the other side; null when there is none, or none yet.
    /// </summary>
    public Place? RelayedTo { get; init; }

    /// <summary>
    /// What people said in the thread where the asker is, oldest first, when the row makes a case or has no words of its own; null when it
    /// was not read.
    /// </summary>
    public IReadOnlyList<Quoted>? Thread { get; init; }

    /// <summary>The thread was asked for; with no <see cref="Thread"/> it could not be read.</summary>
    public bool ThreadAsked { get; init; }

    /// <summary>A finished digest for the asker or for a digest timer.</summary>
    public Card? Digest { get; init; }

    /// <summary>Numbers of messages that were given up and that the asker may send again, when that is what they want.</summary>
    public IReadOnlyList<long> Sendable { get; init; } = [];

    /// <summary>For a digest's timer: what it tells, as the next one of the schedule is to know it.</summary>
    public string? DigestTold { get; init; }

    /// <summary>For a digest's timer: nobody asked, nothing is open, and there is nothing new to tell.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>For a digest's timer: the newest row of the audit; null for an empty audit.</summary>
    public AuditHead? AuditHead { get; init; }

    /// <summary>For timers of cases: by e-mail, the reminders of the last hour.</summary>
    public IReadOnlyDictionary<string, Nudged> Nudges { get; init; } = new Dictionary<string, Nudged>(StringComparer.Ordinal);

    /// <summary>For a timer of held reminders: the cases that they were about.</summary>
    public IReadOnlyList<Case> HeldCases { get; init; } = [];

    /// <summary>When the owner of <see cref="Case"/> asks for them: the secrets that were taken out of its words.</summary>
    public IReadOnlyList<HiddenWord> Hidden { get; init; } = [];

    /// <summary>
    /// How long an answer may be held back for a language model's words (<see cref="IAnswerWriter"/>); null = nobody writes.
    /// </summary>
    public TimeSpan? HoldFor { get; init; }

    /// <summary>What the person and the place did so far, and the limits; null for what is not counted.</summary>
    public Counted? Counted { get; init; }

    /// <summary>Makes the id of a question that this row asks one that nobody can guess: hex digits of 128 random bits.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The number for a new case; null until a first decision has shown that one is needed and the commit has given it.</summary>
    public string? NewCaseId { get; init; }

    /// <summary>The approval that a press, a form or a timer is about.</summary>
    public Approval? Approval { get; init; }

    /// <summary>What accounts were granted so far, by account id, when the row asks for or decides about more.</summary>
    public IReadOnlyDictionary<string, AccountLedger> Ledgers { get; init; } =
        new Dictionary<string, AccountLedger>(StringComparer.Ordinal);

    /// <summary>Open incidents, newest first, for all that people say and do; for a look at a rise those of the last hours, too.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>The incident that a press, a form or a timer is about.</summary>
    public Incident? Incident { get; init; }

    /// <summary>The incident into which <see cref="Incident"/> was merged, or is to be.</summary>
    public Incident? OtherIncident { get; init; }

    /// <summary>Cases of <see cref="Incident"/>: those that belong to it, and open ones that look alike.</summary>
    public IReadOnlyList<Case> IncidentCases { get; init; } = [];

    /// <summary>What was granted since <see cref="Incident"/> began, when it is fixed.</summary>
    public IReadOnlyList<RecordedGrant> IncidentGrants { get; init; } = [];

    /// <summary>For a look at what was fixed: like reports of the two weeks up to the fix, and since; null = not watched.</summary>
    public (int Before, int After)? LikeReports { get; init; }

    /// <summary>For a look at a rise: what was reported within the time that counts.</summary>
    public IReadOnlyList<Report> Reports { get; init; } = [];

    /// <summary>The draft of an article that a press or a form is about.</summary>
    public ArticleDraft? Draft { get; init; }

    /// <summary>For a form that writes an article: drafts that its case taught before, oldest first.</summary>
    public IReadOnlyList<ArticleDraft> Drafts { get; init; } = [];

    /// <summary>For a look at an article: what colleagues said is wrong with its present words, oldest first.</summary>
    public IReadOnlyList<ArticleReport> ArticleReports { get; init; } = [];

    /// <summary>For such a look, and for a press that settles it: the doubt about the article, open or settled.</summary>
    public ArticleDoubt? Doubt { get; init; }

    /// <summary>For what is told of confirmed questions, and for a draft: what they found.</summary>
    public CheckedKnowledge? Knowledge { get; init; }

    /// <summary>The article that a row is about, or that the case taught before, as it is in use; null when there is none.</summary>
    public Article? Article { get; init; }

    /// <summary>The change of the criteria that a press or a timer is about.</summary>
    public CriteriaChange? Criteria { get; init; }

    /// <summary>Whether that change is the newest one in the file: no older one is taken back.</summary>
    public bool IsNewestCriteria { get; init; }

    /// <summary>What the person said of the verdict before, or the label that a press or a form is about.</summary>
    public VerdictLabel? Label { get; init; }

    /// <summary>For a look at labels of verdicts: those that are told in one message, oldest first.</summary>
    public IReadOnlyList<LabelledMessage> Labels { get; init; } = [];

    /// <summary>For a look at the criteria: cases since their publication, and of the four weeks before it.</summary>
    public (Misroutes Since, Misroutes Before) Misroutes { get; init; } = (new(0, 0), new(0, 0));

    /// <summary>The organisation in force.</summary>
    public OrganisationSnapshot Organisation => Workplace.Organisation;

    /// <summary>A case that may change, as it was read; null when it was not.</summary>
    public Case? FindCase(string id) =>
        Merged
            .Select(one => one.Case)
            .Prepend(OtherCase)
            .Prepend(Case)
            .Concat(OwnCases)
            .Concat(IncidentCases)
            .FirstOrDefault(one => one?.Id == id);

    /// <summary>An incident that may change, as it was read; null when it was not.</summary>
    internal Incident? FindIncident(string id) => new[] { Incident, OtherIncident }.Concat(Incidents).FirstOrDefault(one => one?.Id == id);

    /// <summary>A question that may change, as it was read; null when it was not.</summary>
    public AskedQuestion? FindQuestion(string? id) =>
        Merged.Select(one => one.Question).Prepend(Question).FirstOrDefault(one => one is not null && one.Id == id);
}

/// <summary>A case that is worked on together with another, and the question it grew from.</summary>
public sealed record MergedCase(Case Case, AskedQuestion? Question);
