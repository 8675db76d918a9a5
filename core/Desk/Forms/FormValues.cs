using System.Globalization;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Authority;

namespace EscalationBot.Core.Desk.Forms;

/// <summary>What was typed into a form: what is wrong with it, and how it is given back. Pure.</summary>
internal static class FormValues
{
    /// <summary>Fields that hold an id of ours and no words of anybody's.</summary>
    private static readonly string[] Chosen =
    [
        FormFields.Queue,
        FormFields.Priority,
        FormFields.Category,
        FormFields.AskedBack,
        FormFields.Person,
        FormFields.Missing,
        FormFields.Department,
        FormFields.Account,
        FormFields.Urgency,
        FormFields.GrantAction,
        FormFields.Verdict,
        FormFields.Criterion,
    ];

    /// <summary>Field id to what is wrong and how to fix it; empty means fine.</summary>
    public static IReadOnlyDictionary<string, string> Problems(
        Form form,
        IReadOnlyDictionary<string, string> values,
        OrganisationSnapshot organisation,
        Words words
    )
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            var value = values.GetValueOrDefault(field.Id)?.Trim() ?? "";
            if (value.Length == 0)
            {
                if (
                    field.Required
                    || (
                        field.RequiredUnless.Count > 0
                        && field.RequiredUnless.All(other => string.IsNullOrWhiteSpace(values.GetValueOrDefault(other)))
                    )
                )
                {
                    errors[field.Id] = words["error_required"];
                }
            }
            else if (value.Length > field.MaxLength)
            {
                errors[field.Id] = words.Say("error_too_long", field.MaxLength, value.Length);
            }
            else if (field.IsArticle && ArticleWords.Fault(value) is { } fault)
            {
                errors[field.Id] = fault;
            }
            else if (field.Kind is FieldKind.Choice && field.Options.All(option => option.Value != value))
            {
                errors[field.Id] = words["error_choice"];
            }
            else if (field.Kind is FieldKind.Date && WrongDate(field, value, words) is { } day)
            {
                errors[field.Id] = day;
            }
            else if (field.Kind is FieldKind.Search && organisation.FindAccount(value) is null)
            {
                errors[field.Id] = words[field.Required ? "error_account_required" : "error_account"];
            }
            else if (field.Id == FormFields.Amount && WrongAmount(value, organisation, words) is { } wrong)
            {
                errors[field.Id] = wrong;
            }
        }

        if (errors.Count == 0 && form.Fields.Where(field => field.IsArticle).MaxBy(Length) is { } longest)
        {
            var together = form.Fields.Where(field => field.IsArticle).Sum(Length);
            if (together > Form.MostOfArticle)
            {
                errors[longest.Id] = words.Say("error_article_too_long", Form.MostOfArticle, together);
            }
        }

        return errors;

        int Length(FormField field) => values.GetValueOrDefault(field.Id)?.Trim().Length ?? 0;
    }

    private static string? WrongDate(FormField field, string value, Words words) =>
        !DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? words["error_date"]
        : day < field.Earliest || day > field.Latest
            ? words.Say(
                "error_date_range",
                field.Earliest?.ToString("d MMM yyyy", words.Culture),
                field.Latest?.ToString("d MMM yyyy", words.Culture)
            )
        : null;

    private static string? WrongAmount(string value, OrganisationSnapshot organisation, Words words)
    {
        var currency = organisation.Authority.Currency;
        var amount = TypedAmount.Read(value, currency);
        return amount.Problem switch
        {
            AmountProblem.None => null,
            AmountProblem.OtherCurrency => words.Say("error_amount_currency", currency, amount.Currency),
            AmountProblem.Zero => words["error_amount_zero"],
            AmountProblem.Negative => words["error_amount_negative"],
            AmountProblem.TooMuch => words["error_amount_much"],
            AmountProblem.Ambiguous => words.Say("error_amount_ambiguous", value),
            _ => words["error_amount"],
        };
    }

    /// <summary>A refusal with the words that were typed, so that they can be used elsewhere.</summary>
    public static Card GiveBack(string why, IReadOnlyDictionary<string, string> values, Words words)
    {
        // Each field in a part of its own: channels shorten long parts.
        List<CardPart> typed =
        [
            .. values
                .Where(value => !Chosen.Contains(value.Key, StringComparer.Ordinal) && !string.IsNullOrWhiteSpace(value.Value))
                .Select(value => new CardPart.Quote(value.Value.Trim(), null)),
        ];
        return typed.Count == 0
            ? Card.Of(why)
            : new Card(why, [new CardPart.Text(why), new CardPart.Note(words["your_text"]), .. typed], []);
    }
}
