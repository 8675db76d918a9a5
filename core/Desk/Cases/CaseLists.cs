using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Help, lists and digests: what people can look up.</summary>
internal static class CaseLists
{
    private const int MostLines = 10;

    public static Card Help(DecisionBuilder draft, bool welcome)
    {
        var words = draft.Words;
        var title = words.Say(welcome ? "welcome_title" : "help_title", draft.Loaded.Organisation.Name);
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(words["help_ask"])];
        var colleague = draft.Loaded.Asker.Colleague;
        List<LabelledFact> commands =
        [
            new("my cases", words["help_my_cases"]),
            new("my escalations", words["help_look_back"]),
            new("status ESC-1001", words["help_status"]),
            new("specialist", words["help_specialist"]),
            new("follow …", words["help_follow"]),
        ];
        if (colleague?.Is(Roles.Manager) == true)
        {
            commands.Add(new("digest", words["help_digest"]));
            commands.Add(new("hold ESC-1001", words["help_hold"]));
        }

        if (colleague?.Is(Roles.Specialist) == true)
        {
            commands.Add(new(">> …", words["help_relay"]));
        }

        if (colleague is not null)
        {
            commands.Add(new("away until Monday", words["help_away"]));
        }

        if (colleague is not null && draft.Inbound.Place.Channel != ChannelNames.Web)
        {
            commands.Add(new("console", words["help_console"]));
        }

