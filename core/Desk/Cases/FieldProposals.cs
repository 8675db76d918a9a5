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
/// case, else for all criteria, else to the queue's managers: with the lines for intake.yaml, and in how many cases it was asked. It is
/// told when it is new and when it was asked in 3, 10, 30 and 100 cases, and to one person once a day: what comes meanwhile waits for the
/// next day.
/// </summary>
internal static class FieldProposals
{
    /// <summary>Kinds of history lines: their detail is the person's e-mail.</summary>
    public const string Told = "field_proposed",
        Held = "field_held",
        Together = "field_batched";

    /// <summary>Of so many cases the questions are compared, the newest first.</summary>
    public const int MostCases = 500;

    private const int WordsOfId = 3,
        MostTogether = 10;

    private static readonly int[] Milestones = [1, 3, 10, 30, 100];

    /// <summary>Questions of cases from before are another organisation's by now.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromDays(90);

    /// <summary>One person is told once in this time.</summary>
    public static TimeSpan Day { get; } = TimeSpan.FromDays(1);

    /// <summary>The timer's subject for what is held back from a person.</summary>
    public static string Subject(string email) => $"fields:{email}";

    /// <summary>Whose proposals a timer is about.</summary>
    public static string EmailOf(string subject) => subject["fields:".Length..];

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
        var missing = MissingIn(organisation, resolved)
            .Select(one => (one.Ask, one.Known, Cases: CountAlike(draft, resolved, one.Ask)))
            .Where(one => Milestones.Contains(one.Cases))
            .ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var owner = OwnerOf(organisation, draft.Loaded.Question?.Id == resolved.QuestionId ? draft.Loaded.Question : null);
        var readers = owner is null ? [.. draft.ManagersOf(resolved.Queue).Select(manager => manager.Email)] : (string[])[owner];
        var line = draft.Words.Say("field_proposed", resolved.Id, resolved.Resolution?.By.Name);
        List<CardPart> parts = [new CardPart.Text(line, Strong: true)];
        foreach (var (ask, _, cases) in missing)
        {
            parts.Add(new CardPart.Quote(ask.Text, ask.By));
            parts.Add(new CardPart.Text(draft.Words.Count("field_proposed_count", cases, resolved.Category, (int)Window.TotalDays)));
        }

