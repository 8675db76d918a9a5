using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Decisions;

/// <summary>Who is told what of a case, and where: <see cref="Visibility"/> is asked here, before anything is put out.</summary>
public sealed partial class DecisionBuilder
{
    /// <summary>An answer about this case or question would be for the eyes of whoever acts only.</summary>
    /// <param name="quotes">It holds words of the question itself.</param>
    public bool IsPrivate(string? caseId, string? questionId = null, bool quotes = false)
    {
        if (Inbound.Direct || Inbound is Inbound.Said { Privately: true })
        {
            return Inbound is Inbound.Said { Privately: true };
        }

        if (caseId is not null)
        {
            return CaseOf(caseId) is not { } theCase
                || !Visibility.MayHold(
                    Loaded.Organisation,
                    IsInThreadOf(theCase) ? CasePlace.Of(Loaded.Organisation, theCase) : Inbound.Place,
                    theCase
                );
        }

        return questionId is not null
            && (
                QuestionOf(questionId) is not { } asked
                || (
                    quotes
                        ? !Visibility.May(Loaded.Organisation, new Reader.Room(Inbound.Place), asked, null)
                        : !Visibility.Holds(Inbound.Place, asked)
                )
            );
    }

    /// <summary>For the audit: the person who acts was told this sentence, and nothing else may have come of it.</summary>
    internal void Told(string key) => _audit.Told(key);

    /// <summary>Answers for the eyes of whoever acts only, wherever they did.</summary>
    public void ReplyPrivately(Card card)
    {
        if (Inbound.Direct)
        {
            Reply(card);
        }
        else
        {
            Whisper(card);
        }
    }

    /// <summary>
    /// Shows a card that holds no words of anybody's, wherever it stands: what became of something, and which number it has.
    /// </summary>
    public void ShowPlainly(string slot, Destination to, string lane, Card card, string? caseId = null, string? questionId = null) =>
        _outbound.Add(
            new Outbound.Show(slot, to, WithRefresh(slot, to, card, caseId, questionId))
            {
                Key = NextKey(),
                Lane = lane,
                CausedBy = Loaded.InboxId,
                CaseId = caseId,
                QuestionId = questionId,
            }
        );

    /// <summary>
    /// A new message in the specialists' thread of a case. In a place where others read than may, a line says that there is something, and
    /// the owner gets it in their 1:1 chat. What is said of a merged case stands where it is worked on.
    /// </summary>
    public void TellThread(Case theCase, Card card, string? slot = null)
    {
        var worked = WorkedOnAs(theCase);
        var message = slot ?? $"{Slots.Thread(worked)}:{NextKey()}";
        if (StandsInQueue(worked))
        {
            Show(message, new Destination.ThreadOf(Slots.CaseCard(worked)), ThreadLane(worked), card, theCase.Id);
            CarryToThread(theCase, card.Parts.OfType<CardPart.Files>().SelectMany(part => part.Links), message);
            return;
        }

        var line = Words.Say("thread_kept_back", theCase.Id);
        ShowPlainly(
            message,
            new Destination.ThreadOf(Slots.CaseCard(worked)),
            ThreadLane(worked),
            new Card(line, [new CardPart.Text(line)], [Cards.Button(Actions.ShowCase, theCase)]),
            theCase.Id
        );
        TellOwner(worked, card, $"{message}:owner");
    }

    /// <summary>A new line in the specialists' thread of a case that holds no words of anybody's.</summary>
    public void TellThreadPlainly(Case theCase, string key, params object?[] values)
    {
        var worked = WorkedOnAs(theCase);
        ShowPlainly(
            $"{Slots.Thread(worked)}:{NextKey()}",
            new Destination.ThreadOf(Slots.CaseCard(worked)),
            ThreadLane(worked),
            Card.Of(Words.Say(key, values)),
            theCase.Id
        );
    }

