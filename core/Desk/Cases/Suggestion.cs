using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>Who is told first about a case, and why, in words. Anybody of its queue may claim it all the same.</summary>
/// <param name="Person">Who it is.</param>
/// <param name="Why">"looks after Acme.": goes on after their name.</param>
internal sealed record Suggestion(Colleague Person, string Why)
{
    /// <summary>
    /// Best first: who looks after the account (while they are away, their deputy), who is on call, then by skill, language and load.
    /// Outside hours a case whose clocks run all the same goes to whoever is on call first. Nobody who is away, has as many open cases as
    /// they may, or said "not me".
    /// </summary>
    public static IReadOnlyList<Suggestion> All(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        List<Suggestion> portfolio = OfPortfolio(draft, theCase) is { } one ? [one] : [];
        IEnumerable<Suggestion> onCall = organisation
            .OnCall(theCase.Queue, draft.Now)
            .Where(person => organisation.FindPerson(person.Email)?.Is(Roles.Specialist | Roles.Manager, theCase.Queue) == true)
            .Select(person => new Suggestion(
                organisation.FindPerson(person.Email)!,
                person.Until is { } until ? draft.Words.Say("on_call_until", draft.When.Until(until)) : draft.Words["on_call_now"]
            ));
        return
        [
            .. (IsNight(organisation, theCase, draft.Now) ? onCall.Concat(portfolio) : portfolio.Concat(onCall))
                .Concat(ByFit(draft, theCase))
                .Where(suggestion => IsFree(draft, theCase, suggestion.Person))
                .DistinctBy(suggestion => suggestion.Person.Email),
        ];
    }

    /// <summary>The organisation is closed, and the clocks of the case run.</summary>
    public static bool IsNight(OrganisationSnapshot organisation, Case theCase, DateTimeOffset now) =>
        Clocks.LevelOf(theCase, organisation).Clock is ServiceClock.Always && !organisation.Calendar.IsOpen(now);

    /// <summary>Here, below their number of open cases, and they did not say "not me".</summary>
    public static bool IsFree(DecisionBuilder draft, Case theCase, Colleague person) =>
        !draft.Loaded.AwayUntil.ContainsKey(person.Email)
        && !IsFull(draft, person)
        && !theCase.TurnedDown.Any(one => one.Email == person.Email);

    /// <summary>
    /// A case that is new in its queue: the first of them is mentioned in its thread; when nobody of the queue may have more, its managers
    /// hear of it, once a day.
    /// </summary>
    /// <param name="draft">The decision.</param>
    /// <param name="theCase">The case, as it is kept.</param>
    /// <param name="except">E-mail of whoever just gave it away, or null.</param>
    public static void Offer(DecisionBuilder draft, Case theCase, string? except = null)
    {
        if (All(draft, theCase).FirstOrDefault(one => one.Person.Email != except) is { } first)
        {
            first.Tell(draft, theCase);
            return;
        }

        var here = draft
            .Loaded.Organisation.With(Roles.Specialist, theCase.Queue)
            .Where(person => !draft.Loaded.AwayUntil.ContainsKey(person.Email))
            .ToList();
        if (here.Count == 0 || !here.TrueForAll(person => IsFull(draft, person)))
        {
            return;
        }

        draft.Note("queue_full", theCase);
        var day = draft.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        TellManagers(
            draft,
            theCase,
            draft.Words.Say("manager_queue_full", draft.Cards.QueueTitle(theCase), theCase.Id),
            $"full:{theCase.Queue}:{day}"
        );
    }

    /// <summary>Managers of the case's queue hear that nobody was found, each once for a slot.</summary>
    public static void TellManagers(DecisionBuilder draft, Case theCase, string text, string slot)
    {
        foreach (var manager in draft.Loaded.Organisation.With(Roles.Manager, theCase.Queue))
        {
            draft.TellPerson(
                manager.Email,
                _ => new Card(
                    text,
                    [new CardPart.Text(text)],
                    [
                        draft.Cards.Button(Actions.Reassign, theCase) with
                        {
                            OpensForm = true,
                            Style = ButtonStyle.Primary,
                        },
                        draft.Cards.Button(Actions.ShowCase, theCase),
                    ]
                ),
                theCase,
                $"{slot}:{manager.Email}"
            );
        }
    }

