using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>
/// A decision in the making. Pure like the decision itself: it knows the loaded state and the time, hands out keys in order, and adds what
/// every change of a case needs (its cards everywhere, its timers, its history).
/// </summary>
public sealed partial class DecisionBuilder
{
    private readonly List<HistoryEntry> _history = [];
    private readonly List<Outbound> _outbound = [];
    private readonly List<TimerChange> _timers = [];
    private readonly List<ArticleFeedback> _feedback = [];
    private readonly DecisionAudit _audit = new();
    private readonly List<long> _revealed = [];
    private readonly List<Absence> _absences = [];
    private readonly List<long> _sentAgain = [];
    private readonly Dictionary<string, Case> _cases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AskedQuestion> _questions = new(StringComparer.Ordinal);

    /// <summary>Starts an empty decision.</summary>
    public DecisionBuilder(LoadedState loaded, Inbound inbound, DateTimeOffset now)
    {
        Loaded = loaded;
        Inbound = inbound;
        Now = now;
        Words = Words.In(loaded.Organisation.Language);
        When = new(Words, loaded.Asker.Zone, now);
        Cards = new(loaded.Workplace, Words, now);
    }

    /// <summary>What was read.</summary>
    public LoadedState Loaded { get; }

    /// <summary>What happened.</summary>
    public Inbound Inbound { get; }

    /// <summary>The moment of the decision.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Texts in the organisation's language.</summary>
    public Words Words { get; }

    /// <summary>Times as the asker reads them.</summary>
    public When When { get; }

    /// <summary>The cards.</summary>
    public CardMaker Cards { get; }

    /// <summary>Cards that answer a question.</summary>
    public AnswerCards AnswerCards => new(Loaded.Workplace, Words, When) { HasPages = Loaded.Asker.IsMember };

    /// <summary>Who acts.</summary>
    public Party By => Loaded.Asker.Party;

    /// <summary>The finished decision.</summary>
    public Decision Finish() =>
        new()
        {
            Cases = [.. _cases.Values],
            Questions = [.. _questions.Values],
            History = _history,
            Outbound = _outbound,
            Bound = _bound,
            Timers = _timers,
            Feedback = _feedback,
            HasHidden = Inbound.Hidden > 0,
            Revealed = _revealed,
            Approvals = [.. _approvals.Values],
            Grants = _grants,
            Absences = _absences,
            Incidents = [.. _incidents.Values],
            Drafts = _drafts,
            Articles = _articles,
            Doubts = _doubts,
            Criteria = _criteria,
            Labels = _labels,
            TakenBack = _takenBack,
            SentAgain = _sentAgain,
            Audit = _audit.Of(this, _history),
        };

    /// <summary>Lines of history so far.</summary>
    internal IReadOnlyList<HistoryEntry> History => _history;

    /// <summary>Something that was said or done is kept.</summary>
    internal bool LeavesHistory => _history.Count > 0;

    /// <summary>Answers in a person's own 1:1 chat with a card in which their sign-in link will stand.</summary>
    public void ShowSignIn(string slot, string email, Card card) =>
        _outbound.Add(
            new Outbound.Show(slot, new Destination.At(Inbound.Place), card)
            {
                Key = NextKey(),
                Lane = Inbound.Place.Lane,
                CausedBy = Loaded.InboxId,
                SignInFor = email,
            }
        );

    /// <summary>Shows hidden words to their owner: to them alone, gone from the store with this decision.</summary>
    public void Reveal(string slot, Destination to, string lane, Card card, string caseId, IEnumerable<long> ids)
    {
        _revealed.AddRange(ids);
        _outbound.Add(
            new Outbound.Show(slot, to, card)
            {
                Key = NextKey(),
                Lane = lane,
                CausedBy = Loaded.InboxId,
                CaseId = caseId,
                Secret = true,
            }
        );
    }

    /// <summary>
    /// Shows a card in a slot. Where somebody reads who may not have the words of its case or question, it says only that.
    /// </summary>
    public void Show(
        string slot,
        Destination to,
        string lane,
        Card card,
        string? caseId = null,
        string? questionId = null,
        TimeSpan? heldFor = null,
        string? worded = null
    )
    {
        var may = MayShow(to, caseId, questionId);
        _outbound.Add(
            new Outbound.Show(
                slot,
                to,
                may ? WithRefresh(slot, to, card, caseId, questionId) : Card.Of(Words.Say("kept_back", caseId ?? ""))
            )
            {
                Key = NextKey(),
                Lane = lane,
                CausedBy = Loaded.InboxId,
                CaseId = caseId,
                QuestionId = questionId,
                HeldFor = may ? heldFor : null,
                Worded = may ? worded : null,
            }
        );
    }