    /// <summary>
    /// A new message to the rep, where they asked; of a restricted case that was asked for in front of others, in their 1:1 chat.
    /// </summary>
    public void TellRep(Case theCase, Card card, string? slot = null)
    {
        var (to, lane) = RepOf(theCase);
        slot ??= $"{Slots.Rep(theCase)}:{NextKey()}";
        Show(slot, to, lane, card, theCase.Id, theCase.QuestionId);
        if (MayShow(to, theCase.Id, theCase.QuestionId))
        {
            Carry(theCase, card.Parts.OfType<CardPart.Files>().SelectMany(part => part.Links), to, ChannelOf(to), lane, slot);
        }
    }

    /// <summary>A sentence to the rep and, each under their own number, to those whose cases were merged with it.</summary>
    /// <param name="theCase">The case that goes on.</param>
    /// <param name="key">Of words.en.yaml; its {0} is the number.</param>
    /// <param name="values">From {1} on.</param>
    public void TellReps(Case theCase, string key, params object?[] values)
    {
        foreach (var one in Loaded.Merged.Select(one => one.Case).Where(one => one.MergedInto == theCase.Id).Prepend(theCase))
        {
            TellRep(one, Card.Of(Words.Say(key, [one.Id, .. values])));
        }
    }

    /// <summary>Hands files over to the specialists' thread, where its words may stand and a link alone does not open them.</summary>
    public void CarryToThread(Case theCase, IEnumerable<FileLink> files, string slot)
    {
        var worked = WorkedOnAs(theCase);
        if (StandsInQueue(worked))
        {
            var channel = CasePlace.Of(Loaded.Organisation, worked).Channel;
            Carry(theCase, files, new Destination.ThreadOf(Slots.CaseCard(worked)), channel, ThreadLane(worked), slot);
        }
    }

    /// <summary>The case with which it was merged; else itself.</summary>
    private Case WorkedOnAs(Case theCase) => theCase.MergedInto is { } into && CaseOf(into) is { } other ? other : theCase;

    /// <summary>A lane of their own: a file that takes long keeps no words waiting.</summary>
    private void Carry(Case theCase, IEnumerable<FileLink> files, Destination to, string? channel, string lane, string slot)
    {
        foreach (var (index, file) in files.Take(MostCarried).Index())
        {
            // Only the web chat opens a link for whoever may read the case. Slack and Teams open it for those among whom the file was sent.
            var opensByLink = file.Url.Length > 0 && channel == ChannelNames.Web && file.Source?.Channel == ChannelNames.Web;
            if (file.Source is not null && !opensByLink)
            {
                _outbound.Add(
                    new Outbound.Show($"{slot}:file{index.ToString(CultureInfo.InvariantCulture)}", to, Card.Of(file.Name))
                    {
                        Key = NextKey(),
                        Lane = $"{lane}:files",
                        CausedBy = Loaded.InboxId,
                        CaseId = theCase.Id,
                        File = file,
                    }
                );
            }
        }
    }

    private static string? ChannelOf(Destination to) =>
        to switch
        {
            Destination.At at => at.Place.Channel,
            Destination.Direct direct => direct.Channel,
            _ => null,
        };

    private const int MostCarried = 10;

    /// <summary>Takes away what the rep was told.</summary>
    public void RemoveFromRep(Case theCase, string slot) => Remove(slot, RepOf(theCase).Lane);

    /// <summary>Managers of queues, each once. Those who are away are among them only when nobody else would hear of it.</summary>
    public IReadOnlyList<Colleague> ManagersOf(params IEnumerable<string> queues)
    {
        var managers = queues
            .SelectMany(queue => Loaded.Organisation.With(Roles.Manager, queue))
            .DistinctBy(manager => manager.Email)
            .ToList();
        var here = managers.FindAll(manager => !Loaded.AwayUntil.ContainsKey(manager.Email));
        return here.Count > 0 ? here : managers;
    }

