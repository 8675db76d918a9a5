using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.Forms;

/// <summary>The forms, filled with what is known. Pure.</summary>
internal sealed class FormMaker(Workplace workplace, Words words, DateTimeOffset now)
{
    private const int ShortList = 20;

    /// <summary>Whose forms they are.</summary>
    public OrganisationSnapshot Organisation => workplace.Organisation;

    /// <summary>The moment at which they are filled in.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Cases that people have, by e-mail; null where it does not matter.</summary>
    public IReadOnlyDictionary<string, int>? Load { get; init; }

    /// <summary>Incidents that may be chosen, newest first.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>For a form about a verdict: the message that was judged; null when it is not there.</summary>
    public AskedQuestion? Asked { get; init; }

    /// <summary>Whoever opens the form may read its case: it may hold the case's words, and offer to show them to others.</summary>
    public bool MayRead { get; init; } = true;

    /// <summary>In their language.</summary>
    public Words Words => words;

    /// <summary>Until when people are away who are, by e-mail; null = nobody asked.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset>? AwayUntil { get; init; }

    /// <summary>Times as whoever opens the form reads them; null = no form of theirs tells any.</summary>
    public When? When { get; init; }

    /// <summary>A person to choose, with until when they are away.</summary>
    public Option PersonOption(Colleague person) =>
        new(
            ShortText.Cut(person.Email, 75),
            When is not null && AwayUntil is not null && AwayUntil.TryGetValue(person.Email, out var until)
                ? ShortText.Of(words.Say("person_away", ShortText.Of(person.Name, 45), When.Until(until)), 75)
                : ShortText.Of(person.Name, 75)
        );

    /// <summary>The form that makes a case: facts still missing, the account, what was tried, how urgent.</summary>
    /// <param name="asked">The question, stored or judged for this form.</param>
    /// <param name="data">Comes back with the submission.</param>
    /// <param name="member">The person may look up accounts.</param>
    /// <param name="editable">The question itself is a field (it was not asked in the chat).</param>
    public Form GetSpecialist(string action, AskedQuestion asked, IReadOnlyDictionary<string, string> data, bool editable, bool member)
    {
        var organisation = workplace.Organisation;
        var facts = asked.Judgement.Facts;
        var (given, _) = CasePacket.Of(organisation, asked, CaseRequest.ByPerson, facts.Category);
        List<FormField> fields = [];
        if (editable)
        {
            fields.Add(
                new(FormFields.Question, words["form_question"], FieldKind.Paragraph)
                {
                    Required = true,
                    Value = ShortText.Of(asked.Text, 3000),
                }
            );
        }

        foreach (
            var fact in CasePacket
                .FactsFor(organisation, asked, facts.Category)
                .Where(fact =>
                    given.All(known => known.Label != fact.Label)
                    && fact.Id is not FormFields.Account and not FormFields.Tried and not FormFields.Urgency
                )
        )
        {
            fields.Add(FieldOf(fact) with { Required = fact.Required });
        }

        if (member)
        {
            fields.Add(AccountField(organisation.FindAccount(facts.AccountId)));
        }

        var tried = CasePacket.ValueOf(asked, CaseRequest.ByPerson, FormFields.Tried);
        fields.Add(new(FormFields.Tried, words["field_tried"], FieldKind.Paragraph) { Value = tried, MaxLength = 2000 });
        var fired = asked.Judgement.Receipt.Fired;
        var priority =
            fired.Count == 0 ? null : organisation.Criteria.Criteria.FirstOrDefault(criterion => criterion.Id == fired[0])?.Then.Priority;
        fields.Add(
            new(FormFields.Urgency, words["form_urgency"], FieldKind.Choice)
            {
                Required = true,
                Value = priority ?? Priorities.Usual,
                Options = [.. Priorities.All.Select(level => new Option(level, words["urgency_" + level]))],
            }
        );
        return new(action, words["form_get_specialist"], words["form_send"], fields, data)
        {
            Intro = editable
                ? ""
                : ShortText.Of(asked.Text, 300)
                    + (
                        given.Count == 0
                            ? ""
                            : "\n" + words.Say("form_known", string.Join(" · ", given.Select(fact => $"{fact.Label}: {fact.Value}")))
                    ),
        };
    }

    /// <summary>Accounts whose name or id holds what was typed; those that begin with it first.</summary>
    public IReadOnlyList<Option> Accounts(string typed)
    {
        var wanted = typed.Trim();
        return
        [
            .. workplace
                .Organisation.Accounts.Where(account =>
                    wanted.Length == 0
                    || account.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase)
                    || account.Id.Contains(wanted, StringComparison.OrdinalIgnoreCase)
                )
                .OrderBy(account => account.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
                .Take(ShortList)
                .Select(ToOption),
        ];
    }

    /// <summary>A field that looks up a client, with the one that is known.</summary>
    public FormField AccountField(Account? known, bool required = false) =>
        new(FormFields.Account, words["form_account"], FieldKind.Search)
        {
            Required = required,
            Hint = words["form_account_hint"],
            Value = known?.Id,
            Options =
            [
                .. known is null ? [] : (Option[])[ToOption(known)],
                .. workplace
                    .Organisation.Accounts.Where(other => other != known)
                    .Take(known is null ? ShortList : ShortList - 1)
                    .Select(ToOption),
            ],
        };

    /// <summary>A form with that title; whoever asks for it fills in its action and data.</summary>
    public Form Make(string title, params IReadOnlyList<FormField> fields) =>
        new("", words[title], words["form_submit"], fields, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>A field for many words.</summary>
    public FormField Paragraph(string id, string label, bool required = false) =>
        new(id, words[label], FieldKind.Paragraph) { Required = required };

    /// <summary>A field with options.</summary>
    public FormField Choice(string id, string label, IReadOnlyList<Option> options, string? value = null) =>
        new(id, words[label], FieldKind.Choice)
        {
            Required = true,
            Options = options,
            Value = value,
        };

    /// <summary>A field that asks for a fact of intake.yaml.</summary>
    public static FormField FieldOf(IntakeFact fact) =>
        fact.Choices.Count == 0
            ? new(fact.Id, fact.Label, FieldKind.Line) { Hint = fact.Question, MaxLength = 500 }
            : new(fact.Id, fact.Label, FieldKind.Choice)
            {
                Hint = fact.Question,
                Options = [.. fact.Choices.Select(choice => new Option(ShortText.Cut(choice, 75), ShortText.Of(choice, 75)))],
            };

    private static Option ToOption(Account account) =>
        new(ShortText.Cut(account.Id, 75), ShortText.Of($"{account.Name} ({account.Id})", 75));
}