    /// <summary>
    /// Answers where the person acted: a new message there, or for their eyes only when they asked privately, or when others read there who
    /// may not have the words of its case or question.
    /// </summary>
    /// <param name="quotes">The card holds words of the question itself, not only what answers it.</param>
    public void Reply(
        Card card,
        string? caseId = null,
        string? questionId = null,
        string? slot = null,
        TimeSpan? heldFor = null,
        bool quotes = false
    )
    {
        var isPrivate = IsPrivate(caseId, questionId, quotes);
        card = MayReply(isPrivate, caseId, questionId) ? card : Card.Of(Words.Say("kept_back", caseId ?? ""));
        if (isPrivate)
        {
            Whisper(card);
            return;
        }

        _outbound.Add(
            new Outbound.Show(
                slot
                    ?? $"say:{Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}:"
                        + $"{_outbound.Count.ToString(CultureInfo.InvariantCulture)}",
                new Destination.At(Inbound.Place),
                WithRefresh(slot ?? "", new Destination.At(Inbound.Place), card, caseId, questionId)
            )
            {
                Key = NextKey(),
                Lane = Inbound.Place.Lane,
                CausedBy = Loaded.InboxId,
                CaseId = caseId,
                QuestionId = questionId,
                HeldFor = heldFor,
            }
        );
    }

    /// <summary>Tells only the person who acted.</summary>
    public void Whisper(Card card) =>
        _outbound.Add(
            new Outbound.Whisper(Inbound.Place, Inbound.From, card)
            {
                Key = NextKey(),
                Lane = Inbound.Place.Lane,
                CausedBy = Loaded.InboxId,
            }
        );

    /// <summary>Tells only the person who acted, in a sentence.</summary>
    public void Whisper(string key, params object?[] values)
    {
        Told(key);
        Whisper(Card.Of(Words.Say(key, values)));
    }

    /// <summary>For the audit: the person who acts was shown something (<c>status</c>, <c>why</c>).</summary>
    /// <param name="verb">What they looked at, snake case.</param>
    /// <param name="subject">Id of the case or question, or null.</param>
    public void Viewed(string verb, string? subject) => _audit.Add(this, AuditKind.View, verb, subject);

    /// <summary>For the audit: the person who acts wanted something and did not get it.</summary>
    /// <param name="verb">What they wanted, snake case.</param>
    /// <param name="subject">Id of the case or question, or null.</param>
    /// <param name="why">One snake-case word.</param>
    /// <param name="isKept">False: no row is kept of this one; others like it have some.</param>
    public void Refused(string verb, string? subject, string why, bool isKept = true) => _audit.Refused(this, verb, subject, why, isKept);

    /// <summary>Says why not, in a sentence. Words that were typed into a form are given back with it, whatever the reason.</summary>
    public void Refuse(string key, params object?[] values)
    {
        Told(key);
        GiveBack(Words.Say(key, values));
    }

    /// <summary>As <see cref="Refuse"/>, for a sentence that is made already.</summary>
    internal void GiveBack(string why) =>
        Whisper(Inbound is Inbound.Submitted submitted ? FormValues.GiveBack(why, submitted.Values, Words) : Card.Of(why));

    /// <summary>Deletes the message of a slot.</summary>
    public void Remove(string slot, string lane) =>
        _outbound.Add(
            new Outbound.Remove(slot)
            {
                Key = NextKey(),
                Lane = lane,
                CausedBy = Loaded.InboxId,
            }
        );

    /// <summary>Sends messages again that were given up.</summary>
    /// <param name="rows">Their numbers.</param>
    public void SendAgain(IEnumerable<long> rows) => _sentAgain.AddRange(rows);

    /// <summary>Shows somebody's home page.</summary>
    public void Home(PersonKey person, Card card) =>
        _outbound.Add(
            new Outbound.Home(person, card)
            {
                Key = NextKey(),
                Lane = $"home:{person.Channel}:{person.Id}",
                CausedBy = Loaded.InboxId,
            }
        );

    /// <summary>
    /// A 1:1 message to a listed person, on the channel they used last; on the queue's channel when they were never seen.
    /// </summary>
    public void TellPerson(string email, Card card, Case? theCase, string slot)
    {
        var (to, lane) = DirectTo(email, theCase);
        Show(slot, to, lane, card, theCase?.Id);
    }

