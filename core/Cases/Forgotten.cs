using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Cases;

/// <summary>
/// What is left of questions and cases when their personal data has had its time: times, kinds and counts, by which nobody is known.
/// </summary>
public static class Forgotten
{
    /// <summary>Who stood there.</summary>
    public static Party Nobody { get; } = new(new PersonKey("", ""), "", null);

    /// <summary>The question without words and people, one version later.</summary>
    public static AskedQuestion WithoutPeople(this AskedQuestion asked) =>
        asked with
        {
            Version = asked.Version + 1,
            FromNewer = null,
            By = Nobody,
            Place = new Place(asked.Place.Channel, ""),
            MessageId = null,
            Text = "",
            Turns = [],
            TurnCount = 0,
            SearchedAs = null,
            Consults = [.. asked.Consults.Select(WithoutPeople)],
            Given = new Dictionary<string, string>(StringComparer.Ordinal),
            Judgement = asked.Judgement with
            {
                Facts = asked.Judgement.Facts with { Text = "", Found = [] },
                Beside = [],
                Receipt = asked.Judgement.Receipt with { Flip = "" },
            },
        };

    private static Consult WithoutPeople(Consult consult) =>
        consult with
        {
            Text = "",
            By = Nobody,
            Person = consult.Person is null ? null : "",
            Key = null,
            State = consult.IsOpen ? ConsultState.Withdrawn : consult.State,
            AnsweredBy = consult.AnsweredBy is null ? null : Nobody,
            Answer = "",
        };

    /// <summary>The case without words and people, one version later.</summary>
    public static Case WithoutPeople(this Case theCase) =>
        theCase with
        {
            Version = theCase.Version + 1,
            FromNewer = null,
            Question = "",
            Rep = Nobody,
            RepPlace = new Place(theCase.RepPlace.Channel, ""),
            Owner = theCase.Owner is null ? null : Nobody,
            LastOwner = null,
            AccountLine = null,
            LiveAccount = null,
            Facts = [],
            Found = [],
            HeldAsks = [],
            Tried = "",
            Conversation = [],
            TurnCount = 0,
            Undecided = [],
            Similar = [],
            SimilarRestricted = [],
            Asks = [.. theCase.Asks.Select(ask => ask with { Text = "", By = "", Reply = ask.Reply is null ? null : "" })],
            Resolution = theCase.Resolution is { } outcome
                ? new Resolution("", "", "", "", Nobody, outcome.At) { AskedBack = outcome.AskedBack }
                : null,
            ToldHow = theCase.ToldHow is { } told ? told with { Whom = "", By = Nobody } : null,
            DeclinedWhy = theCase.DeclinedWhy is null ? null : "",
            DeclinedBy = theCase.DeclinedBy is null ? null : Nobody,
            QuestionBy = theCase.QuestionBy is null ? null : Nobody,
            Consults = [.. theCase.Consults.Select(WithoutPeople)],
            Invites = [.. theCase.Invites.Select(invite => invite with { Person = "", Key = null, By = Nobody, Text = "", Why = "" })],
            Followers = [],
            Incident = theCase.Incident is { } incident ? incident with { Title = "" } : null,
            OfferedTo = null,
            TurnedDown = [.. theCase.TurnedDown.Select(one => one with { Email = "", Name = "", Why = "" })],
            Calls = [.. theCase.Calls.Select(call => call with { Email = "", Name = "" })],
            Snoozed = theCase.Snoozed is { } put ? put with { By = Nobody, Why = "" } : null,
            Promises = [.. theCase.Promises.Select(promise => promise with { By = Nobody, Words = "" })],
            Requests =
            [
                .. theCase.Requests.Select(request =>
                    request with
                    {
                        Text = "",
                        By = Nobody,
                        Tracker = null,
                        NotSent = null,
                        Words = [.. request.Words.Select(words => words with { By = Nobody, Text = "" })],
                    }
                ),
            ],
        };
}