    /// <summary>Says it in the case's thread, with a mention, where the person was met on the queue's channel.</summary>
    public Case Tell(DecisionBuilder draft, Case theCase)
    {
        if (
            !draft.Loaded.Reachable.TryGetValue(Person.Email, out var key)
            || key.Channel != CasePlace.Of(draft.Loaded.Organisation, theCase).Channel
        )
        {
            return theCase;
        }

        var offered = draft.Amend(theCase with { OfferedTo = Person.Email });
        // Why it is theirs (client, topic, language) tells what the case is about.
        var why = draft.StandsInQueue(offered) ? Why : draft.Words["suggested_plain"];
        draft.ShowPlainly(
            Slot(offered),
            new Destination.ThreadOf(Slots.CaseCard(offered)),
            $"case:{offered.Id}:thread",
            new Card(
                $"{Person.Name} {why}",
                [new CardPart.Mention(key, Person.Name, why)],
                [draft.Cards.Button(Actions.NotMe, offered) with { OpensForm = true }]
            ),
            offered.Id
        );
        return offered;
    }

    /// <summary>Where the present offer of a case stands.</summary>
    public static string Slot(Case theCase)
    {
        // Whoever is offered it after it came into another queue is called by a message of their own.
        var again =
            theCase.QueuedAt == theCase.CreatedAt
                ? ""
                : $":{theCase.QueuedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";
        return theCase.TurnedDown.Count == 0
            ? $"{Slots.Thread(theCase)}:portfolio{again}"
            : $"{Slots.Thread(theCase)}:portfolio{again}:{theCase.TurnedDown.Count.ToString(CultureInfo.InvariantCulture)}";
    }

    private static bool IsFull(DecisionBuilder draft, Colleague person) =>
        person.MostOpen is { } most && draft.Loaded.OpenByOwner.GetValueOrDefault(person.Email) >= most;

    private static Suggestion? OfPortfolio(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        var account = organisation.FindAccount(theCase.Account);
        if (organisation.SpecialistFor(account?.Id, theCase.Queue) is not { } specialist)
        {
            return null;
        }

        if (!draft.Loaded.AwayUntil.TryGetValue(specialist.Email, out var until))
        {
            return new(specialist, draft.Words.Say("portfolio", account!.Name));
        }

        return organisation.FindPerson(specialist.Deputy) is { } deputy && deputy.Is(Roles.Specialist | Roles.Manager, theCase.Queue)
            ? new(deputy, draft.Words.Say("portfolio_deputy", specialist.Name, account!.Name, draft.When.Until(until)))
            : null;
    }

    /// <summary>By skill, then language, then load: only where the organisation says something of these.</summary>
    private static IEnumerable<Suggestion> ByFit(DecisionBuilder draft, Case theCase)
    {
        var organisation = draft.Loaded.Organisation;
        var specialists = organisation.With(Roles.Specialist, theCase.Queue).ToList();
        if (!specialists.Exists(person => person.Skills.Count > 0 || person.Languages.Count > 0 || person.MostOpen is not null))
        {
            return [];
        }

        HashSet<string> topics = new(StringComparer.OrdinalIgnoreCase);
        topics.UnionWith(theCase.Category is { } category ? [category] : []);
        topics.UnionWith(theCase.Shown.SelectMany(shown => draft.Loaded.Workplace.Triage.Data.Knowledge.Find(shown.Id)?.Tags ?? []));
        var language = theCase.Language is { } spoken && !IsSame(spoken, organisation.Language) ? spoken : null;
        return specialists
            .Select(person => (Person: person, Fit: FitOf(person)))
            .OrderByDescending(one => one.Fit.Skill is not null)
            .ThenByDescending(one => one.Fit.Speaks)
            .ThenBy(one => one.Fit.Open)
            .Select(one => new Suggestion(
                one.Person,
                string.Join(
                    ", ",
                    new[]
                    {
                        one.Fit.Skill is { } skill ? draft.Words.Say("fit_skill", skill) : null,
                        one.Fit.Speaks ? draft.Words.Say("fit_language", LanguageNames.Of(language!)) : null,
                        draft.Words.Count("fit_open", one.Fit.Open),
                    }.OfType<string>()
                ) + "."
            ));

        (string? Skill, bool Speaks, int Open) FitOf(Colleague person) =>
            (
                person.Skills.FirstOrDefault(topics.Contains),
                language is not null && person.Languages.Any(one => IsSame(one, language)),
                draft.Loaded.OpenByOwner.GetValueOrDefault(person.Email)
            );
    }

    /// <summary>"de-AT" and "de" are one language.</summary>
    private static bool IsSame(string one, string other) =>
        string.Equals(one.Split('-')[0], other.Split('-')[0], StringComparison.OrdinalIgnoreCase);
}