    /// <summary>Keeps a changed case: computes its deadlines and timers, and shows its cards everywhere.</summary>
    public Case Keep(Case changed)
    {
        var previous = Loaded.FindCase(changed.Id);
        var version = previous is null ? 1 : previous.Version + 1;
        var due = Clocks.DeadlinesOf(changed, Loaded.Organisation);
        var kept = changed with
        {
            Version = version,
            ChangedAt = Now,
            Due = due,
            Hidden = changed.Hidden + (_cases.ContainsKey(changed.Id) ? 0 : Inbound.Hidden),
        };
        _cases[kept.Id] = kept;
        _timers.RemoveAll(timer => timer.Subject == kept.Id);
        _timers.AddRange(Clocks.Timers(kept, previous, Loaded.Organisation));
        return kept;
    }

    /// <summary>
    /// Keeps a case as it is: the decision falls when somebody changed it meanwhile, so that what is shown of it is never older than what
    /// people see.
    /// </summary>
    public Case KeepAsIs(Case same) => _cases[same.Id] = same with { Version = same.Version + 1 };

    /// <summary>One more change of a case that this decision keeps already; its clocks do not move.</summary>
    public Case Amend(Case changed) => _cases[changed.Id] = changed;

    /// <summary>Keeps a new or changed question.</summary>
    public AskedQuestion Keep(AskedQuestion changed)
    {
        var version = Loaded.FindQuestion(changed.Id) is { } previous ? previous.Version + 1 : 1;
        return _questions[changed.Id] = changed with
        {
            Hidden = changed.Hidden + (_questions.ContainsKey(changed.Id) ? 0 : Inbound.Hidden),
            Version = version,
            FinishedAt = changed.IsFinished ? changed.FinishedAt ?? Now : null,
        };
    }

    /// <summary>A question as this decision keeps it; null when it does not.</summary>
    internal AskedQuestion? KeptOf(string? questionId) => questionId is null ? null : _questions.GetValueOrDefault(questionId);

    /// <summary>A case as this decision keeps it; null when it does not.</summary>
    internal Case? KeptCase(string? caseId) => caseId is null ? null : _cases.GetValueOrDefault(caseId);

    /// <summary>A line of history.</summary>
    public void Note(string kind, Case? theCase, string detail = "", string? questionId = null) =>
        _history.Add(new(theCase?.Id, questionId ?? theCase?.QuestionId, Now, kind, By.Name, By.Email, detail));

    /// <summary>Keeps what somebody said of being here.</summary>
    public void Keep(Absence said) => _absences.Add(said);

    /// <summary>A line of history about what nobody of the organisation did.</summary>
    public void NoteOwn(string kind, string questionId, string detail) =>
        _history.Add(new(null, questionId, Now, kind, "bot", null, detail));

    /// <summary>Sets or cancels a timer.</summary>
    public void Timer(string subject, string timer, DateTimeOffset? dueAt) => _timers.Add(new(subject, timer, dueAt));

    /// <summary>A card with live buttons on a channel that can look up none of its messages asks for its present state itself.</summary>
    private Card WithRefresh(string slot, Destination to, Card card, string? caseId, string? questionId)
    {
        if (to is not Destination.At { Place.Channel: ChannelNames.Teams })
        {
            return card;
        }

        var theCase = caseId is null ? null : _cases.GetValueOrDefault(caseId) ?? (Loaded.Case?.Id == caseId ? Loaded.Case : null);
        var asked = questionId is null
            ? null
            : _questions.GetValueOrDefault(questionId) ?? (Loaded.Question?.Id == questionId ? Loaded.Question : null);
        var refresh =
            theCase is not null && RefreshableCards.IsOf(theCase, slot)
                ? new CardRefresh(slot, theCase.Version, RefreshableCards.ReadersOf(Loaded.Organisation, theCase, slot))
            : asked is not null && slot == Slots.Answer(asked.Id)
                ? new CardRefresh(slot, asked.Version, [new CardReader(asked.By.Key, asked.By.Email)])
            : null;
        return refresh is null ? card : card with { Refresh = refresh };
    }

    private string NextKey() => string.Create(CultureInfo.InvariantCulture, $"o{Loaded.InboxId}-{_outbound.Count}");

    /// <summary>The question of a case that is over is over, too.</summary>
    public void EndQuestion(Case theCase)
    {
        if (Loaded.FindQuestion(theCase.QuestionId) is { IsFinished: false } asked)
        {
            Keep(asked with { State = QuestionState.Ended });
        }
    }
}
