using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Core.Desk;

/// <summary>What a message is: words inside a case, a command, the answer to something the bot asked, or a question.</summary>
internal static class MessageHandler
{
    public static void Apply(DecisionBuilder draft, Inbound.Said said)
    {
        if (draft.Loaded.IsEdit)
        {
            EditMessage.Apply(draft, EditMessage.EditOf(said));
            return;
        }

        var theCase = draft.Loaded.Case;
        if (draft.Loaded.InCaseThread && theCase is not null)
        {
            InCaseThread(draft, said, theCase);
            return;
        }

        if (!said.Addressed)
        {
            // In channels a thread is one conversation: what is said under the rep's question reaches the case. Other talk is left alone,
            // and so are people who may add nothing: nobody asked the bot.
            if (theCase is { IsOpen: true } && said.Place.Thread is not null)
            {
                Overheard(draft, said, theCase);
            }

            return;
        }

        var (command, argument) = TypedCommands.Read(said, draft.Words);
        if (command is TypedCommand.NotSolved && theCase is { IsAwaited: false } && BelongsTo(theCase, said))
        {
            ForCase(draft, said, theCase);
            return;
        }

        if (FollowUps.Apply(draft, said, command, argument))
        {
            return;
        }

        // Files without words are no command: they answer, go on with a case, or begin one.
        var areFilesAlone = command is TypedCommand.Wordless && said.Files.Count > 0;
        if (command is not TypedCommand.None && !areFilesAlone && !FollowUps.MayBeSaidToSomebody(draft, said, command))
        {
            Obey(draft, said, command, argument);
            return;
        }

        if (TypedCommands.LeadingCaseNumber(said.Text) is { } number)
        {
            ForNumber(draft, said, number, theCase);
            return;
        }

        if (theCase is not null && BelongsTo(theCase, said))
        {
            ForCase(draft, said, theCase);
            return;
        }

        // What somebody may grant is asked of the bot, not said to the specialist who waits for an answer.
        if (AuthorityQuestion.Find(draft.Loaded.Workplace, said.Text, said.Text) is not null)
        {
            AnswerQuestion.Question(draft, said);
            return;
        }

        if (OpenAsks.Find(draft, said) is var (asking, ask))
        {
            var kind = ReplyReading.Of(said, ask.Text, asking, draft.Loaded.FirstLook);
            if (kind is not ReplyKind.Question && RestrictedWords.GoApart(draft, asking, TurnOf(draft, said)))
            {
                return;
            }

            switch (kind)
            {
                case ReplyKind.Answer when ask.RepliedAt is null:
                    AnswerRepAsk.Apply(draft, asking, ask, TurnOf(draft, said));
                    return;
                case ReplyKind.Answer:
                    AddToCase.Said(draft, said, asking, said.Text);
                    return;
                case ReplyKind.Unsure when ask.RepliedAt is null:
                    UndecidedWords.Ask(draft, said, asking, ask);
                    return;
                default:
                    break;
            }
        }

        if (
            draft.Loaded.OwnCases.FirstOrDefault(own => AwaitsFacts(draft, own, said)) is { } awaiting
            && ReplyReading.Of(said, WantedBy(draft, awaiting), awaiting, draft.Loaded.FirstLook) is not ReplyKind.Question
        )
        {
            Add(draft, said, awaiting);
            return;
        }

        if (areFilesAlone)
        {
            FilesAlone.Apply(draft, said);
            return;
        }

        // "And for admins?" behind a question that became a case is said to whoever works on it.
        if (
            draft.Loaded.Question is { CaseId: { } id } last
            && GoingOn.From(last, said)
            && draft.Loaded.OwnCases.FirstOrDefault(own => own.Id == id && own.IsOpen && own.Rep.Is(draft.By)) is { } goesOn
        )
        {
            Add(draft, said, goesOn);
            return;
        }

        AnswerQuestion.Question(draft, said);
    }

    private static void Add(DecisionBuilder draft, Inbound.Said said, Case theCase)
    {
        if (!RestrictedWords.GoApart(draft, theCase, TurnOf(draft, said)))
        {
            AddToCase.Said(draft, said, theCase, said.Text);
        }
    }

    private static Turn TurnOf(DecisionBuilder draft, Inbound.Said said) =>
        new(said.At, draft.By.Name, said.Text, Slots.Relay(said.Place, said.MessageId)) { Files = said.Files, ToRep = false };

    private static string WantedBy(DecisionBuilder draft, Case theCase) =>
        string.Join(' ', draft.Loaded.Organisation.Intake.FindAll(theCase.Wanted).SelectMany(fact => new[] { fact.Label, fact.Question }));

    /// <summary>
    /// In a shared channel the client writes under the rep's question, too: that is what the case is about, and everybody there reads it
    /// anyway.
    /// </summary>
    private static void Overheard(DecisionBuilder draft, Inbound.Said said, Case theCase)
    {
        if (draft.Loaded.Asker.Membership is Membership.Guest or Membership.Outsider && theCase.RepPlace.Lane == said.Place.Lane)
        {
            var key = Slots.Relay(said.Place, said.MessageId);
            AddToCase.Apply(draft, theCase, new Turn(said.At, draft.By.Name, said.Text, key) { Files = said.Files, Overheard = true }, key);
            return;
        }

        if (draft.Loaded.Asker.May(draft.Loaded.Organisation, DeskAction.AddToCase, theCase) is Permission.Allowed)
        {
            Add(draft, said, theCase);
        }
    }

