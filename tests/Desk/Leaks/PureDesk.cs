using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.DigestCards;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Triage;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>
/// Decisions over state in memory, thousands a second. What a decision may look at is gathered as <see cref="Loader"/> does it, but more
/// freely: any case or question that a press names is there, and every other case counts as similar to a new one.
/// </summary>
internal sealed class PureDesk(Workplace workplace) : LeakDesk(workplace)
{
    private readonly Dictionary<string, Case> _cases = new(StringComparer.Ordinal);
    private readonly List<AskedQuestion> _questions = [];
    private readonly Dictionary<string, Incident> _incidents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ArticleDraft> _drafts = new(StringComparer.Ordinal);
    private int _number = 1000;
    private DateTimeOffset _now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset Now => _now;

    public override void Wait(TimeSpan by) => _now += by;

    public override Task<Decision> HandleAsync(long id, Inbound inbound)
    {
        var loaded = Load(id, inbound);
        var decision = Decider.Decide(inbound, loaded, _now);
        if (decision.Cases.FirstOrDefault(one => one.Id == EscalateQuestion.NoNumberYet) is not null)
        {
            loaded = loaded with { NewCaseId = "ESC-" + ++_number, SimilarCases = [.. _cases.Values.Reverse()], Reachable = Reachable };
            decision = Decider.Decide(inbound, loaded, _now);
        }

        foreach (var one in decision.Cases)
        {
            _cases[one.Id] = one;
        }

        foreach (var one in decision.Drafts)
        {
            _drafts[one.Id] = one;
        }

        foreach (var one in decision.Incidents)
        {
            _incidents[one.Id] = one;
        }

        foreach (var one in decision.Questions)
        {
            _questions.RemoveAll(other => other.Id == one.Id);
            _questions.Add(one);
        }

        return Task.FromResult(decision);
    }

    private static IReadOnlyDictionary<string, PersonKey> Reachable { get; } =
        LeakOrganisation.People.Take(8).ToDictionary(LeakOrganisation.Email, LeakOrganisation.Key);

    private LoadedState Load(long id, Inbound inbound)
    {
        var isBot = inbound is Inbound.TimePassed or Inbound.Undelivered;
        var asker = isBot
            ? new Asker(new Party(new PersonKey("clock", "bot"), "EscalationBot", null), null, TimeZoneInfo.Utc)
            : LeakOrganisation.AskerOf(Workplace.Organisation, inbound.From.Id);
        var loaded = new LoadedState
        {
            InboxId = id,
            Workplace = Workplace,
            Asker = asker,
            Secret = "0123456789abcdef",
            Reachable = Reachable,
            Incidents = [.. _incidents.Values.Where(one => one.State is IncidentState.Open).Reverse()],
        };
        return inbound switch
        {
            Inbound.Said said => Said(loaded, said),
            Inbound.Edited edited => Changed(loaded, edited.Place, edited.MessageId),
            Inbound.Deleted deleted => Changed(loaded, deleted.Place, deleted.MessageId),
            Inbound.Pressed pressed => Pressed(loaded, pressed.Data),
            Inbound.Submitted submitted => Pressed(loaded, submitted.Data) with
            {
                OtherIncident = _incidents.GetValueOrDefault(submitted.Values.GetValueOrDefault("other_incident", "")),
                OtherCase = Find(submitted.Values.GetValueOrDefault(FormFields.Number, "")),
            },
            Inbound.HomeOpened => WithLists(loaded),
            Inbound.TimePassed passed => Passed(loaded, passed),
            Inbound.Undelivered { What: Outbound.Show { CaseId: { } about } } => WithCase(loaded, about),
            _ => loaded,
        };
    }

    private LoadedState Said(LoadedState loaded, Inbound.Said said)
    {
        var (command, argument) = TypedCommands.Read(said, Words.In("en"));
        var thread = said.Place.Thread is { } root ? Binding(said.Place, root) : null;
        if (thread is { CaseId: { } threadCase } && Slots.IsCaseCard(thread.Slot))
        {
            loaded = WithCase(loaded with { InCaseThread = true, ThreadSlot = thread.Slot }, threadCase);
            return said.Addressed
                ? WithLists(command is TypedCommand.Status && argument.Length > 0 ? loaded with { Case = Find(argument) } : loaded)
                : loaded;
        }

        var reply = said.ReplyTo is { } to ? Binding(said.Place, to) : null;
        var named = TypedCommands.LeadingCaseNumber(said.Text) ?? reply?.CaseId ?? thread?.CaseId;
        loaded = WithLists(loaded with { Question = _questions.LastOrDefault(one => one.Place.Lane == said.Place.Lane) });
        var aboutId = named ?? (said.Place.Thread is null ? null : loaded.Question?.CaseId);
        loaded = loaded with
        {
            Case =
                command is TypedCommand.Status && argument.Length > 0 ? Find(argument)
                : aboutId is null ? null
                : Find(aboutId),
        };
        if (command is not TypedCommand.None || named is not null || !said.Addressed)
        {
            return loaded;
        }

        var near = said.Direct ? _cases.Values.Where(one => Visibility.May(Workplace.Organisation, loaded.Asker.Reader, one)).Take(2) : [];
        return loaded with
        {
            NearCases = [.. near],
            FirstLook = AnswerQuestion.Judge(Workplace, Question.Of(said.Text, loaded.Asker.AudienceIn(said.Direct)), [], said, _now),
        };
    }

