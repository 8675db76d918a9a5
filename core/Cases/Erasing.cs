using System.Text;
using System.Text.RegularExpressions;
using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>A person whose name and words are to go.</summary>
/// <param name="Email">Lower case; null for somebody who is known by a channel's key only.</param>
/// <param name="Keys">Under which channels know them.</param>
/// <param name="Names">Under which they were shown.</param>
/// <param name="Pseudonym">What stands for them from now on, so that counts of people stay.</param>
/// <param name="Label">What is shown in their name's place.</param>
public sealed record ErasedPerson(
    string? Email,
    IReadOnlyCollection<PersonKey> Keys,
    IReadOnlyCollection<string> Names,
    string Pseudonym,
    string Label
)
{
    private string? _all,
        _full;

    /// <summary>Begins the id of a conversation that no longer is one: nothing is sent there.</summary>
    public const string Conversation = "erased:";

    /// <summary>The channel of an erased person's key.</summary>
    public const string Channel = "erased";

    /// <summary>Who stands there from now on.</summary>
    public Party Party => new(new PersonKey(Channel, Pseudonym), Label, null);

    /// <summary>The place in which they were, which keeps only its channel.</summary>
    public Place PlaceOf(Place place) => new(place.Channel, Conversation + Pseudonym);

    /// <summary>It is this person.</summary>
    public bool Is(Party? party) =>
        party is not null
        && ((Email is not null && string.Equals(party.Email, Email, StringComparison.OrdinalIgnoreCase)) || Keys.Contains(party.Key));

    /// <summary>
    /// The person is shown under this name, in whatever spelling. One word alone ("Ana") may be anybody: it counts only where the person is
    /// known to have taken part.
    /// </summary>
    public bool IsNamed(string who, bool tookPart)
    {
        var folded = Folded(who);
        return (tookPart || folded.Contains(' ', StringComparison.Ordinal)) && Names.Any(name => Folded(name) == folded);
    }

    /// <summary>It is the person's address.</summary>
    public bool HasAddress(string? email) => email is not null && string.Equals(email, Email, StringComparison.OrdinalIgnoreCase);

    /// <summary>The person's names or address stand in a text, in whatever spelling.</summary>
    public bool StandsIn(string text, bool tookPart) => Find(FoldedName.Of(text), tookPart).Count > 0;

    /// <summary>A text of somebody else with the person's names and address taken out, in whatever spelling they stand there.</summary>
    public string In(string text, bool tookPart)
    {
        var folded = FoldedName.Of(text);
        var (left, after) = (new StringBuilder(), 0);
        foreach (Match found in Find(folded, tookPart))
        {
            var (start, end) = folded.In(found.Index, found.Length);
            left.Append(text, after, start - after).Append(Label);
            after = end;
        }

        return after == 0 ? text : left.Append(text, after, text.Length - after).ToString();
    }

    private MatchCollection Find(FoldedName folded, bool tookPart) =>
        Regex.Matches(
            folded.Text,
            tookPart ? _all ??= Pattern(_ => true) : _full ??= Pattern(name => name.Contains(' ')),
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );

    /// <summary>Finds them in a folded text; where nothing of them is known it finds nothing.</summary>
    private string Pattern(Func<string, bool> counts)
    {
        var wanted = Names
            .Select(Folded)
            .Where(name => name.Length > 1 && counts(name))
            .OrderByDescending(name => name.Length)
            .Select(Regex.Escape)
            .Concat(Email is null ? [] : [Address(Folded(Email))])
            .ToList();
        return wanted.Count == 0 ? "(?!)" : $@"(?<![\p{{L}}\p{{N}}_])(?:{string.Join('|', wanted)})(?![\p{{L}}\p{{N}}_])";
    }

    /// <summary>The address, and every one of its mailbox: whatever stands behind a plus sign.</summary>
    private static string Address(string email) =>
        email.LastIndexOf('@') is > 0 and var at
            ? $@"{Regex.Escape(email[..at])}(?:\+[^\s@]{{1,64}})?{Regex.Escape(email[at..])}"
            : Regex.Escape(email);

    private static string Folded(string name) => FoldedName.Of(name).Text.Trim();
}