    private static void InCaseThread(DecisionBuilder draft, Inbound.Said said, Case theCase)
    {
        var text = said.Text.TrimStart();
        if (text.StartsWith(TypedCommands.ToRepMark, StringComparison.Ordinal))
        {
            ReplyToRep.Apply(
                draft,
                theCase,
                text[TypedCommands.ToRepMark.Length..].Trim(),
                said.Files,
                Slots.Relay(said.Place, said.MessageId)
            );
            return;
        }

        if (!said.Addressed)
        {
            draft.Note("noted", theCase, ShortText.Of(said.Text, 4000));
            return;
        }

        var (command, argument) = TypedCommands.Read(said, draft.Words);
        if (command is TypedCommand.Status)
        {
            CaseLists.Status(draft, argument.Length == 0 ? theCase.Id : argument);
        }
        else if (command is TypedCommand.None && AuthorityQuestion.AnswersInThread(draft, theCase, said.Text))
        {
            return;
        }
        else if (command is TypedCommand.None or TypedCommand.Wordless or TypedCommand.Specialist)
        {
            draft.Whisper("thread_is_internal");
        }
        else
        {
            Obey(draft, said, command, argument);
        }
    }

    private static void Obey(DecisionBuilder draft, Inbound.Said said, TypedCommand command, string argument)
    {
        switch (command)
        {
            case TypedCommand.Help:
                draft.Reply(CaseLists.Help(draft, welcome: false));
                break;
            case TypedCommand.Greeting:
                draft.Reply(Card.Of(draft.Words.Say("greeting", draft.By.Name)));
                break;
            case TypedCommand.Thanks:
                draft.Reply(Card.Of(draft.Words["thanks"]));
                break;
            case TypedCommand.Wordless when EarlierWords.Root(draft.Loaded, said.MessageId) is { } root:
                AnswerQuestion.AboutThread(draft, said, root);
                break;
            case TypedCommand.Wordless when said.Files.Count > 0:
                FilesAlone.Apply(draft, said);
                break;
            case TypedCommand.Wordless:
                draft.Reply(Card.Of(draft.Words["wordless"]));
                break;
            case TypedCommand.SmallTalk:
                draft.Reply(Card.Of(draft.Words["small_talk"]));
                break;
            case TypedCommand.NotSolved:
                draft.Reply(Card.Of(draft.Words["not_solved_what"]));
                break;
            case TypedCommand.MyCases:
                CaseLists.Status(draft, "");
                break;
            case TypedCommand.LookBack:
                LookBack.Show(draft);
                break;
            case TypedCommand.Status:
                CaseLists.Status(draft, argument);
                break;
            case TypedCommand.Specialist:
                AnswerQuestion.WantsSpecialist(draft, said, argument);
                break;
            case TypedCommand.Digest:
                CaseLists.Digest(draft);
                break;
            case TypedCommand.Hold:
                Hold.Obey(draft, argument, set: true);
                break;
            case TypedCommand.Unhold:
                Hold.Obey(draft, argument, set: false);
                break;
            case TypedCommand.Follow:
                Following.Obey(draft, argument, follow: true);
                break;
            case TypedCommand.Unfollow:
                Following.Obey(draft, argument, follow: false);
                break;
            case TypedCommand.Away:
                Away.Obey(draft, argument);
                break;
            case TypedCommand.Back:
                Away.Back(draft);
                break;
            case TypedCommand.Console:
                SignInAnswer.Answer(draft, said);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void ForNumber(DecisionBuilder draft, Inbound.Said said, string number, Case? theCase)
    {
        if (theCase?.Id != number)
        {
            draft.Refused("add", number, "no_such_case");
            draft.Reply(Card.Of(draft.Words.Say("no_such_case", number)));
            return;
        }

        if (PermissionCheck.Refuses(draft, DeskAction.AddToCase, theCase))
        {
            return;
        }

        var words = TypedCommands.WithoutLeadingNumber(said.Text);
        if (words.Length == 0 && said.Files.Count == 0)
        {
            CaseLists.Status(draft, number);
            return;
        }

        ForCase(draft, said with { Text = words }, theCase);
    }

    private static void ForCase(DecisionBuilder draft, Inbound.Said said, Case theCase)
    {
        // "Still broken" about what was solved says all that a form would ask.
        if (!theCase.IsAwaited && TypedCommands.Read(said, draft.Words).Command is TypedCommand.NotSolved)
        {
            if (!PermissionCheck.Refuses(draft, DeskAction.Reopen, theCase))
            {
                Reopen.Apply(draft, theCase, said.Text);
            }

            return;
        }

        if (theCase.IsOpen)
        {
            Add(draft, said, theCase);
            return;
        }

        draft.Reply(
            new Card(
                draft.Words.Say("case_is_over", theCase.Id),
                [new CardPart.Text(draft.Words.Say("case_is_over", theCase.Id))],
                [draft.Cards.Button(Actions.Reopen, theCase) with { OpensForm = true }]
            ),
            theCase.Id
        );
    }

    /// <summary>A reply to a message about the case, or anything in the channel thread where the rep asked.</summary>
    private static bool BelongsTo(Case theCase, Inbound.Said said) =>
        said.ReplyTo is not null || (said.Place.Thread is not null && (theCase.RepPlace.Lane == said.Place.Lane || said.Direct));

    /// <summary>
    /// The last thing in this chat was the question of the case, whose missing facts the bot asked for. Another question is a question.
    /// </summary>
    private static bool AwaitsFacts(DecisionBuilder draft, Case own, Inbound.Said said)
    {
        var isHere = own.RepPlace.Lane == said.Place.Lane;
        return own is { AwaitsFacts: true, IsWorkedOn: true, Wanted.Count: > 0 }
            && (isHere || OpenAsks.IsToldHere(draft, own, said))
            && (draft.Loaded.Question is not { } last || last.Id == own.QuestionId || (!isHere && last.AskedAt <= own.CreatedAt))
            && !said.Text.TrimEnd().EndsWith('?');
    }
}
