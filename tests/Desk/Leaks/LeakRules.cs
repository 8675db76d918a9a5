using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>A word that stands nowhere else: whoever reads it has read what it was said about.</summary>
/// <param name="Word">The word.</param>
/// <param name="Author">Who said it: they know it.</param>
internal sealed record Marker(string Word, string Author)
{
    /// <summary>The question that it was said in, or null.</summary>
    public string? Question { get; set; }

    /// <summary>Whom it was written for, beside those who may read the case.</summary>
    public HashSet<string> For { get; } = new(StringComparer.Ordinal);

    /// <summary>The case that it was said about, or null.</summary>
    public string? Case { get; set; }
}

/// <summary>
/// Who may read what, told once more and in another way than the desk does: by who is in the room. Nothing here asks the code that is
/// tested, but for the cases and questions as they stand.
/// </summary>
internal sealed class LeakRules(OrganisationSnapshot organisation)
{
    private readonly Dictionary<string, HashSet<string>> _opened = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _born = new(StringComparer.Ordinal);

    public Dictionary<string, Case> Cases { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, AskedQuestion> Questions { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The case as it stands now. Of several criteria that hold, one names the queue that the case is made in: its people read it, whatever
    /// the others restrict.
    /// </summary>
    public void Put(Case theCase)
    {
        _born.TryAdd(theCase.Id, theCase.Queue);
        Cases[theCase.Id] = theCase;
    }

    /// <summary>Somebody who may opens a case to another queue, knowing it.</summary>
    public void Opened(string caseId, string queue)
    {
        if (!_opened.TryGetValue(caseId, out var queues))
        {
            _opened[caseId] = queues = new(StringComparer.Ordinal);
        }

        queues.Add(queue);
    }

    /// <summary>May everybody in a place read the marker?</summary>
    public bool MayRead(Marker marker, Place place)
    {
        if (LeakOrganisation.ReadersOf(organisation, place).All(name => MayRead(marker, name)))
        {
            return true;
        }

        // What is not restricted is answered where it was asked, whoever reads along there.
        var (theCase, asked) = (CaseOf(marker), QuestionOf(marker));
        return SecretOf(marker) is null && theCase?.Restricted != true && (place == theCase?.RepPlace || place == asked?.Place);
    }

    /// <summary>May the person read the marker?</summary>
    public bool MayRead(Marker marker, string name)
    {
        if (marker.Author == name || marker.For.Contains(name))
        {
            return true;
        }

        // Asked in a channel it was read by everybody there, and may be told to any of them.
        if (
            marker.Question is not null
            && QuestionOf(marker) is { Direct: false } open
            && SecretOf(marker) is null
            && CaseOf(marker)?.Restricted != true
            && LeakOrganisation.ReadersOf(organisation, open.Place).Contains(name)
        )
        {
            return true;
        }

        var person = name == "eve" ? null : organisation.FindPerson(LeakOrganisation.Email(name));
        if (CaseOf(marker) is not { } theCase)
        {
            return QuestionOf(marker) is { } asked
                && (asked.By.Key.Id == name || (person?.Is(Roles.Manager) == true && SecretOf(marker) is null));
        }

        if (theCase.Rep.Key.Id == name || (person is not null && theCase.Owner?.Email == person.Email))
        {
            return true;
        }

        if (person is null)
        {
            return false;
        }

        if (SecretOf(marker) is { } queue)
        {
            return WorksIn(person, queue)
                || WorksIn(person, _born[theCase.Id])
                || _opened.GetValueOrDefault(theCase.Id, []).Any(other => WorksIn(person, other));
        }

        return person.Is(Roles.Specialist | Roles.Manager)
            || organisation.RepsSee is RepsSee.All
            || (organisation.RepsSee is RepsSee.Queue && person.Queues.Contains(theCase.Queue));
    }

    private Case? CaseOf(Marker marker) => (marker.Case ?? QuestionOf(marker)?.CaseId) is { } id ? Cases.GetValueOrDefault(id) : null;

    private AskedQuestion? QuestionOf(Marker marker) => marker.Question is { } id ? Questions.GetValueOrDefault(id) : CaseQuestion(marker);

    private AskedQuestion? CaseQuestion(Marker marker) =>
        marker.Case is { } id && Cases.GetValueOrDefault(id)?.QuestionId is { } question ? Questions.GetValueOrDefault(question) : null;

    /// <summary>The queue for whose people it is, when the question that it belongs to holds a secret word.</summary>
    private string? SecretOf(Marker marker) =>
        QuestionOf(marker) is { } asked
            ? LeakOrganisation.Secret.FirstOrDefault(pair => asked.Text.Contains(pair.Key, StringComparison.Ordinal)).Value
            : null;

    private static bool WorksIn(Colleague person, string queue) => person.Is(Roles.Specialist | Roles.Manager, queue);
}
