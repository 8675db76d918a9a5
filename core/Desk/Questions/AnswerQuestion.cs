using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>Questions: judged, answered, or handed on; and what the asker says to the answer.</summary>
internal static class AnswerQuestion
{
    public static TimeSpan SettleAfter { get; } = TimeSpan.FromHours(24);

    /// <summary>A call without words of its own, into a thread: its first message is the question.</summary>
    public static void AboutThread(DecisionBuilder draft, Inbound.Said said, Quoted root)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        var messageId = root.MessageId ?? said.MessageId;
        List<Turn> turns = [new Turn(root.At, root.Who, root.Text, Slots.Relay(said.Place, messageId)) { Files = root.Files }];
        if (said.Files.Count > 0)
        {
            turns.Add(new Turn(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files });
        }

        Judge(draft, New(draft, root.Text, said.Place, said.Direct, messageId, turns));
    }

    /// <summary>What is judged when a message goes on with the last question: both; null when it is a question of its own.</summary>
    public static string? Continued(AskedQuestion? last, Inbound.Said said) =>
        last is not null
        && (last.Place.Lane == said.Place.Lane || IsInItsThread(last, said))
        && (
            last is { State: QuestionState.WaitingForFact, Judgement.Verdict: Verdict.Ask }
            || (last is { IsFinished: false, State: QuestionState.Shown } && (said.Place.Thread is not null || IsInItsThread(last, said)))
            || (last.CaseId is null && GoingOn.From(last, said))
        )
            ? FilesAlone.AreWaiting(last)
                ? QuestionText.Fit(said.Text)
                : QuestionText.Join(last.Text, said.Text)
            : null;

    /// <summary>In a 1:1 chat, in the thread of the question or its answer, or as a reply to it.</summary>
    private static bool IsInItsThread(AskedQuestion last, Inbound.Said said) =>
        said.Direct
        && (said.Place.Thread ?? said.ReplyTo) is not null
        && last.Place.Channel == said.Place.Channel
        && last.Place.Conversation == said.Place.Conversation;

    /// <summary>A new question, the missing fact of the last one, or more words in a channel thread.</summary>
    public static void Question(DecisionBuilder draft, Inbound.Said said)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        var last = draft.Loaded.Question;
        var turn = new Turn(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files };
        if (last is null || Continued(last, said) is not { } both)
        {
            Judge(draft, New(draft, said.Text, said.Place, said.Direct, said.MessageId, [turn]));
        }
        else if (last.State is not QuestionState.WaitingForFact && !IsInItsThread(last, said) && GoingOn.From(last, said))
        {
            Judge(
                draft,
                New(draft, both, said.Place, said.Direct, said.MessageId, [.. last.Turns.Select(earlier => earlier.AsNew()), turn])
            );
        }
        else if (FilesAlone.AreWaiting(last))
        {
            Judge(draft, last with { Text = both, Turns = [.. last.Turns, turn] }, fresh: true);
        }
        else if (last is { State: QuestionState.WaitingForFact, Judgement.Verdict: Verdict.Ask ask })
        {
            var given = new Dictionary<string, string>(last.Given, StringComparer.Ordinal) { [ask.Fact] = said.Text.Trim() };
            Judge(
                draft,
                last with
                {
                    Text = both,
                    Turns = [.. last.Turns, turn],
                    Given = given,
                    AskedFacts = [.. last.AskedFacts, ask.Fact],
                }
            );
        }
        else
        {
            var shown = last.ShownArticle is { } article ? last.Rejected.Append(article) : last.Rejected;
            Judge(
                draft,
                last with
                {
                    Text = both,
                    Turns = [.. last.Turns, turn],
                    Rejected = [.. shown.Distinct(StringComparer.Ordinal)],
                },
                fresh: true
            );
        }
    }

    /// <summary>The typed word for a person: send the last question, or ask for one.</summary>
    public static void WantsSpecialist(DecisionBuilder draft, Inbound.Said said, string text)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        // Called into a thread without more words: the thread is what it is about.
        var about =
            text.Length > 0
                ? new Quoted(draft.By.Name, said.At, text) { MessageId = said.MessageId, Files = said.Files }
                : EarlierWords.Root(draft.Loaded, said.MessageId);
        if (about is not null)
        {
            var messageId = about.MessageId ?? said.MessageId;
            var turn = new Turn(about.At, about.Who, about.Text, Slots.Relay(said.Place, messageId)) { Files = about.Files };
            var asked = draft.Keep(
                Judged(draft, New(draft, about.Text, said.Place, said.Direct, messageId, [turn])) with
                {
                    State = QuestionState.Shown,
                }
            );
            draft.Note("asked", null, ShortText.Of(about.Text, 500), asked.Id);
            draft.Timer(asked.Id, TimerNames.Settle, draft.Now + SettleAfter);
            draft.Reply(draft.AnswerCards.Specialist(asked), questionId: asked.Id, quotes: true);
            return;
        }

        if (
            draft.Loaded.Question is { } last
            && last.CaseId is null
            && (!last.IsFinished || (IsInItsThread(last, said) && last.State is not QuestionState.Ended))
        )
        {
            draft.Reply(draft.AnswerCards.Specialist(last), questionId: last.Id, quotes: true);
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
    public static AskedQuestion New(
        DecisionBuilder draft,
        string text,
        Place place,
        bool direct,
        string? messageId,
        IReadOnlyList<Turn> turns
    ) =>
        new()
        {
            Id = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"q{draft.Loaded.InboxId}-{draft.Loaded.Secret}"),
            Version = 1,
            State = QuestionState.Shown,
            By = draft.By,
            Place = place,
            Direct = direct,
            MessageId = messageId,
            Text = QuestionText.Fit(text),
            Turns = turns,
            Judgement = null!, // set by Judged before anything reads it
            AskedAt = draft.Now,
        };

    /// <summary>The question with the engine's present judgement.</summary>
    public static AskedQuestion Judged(DecisionBuilder draft, AskedQuestion asked)
    {
        var question = new Question(asked.Text, draft.Loaded.Asker.AudienceIn(asked.Direct), asked.Given, asked.Rejected, asked.AskedFacts)
        {
            Meaning = draft.Loaded.Meanings.GetValueOrDefault(asked.Text, []),
        };
        return asked with
        {
            Judgement = Judge(
                draft.Loaded.Workplace,
                question,
                draft.Loaded.EarlierContacts,
                draft.Inbound,
                draft.Now,
                draft.Loaded.Incidents
            ),
        };
    }

    /// <summary>The engine's judgement in the circumstances of a moment.</summary>
    /// <param name="open">Incidents that are open.</param>
    public static Judgement Judge(
        Workplace workplace,
        Question question,
        IReadOnlyList<DateTimeOffset> earlier,
        Inbound inbound,
        DateTimeOffset now,
        IReadOnlyList<Incident>? open = null
    )
    {
        var circumstances = new Circumstances(
            earlier,
            IncidentTopics.Find(open ?? [], question.Text) is not null,
            !workplace.Organisation.Calendar.IsOpen(now),
            inbound.Locale
        );
        // Parts are looked up by their words: an encoder outside is asked for the whole message alone.
        return SeveralQuestions.Add(
            workplace.Triage.Judge(question, circumstances, now),
            question.Text,
            part => workplace.Triage.Judge(question with { Text = part, Meaning = [] }, circumstances, now)
        );
    }

    /// <summary>Judges and shows what came out.</summary>
    public static void Judge(DecisionBuilder draft, AskedQuestion asked, bool fresh = false)
    {
        // A new question was looked at while it was loaded; nothing has changed since.
        var look =
            asked is { Version: 1, Given.Count: 0, Rejected.Count: 0 }
            && draft.Loaded.FirstLook is { } first
            && first.Facts.Text == asked.Text
                ? draft.Loaded.FirstLook
                : null;
        asked = look is null ? Judged(draft, asked) : asked with { Judgement = look };
        if (asked.Version == 1 && draft.Loaded.Question?.Id != asked.Id)
        {
            draft.Note("asked", null, ShortText.Of(asked.Text, 500), asked.Id);
        }

        if (asked.Judgement.Verdict is Verdict.Escalate)
        {
            EscalateQuestion.Open(draft, asked, CaseRequest.ByCriterion);
            AuthorityQuestion.TellBeside(draft, asked);
            return;
        }

        // Each turn gets its own message; the first keeps the slot that later states of the question edit.
        var slot =
            fresh || asked.AllTurns > 1 && asked.AskedFacts.Count > 0
                ? $"{Slots.Answer(asked.Id)}:{asked.AllTurns}"
                : Slots.Answer(asked.Id);
        if (
            asked.Judgement.Receipt.Pinned is null
            && (AuthorityQuestion.Answers(draft, asked, slot, SettleAfter) || AgreementQuestion.Answers(draft, asked, slot, SettleAfter))
        )
        {
            return;
        }

        var verdict = asked.Judgement.Verdict;
        asked = draft.Keep(
            asked.Showing(verdict is Verdict.Answer answer ? answer.Best.ArticleId : null) with
            {
                State = verdict is Verdict.Ask ? QuestionState.WaitingForFact : QuestionState.Shown,
                ByAuthority = false,
            }
        );
        draft.Note(AnswerCards.VerdictName(verdict), null, asked.ShownArticle ?? "", asked.Id);
        draft.Timer(asked.Id, TimerNames.Settle, draft.Now + SettleAfter);
        var card = draft.WithBanner(ReaderRights.Fit(draft, draft.AnswerCards.For(asked, OpenCase(draft, asked))), asked);
        if (verdict is Verdict.NotCovered { OnlyPeople: false } && IsWithheld(draft, asked))
        {
            card = card with { Parts = [.. card.Parts, new CardPart.Note(draft.Words["withheld"])] };
        }

        if (draft.Loaded.NearCases.Count > 0 && draft.Inbound is Inbound.Said)
        {
            card = card with
            {
                Parts =
                [
                    .. card.Parts,
                    new CardPart.Note(
                        draft.Words.Say(
                            "near_cases",
                            string.Join("; ", draft.Loaded.NearCases.Select(near => EscalateQuestion.Similar(draft, near)))
                        )
                    ),
                ],
            };
        }

        if (
            draft.Inbound is Inbound.Said
            && draft.Loaded.OwnCases.FirstOrDefault(own => own.Rep.Is(draft.By) && Clocks.WaitsForRep(own)) is { } waiting
            && waiting.RepPlace.Lane == asked.Place.Lane
            && waiting.Asks.First(ask => ask.RepliedAt is null) is var open
        )
        {
            card = card with
            {
                Parts =
                [
                    .. card.Parts,
                    new CardPart.Note(draft.Words.Say("still_asked", open.By, waiting.Id, ShortText.Of(open.Text, 120))),
                ],
            };
        }

        draft.Reply(
            card,
            questionId: asked.Id,
            slot: slot,
            heldFor: WritingTask.Of(draft.Loaded.Workplace, asked) is null ? null : draft.Loaded.HoldFor
        );
    }

    /// <summary>A day without a word: the answer is taken to have been enough.</summary>
    public static void Settle(DecisionBuilder draft, AskedQuestion asked)
    {
        if (asked.State is QuestionState.Shown or QuestionState.WaitingForFact)
        {
            draft.Keep(asked with { State = QuestionState.Settled });
            draft.Note("settled", null, "", asked.Id);
        }
    }

    /// <summary>
    /// The open case of the asker's that the words fit best: by the client and by the words of its question. Null when they fit none: a
    /// case about something else is no help.
    /// </summary>
    public static Case? OpenCase(DecisionBuilder draft, AskedQuestion asked)
    {
        var facts = asked.Judgement.Facts;
        var words = ContentWords.Of(facts.Text);
        return draft
            .Loaded.OwnCases.Where(own =>
                own.IsOpen
                && own.QuestionId != asked.Id
                && MayJoin(asked, own)
                && own.Restricted == asked.IsRestricted
                // Another client's case is another matter.
                && (facts.AccountId is null || own.Account is null || own.Account == facts.AccountId)
            )
            .Select(own =>
                (
                    Case: own,
                    IsOfAccount: facts.AccountId is not null && own.Account == facts.AccountId,
                    Shared: Likeness.Of(draft, words, own)
                )
            )
            .Where(pair => pair.IsOfAccount || pair.Shared >= LeastShared)
            .OrderByDescending(pair => pair.Shared)
            .ThenByDescending(pair => pair.IsOfAccount)
            .Select(pair => pair.Case)
            .FirstOrDefault();
    }

    /// <summary>One word in common ("export") is no likeness.</summary>
    private const int LeastShared = 2;

    /// <summary>What is restricted becomes a case of its own: in another it would be read by people of that.</summary>
    public static bool MayJoin(AskedQuestion asked, Case theCase) => !asked.IsRestricted || theCase.Restricted;

    /// <summary>People of the organisation would have got an answer; this place has other readers.</summary>
    private static bool IsWithheld(DecisionBuilder draft, AskedQuestion asked) =>
        !asked.Direct && Judged(draft, asked with { Direct = true }).Judgement.Verdict is Verdict.Answer or Verdict.Offer;
}
