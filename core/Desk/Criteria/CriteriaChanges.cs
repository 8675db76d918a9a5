using System.Globalization;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Triage.Checks;

namespace EscalationBot.Core.Desk.Criteria;

/// <summary>
/// Criteria are published by two: a manager asks for it, and a manager who neither wrote nor asked publishes, under whatever address. One
/// manager alone takes the newest publication back. Whoever answers for the criteria, and who took part, hears of each step.
/// </summary>
public static class CriteriaChanges
{
    /// <summary>It is a button of a change of the criteria.</summary>
    public static bool Has(string action) =>
        action is Actions.AskForCriteria or Actions.PublishCriteria or Actions.DiscardCriteria or Actions.RollBackCriteria;

    /// <summary>Everybody who may be told: managers, the owner, and who took part.</summary>
    public static IEnumerable<string> Readers(OrganisationSnapshot organisation, CriteriaChange? change) =>
        Managers(organisation).Select(person => person.Email).Concat(Concerned(organisation, change)).Distinct(StringComparer.Ordinal);

    /// <summary>May this person publish it: a manager who neither wrote it nor asked for it?</summary>
    public static bool MayPublish(Colleague person, CriteriaChange change) =>
        person.Is(Roles.Manager) && !change.Authors.Any(author => Approvers.IsSame(person, author));

    internal static void Press(DecisionBuilder draft, string action)
    {
        if (WhyNot(draft, action) is { } why)
        {
            why.Tell(draft);
            return;
        }

        var change = draft.Loaded.Criteria!;
        switch (action)
        {
            case Actions.AskForCriteria:
                Ask(draft, change);
                break;
            case Actions.PublishCriteria:
                Note(
                    draft,
                    "criteria_published",
                    change with
                    {
                        State = CriteriaChangeState.Publishing,
                        PublishedBy = draft.By,
                        PublishedAt = draft.Now,
                    }
                );
                Tell(draft, change, "published", Names(change.Editors), draft.By.Name);
                draft.Whisper("criteria_published");
                break;
            case Actions.DiscardCriteria:
                Note(draft, "criteria_discarded", change with { State = CriteriaChangeState.Discarded, Fault = "" });
                if (change.PublishedBy is not null)
                {
                    Tell(draft, change, "discarded", draft.By.Name);
                }
                draft.Whisper("criteria_discarded");
                break;
            default:
                Note(
                    draft,
                    "criteria_rolled_back",
                    change with
                    {
                        State = CriteriaChangeState.RollingBack,
                        RolledBackBy = draft.By,
                        RolledBackAt = draft.Now,
                    }
                );
                Tell(draft, change, "rolled_back", Names(change.Editors), draft.By.Name);
                draft.Whisper("criteria_rolled_back");
                break;
        }
    }

    /// <summary>Keeps the change, with a line of history.</summary>
    internal static void Note(DecisionBuilder draft, string kind, CriteriaChange changed) =>
        draft.Note(kind, null, $"{changed.Id}, {draft.Keep(changed).Hash}");

    /// <summary>Tells the owner of the criteria and those who took part; whoever acts knows it.</summary>
    internal static void Tell(DecisionBuilder draft, CriteriaChange change, string what, params object?[] values)
    {
        foreach (var email in Concerned(draft.Loaded.Organisation, change).Where(email => email != draft.By.Email))
        {
            TellOne(draft, change, what, email, values);
        }
    }

    private static void TellOne(DecisionBuilder draft, CriteriaChange change, string what, string email, params object?[] values)
    {
        var line = draft.Words.Say("criteria_told_" + what, values);
        List<CardPart> parts = [new CardPart.Text(line)];
        if (draft.Loaded.Workplace.Console is { } console)
        {
            parts.Add(new CardPart.Prose($"[{draft.Words["criteria_page"]}]({new Uri(console, "/console/criteria").AbsoluteUri})"));
        }

        draft.TellPerson(
            email,
            new Card(line, parts, []),
            null,
            string.Create(CultureInfo.InvariantCulture, $"{change.Subject}:{change.Version}:{what}:{email}")
        );
    }

