using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Triage.Criteria;

namespace EscalationBot.Core.Desk.Cases;

/// <summary>
/// What a specialist had to ask back is proposed as a field that asks for it at once, to whoever answers for the criterion that made the
/// case, else for all criteria, else to the queue's managers: with the lines for intake.yaml, and in how many cases it was asked. A
/// proposal is told when it is new and when it was asked in 3, 10, 30 and 100 cases, not each time.
/// </summary>
internal static class FieldProposals
{
    /// <summary>Questions of cases from before are another organisation's by now.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(90);

    /// <summary>Of so many cases the questions are compared, the newest first.</summary>
    public const int MostCases = 500;

    private const int LongestId = 3;

    private static readonly int[] Milestones = [1, 3, 10, 30, 100];

    /// <summary>E-mail of who answers for the criterion that decided, else for all of them; null when neither is a listed person.</summary>
    public static string? OwnerOf(OrganisationSnapshot organisation, AskedQuestion? question)
    {
        var deciding = question?.Judgement.Receipt.Fired is [var first, ..]
            ? organisation.Criteria.Criteria.FirstOrDefault(one => one.Id == first)
            : null;
        return organisation.FindPerson(deciding?.Owner)?.Email ?? organisation.FindPerson(organisation.Criteria.Owner)?.Email;
    }

    /// <summary>Proposes what was asked in the specialist's own words and no field of the category asks for.</summary>
    public static void Tell(DecisionBuilder draft, Case resolved)
    {
        var organisation = draft.Loaded.Organisation;
        if (resolved.Category is not { } category)
        {
            return;
        }

        var owner = OwnerOf(organisation, draft.Loaded.Question?.Id == resolved.QuestionId ? draft.Loaded.Question : null);
        var readers = owner is null ? [.. draft.ManagersOf(resolved.Queue).Select(manager => manager.Email)] : (string[])[owner];
        var asked = organisation.Intake.RequiredFor(category);
        foreach (var ask in OwnWords(resolved).DistinctBy(ask => ask.Text, StringComparer.OrdinalIgnoreCase))
        {
            var fact = organisation.Intake.Facts.FirstOrDefault(one => KnownAnswers.AsksFor(ask.Text, one));
            if (fact is not null && asked.Contains(fact))
            {
                continue;
            }

            var before = draft
                .Loaded.CategoryCases.Where(one =>
                    one.Id != resolved.Id
                    && one.Category == category
                    && one.Resolution?.AskedBack == true
                    && OwnWords(one).Any(other => KnownAnswers.IsAlike(ask.Text, other.Text))
                )
                .ToList();
            if (!Milestones.Contains(before.Count + 1))
            {
                continue;
            }

            var lines = Lines(organisation.Intake, category, fact, ask.Text);
            foreach (var email in readers)
            {
                if (organisation.FindPerson(email) is { } reader && Visibility.May(organisation, reader, resolved))
                {
                    draft.TellPerson(
                        email,
                        CardOf(draft, resolved, ask, before.Count + 1, lines),
                        resolved,
                        $"case:{resolved.Id}:field:{ask.Id}:{email}"
                    );
                }
            }
        }
    }

    private static IEnumerable<RepAsk> OwnWords(Case theCase) =>
        theCase.Asks.Where(ask => ask is { Fact: null, AskedAgain: false } && ContentWords.Of(ask.Text).Count > 0);

    private static Card CardOf(DecisionBuilder draft, Case resolved, RepAsk ask, int cases, string lines)
    {
        var line = draft.Words.Say("field_proposed", resolved.Id, ask.By);
        return new(
            line,
            [
                new CardPart.Text(line, Strong: true),
                new CardPart.Quote(ask.Text, ask.By),
                new CardPart.Text(draft.Words.Count("field_proposed_count", cases, resolved.Category, (int)Window.TotalDays)),
                new CardPart.Prose($"```\n{lines}\n```"),
                new CardPart.Note(draft.Words["field_proposed_how"]),
            ],
            [draft.Cards.Button(Actions.ShowCase, resolved)]
        );
    }

    /// <summary>
    /// The lines of intake.yaml: the fact, when there is none yet, and the category with it. They begin without spaces: not every chat
    /// gives those back when somebody copies them.
    /// </summary>
    private static string Lines(Intake intake, string category, IntakeFact? known, string question)
    {
        var id = known?.Id ?? NewId(intake, question);
        var ids = intake.ByCategory.GetValueOrDefault(category, []).Append(id);
        var own = $"# under categories\n{category}: [{string.Join(", ", ids)}]";
        return known is not null
            ? own
            : $"# under facts\n- {{ id: {id}, label: {Quote(Label(id))}, question: {Quote(ShortText.Of(question, 200))} }}\n{own}";
    }

    /// <summary>Of the words that say what it asks for: "Which invoice number is it?" → invoice_number.</summary>
    private static string NewId(Intake intake, string question)
    {
        var words = FoldedText.Fold(question).Where(word => MapReader.IsId(word) && ContentWords.Of(word).Count > 0).Take(LongestId);
        var id = string.Join('_', words);
        if (!MapReader.IsId(id))
        {
            id = "fact";
        }

        var free = id;
        for (var next = 2; intake.Find(free) is not null; next++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{id}_{next}");
        }

        return free;
    }

    /// <summary>invoice_number → "Invoice number".</summary>
    private static string Label(string id) => char.ToUpperInvariant(id[0]) + id[1..].Replace('_', ' ');

    /// <summary>A JSON string is a double-quoted scalar of YAML.</summary>
    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