/// <summary>
/// What is left of questions and cases when one person's name and words go. Times, states and kinds stay: numbers are made of them, and
/// what is open can still be worked on.
/// </summary>
public static class Erasing
{
    /// <summary>The question without the person, one version later; the same one when the person does not stand in it.</summary>
    public static AskedQuestion Without(this AskedQuestion asked, ErasedPerson person)
    {
        if (person.Is(asked.By))
        {
            // All words of a question are its asker's, or were said to them.
            return asked.WithoutPeople() with { By = person.Party, Place = person.PlaceOf(asked.Place) };
        }

        var tookPart = asked.Consults.Any(consult => person.Is(consult.AnsweredBy) || person.HasAddress(consult.Person));
        var (facts, receipt) = (asked.Judgement.Facts, asked.Judgement.Receipt);
        var changed = asked with
        {
            FromNewer = asked.NewerWithout(person),
            Text = In(asked.Text),
            Turns = [.. asked.Turns.Select(turn => Without(turn, person, tookPart: false))],
            SearchedAs = asked.SearchedAs is { } search ? In(search) : null,
            Given = asked.Given.ToDictionary(one => one.Key, one => In(one.Value), StringComparer.Ordinal),
            Judgement = asked.Judgement with
            {
                Facts = facts with
                {
                    Text = In(facts.Text),
                    // What was understood from words that name them goes with these.
                    Found = [.. facts.Found.Where(one => In(one.Value) == one.Value && In(one.Words) == one.Words)],
                },
                Receipt = receipt with { Flip = In(receipt.Flip) },
                Beside = [.. asked.Judgement.Beside.Select(part => part with { Text = In(part.Text) })],
            },
            Consults = [.. asked.Consults.Select(consult => Without(consult, person, In))],
        };
        var after = changed.Judgement;
        return
            changed.Text == asked.Text
            && changed.FromNewer == asked.FromNewer
            && changed.SearchedAs == asked.SearchedAs
            && changed.Turns.SequenceEqual(asked.Turns)
            && changed.Given.SequenceEqual(asked.Given)
            && after.Facts.Text == facts.Text
            && after.Facts.Found.Count == facts.Found.Count
            && after.Receipt.Flip == receipt.Flip
            && after.Beside.SequenceEqual(asked.Judgement.Beside)
            && changed.Consults.SequenceEqual(asked.Consults)
            ? asked
            : changed with
            {
                Version = asked.Version + 1,
            };

        string In(string text) => person.In(text, tookPart);
    }

    private static Consult Without(Consult consult, ErasedPerson person, Func<string, string> without) =>
        consult with
        {
            Person = person.HasAddress(consult.Person) ? person.Label : consult.Person,
            Key = person.HasAddress(consult.Person) ? null : consult.Key,
            State = consult.IsOpen && person.HasAddress(consult.Person) ? ConsultState.Withdrawn : consult.State,
            By = person.Is(consult.By) ? person.Party : consult.By,
            Text = person.Is(consult.By) ? "" : without(consult.Text),
            AnsweredBy = person.Is(consult.AnsweredBy) ? person.Party : consult.AnsweredBy,
            Answer = person.Is(consult.AnsweredBy) ? "" : without(consult.Answer),
        };