    /// <summary>A 1:1 message about a case to a listed person who did not ask for it.</summary>
    /// <param name="make">The card, with the case's words or without.</param>
    public void TellPerson(string email, Func<bool, Card> make, Case theCase, string slot)
    {
        var may = Loaded.Organisation.FindPerson(email) is { } person && Visibility.May(Loaded.Organisation, person, theCase);
        var (to, lane) = DirectTo(email, theCase);
        ShowPlainly(slot, to, lane, make(may), theCase.Id);
    }

    /// <summary>Shows the card in the queue's place; where it may hold no words, the owner has them in their 1:1 chat.</summary>
    public void ShowInQueue(Case theCase)
    {
        var stands = StandsInQueue(theCase);
        ShowPlainly(
            Slots.CaseCard(theCase),
            new Destination.At(CasePlace.Of(Loaded.Organisation, theCase)),
            $"case:{theCase.Id}:card",
            stands ? Cards.ForSpecialists(theCase) : Cards.KeptBack(theCase),
            theCase.Id
        );
        if (!stands && theCase.Owner is { } owner)
        {
            TellOwner(
                theCase,
                Cards.ForSpecialists(theCase, Loaded.Organisation.FindPerson(owner.Email), whole: true),
                $"case:{theCase.Id}:owner:{owner.Email ?? owner.Key.Id}"
            );
        }
    }

    /// <summary>
    /// Shows the case's cards to everybody who has one. Called once, after the last change, with a case that this decision keeps.
    /// </summary>
    public void ShowEverywhere(Case theCase)
    {
        ShowInQueue(theCase);
        TellRep(theCase, Cards.ForRep(theCase), Slots.Rep(theCase));
        if (theCase.Version == 1 && !Visibility.MayHold(Loaded.Organisation, theCase.RepPlace, theCase))
        {
            ShowPlainly(
                $"{Slots.Rep(theCase)}:there",
                new Destination.At(theCase.RepPlace),
                theCase.RepPlace.Lane,
                Card.Of(Words.Say("rep_elsewhere", theCase.Id)),
                theCase.Id,
                theCase.QuestionId
            );
        }
    }

    /// <summary>The case as this decision leaves it, or as it was read.</summary>
    private Case? CaseOf(string id) =>
        _cases.GetValueOrDefault(id)
        ?? new[] { Loaded.Case }
            .Append(Loaded.OtherCase)
            .Concat(Loaded.Merged.Select(one => one.Case))
            .Concat(Loaded.OwnCases)
            .Concat(Loaded.QueueCases)
            .Concat(Loaded.HeldCases)
            .Concat(Loaded.IncidentCases)
            .FirstOrDefault(one => one?.Id == id);

    private AskedQuestion? QuestionOf(string id) =>
        _questions.GetValueOrDefault(id) ?? (Loaded.Question?.Id == id ? Loaded.Question : null);

    /// <summary>The person acts in the thread under the case's present card.</summary>
    private bool IsInThreadOf(Case theCase) => Loaded.ThreadSlot == Slots.CaseCard(theCase);

    private (Destination To, string Lane) RepOf(Case theCase) =>
        Visibility.MayHold(Loaded.Organisation, theCase.RepPlace, theCase)
            ? (new Destination.At(theCase.RepPlace), theCase.RepPlace.Lane)
            : (
                new Destination.Direct(theCase.Rep.Key.Channel, theCase.Rep.Key.Id, theCase.Rep.Email),
                $"person:{theCase.Rep.Email ?? theCase.Rep.Key.Id}"
            );

    /// <summary>The words of a case may stand in its queue's place.</summary>
    public bool StandsInQueue(Case theCase) => Visibility.MayHold(Loaded.Organisation, CasePlace.Of(Loaded.Organisation, theCase), theCase);

    /// <summary>The owner, in their 1:1 chat.</summary>
    public void TellOwner(Case theCase, Card card, string slot)
    {
        if (theCase.Owner is { } owner)
        {
            Show(
                slot,
                new Destination.Direct(owner.Key.Channel, owner.Key.Id, owner.Email),
                $"person:{owner.Email ?? owner.Key.Id}",
                card,
                theCase.Id
            );
        }
    }

