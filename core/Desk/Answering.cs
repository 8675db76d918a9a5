using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Directory;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk;

/// <summary>Questions: judged, answered, or handed on; and what the asker says to the answer.</summary>
internal static class Answering
{
    private static readonly TimeSpan SettleAfter = TimeSpan.FromHours(24);

    /// <summary>A call without words of its own, into a thread: its first message is the question.</summary>
    public static void AboutThread(Draft draft, Inbound.Said said, Quoted root)
    {
        if (Rules.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        var messageId = root.MessageId ?? said.MessageId;
        Judge(draft, New(draft, root.Text, said.Place, said.Direct, messageId, [new Turn(root.At, root.Who, root.Text, Slots.Relay(said.Place, messageId)) { Files = root.Files }]));
    }

    /// <summary>What is judged when a message goes on with the last question: both; null when it is a question of its own.</summary>
    public static string? Continued(Asked? last, Inbound.Said said) =>
        last is not null && last.Place.Lane == said.Place.Lane && (last is { State: AskedState.WaitingForFact, Judgement.Verdict: Verdict.Ask } || (last is { IsFinished: false, State: AskedState.Shown } && said.Place.Thread is not null))
            ? $"{last.Text}\n{said.Text}"
            : null;

    /// <summary>A new question, the missing fact of the last one, or more words in a channel thread.</summary>
    public static void Question(Draft draft, Inbound.Said said)
    {
        if (Rules.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        var last = draft.Loaded.Question;
        var turn = new Turn(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files };
        if (last is null || Continued(last, said) is not { } both)
        {
            Judge(draft, New(draft, said.Text, said.Place, said.Direct, said.MessageId, [turn]));
        }
        else if (last is { State: AskedState.WaitingForFact, Judgement.Verdict: Verdict.Ask ask })
        {
            var given = new Dictionary<string, string>(last.Given, StringComparer.Ordinal) { [ask.Fact] = said.Text.Trim() };
            Judge(draft, last with { Text = both, Turns = [.. last.Turns, turn], Given = given, AskedFacts = [.. last.AskedFacts, ask.Fact] });
        }
        else
        {
            var shown = last.ShownArticle is { } article ? last.Rejected.Append(article) : last.Rejected;
            Judge(draft, last with { Text = both, Turns = [.. last.Turns, turn], Rejected = [.. shown.Distinct(StringComparer.Ordinal)] }, fresh: true);
        }
    }

    /// <summary>The typed word for a person: send the last question, or ask for one.</summary>
    public static void WantsSpecialist(Draft draft, Inbound.Said said, string text)
    {
        if (Rules.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        // Called into a thread without more words: the thread is what it is about.
        var about = text.Length > 0 ? new Quoted(draft.By.Name, said.At, text) { MessageId = said.MessageId, Files = said.Files } : Earlier.Root(draft.Loaded, said.MessageId);
        if (about is not null)
        {
            var messageId = about.MessageId ?? said.MessageId;
            var turn = new Turn(about.At, about.Who, about.Text, Slots.Relay(said.Place, messageId)) { Files = about.Files };
            var asked = draft.Keep(Judged(draft, New(draft, about.Text, said.Place, said.Direct, messageId, [turn])) with { State = AskedState.Shown });
            draft.Note("asked", null, CardMaker.Shorten(about.Text, 500), asked.Id);
            draft.Timer(asked.Id, TimerNames.Settle, draft.Now + SettleAfter);
            draft.Reply(MakeCards(draft).Specialist(asked), questionId: asked.Id, quotes: true);
            return;
        }

        if (draft.Loaded.Question is { } last && !last.IsFinished && last.CaseId is null)
        {
            draft.Reply(MakeCards(draft).Specialist(last), questionId: last.Id, quotes: true);
        }
        else if (draft.Loaded.Question is { CaseId: { } id } escalated && !escalated.IsFinished)
        {
            draft.Reply(Card.Of(draft.Words.Say("already_a_case", id)));
        }
        else
        {
            draft.Reply(Card.Of(draft.Words["specialist_no_question"]));
        }
    }

    /// <summary>A question that was never stored, judged now (message actions, commands).</summary>
    public static Asked New(Draft draft, string text, Place place, bool direct, string? messageId, IReadOnlyList<Turn> turns) => new()
    {
        Id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"q{draft.Loaded.InboxId}-{draft.Loaded.Secret}"),
        Version = 1,
        State = AskedState.Shown,
        By = draft.By,
        Place = place,
        Direct = direct,
        MessageId = messageId,
        Text = text,
        Turns = turns,
        Judgement = null!, // set by Judged before anything reads it
        AskedAt = draft.Now,
    };

    /// <summary>The question with the engine's present judgement.</summary>
    public static Asked Judged(Draft draft, Asked asked)
    {
        var question = new Question(asked.Text, draft.Loaded.Asker.AudienceIn(asked.Direct), asked.Given, asked.Rejected, asked.AskedFacts) { Meaning = draft.Loaded.Meanings.GetValueOrDefault(asked.Text, []) };
        return asked with { Judgement = Judge(draft.Loaded.Workplace, question, draft.Loaded.EarlierContacts, draft.Inbound, draft.Now) };
    }

    /// <summary>The engine's judgement in the circumstances of a moment.</summary>
    public static Judgement Judge(Workplace workplace, Question question, IReadOnlyList<DateTimeOffset> earlier, Inbound inbound, DateTimeOffset now) =>
        workplace.Triage.Judge(question, new Circumstances(earlier, IncidentOpen: false, !workplace.Organisation.Calendar.IsOpen(now), inbound.Locale), now);

    /// <summary>Judges and shows what came out.</summary>
    public static void Judge(Draft draft, Asked asked, bool fresh = false)
    {
        // A new question was looked at while it was loaded; nothing has changed since.
        var look = asked is { Version: 1, Given.Count: 0, Rejected.Count: 0 } && draft.Loaded.FirstLook is { } first && first.Facts.Text == asked.Text ? draft.Loaded.FirstLook : null;
        asked = look is null ? Judged(draft, asked) : asked with { Judgement = look };
        if (asked.Version == 1 && draft.Loaded.Question?.Id != asked.Id)
        {
            draft.Note("asked", null, CardMaker.Shorten(asked.Text, 500), asked.Id);
        }

        if (asked.Judgement.Verdict is Verdict.Escalate)
        {
            Escalating.Open(draft, asked, Escalating.Request.ByCriterion);
            return;
        }

        var verdict = asked.Judgement.Verdict;
        asked = draft.Keep(asked with
        {
            State = verdict is Verdict.Ask ? AskedState.WaitingForFact : AskedState.Shown,
            ShownArticle = verdict is Verdict.Answer answer ? answer.Best.ArticleId : null,
        });
        draft.Note(AnswerCards.VerdictName(verdict), null, asked.ShownArticle ?? "", asked.Id);
        draft.Timer(asked.Id, TimerNames.Settle, draft.Now + SettleAfter);
        var card = Readers.Fit(draft, MakeCards(draft).For(asked, OpenCase(draft, asked)));
        if (verdict is Verdict.NotCovered { OnlyPeople: false } && IsWithheld(draft, asked))
        {
            card = card with { Parts = [.. card.Parts, new CardPart.Note(draft.Words["withheld"])] };
        }

        if (draft.Loaded.NearCases.Count > 0 && draft.Inbound is Inbound.Said)
        {
            card = card with { Parts = [.. card.Parts, new CardPart.Note(draft.Words.Say("near_cases", string.Join("; ", draft.Loaded.NearCases.Select(near => Escalating.Similar(draft, near)))))] };
        }

        // Each turn gets its own message; the first keeps the slot that later states of the question edit.
        var slot = fresh || asked.Turns.Count > 1 && asked.AskedFacts.Count > 0 ? $"{Slots.Answer(asked.Id)}:{asked.Turns.Count}" : Slots.Answer(asked.Id);
        draft.Reply(card, questionId: asked.Id, slot: slot, heldFor: WritingTask.Of(draft.Loaded.Workplace, asked) is null ? null : draft.Loaded.HoldFor);
    }

    /// <summary>A button under an answer.</summary>
    public static void Pressed(Draft draft, Inbound.Pressed pressed)
    {
        if (draft.Loaded.Question is not { } asked)
        {
            draft.Whisper("question_gone");
            return;
        }

        if (pressed.Action is Actions.Why && MayRead(draft, asked))
        {
            if (Readers.RefusesReceipt(draft, asked))
            {
                return;
            }

            draft.Viewed(Actions.Why, asked.Id);
            draft.Reply(MakeCards(draft).Why(asked), questionId: asked.Id, quotes: true);
            return;
        }

        if (!asked.By.Is(draft.By))
        {
            draft.Whisper("only_asker", asked.By.Name);
            return;
        }

        if (asked.CaseId is { } id && pressed.Action is not Actions.AddToCase)
        {
            draft.Whisper("already_a_case", id);
            return;
        }

        var article = pressed.Data.GetValueOrDefault(DataKeys.Article);
        switch (pressed.Action)
        {
            case Actions.Solved: Solved(draft, asked, article ?? asked.ShownArticle); break;
            case Actions.PickArticle: Picked(draft, asked, article); break;
            case Actions.NoneOfThese: NoneOfThese(draft, asked); break;
            case Actions.SendToSpecialists: Escalating.Open(draft, asked, Escalating.Request.ByPerson); break;
            case Actions.AddToCase: AddToCase(draft, asked); break;
            default: draft.Whisper("unknown_button"); break;
        }
    }

    /// <summary>Its asker, readers of its case, and in a channel whoever reads along where it was asked.</summary>
    private static bool MayRead(Draft draft, Asked asked)
    {
        var organisation = draft.Loaded.Organisation;
        return Visibility.May(organisation, draft.Loaded.Asker.Reader, asked, draft.Loaded.Case) || (!draft.Inbound.Direct && !asked.Direct && Visibility.May(organisation, new Reader.Room(draft.Inbound.Place), asked, null));
    }

    /// <summary>A day without a word: the answer is taken to have been enough.</summary>
    public static void Settle(Draft draft, Asked asked)
    {
        if (asked.State is AskedState.Shown or AskedState.WaitingForFact)
        {
            draft.Keep(asked with { State = AskedState.Settled });
            draft.Note("settled", null, "", asked.Id);
        }
    }

    /// <summary>The cards of questions.</summary>
    public static AnswerCards MakeCards(Draft draft) => new(draft.Loaded.Workplace, draft.Words, draft.When);

    private static void Solved(Draft draft, Asked asked, string? article)
    {
        if (asked.State is AskedState.Solved)
        {
            draft.Whisper("solved_already");
            return;
        }

        var solved = draft.Keep(asked with { State = AskedState.Solved, ShownArticle = article });
        draft.Timer(asked.Id, TimerNames.Settle, null);
        draft.Note("solved", null, article ?? "", asked.Id);
        if (article is not null)
        {
            draft.Teach(article, asked, "solved");
        }

        draft.Reply(Readers.Fit(draft, MakeCards(draft).Solved(solved)), questionId: asked.Id, slot: Slots.Answer(asked.Id));
    }

    private static void Picked(Draft draft, Asked asked, string? articleId)
    {
        if (asked.Judgement.Ranking.FirstOrDefault(hit => hit.ArticleId == articleId) is not { } hit)
        {
            draft.Whisper("question_gone");
            return;
        }

        if (!Readers.MayRead(draft, asked, hit))
        {
            draft.Whisper("question_gone");
            return;
        }

        var picked = draft.Keep(asked with { State = AskedState.Shown, ShownArticle = hit.ArticleId });
        draft.Note("picked", null, hit.ArticleId, asked.Id);
        draft.Reply(Readers.Fit(draft, MakeCards(draft).Answer(picked, hit, [], null)), questionId: asked.Id, slot: $"{Slots.Answer(asked.Id)}:{hit.ArticleId}");
    }

    private static void NoneOfThese(Draft draft, Asked asked)
    {
        var offered = asked.Judgement.Verdict is Verdict.Offer offer ? offer.Candidates.Select(hit => hit.ArticleId).ToList() : [];
        var rest = draft.Keep(asked with
        {
            State = AskedState.Shown,
            Rejected = [.. asked.Rejected.Concat(offered).Distinct(StringComparer.Ordinal)],
            Judgement = asked.Judgement with { Verdict = new Verdict.NotCovered(OnlyPeople: false) },
        });
        foreach (var article in offered)
        {
            draft.Teach(article, asked, "rejected");
        }

        draft.Note("rejected", null, string.Join(", ", offered), asked.Id);
        draft.Reply(Readers.Fit(draft, MakeCards(draft).For(rest, null)), questionId: asked.Id, slot: Slots.Answer(asked.Id));
    }

    private static void AddToCase(Draft draft, Asked asked)
    {
        if (draft.Loaded.Case is not { IsOpen: true } theCase)
        {
            draft.Whisper("case_gone");
            return;
        }

        if (Rules.Refuses(draft, DeskAction.AddToCase, theCase))
        {
            return;
        }

        if (!MayJoin(asked, theCase))
        {
            draft.Whisper("restricted_apart", theCase.Id);
            return;
        }

        draft.Keep(asked with { State = AskedState.Ended, CaseId = theCase.Id });
        draft.Timer(asked.Id, TimerNames.Settle, null);
        var words = asked.Turns.Count > 0 ? asked.Turns[^1] : new Turn(asked.AskedAt, asked.By.Name, asked.Text, null);
        Relaying.Add(draft, theCase, words, Slots.Answer(asked.Id) + ":added");
        draft.ShowPlainly(Slots.Answer(asked.Id), new Destination.At(asked.Place), asked.Place.Lane, MakeCards(draft).Superseded(asked, theCase.Id), theCase.Id, asked.Id);
    }

    /// <summary>An open case of the asker's that the words may belong to instead, or null.</summary>
    public static Case? OpenCase(Draft draft, Asked asked) => draft.Loaded.OwnCases.FirstOrDefault(own => own.IsOpen && own.QuestionId != asked.Id && MayJoin(asked, own));

    /// <summary>What is restricted becomes a case of its own: in another it would be read by people of that.</summary>
    private static bool MayJoin(Asked asked, Case theCase) => !asked.IsRestricted || theCase.Restricted;

    /// <summary>People of the organisation would have got an answer; this place has other readers.</summary>
    private static bool IsWithheld(Draft draft, Asked asked) => !asked.Direct && Judged(draft, asked with { Direct = true }).Judgement.Verdict is Verdict.Answer or Verdict.Offer;
}
