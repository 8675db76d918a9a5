using EscalationBot.Core.Desk.Forms;
using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>What specialists and reps do to a case. Every change shows everywhere, and the rep hears what concerns the client.</summary>
internal static class CaseWork
{
    public static void Claim(DecisionBuilder draft, Case theCase)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Claim, theCase))
        {
            return;
        }

        if (theCase.State is CaseState.Claimed)
        {
            if (theCase.Owner!.Is(draft.By))
            {
                draft.Whisper("yours_already", theCase.Id);
            }
            else
            {
                draft.Whisper("claimed_by_other", theCase.Id, theCase.Owner.Name, draft.When.Span(draft.Now - (theCase.ClaimedAt ?? draft.Now)));
            }

            return;
        }

        if (PermissionCheck.IsOver(draft, theCase))
        {
            return;
        }

        var claimed = draft.Keep(theCase.ClaimedBy(draft.By, draft.Now));
        draft.Note("claimed", claimed);
        draft.ShowEverywhere(claimed);
        draft.TellRep(claimed, Card.Of(draft.Words.Say("rep_told_claimed", claimed.Id, draft.By.Name)));
    }

    public static void Resolve(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        var outcome = new Resolution(Value("fix"), Value("cause"), Value("ruled_out"), Value("tell"), draft.By, draft.Now);
        var resolved = draft.Keep(theCase.ResolvedWith(outcome));
        draft.Note("resolved", resolved, outcome.Fix);
        draft.ShowEverywhere(resolved);
        draft.TellRep(resolved, draft.Cards.Outcome(resolved), Slots.Outcome(resolved));

        string Value(string field) => values.GetValueOrDefault(field)?.Trim() ?? "";
    }

    public static void Transfer(DecisionBuilder draft, Case theCase, IReadOnlyDictionary<string, string> values)
    {
        var organisation = draft.Loaded.Organisation;
        var note = values.GetValueOrDefault(FormFields.Text) ?? "";
        if (organisation.FindQueue(values.GetValueOrDefault(FormFields.Queue)) is not { } queue)
        {
            draft.Refuse("unknown_queue");
            return;
        }

        var moves = organisation.FindQueue(theCase.Queue)?.Place != queue.Place;
        var opened = values.GetValueOrDefault(FormFields.Readers) == FormFields.OpenToQueue;
        var moved = theCase.MovedTo(queue.Id, moves, opened, draft.Now);
        var kept = moved.Restricted && !moved.Readers.Contains(queue.Id, StringComparer.Ordinal);
        // Where the thread holds no words, whoever claims the case finds the note in it.
        moved = draft.Keep(kept && note.Length > 0 ? moved with { Conversation = [.. moved.Conversation, new Turn(draft.Now, draft.By.Name, note, null)] } : moved);
        draft.Note("transferred", moved, $"{theCase.Queue} → {queue.Id}{(!moved.Restricted ? "" : kept ? ", words kept back" : ", opened to its people")}: {note}");
        if (moves)
        {
            // The old card stays where it is, without buttons, and says where the case went.
            var gone = draft.Words.Say("card_moved", theCase.Id, queue.Title, draft.By.Name);
            draft.ShowPlainly(Slots.CaseCard(theCase), new Destination.At(CasePlace.Of(organisation, theCase)), $"case:{theCase.Id}:card", new Card(gone, [new CardPart.Heading(theCase.Id), new CardPart.Text(gone)], []), theCase.Id);
        }

        draft.ShowEverywhere(moved);
        draft.TellThread(moved, Handover(draft, draft.Words.Say("thread_transferred", draft.By.Name, queue.Title), note));
        draft.TellRep(moved, Card.Of(draft.Words.Say(!moved.Restricted ? "rep_told_transferred" : kept ? "rep_told_transferred_kept" : "rep_told_transferred_opened", moved.Id, queue.Title)));
        if (moved.Restricted)
        {
            draft.Whisper(kept ? "transferred_kept" : "transferred_opened", moved.Id, queue.Title);
        }
    }

    public static void Release(DecisionBuilder draft, Case theCase, string note)
    {
        if (theCase.State is CaseState.Unclaimed)
        {
            draft.Refuse("not_claimed", theCase.Id);
            return;
        }

        var released = draft.Keep(theCase.BackToQueue(theCase.Queue, movesPlace: false, draft.Now));
        draft.Note("released", released, note);
        draft.ShowEverywhere(released);
        draft.TellThread(released, Handover(draft, draft.Words.Say("thread_released", draft.By.Name), note));
        draft.TellRep(released, Card.Of(draft.Words.Say("rep_told_released", released.Id, draft.Cards.QueueTitle(released))));
    }

    public static void Reassign(DecisionBuilder draft, Case theCase, string? email)
    {
        if (draft.Loaded.Organisation.FindPerson(email) is not { } person)
        {
            draft.Refuse("unknown_person");
            return;
        }

        var key = draft.Loaded.Reachable.GetValueOrDefault(person.Email) ?? new PersonKey(CasePlace.Of(draft.Loaded.Organisation, theCase).Channel, person.Email);
        var handed = draft.Keep(theCase.HandedTo(new Party(key, person.Name, person.Email), draft.Now));
        draft.Note("reassigned", handed, person.Email);
        draft.ShowEverywhere(handed);
        draft.ShowPlainly($"{Slots.Thread(handed)}:reassigned:{draft.Loaded.InboxId.ToString(CultureInfo.InvariantCulture)}", new Destination.ThreadOf(Slots.CaseCard(handed)), $"case:{handed.Id}:thread", new Card(draft.Words.Say("thread_reassigned", draft.By.Name, person.Name), [new CardPart.Mention(key, person.Name, draft.Words.Say("reassigned_by", draft.By.Name))], []), handed.Id);
        draft.TellRep(handed, Card.Of(draft.Words.Say("rep_told_claimed", handed.Id, person.Name)));
    }

    public static void Priority(DecisionBuilder draft, Case theCase, string? priority, string why)
    {
        if (priority is null || !Priorities.All.Contains(priority, StringComparer.Ordinal) || priority == theCase.Priority)
        {
            draft.Refuse("same_priority", theCase.Id, theCase.Priority.ToUpperInvariant());
            return;
        }

        var changed = draft.Keep(theCase with { Priority = priority, LadderStep = 0 });
        draft.Note("priority", changed, $"{theCase.Priority} → {priority}: {why}");
        draft.ShowEverywhere(changed);
        draft.TellThread(changed, Handover(draft, draft.Words.Say("thread_priority", draft.By.Name, theCase.Priority.ToUpperInvariant(), priority.ToUpperInvariant()), why));
    }

    public static void Decline(DecisionBuilder draft, Case theCase, string why)
    {
        var declined = draft.Keep(theCase.DeclinedWith(why, draft.Now));
        draft.Note("declined", declined, why);
        EndQuestion(draft, declined);
        draft.ShowEverywhere(declined);
        var title = draft.Words.Say("rep_told_declined", declined.Id, draft.By.Name);
        draft.TellRep(declined, new Card($"{title}: {why}", [new CardPart.Text(title, Strong: true), new CardPart.Quote(why, draft.By.Name)], [draft.Cards.Button(Actions.Reopen, declined) with { OpensForm = true }]));
    }

    public static void ClientTold(DecisionBuilder draft, Case theCase)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.ClientTold, theCase))
        {
            return;
        }

        if (theCase.State is not CaseState.Resolved)
        {
            draft.Whisper(theCase.State is CaseState.Closed ? "closed_already" : "not_resolved_yet", theCase.Id);
            return;
        }

        var closed = draft.Keep(theCase.ClientWasTold(draft.Now));
        draft.Note("client_told", closed);
        EndQuestion(draft, closed);
        draft.ShowEverywhere(closed);
        draft.TellRep(closed, draft.Cards.Outcome(closed), Slots.Outcome(closed));
        draft.TellThreadPlainly(closed, "thread_client_told", draft.By.Name);
    }

    public static void Reopen(DecisionBuilder draft, Case theCase, string why)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Reopen, theCase))
        {
            return;
        }

        if (theCase.State is CaseState.Unclaimed or CaseState.Claimed)
        {
            draft.Refuse("open_already", theCase.Id, draft.Cards.StateLine(theCase));
            return;
        }

        // The last owner has it again while the organisation works; out of hours whoever is there takes it from the queue.
        var open = draft.Keep(theCase.OpenedAgain(draft.Loaded.Organisation.Calendar.IsOpen(draft.Now), draft.Now) with
        {
            Conversation = why.Length == 0 ? theCase.Conversation : theCase.Saying(new Turn(draft.Now, draft.By.Name, why, null)).Conversation,
        });
        draft.Note("reopened", open, why);
        if (draft.Loaded.Question is { } asked && asked.Id == open.QuestionId)
        {
            draft.Keep(asked with { State = QuestionState.Escalated });
        }

        draft.ShowEverywhere(open);
        var title = draft.Words.Say("thread_reopened", draft.By.Name);
        List<CardPart> parts = [open.Owner is { } owner ? new CardPart.Mention(owner.Key, owner.Name, title) : new CardPart.Text(title, Strong: true)];
        if (why.Length > 0)
        {
            parts.Add(new CardPart.Quote(why, draft.By.Name));
        }

        draft.TellThread(open, new Card($"{open.Id}: {title} {why}".TrimEnd(), parts, []));
        draft.TellRep(open, Card.Of(draft.Words.Say("rep_told_reopened", open.Id, open.Owner?.Name ?? draft.Cards.QueueTitle(open))));
    }

    public static void Rate(DecisionBuilder draft, Case theCase, string? rating)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Rate, theCase))
        {
            return;
        }

        if (!int.TryParse(rating, NumberStyles.None, CultureInfo.InvariantCulture, out var stars) || stars is < 1 or > 5)
        {
            draft.Whisper("choose_rating");
            return;
        }

        var rated = draft.Keep(theCase with { Rating = stars });
        draft.Note("rated", rated, rating);
        if (rated.Resolution is not null)
        {
            draft.TellRep(rated, draft.Cards.Outcome(rated), Slots.Outcome(rated));
        }
    }

    /// <summary>The owner says that they are working on it: the rep hears it, and the update clock starts again.</summary>
    public static void StillOnIt(DecisionBuilder draft, Case theCase)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.ReplyToRep, theCase) || PermissionCheck.IsOver(draft, theCase))
        {
            return;
        }

        var told = draft.Keep(theCase with { RepToldAt = draft.Now, LadderStep = 0 });
        draft.Note("still_on_it", told);
        draft.TellRep(told, Card.Of(draft.Words.Say("rep_told_still_on_it", told.Id, draft.By.Name)));
        draft.Whisper("sent_to_rep", told.Rep.Name);
        draft.ShowEverywhere(told);
    }

    private static void EndQuestion(DecisionBuilder draft, Case theCase)
    {
        if (draft.Loaded.Question is { IsFinished: false } asked && asked.Id == theCase.QuestionId)
        {
            draft.Keep(asked with { State = QuestionState.Ended });
        }
    }

    private static Card Handover(DecisionBuilder draft, string title, string note) => note.Length == 0
        ? Card.Of(title)
        : new($"{title} {CardMaker.Shorten(note, 300)}", [new CardPart.Text(title, Strong: true), new CardPart.Quote(note, draft.By.Name)], []);
}
