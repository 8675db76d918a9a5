using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Questions;

/// <summary>
/// Files without a word, which nobody asked for: they belong to the question or the case that goes on in this chat; else they begin a
/// question, of which the words are asked for, and which can be sent as it is.
/// </summary>
internal static class FilesAlone
{
    /// <summary>A question that was asked so long ago has no more files coming.</summary>
    private static readonly TimeSpan GoesOn = TimeSpan.FromHours(2);

    public static void Apply(DecisionBuilder draft, Inbound.Said said)
    {
        var last = draft.Loaded.Question;
        if (EarlierWords.Root(draft.Loaded, said.MessageId) is { } root && last is null or { IsFinished: true, CaseId: null })
        {
            AnswerQuestion.AboutThread(draft, said, root);
            return;
        }

        if (last is { IsFinished: false, CaseId: null } && (said.Place.Thread is not null || draft.Now - last.AskedAt <= GoesOn))
        {
            KeepWith(draft, said, last);
            return;
        }

        var here = draft
            .Loaded.OwnCases.Where(own => own.IsWorkedOn && own.RepPlace.Lane == said.Place.Lane && own.Rep.Is(draft.By))
            .ToList();
        if ((here.Find(own => own.Id == last?.CaseId) ?? (here.Count == 1 ? here[0] : null)) is { } theCase)
        {
            AddToCase.Said(draft, said, theCase, said.Text);
            return;
        }

        if (PermissionCheck.Refuses(draft, DeskAction.Ask, null))
        {
            return;
        }

        var turn = new Turn(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files };
        var asked = AnswerQuestion.New(draft, Names([turn]), said.Place, said.Direct, said.MessageId, [turn]);
        draft.Note("asked", null, asked.Text, asked.Id);
        Ask(draft, asked);
    }

    /// <summary>Asks what the files of a question without words are about.</summary>
    public static void Ask(DecisionBuilder draft, AskedQuestion files)
    {
        var judged = AnswerQuestion.Judged(draft, files);
        var asked = draft.Keep(
            judged with
            {
                State = QuestionState.WaitingForFact,
                Judgement = judged.Judgement with { Verdict = new Verdict.Ask(WordsFact, draft.Words.Say("files_alone", files.Text)) },
            }
        );
        draft.Timer(asked.Id, TimerNames.Settle, draft.Now + AnswerQuestion.SettleAfter);
        draft.Reply(draft.AnswerCards.FilesAlone(asked), questionId: asked.Id, slot: Slots.Answer(asked.Id));
    }

    /// <summary>The name of what is asked for: the question itself. No fact of intake.yaml has a space in its name.</summary>
    public const string WordsFact = "the words";

    /// <summary>The names of all files of some turns.</summary>
    public static string Names(IEnumerable<Turn> turns) =>
        string.Join(", ", turns.SelectMany(turn => turn.Files).Select(file => file.Name));

    /// <summary>The question waits for its words.</summary>
    public static bool AreWaiting(AskedQuestion asked) =>
        asked is { State: QuestionState.WaitingForFact, Judgement.Verdict: Verdict.Ask { Fact: WordsFact } };

    private static void KeepWith(DecisionBuilder draft, Inbound.Said said, AskedQuestion last)
    {
        if (!last.By.Is(draft.By))
        {
            draft.Reply(Card.Of(draft.Words["wordless"]));
            return;
        }

        var turn = new Turn(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files };
        List<Turn> turns = [.. last.Turns, turn];
        var kept = draft.Keep(last with { Text = AreWaiting(last) ? QuestionText.Fit(Names(turns)) : last.Text, Turns = turns });
        draft.Note("files_added", null, "", kept.Id);
        draft.Reply(draft.AnswerCards.FilesKept(kept), questionId: kept.Id, quotes: true);
    }
}
