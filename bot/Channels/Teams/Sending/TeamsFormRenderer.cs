using System.Globalization;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>
/// Dialogs (task modules), which are the answer to the invoke that asks for them: forms with their errors in place, menus, and closing
/// words.
/// </summary>
internal static class TeamsFormRenderer
{
    private const int MostChoices = 100;

    /// <summary>A form. After a refused submission with what was typed, each problem under its field.</summary>
    public static JsonObject Form(
        Form form,
        IReadOnlyDictionary<string, string>? typed = null,
        IReadOnlyDictionary<string, string>? errors = null
    )
    {
        var body = new List<JsonObject>();
        if (form.Intro.Trim().Length > 0)
        {
            body.Add(CardJson.TextBlock(CardText.Escape(ShortText.Of(form.Intro.Trim(), 2000))));
        }
        foreach (var field in form.Fields)
        {
            body.Add(Input(form, field, typed is null ? field.Value : typed.GetValueOrDefault(field.Id)));
            if (field.Hint is { Length: > 0 } hint && field.Kind is FieldKind.Choice)
            {
                body.Add(CardJson.TextBlock(CardText.Escape(hint), size: "small", subtle: true));
            }
            if (errors?.GetValueOrDefault(field.Id) is not { Length: > 0 } error)
            {
                continue;
            }
            var problem = CardJson.TextBlock(CardText.Escape(error), weight: "bolder");
            problem["color"] = "attention";
            body.Add(problem);
        }
        foreach (var error in errors?.Where(error => form.Fields.All(field => field.Id != error.Key)) ?? [])
        {
            body.Insert(0, CardJson.TextBlock(CardText.Escape(error.Value), weight: "bolder"));
        }
        if (body.Count == 0)
        {
            body.Add(CardJson.TextBlock(CardText.Escape(form.Title)));
        }
        var send = new JsonObject
        {
            ["type"] = "Action.Submit",
            ["title"] = form.Submit,
            ["style"] = "positive",
            ["data"] = Carried.Write(form.Id, form.Data, Carried.Sends),
        };
        return Continue(form.Title, CardJson.Card(body, [send], form.Title));
    }

    /// <summary>The choices of a menu, each a button that opens its form or is pressed at once.</summary>
    public static JsonObject Menu(string title, string question, IReadOnlyList<CardButton> choices)
    {
        var rows = TeamsButtonRows
            .Of(choices)
            .Select(some => new JsonObject
            {
                ["type"] = "ActionSet",
                ["actions"] = CardJson.Array(
                    some.Select(choice => new JsonObject
                    {
                        ["type"] = "Action.Submit",
                        ["title"] = ShortText.Of(choice.Title, 80),
                        ["associatedInputs"] = "none",
                        ["data"] = Carried.Write(choice.Action, choice.Data, choice.OpensForm ? Carried.Opens : Carried.Presses),
                    })
                ),
            });
        return Continue(title, CardJson.Card([CardJson.TextBlock(CardText.Escape(question)), .. rows], [], question));
    }

    /// <summary>Closes the dialog, or shows no dialog at all, with a sentence.</summary>
    public static JsonObject Message(string sentence) =>
        new()
        {
            ["task"] = new JsonObject { ["type"] = "message", ["value"] = ShortText.Of(sentence, 1000) },
        };

    private static JsonObject Continue(string title, JsonObject card) =>
        new()
        {
            ["task"] = new JsonObject
            {
                ["type"] = "continue",
                ["value"] = new JsonObject
                {
                    ["title"] = ShortText.Of(title, 60),
                    ["height"] = "medium",
                    ["width"] = "medium",
                    ["card"] = CardJson.Attachment(card),
                },
            },
        };

    private static JsonObject Input(Form form, FormField field, string? value)
    {
        var input = new JsonObject
        {
            ["type"] = field.Kind switch
            {
                FieldKind.Choice or FieldKind.Search => "Input.ChoiceSet",
                FieldKind.Date => "Input.Date",
                _ => "Input.Text",
            },
            ["id"] = field.Id,
            ["label"] = field.Label,
        };
        if (field.Required)
        {
            (input["isRequired"], input["errorMessage"]) = (true, field.Label);
        }
        if (value is { Length: > 0 })
        {
            input["value"] = value;
        }
        if (field.Hint is { Length: > 0 } hint && field.Kind is not FieldKind.Choice)
        {
            input["placeholder"] = ShortText.Of(hint, 200);
        }
        switch (field.Kind)
        {
            case FieldKind.Line or FieldKind.Paragraph:
                input["maxLength"] = field.MaxLength;
                if (field.Kind is FieldKind.Paragraph)
                {
                    input["isMultiline"] = true;
                }
                break;
            case FieldKind.Date:
                Day("min", field.Earliest);
                Day("max", field.Latest);
                break;
            case FieldKind.Choice:
                (input["style"], input["choices"]) = ("compact", Choices(field.Options));
                break;
            case FieldKind.Search:
                // Type-ahead as Teams has it: what is typed comes back as an application/search invoke. Not in the 1.5 schema, ignored
                // where it is not known.
                // https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search
                (input["style"], input["choices"]) = ("filtered", Choices(field.Options));
                input["choices.data"] = new JsonObject { ["type"] = "Data.Query", ["dataset"] = Dataset(form.Id, field.Id) };
                break;
        }
        return input;

        void Day(string name, DateOnly? day)
        {
            if (day is { } known)
            {
                input[name] = known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>Names a search field in its queries.</summary>
    public static string Dataset(string form, string field) => $"{form}/{field}";

    public static JsonArray Choices(IEnumerable<Option> options) =>
        CardJson.Array(options.Take(MostChoices).Select(option => new JsonObject { ["title"] = option.Title, ["value"] = option.Value }));
}