        parts.Add(new CardPart.FactList(commands));
        return new($"{title} {words["help_ask"]}", parts, []);
    }

    public static Card OwnCases(DecisionBuilder draft)
    {
        var own = draft.Loaded.OwnCases;
        // Of a case that they may not read, whoever works in its queue sees that it waits.
        var queue = draft
            .Loaded.QueueCases.Where(theCase =>
                (theCase.State is CaseState.Unclaimed || theCase.Owner?.Is(draft.By) == true)
                && (
                    Visibility.May(draft.Loaded.Organisation, draft.Loaded.Asker.Reader, theCase)
                    || draft.Loaded.Asker.May(draft.Loaded.Organisation, DeskAction.Claim, theCase) is Permission.Allowed
                )
            )
            .ToList();
        if (own.Count == 0 && queue.Count == 0)
        {
            return Card.Of(draft.Words["no_cases"]);
        }

        List<CardPart> parts = [];
        Add(draft, parts, draft.Words["cases_asked"], own, draft.Cards.LineForRep);
        Add(draft, parts, draft.Words["cases_queue"], queue, draft.Cards.Line);
        parts.Add(new CardPart.Note(draft.When.AsOf));
        return new(draft.Words.Count("cases_fallback", own.Count + queue.Count), parts, []);
    }

    public static void Status(DecisionBuilder draft, string number)
    {
        if (number.Length == 0)
        {
            draft.Viewed(Actions.MyCases, null);
            draft.ReplyPrivately(OwnCases(draft));
            return;
        }

        if (draft.Loaded.Case is not { } theCase || !string.Equals(theCase.Id, number, StringComparison.OrdinalIgnoreCase))
        {
            draft.Refused("status", TypedCommands.FindCaseNumber(number), "no_such_case");
            draft.Reply(Card.Of(draft.Words.Say("no_such_case", number.ToUpperInvariant())));
            return;
        }

        if (PermissionCheck.Refuses(draft, DeskAction.See, theCase))
        {
            return;
        }

        draft.Viewed("status", theCase.Id);
        // Specialists' facts are for specialists: the packet only in a chat of somebody who works on the case.
        var works = draft.Loaded.Asker.May(draft.Loaded.Organisation, DeskAction.Resolve, theCase) is Permission.Allowed;
        draft.Reply(
            works && (draft.Inbound.Direct || draft.IsPrivate(theCase.Id))
                ? draft.Cards.ForSpecialists(theCase, draft.Loaded.Asker.Colleague, whole: true)
                : draft.Cards.ForRep(theCase, theCase.Rep.Is(draft.By)),
            theCase.Id
        );
    }

    /// <summary>Everything that is known of a case, for the eyes of whoever pressed; what is done with it is done on its card.</summary>
    public static void Details(DecisionBuilder draft, Case theCase)
    {
        draft.Viewed(Actions.Details, theCase.Id);
        var whole = draft.Cards.ForSpecialists(theCase, draft.Loaded.Asker.Colleague, whole: true);
        draft.ReplyPrivately(whole with { Parts = [.. whole.Parts.Where(part => part is not CardPart.ButtonRow)], Buttons = [] });
    }

    public static Card Home(DecisionBuilder draft)
    {
        draft.Viewed("home", null);
        var cases = OwnCases(draft);
        List<CardPart> parts = [new CardPart.Heading(draft.Words.Say("home_title", draft.Loaded.Organisation.Name)), .. cases.Parts];
        return new(
            cases.Fallback,
            parts,
            [
                new CardButton(Actions.Refresh, draft.Words["button_refresh"], new Dictionary<string, string>(StringComparer.Ordinal)),
                new CardButton(Actions.LookBack, draft.Words["button_look_back"], new Dictionary<string, string>(StringComparer.Ordinal)),
            ]
        );
    }

    public static void Digest(DecisionBuilder draft)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Digest, null))
        {
            return;
        }

        draft.Note("digest", null);
        draft.ReplyPrivately(draft.Loaded.Digest ?? Card.Of(draft.Words["digest_none"]));
    }

    /// <summary>What is behind a digest: its figures, everything else, all exceptions. As private as it is.</summary>
    public static void BehindDigest(DecisionBuilder draft, string action)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Digest, null))
        {
            return;
        }

        draft.Viewed(action, null);
        draft.ReplyPrivately(draft.Loaded.Digest ?? Card.Of(draft.Words["digest_none"]));
    }

    /// <summary>Sends again what could not be delivered, as far as it is about cases of the manager's queues.</summary>
    public static void SendAgain(DecisionBuilder draft)
    {
        if (PermissionCheck.Refuses(draft, DeskAction.Digest, null))
        {
            return;
        }

        var rows = draft.Loaded.Sendable;
        if (rows.Count == 0)
        {
            draft.Whisper("send_again_none");
            return;
        }

        draft.SendAgain(rows);
        draft.Note(
            "sent_again",
            null,
            string.Join(", ", rows.Select(row => row.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        );
        draft.ReplyPrivately(Card.Of(draft.Words.Count("sent_again", rows.Count)));
    }

    /// <summary>A digest whose time has come; the next one's timer is set with it, so that none is lost or sent twice.</summary>
    public static void ScheduledDigest(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var organisation = draft.Loaded.Organisation;
        if (Digests.Find(organisation, passed.Subject) is not { } schedule)
        {
            return; // no longer in organisation.yaml
        }

        draft.Timer(passed.Subject, TimerNames.Digest, Digests.Next(schedule, organisation.Calendar, draft.Now));
        if (draft.Loaded.Digest is not { } card)
        {
            return;
        }

        if (draft.Loaded.DigestTold is { } told)
        {
            draft.Note(Digests.Told, null, told);
        }

        if (draft.Loaded.IsQuiet && !schedule.SendsWhenQuiet)
        {
            return;
        }

        if (draft.Loaded.AuditHead is { } head)
        {
            // Outside the database and daily: who cuts the audit's tail or makes it anew contradicts what people have read.
            card = card with
            {
                Parts = [.. card.Parts, new CardPart.Note(draft.Words.Say("digest_audit", head.Text))],
            };
        }

        var slot =
            $"digest:{passed.Subject}:{passed.DueAt.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        if (schedule.Place is { } place)
        {
            draft.Show(slot, new Destination.At(new Place(place.Channel, place.Id)), $"digest:{schedule.To}", card);
        }
        else
        {
            draft.TellPerson(schedule.To, card, null, slot);
        }
    }

    /// <summary>The newest first, each with a button that shows it.</summary>
    private static void Add(DecisionBuilder draft, List<CardPart> parts, string title, IReadOnlyList<Case> cases, Func<Case, string> line)
    {
        if (cases.Count == 0)
        {
            return;
        }

        parts.Add(new CardPart.Text(title, Strong: true));
        foreach (var theCase in cases.OrderByDescending(one => one.CreatedAt).Take(MostLines))
        {
            var words = Visibility.May(draft.Loaded.Organisation, draft.Loaded.Asker.Reader, theCase)
                ? ShortText.Of(theCase.Question.ReplaceLineEndings(" "), 120)
                : draft.Words["case_restricted"];
            parts.Add(new CardPart.Text(line(theCase) + "\n" + words));
            parts.Add(
                new CardPart.ButtonRow([
                    draft.Cards.Button(Actions.ShowCase, theCase) with
                    {
                        Title = draft.Words.Say("button_show_one", theCase.Id),
                    },
                ])
            );
        }

        if (cases.Count > MostLines)
        {
            parts.Add(new CardPart.Note(draft.Words.Count("more_cases", cases.Count - MostLines)));
        }
    }
}