        parts.AddRange(Lines(draft, missing.Select(one => (resolved.Category!, one.Ask, one.Known))));
        var card = new Card(line, parts, [draft.Cards.Button(Actions.ShowCase, resolved)]);
        foreach (var email in readers)
        {
            if (organisation.FindPerson(email) is not { } reader || !Visibility.May(organisation, reader, resolved))
            {
                continue;
            }

            if (draft.Loaded.Nudges.GetValueOrDefault(email) is { } told)
            {
                draft.Note(Held, resolved, email);
                draft.Timer(Subject(email), TimerNames.FieldProposals, told.Oldest + Day);
            }
            else
            {
                draft.Note(Told, resolved, email);
                draft.TellPerson(email, card, resolved, $"case:{resolved.Id}:field:{email}");
            }
        }
    }

    /// <summary>The day is over: what was held comes in one message.</summary>
    public static void SendTogether(DecisionBuilder draft, Inbound.TimePassed passed)
    {
        var (organisation, email) = (draft.Loaded.Organisation, EmailOf(passed.Subject));
        foreach (var theCase in draft.Loaded.HeldCases)
        {
            draft.Note(Together, theCase, email);
        }

        // Somebody may have put a field into the file, or restricted a case, meanwhile.
        var cases = draft
            .Loaded.HeldCases.Where(theCase =>
                organisation.FindPerson(email) is { } reader
                && Visibility.May(organisation, reader, theCase)
                && MissingIn(organisation, theCase).Any()
            )
            .ToList();
        if (cases.Count == 0)
        {
            return;
        }

        draft.Note(Told, null, email);
        var title = draft.Words.Count("fields_proposed", cases.Count);
        List<CardPart> parts = [new CardPart.Text(title, Strong: true)];
        List<(string Category, RepAsk Ask, IntakeFact? Known)> missing = [];
        foreach (var theCase in cases.Take(MostTogether))
        {
            foreach (var (ask, known) in MissingIn(organisation, theCase))
            {
                parts.Add(new CardPart.Quote(ask.Text, $"{theCase.Id}, {ask.By}"));
                if (!missing.Exists(one => one.Category == theCase.Category && KnownAnswers.IsAlike(one.Ask.Text, ask.Text)))
                {
                    missing.Add((theCase.Category!, ask, known));
                }
            }
        }

        if (cases.Count > MostTogether)
        {
            parts.Add(new CardPart.Note(draft.Words.Count("more_cases", cases.Count - MostTogether)));
        }

        parts.AddRange(Lines(draft, missing));
        draft.TellPerson(
            email,
            new Card(title, parts, []),
            null,
            $"{passed.Subject}:{passed.DueAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}"
        );
    }

    /// <summary>Questions to the rep that no field of the case's category asks, with the fact of intake.yaml that would.</summary>
    private static IEnumerable<(RepAsk Ask, IntakeFact? Known)> MissingIn(OrganisationSnapshot organisation, Case theCase)
    {
        if (theCase.Category is not { } category)
        {
            return [];
        }

        var asked = organisation.Intake.RequiredFor(category);
        return OwnWords(theCase)
            .DistinctBy(ask => ask.Text, StringComparer.OrdinalIgnoreCase)
            .Select(ask => (ask, Known: organisation.Intake.Facts.FirstOrDefault(fact => KnownAnswers.AsksFor(ask.Text, fact))))
            .Where(one => one.Known is null || !asked.Contains(one.Known));
    }

    private static int CountAlike(DecisionBuilder draft, Case resolved, RepAsk ask) =>
        1
        + draft.Loaded.CategoryCases.Count(one =>
            one.Id != resolved.Id
            && one.Category == resolved.Category
            && one.Resolution?.AskedBack == true
            && OwnWords(one).Any(other => KnownAnswers.IsAlike(ask.Text, other.Text))
        );

    private static IEnumerable<RepAsk> OwnWords(Case theCase) =>
        theCase.Asks.Where(ask => ask is { Fact: null, AskedAgain: false } && ContentWords.Of(ask.Text).Count > 0);

    /// <summary>
    /// The lines of intake.yaml: the facts that there are not yet, and the categories with them. They begin without spaces: not every chat
    /// gives those back when somebody copies them.
    /// </summary>
    private static CardPart[] Lines(DecisionBuilder draft, IEnumerable<(string Category, RepAsk Ask, IntakeFact? Known)> missing)
    {
        var intake = draft.Loaded.Organisation.Intake;
        List<string> facts = [];
        var used = intake.Facts.Select(fact => fact.Id).ToHashSet(StringComparer.Ordinal);
        var categories = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (category, ask, known) in missing)
        {
            var id = known?.Id ?? NewId(used, ask.Text);
            if (known is null)
            {
                facts.Add($"- {{ id: {id}, label: {Quote(Label(id))}, question: {Quote(ShortText.Of(ask.Text, 200))} }}");
            }

            if (!categories.TryGetValue(category, out var ids))
            {
                categories[category] = ids = [.. intake.ByCategory.GetValueOrDefault(category, [])];
            }

            ids.Add(id);
        }

        IEnumerable<string> lines =
        [
            .. facts.Count > 0 ? facts.Prepend("# under facts") : [],
            "# under categories",
            .. categories.Select(one => $"{one.Key}: [{string.Join(", ", one.Value.Distinct(StringComparer.Ordinal))}]"),
        ];
        return
        [
            new CardPart.Text(draft.Words["field_proposed_lines"]),
            new CardPart.Prose($"```\n{string.Join('\n', lines)}\n```"),
            new CardPart.Note(draft.Words["field_proposed_how"]),
        ];
    }

    /// <summary>Of the words that say what it asks for: "Which invoice number is it?" → invoice_number.</summary>
    private static string NewId(HashSet<string> used, string question)
    {
        var words = FoldedText.Fold(question).Where(word => MapReader.IsId(word) && ContentWords.Of(word).Count > 0).Take(WordsOfId);
        var id = string.Join('_', words);
        if (!MapReader.IsId(id))
        {
            id = "fact";
        }

        var free = id;
        for (var next = 2; !used.Add(free); next++)
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