    private static void Ask(DecisionBuilder draft, CriteriaChange change)
    {
        var asked = change with { State = CriteriaChangeState.Asked, AskedBy = draft.By };
        Note(draft, "criteria_asked", asked);
        foreach (var manager in Managers(draft.Loaded.Organisation).Where(person => MayPublish(person, asked)))
        {
            TellOne(draft, change, "asked", manager.Email, draft.By.Name);
        }

        draft.Whisper("criteria_asked");
    }

    private static FormRefusal? WhyNot(DecisionBuilder draft, string action)
    {
        var (workplace, words, asker, change) = (draft.Loaded.Workplace, draft.Words, draft.Loaded.Asker, draft.Loaded.Criteria);
        var organisation = workplace.Organisation;
        if (
            Permissions.Check(organisation, asker.Colleague, asker.Membership, DeskAction.Criteria, null) is not Permission.Allowed
            || asker.Colleague is not { } person
        )
        {
            return FormRefusal.Of(
                workplace,
                words,
                asker,
                DeskAction.Criteria,
                new Permission.Refused(WhoMay.Managers, null, [.. Managers(organisation)]),
                null
            );
        }

        if (change is null || change.State is CriteriaChangeState.Discarded)
        {
            return FormRefusal.Of(words, "criteria_gone");
        }

        var shown = ((Inbound.Pressed)draft.Inbound).Data.GetValueOrDefault(DataKeys.Version);
        if (shown != change.Version.ToString(CultureInfo.InvariantCulture))
        {
            return FormRefusal.Of(words, "criteria_changed");
        }

        return action switch
        {
            Actions.AskForCriteria => change.State is not CriteriaChangeState.Draft ? FormRefusal.Of(words, "criteria_not_draft")
            : HasErrors() ? FormRefusal.Of(words, "criteria_errors")
            : change.Base != organisation.Criteria.Hash ? FormRefusal.Of(words, "criteria_file_changed")
            : !Managers(organisation).Any(other => !Approvers.IsSame(other, asker.Party) && MayPublish(other, change))
                ? FormRefusal.Of(words, "criteria_nobody_second")
            : null,
            Actions.PublishCriteria => change.State is not CriteriaChangeState.Asked ? FormRefusal.Of(words, "criteria_not_asked")
            : IsAuthor(asker, person, change) ? FormRefusal.Of(words, "criteria_own")
            : HasErrors() ? FormRefusal.Of(words, "criteria_errors")
            : change.Base != organisation.Criteria.Hash ? FormRefusal.Of(words, "criteria_file_changed")
            : null,
            // What cannot be written may be given up.
            Actions.DiscardCriteria => change.IsOpen && (change.State is not CriteriaChangeState.Publishing || change.Fault.Length > 0)
                ? null
                : FormRefusal.Of(words, "criteria_not_draft"),
            _ => change.State is CriteriaChangeState.Published && draft.Loaded.IsNewestCriteria
                ? null
                : FormRefusal.Of(words, "criteria_not_newest"),
        };

        bool HasErrors() => !DraftCriteria.Of(change.Text, organisation, workplace.Triage, draft.Now).IsGood;
    }

    private static bool IsAuthor(Asker asker, Colleague person, CriteriaChange change) =>
        !MayPublish(person, change) || change.Authors.Any(author => Approvers.IsSame(asker.Party, author));

    private static IEnumerable<string> Concerned(OrganisationSnapshot organisation, CriteriaChange? change) =>
        (change?.Authors ?? [])
            .Append(change?.PublishedBy)
            .Select(party => party?.Email)
            .Append(organisation.Criteria.Owner)
            .Select(email => organisation.FindPerson(email)?.Email)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<Colleague> Managers(OrganisationSnapshot organisation) =>
        organisation.People.Where(person => person.Is(Roles.Manager));

    /// <summary>"Mia, Ana".</summary>
    internal static string Names(IEnumerable<Party> people) => string.Join(", ", people.Select(party => party.Name));
}