    private LoadedState Changed(LoadedState loaded, Place place, string messageId)
    {
        var slot = Slots.Relay(place, messageId);
        var carried = Standings.GetValueOrDefault(slot);
        var thread = place.Thread is { } root ? Binding(place, root) : null;
        var question = carried is null ? _questions.LastOrDefault(one => one.Place.Lane == place.Lane && one.MessageId == messageId) : null;
        var about =
            carried?.CaseId
            ?? question?.CaseId
            ?? thread?.CaseId
            ?? (
                question is null && place.Thread is not null ? _questions.LastOrDefault(one => one.Place.Lane == place.Lane)?.CaseId : null
            );
        loaded = loaded with
        {
            Question = question,
            RelayedTo = carried?.Place,
            InCaseThread = thread is not null && Slots.IsCaseCard(thread.Slot),
        };
        return about is null ? loaded : loaded with { Case = Find(about) };
    }

    private LoadedState Pressed(LoadedState loaded, IReadOnlyDictionary<string, string> data)
    {
        if (data.GetValueOrDefault(DataKeys.Question) is { } question)
        {
            loaded = loaded with { Question = _questions.Find(one => one.Id == question) };
        }

        loaded = loaded with { Draft = _drafts.GetValueOrDefault(data.GetValueOrDefault(DataKeys.Draft, "")) };
        loaded = WithIncident(loaded, data.GetValueOrDefault(DataKeys.Incident, ""));
        loaded =
            data.GetValueOrDefault(DataKeys.Case) is { } about ? WithCase(loaded, about)
            : loaded is { Question.CaseId: { } became } ? loaded with { Case = Find(became) }
            : loaded;
        return WithLists(loaded) with { Digest = DigestOf(loaded.Asker.Colleague) };
    }

    private LoadedState Passed(LoadedState loaded, Inbound.TimePassed passed) =>
        passed.Timer switch
        {
            TimerNames.Digest => loaded with
            {
                Digest = Digests.Find(Workplace.Organisation, passed.Subject) is { } schedule
                    ? DigestOf(
                        Workplace.Organisation.FindPerson(schedule.To),
                        schedule.Place is { } name ? new Place(name.Channel, name.Id) : null
                    )
                    : null,
            },
            TimerNames.Nudges => loaded with { HeldCases = [.. _cases.Values] },
            TimerNames.Rise => loaded with
            {
                Incidents = [.. _incidents.Values.Reverse()],
                Reports = [.. _questions.Select(one => Report.Of(one, one.CaseId is { } id ? Find(id) : null)).OfType<Report>()],
            },
            TimerNames.Incident => WithIncident(loaded, passed.Subject[Incident.Prefix.Length..]),
            TimerNames.Settle => loaded with { Question = _questions.Find(one => one.Id == passed.Subject) },
            _ => WithCase(loaded, passed.Subject),
        };

    private Card? DigestOf(Colleague? manager, Place? place = null)
    {
        if (manager?.Is(Roles.Manager) != true)
        {
            return null;
        }

        var uncovered = _questions
            .Where(one => one.CaseId is null && !one.IsRestricted && one.Judgement.Verdict is Verdict.NotCovered)
            .Select(one => one.Text);
        var found = new Figures(_now.AddDays(-1), _now)
        {
            ByHour = new int[24],
            OpenCases = [.. _cases.Values.Where(one => one.IsOpen && manager.Queues.Contains(one.Queue))],
            Uncovered = [.. uncovered],
            Waiting = new()
            {
                Drafts = [.. _drafts.Values.Where(one => one.State is ArticleDraftState.Waiting)],
                Suspected = [.. _incidents.Values.Where(one => one.State is IncidentState.Suspected)],
            },
        };
        var words = Words.In("en");
        return DigestCard.Make(Workplace, words, manager, found, DigestExceptions.Of(Workplace, words, manager, found, place));
    }

    private LoadedState WithLists(LoadedState loaded)
    {
        var queues = loaded.Asker.Colleague?.Queues ?? [];
        return loaded with
        {
            OwnCases = [.. _cases.Values.Where(one => one.IsOpen && one.Rep.Is(loaded.Asker.Party)).Reverse()],
            Escalations = [.. _cases.Values.Where(one => one.Rep.Is(loaded.Asker.Party)).Reverse()],
            QueueCases = [.. _cases.Values.Where(one => one.IsOpen && queues.Contains(one.Queue))],
            Digest = DigestOf(loaded.Asker.Colleague),
        };
    }

    private LoadedState WithCase(LoadedState loaded, string id)
    {
        var found = Find(id);
        return loaded with { Case = found, Question = loaded.Question ?? _questions.Find(one => one.Id == found?.QuestionId) };
    }

    /// <summary>Every case counts as one that looks alike.</summary>
    private LoadedState WithIncident(LoadedState loaded, string id) =>
        _incidents.GetValueOrDefault(id) is not { } incident
            ? loaded
            : loaded with
            {
                Incident = incident,
                OtherIncident = incident.MergedInto is { } into ? _incidents[into] : null,
                IncidentCases = [.. _cases.Values],
            };

    private Case? Find(string id) => _cases.GetValueOrDefault(id);

    private Standing? Binding(Place place, string messageId) =>
        Standings.Values.LastOrDefault(one => one.Place.Conversation == place.Conversation && one.MessageId == messageId);
}