    /// <summary>May the readers of a destination have it?</summary>
    private bool MayShow(Destination to, string? caseId, string? questionId)
    {
        if (caseId is not null)
        {
            return CaseOf(caseId) is { } theCase && Visibility.May(Loaded.Organisation, ReaderOf(to, theCase), theCase);
        }

        return questionId is null
            || (
                QuestionOf(questionId) is { } asked
                && (
                    to is Destination.At { Place: var place }
                        ? Visibility.Holds(place, asked)
                        : Visibility.May(Loaded.Organisation, ReaderOf(to, null), asked, null)
                )
            );
    }

    /// <summary>Callers have asked who may; this is asked once more of whoever acts, when the answer is theirs alone.</summary>
    private bool MayReply(bool isPrivate, string? caseId, string? questionId)
    {
        if (!isPrivate && !Inbound.Direct)
        {
            return true;
        }

        return caseId is not null
            ? CaseOf(caseId) is { } theCase && Visibility.May(Loaded.Organisation, Loaded.Asker.Reader, theCase)
            : questionId is null
                || (
                    QuestionOf(questionId) is { } asked
                    && Visibility.May(Loaded.Organisation, Loaded.Asker.Reader, asked, asked.CaseId is { } id ? CaseOf(id) : null)
                );
    }

    private Reader ReaderOf(Destination to, Case? theCase) =>
        to switch
        {
            Destination.Direct direct => ReaderOf(new Party(new PersonKey(direct.Channel, direct.Id ?? ""), "", direct.Email)),
            Destination.ThreadOf when theCase is not null => new Reader.Room(CasePlace.Of(Loaded.Organisation, theCase)),
            Destination.At { Place: var place } when Inbound.Direct && place == Inbound.Place => Loaded.Asker.Reader,
            // Who asked in a 1:1 chat may be nobody's colleague any more.
            Destination.At { Place: var place }
                when theCase is { RepDirect: true } && (place with { Thread = null }) == (theCase.RepPlace with { Thread = null }) =>
                ReaderOf(theCase.Rep),
            Destination.At { Place: var place } => new Reader.Room(place),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Somebody who hears of a case without having asked, with what their platform vouches for today.</summary>
    public Reader.Person ReaderOf(Party party)
    {
        if (party.Key == Loaded.Asker.Party.Key)
        {
            return Loaded.Asker.Reader;
        }
        var membership = Loaded.Memberships.GetValueOrDefault(party.Key, Membership.Member);
        return new(party, membership is Membership.Member ? Loaded.Organisation.FindPerson(party.Email) : null) { Membership = membership };
    }

    /// <summary>May somebody of the organisation who is written to without asking have the words of the case?</summary>
    /// <param name="key">Where they were reached when they were asked; null = their platform looks them up by their address.</param>
    /// <param name="email">As they are listed.</param>
    public bool MayHear(Case theCase, PersonKey? key, string email) =>
        Loaded.Organisation.FindPerson(email) is { } person
        && Visibility.May(Loaded.Organisation, key is null ? Visibility.PersonOf(person) : ReaderOf(new Party(key, "", email)), theCase);

    private (Destination To, string Lane) DirectTo(string email, Case? theCase)
    {
        var organisation = Loaded.Organisation;
        var queue =
            organisation.FindQueue(theCase?.Queue)
            ?? organisation.FindPerson(email)?.Queues.Select(organisation.FindQueue).FirstOrDefault()
            ?? organisation.DefaultQueue;
        return (
            Loaded.Reachable.TryGetValue(email, out var key)
                ? new Destination.Direct(key.Channel, key.Id, email)
                : new Destination.Direct(queue.Place.Channel, null, email),
            $"person:{email}"
        );
    }

    private static string ThreadLane(Case theCase) => $"case:{theCase.Id}:thread";
}