    /// <summary>The case without the person, one version later.</summary>
    /// <param name="tookPart">The person is its rep, had it, or stands in its history.</param>
    public static Case Without(this Case theCase, ErasedPerson person, bool tookPart)
    {
        var isRep = person.Is(theCase.Rep);
        var erased = theCase with
        {
            FromNewer = theCase.NewerWithout(person),
            Version = theCase.Version + 1,
            Question = isRep || person.Is(theCase.QuestionBy) ? "" : In(theCase.Question),
            QuestionBy = person.Is(theCase.QuestionBy) ? person.Party : theCase.QuestionBy,
            Rep = isRep ? person.Party : theCase.Rep,
            RepPlace = isRep ? person.PlaceOf(theCase.RepPlace) : theCase.RepPlace,
            Owner = person.Is(theCase.Owner) ? person.Party : theCase.Owner,
            LastOwner = person.Is(theCase.LastOwner) ? person.Party : theCase.LastOwner,
            AccountLine = theCase.AccountLine is { } account ? In(account) : null,
            LiveAccount = theCase.LiveAccount is { } live ? live.Without(In) : null,
            Facts = isRep ? [] : [.. theCase.Facts.Select(SaidIn)],
            Found = isRep ? [] : [.. theCase.Found.Select(SaidIn)],
            HeldAsks = [.. theCase.HeldAsks.Where(held => !person.Is(held.By)).Select(held => held with { Text = In(held.Text) })],
            Tried = isRep ? "" : In(theCase.Tried),
            Conversation = [.. theCase.Conversation.Select(turn => Without(turn, person, tookPart))],
            Undecided = isRep ? [] : [.. theCase.Undecided.Select(turn => Without(turn, person, tookPart))],
            // Such a line quotes whom it names.
            Similar = [.. theCase.Similar.Where(line => In(line) == line)],
            SimilarRestricted = theCase.SimilarRestricted is { } lines ? [.. lines.Where(line => In(line.Line) == line.Line)] : null,
            Asks =
            [
                .. theCase.Asks.Select(ask =>
                    ask with
                    {
                        By = person.IsNamed(ask.By, tookPart) ? person.Label : In(ask.By),
                        Text = person.IsNamed(ask.By, tookPart) ? "" : In(ask.Text),
                        Reply =
                            ask.Reply is null ? null
                            : isRep ? ""
                            : In(ask.Reply),
                    }
                ),
            ],
            Resolution =
                theCase.Resolution is not { } outcome ? null
                : person.Is(outcome.By) ? new Resolution("", "", "", "", person.Party, outcome.At) { AskedBack = outcome.AskedBack }
                : outcome with
                {
                    Fix = In(outcome.Fix),
                    RootCause = In(outcome.RootCause),
                    RuledOut = In(outcome.RuledOut),
                    TellClient = In(outcome.TellClient),
                },
            ToldHow =
                theCase.ToldHow is not { } told ? null
                : person.Is(told.By) ? told with { By = person.Party, Whom = "" }
                : told with { Whom = In(told.Whom) },
            DeclinedWhy =
                theCase.DeclinedWhy is not { } why ? null
                : person.Is(theCase.DeclinedBy) ? ""
                : In(why),
            DeclinedBy = person.Is(theCase.DeclinedBy) ? person.Party : theCase.DeclinedBy,
            Requests = [.. theCase.Requests.Select(Request)],
            Consults = [.. theCase.Consults.Select(consult => Without(consult, person, In))],
            Invites =
            [
                .. theCase.Invites.Select(invite =>
                    invite with
                    {
                        Person = person.HasAddress(invite.Person) ? person.Label : invite.Person,
                        Key = person.HasAddress(invite.Person) ? null : invite.Key,
                        State = person.HasAddress(invite.Person) && invite.IsOpen ? ConsultState.Withdrawn : invite.State,
                        Why = person.HasAddress(invite.Person) ? "" : In(invite.Why),
                        By = person.Is(invite.By) ? person.Party : invite.By,
                        Text = person.Is(invite.By) ? "" : In(invite.Text),
                    }
                ),
            ],
            Incident = theCase.Incident is { } incident ? incident with { Title = In(incident.Title) } : null,
            Followers = [.. theCase.Followers.Where(follower => !person.Is(follower))],
            OfferedTo = theCase.OfferedTo is { } offered && person.HasAddress(offered) ? null : theCase.OfferedTo,
            TurnedDown =
            [
                .. theCase.TurnedDown.Select(one =>
                    person.HasAddress(one.Email)
                        ? one with
                        {
                            Email = person.Label,
                            Name = person.Label,
                            Why = "",
                        }
                        : one with
                        {
                            Why = In(one.Why),
                        }
                ),
            ],
            Calls =
            [
                .. theCase.Calls.Select(call =>
                    person.HasAddress(call.Email) ? call with { Email = person.Label, Name = person.Label } : call
                ),
            ],
            Snoozed =
                theCase.Snoozed is not { } put ? null
                : person.Is(put.By) ? put with { By = person.Party, Why = "" }
                : put with { Why = In(put.Why) },
            Promises =
            [
                .. theCase.Promises.Select(promise =>
                    person.Is(promise.By) ? promise with { By = person.Party, Words = "" } : promise with { Words = In(promise.Words) }
                ),
            ],
        };
        return erased;

        DepartmentRequest Request(DepartmentRequest request) =>
            request with
            {
                By = person.Is(request.By) ? person.Party : request.By,
                // Its template holds the rep's words.
                Text = isRep || person.Is(request.By) ? "" : In(request.Text),
                // An address that names somebody leads nowhere without the name.
                Tracker = request.Tracker is { } kept && In($"{kept}") == $"{kept}" ? kept : null,
                NotSent = request.NotSent is { } why ? In(why) : null,
                Words =
                [
                    .. request.Words.Select(words =>
                        person.Is(words.By) ? words with { By = person.Party, Text = "" } : words with { Text = In(words.Text) }
                    ),
                ],
            };

        string In(string text) => person.In(text, tookPart);

        KnownFact SaidIn(KnownFact fact) =>
            fact with
            {
                Value = In(fact.Value),
                Who =
                    fact.Who is not { } who ? null
                    : person.IsNamed(who, tookPart) ? person.Label
                    : In(who),
            };
    }

    private static Turn Without(Turn turn, ErasedPerson person, bool tookPart)
    {
        if (person.IsNamed(turn.Who, tookPart))
        {
            return new Turn(turn.At, person.Label, "", null)
            {
                Deleted = turn.Deleted,
                Overheard = turn.Overheard,
                Seq = turn.Seq,
                Changed = true,
            };
        }

        var (who, text, files) = (In(turn.Who), In(turn.Text), turn.Files.Select(Link).ToList());
        return who == turn.Who && text == turn.Text && turn.Before.Count == 0 && files.SequenceEqual(turn.Files)
            ? turn
            : turn with
            {
                Who = who,
                Text = text,
                Before = [.. turn.Before.Select(In)],
                Files = files,
                Changed = true,
            };

        string In(string words) => person.In(words, tookPart);

        // A file of somebody else stays; where its address names the person, nobody fetches it any more.
        FileLink Link(FileLink file) =>
            file with
            {
                Name = In(file.Name),
                Url = In(file.Url) == file.Url ? file.Url : "",
                Source = file.Source is { } source && In(source.Address) == source.Address ? source : null,
            };
    }
}
