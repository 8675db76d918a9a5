using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Words that cross between rep and specialists. Nothing crosses unless somebody meant it to.</summary>
internal static class Relay
{
    /// <summary>How long a message to the rep can be taken back.</summary>
    public static TimeSpan TakeBackWithin { get; } = TimeSpan.FromSeconds(10);

    /// <summary>The whole words stand in the conversation; history and the case itself keep their beginning.</summary>
    private const int LongestDetail = 500, LongestReply = 2000, WholeAsks = 20;

    /// <summary>From a specialist to the rep.</summary>
    public static void ToRep(DecisionBuilder draft, Case theCase, string text, IReadOnlyList<FileLink> files, string slot)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.ReplyToRep, theCase))
        {
            return;
        }

        if (text.Length == 0 && files.Count == 0)
        {
            draft.Refuse("nothing_to_send");
            return;
        }

        var told = theCase.Saying(new Turn(draft.Now, draft.By.Name, text, slot) { Files = files, ToRep = true }) with { RepToldAt = draft.Now };
        told = theCase.IsOpen ? draft.Keep(told) : draft.Keep(told with { RepToldAt = theCase.RepToldAt });
        draft.Note("relayed_to_rep", told, CardMaker.Shorten(text, LongestDetail));
        draft.TellRep(told, FromSpecialist(draft, told, draft.By.Name, text, files), slot);
        var confirm = draft.Words.Say("sent_to_rep", told.Rep.Name);
        draft.Whisper(new Card(confirm, [new CardPart.Text(confirm)], [draft.Cards.Button(Actions.TakeBack, told, (DataKeys.Slot, slot)) with { EndsAt = draft.Now + TakeBackWithin }]));
        if (told.IsOpen)
        {
            draft.ShowEverywhere(told);
        }
    }

    /// <summary>From the rep to the specialists' thread; answers the oldest open question to the rep, when there is one.</summary>
    public static void FromRep(DecisionBuilder draft, Inbound.Said said, Case theCase, string text)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.AddToCase, theCase))
        {
            return;
        }

        var turn = new Turn(said.At, draft.By.Name, text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files, ToRep = false };
        if (theCase.Rep.Is(draft.By) && theCase.Asks.FirstOrDefault(ask => ask.RepliedAt is null) is { } open)
        {
            Reply(draft, theCase, open, turn);
            return;
        }

        if (theCase is { AwaitsFacts: true, IsWorkedOn: true } && theCase.Rep.Is(draft.By))
        {
            MissingDetails.FromWords(draft, theCase, turn);
            return;
        }

        Add(draft, theCase, turn, turn.MessageKey!);
        if (said.Addressed)
        {
            draft.Reply(Card.Of(draft.Words.Say("added", theCase.Id, theCase.Owner?.Name ?? draft.Cards.QueueTitle(theCase))), theCase.Id);
        }
    }

    /// <summary>More words of the rep's side.</summary>
    public static void Add(DecisionBuilder draft, Case theCase, Turn turn, string slot)
    {
        var added = draft.Keep(theCase.Saying(turn));
        draft.Note("added", added, CardMaker.Shorten(turn.Text, LongestDetail));
        draft.TellThread(added, FromRepCard(draft, added, turn), slot);
        draft.ShowEverywhere(added);
    }

    /// <summary>The rep answers what the specialist asked.</summary>
    public static void Reply(DecisionBuilder draft, Case theCase, RepAsk ask, Turn turn)
    {
        var answered = ask with { Reply = CardMaker.Shorten(turn.Text, LongestReply), RepliedAt = draft.Now };
        var kept = draft.Keep(theCase.Saying(turn) with { Asks = [.. theCase.Asks.Select(other => other.Id == ask.Id ? answered : other)] });
        draft.Note("rep_answered", kept, CardMaker.Shorten(turn.Text, LongestDetail));
        draft.TellThread(kept, AnswerCard(draft, kept, answered, turn), turn.MessageKey);
        ShowAsk(draft, kept, answered);
        draft.Reply(Card.Of(draft.Words.Say("answer_sent", kept.Id, ask.By)), kept.Id);
        draft.ShowEverywhere(kept);
    }

    /// <summary>The specialist asks the rep; once for the same words.</summary>
    public static void Ask(DecisionBuilder draft, Case theCase, string text)
    {
        if (theCase.Asks.FirstOrDefault(ask => string.Equals(ask.Text.Trim(), text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            draft.Refuse(same.Reply is null ? "asked_already" : "answered_already", same.Reply ?? theCase.Rep.Name);
            return;
        }

        var ask = new RepAsk(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{theCase.Asks.Count + 1}"), text, draft.By.Name, draft.Now, null, null);
        var kept = draft.Keep(theCase with { Asks = Shortened([.. theCase.Asks, ask]), RepToldAt = draft.Now });
        draft.Note("asked_rep", kept, text);
        draft.TellRep(kept, draft.Cards.AskOfRep(kept, ask), Slots.Ask(kept, ask));
        draft.TellThread(kept, new Card(draft.Words.Say("thread_asked", ask.By, kept.Rep.Name, text), [new CardPart.Text(draft.Words.Say("thread_asked_title", ask.By, kept.Rep.Name)), new CardPart.Quote(text, null)], []));
        draft.ShowEverywhere(kept);
    }

    /// <summary>Shows the rep what they were asked, and what they answered.</summary>
    public static void ShowAsk(DecisionBuilder draft, Case theCase, RepAsk ask) =>
        draft.TellRep(theCase, draft.Cards.AskOfRep(theCase, ask), Slots.Ask(theCase, ask));

    /// <summary>Takes back what was just sent to the rep.</summary>
    public static void TakeBack(DecisionBuilder draft, Case theCase, string? slot)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.ReplyToRep, theCase))
        {
            return;
        }

        if (theCase.Conversation.LastOrDefault(turn => turn.MessageKey is not null && turn.MessageKey == slot && !turn.Deleted) is not { } turn)
        {
            draft.Whisper("taken_back_already");
            return;
        }

        // Measured between the two acts of the person, not by when we got to it.
        if (draft.Inbound.At - turn.At > TakeBackWithin)
        {
            draft.Whisper("too_late_to_take_back", theCase.Rep.Name);
            return;
        }

        TakeBack(draft, theCase, turn);
    }

    /// <summary>Removes words from the rep's chat, however long they stood there.</summary>
    public static void TakeBack(DecisionBuilder draft, Case theCase, Turn turn)
    {
        var kept = draft.Keep(theCase.Changing(turn, turn with { Deleted = true }));
        draft.Note("taken_back", kept, CardMaker.Shorten(turn.Text, LongestDetail));
        draft.RemoveFromRep(kept, turn.MessageKey!);
        draft.TellThreadPlainly(kept, "thread_taken_back", draft.By.Name);
        draft.Whisper("taken_back", kept.Rep.Name);
    }

    /// <summary>What the rep sees of a specialist's words.</summary>
    public static Card FromSpecialist(DecisionBuilder draft, Case theCase, string who, string text, IReadOnlyList<FileLink> files)
    {
        var title = draft.Words.Say("from_specialist", theCase.Id, who);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        if (text.Length > 0)
        {
            parts.Add(new CardPart.Quote(text, null));
        }

        if (files.Count > 0)
        {
            parts.Add(new CardPart.Files(files));
        }

        return new($"{title}: {CardMaker.Shorten(text, 300)}", parts, []);
    }

    /// <summary>What the specialists see of the rep's words; an edit shows what stood there before.</summary>
    public static Card FromRepCard(DecisionBuilder draft, Case theCase, Turn turn)
    {
        var title = draft.Words.Say(turn.Before.Count > 0 ? "from_rep_edited" : "from_rep", turn.Who);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        if (turn.Text.Length > 0)
        {
            parts.Add(new CardPart.Quote(turn.Text, null));
        }

        if (turn.Before.Count > 0)
        {
            parts.Add(new CardPart.Note(draft.Words.Say("was_before", CardMaker.Shorten(turn.Before[^1], 500))));
        }

        if (turn.Files.Count > 0)
        {
            parts.Add(new CardPart.Files(turn.Files));
        }

        return new($"{theCase.Id}, {title}: {CardMaker.Shorten(turn.Text, 300)}", parts, []);
    }

    private static Card AnswerCard(DecisionBuilder draft, Case theCase, RepAsk ask, Turn turn)
    {
        var title = draft.Words.Say("thread_answered", turn.Who);
        List<CardPart> parts = [];
        if (theCase.Owner is { } owner && owner.Key.Channel == draft.Loaded.Organisation.FindQueue(theCase.Queue)?.Place.Channel)
        {
            parts.Add(new CardPart.Mention(owner.Key, owner.Name, title));
        }
        else
        {
            parts.Add(new CardPart.Text(title, Strong: true));
        }

        parts.Add(new CardPart.Quote(ask.Text, ask.By));
        parts.Add(new CardPart.Quote(turn.Text, turn.Who));
        if (turn.Files.Count > 0)
        {
            parts.Add(new CardPart.Files(turn.Files));
        }

        return new($"{theCase.Id}, {title}: {CardMaker.Shorten(turn.Text, 300)}", parts, []);
    }

    /// <summary>Of many questions to the rep the old ones that were answered keep their times, which the clocks count; their words stand in the thread.</summary>
    private static IReadOnlyList<RepAsk> Shortened(IReadOnlyList<RepAsk> asks) =>
        asks.Count <= WholeAsks ? asks : [.. asks.Select((ask, i) => i < asks.Count - WholeAsks && ask.RepliedAt is not null ? ask with { Text = "", Reply = "" } : ask)];
}
