using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>A form as a modal, and what comes back from it.</summary>
internal static class SlackFormRenderer
{
    private const int LongestMetadata = 3000;
    private const int LongestTitle = 24;

    public static JsonObject Render(Form form, Place place)
    {
        var blocks = new JsonArray();
        if (!string.IsNullOrWhiteSpace(form.Intro))
        {
            blocks.Add((JsonNode)SlackBlocks.Section(ShortText.Of(form.Intro, 2500)));
        }
        foreach (var field in form.Fields)
        {
            blocks.Add((JsonNode)Input(field));
        }
        if (blocks.Count == 0)
        {
            blocks.Add((JsonNode)SlackBlocks.Section(form.Title));
        }
        return new JsonObject
        {
            ["type"] = "modal",
            ["callback_id"] = form.Id,
            ["title"] = SlackBlocks.Plain(form.Title, LongestTitle),
            ["submit"] = SlackBlocks.Plain(form.Submit, LongestTitle),
            ["private_metadata"] = Metadata(form.Data, place),
            ["blocks"] = blocks,
        };
    }

    /// <summary>A modal that only says something: while the form is made, or why there is none.</summary>
    public static JsonObject Notice(string sentence) =>
        new()
        {
            ["type"] = "modal",
            ["callback_id"] = "notice",
            ["title"] = SlackBlocks.Plain("Escalation", LongestTitle),
            ["blocks"] = new JsonArray(SlackBlocks.Section(ShortText.Of(sentence, 2500))),
        };

    /// <summary>Where the form was asked for and its hidden data; null when it is not one of ours.</summary>
    public static (Place Place, IReadOnlyDictionary<string, string> Data)? ReadMetadata(JsonElement view, string userId)
    {
        if (view.Text("private_metadata") is not { Length: > 0 } text)
        {
            return null;
        }
        try
        {
            using var metadata = JsonDocument.Parse(text, SlackJson.Reading);
            var root = metadata.RootElement;
            var data = new Dictionary<string, string>(StringComparer.Ordinal);
            if (root.Object("d") is { } pairs)
            {
                foreach (var pair in pairs.EnumerateObject())
                {
                    if (pair.Value.ValueKind == JsonValueKind.String)
                    {
                        data[pair.Name] = pair.Value.GetString()!;
                    }
                }
            }
            return (new Place(ChannelNames.Slack, root.Text("c") ?? userId, root.Text("t")), data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What was typed or chosen, by field; empty fields are left out.</summary>
    public static Dictionary<string, string> ReadValues(JsonElement view)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (view.Object("state")?.Object("values") is not { } blocks)
        {
            return values;
        }
        foreach (var block in blocks.EnumerateObject())
        {
            if (block.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }
            foreach (var input in block.Value.EnumerateObject())
            {
                if (
                    (input.Value.Text("value") ?? input.Value.Text("selected_date") ?? input.Value.Object("selected_option")?.Text("value"))
                        is { } value
                    && !string.IsNullOrWhiteSpace(value)
                )
                {
                    values[block.Name] = value;
                }
            }
        }
        return values;
    }

    private static JsonObject Input(FormField field)
    {
        var block = new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = field.Id,
            ["label"] = SlackBlocks.Plain(field.Label, 2000),
            ["element"] = Element(field),
        };
        if (!field.Required)
        {
            block["optional"] = true;
        }
        if (!string.IsNullOrWhiteSpace(field.Hint))
        {
            block["hint"] = SlackBlocks.Plain(field.Hint, 2000);
        }
        return block;
    }

    private static JsonObject Element(FormField field)
    {
        var element = field.Kind switch
        {
            // Slack takes no select without options.
            FieldKind.Choice when field.Options.Count > 0 => Choice(field),
            FieldKind.Search => Search(field),
            FieldKind.Date => Date(field),
            _ => Line(field),
        };
        element["action_id"] = field.Id;
        return element;
    }

    private static JsonObject Line(FormField field)
    {
        var longest = Math.Clamp(field.MaxLength, 1, 3000);
        var element = new JsonObject { ["type"] = "plain_text_input", ["max_length"] = longest };
        if (field.Kind == FieldKind.Paragraph)
        {
            element["multiline"] = true;
        }
        // An initial value is shown as it is: nothing is unescaped in it.
        if (!string.IsNullOrEmpty(field.Value))
        {
            element["initial_value"] = ShortText.Of(field.Value, longest);
        }
        return element;
    }

    private static JsonObject Choice(FormField field)
    {
        var element = SlackBlocks.Options(field.Options, field.Value);
        element["type"] = "static_select";
        return element;
    }

    /// <summary>Slack's calendar knows no first and last day: the form's own validation does.</summary>
    private static JsonObject Date(FormField field)
    {
        var element = new JsonObject { ["type"] = "datepicker" };
        if (!string.IsNullOrEmpty(field.Value))
        {
            element["initial_date"] = field.Value;
        }
        return element;
    }

    /// <summary>Options come as the person types; the first ones at once.</summary>
    private static JsonObject Search(FormField field)
    {
        var element = new JsonObject { ["type"] = "external_select", ["min_query_length"] = 0 };
        if (!string.IsNullOrEmpty(field.Value))
        {
            element["initial_option"] = SlackBlocks.Choice(
                field.Value,
                field.Options.FirstOrDefault(option => option.Value == field.Value)?.Title ?? field.Value
            );
        }
        return element;
    }

    /// <summary>Place and data; escapes in JSON count, so the longest texts give way until it fits.</summary>
    private static string Metadata(IReadOnlyDictionary<string, string> data, Place place)
    {
        var longest = 2000;
        while (true)
        {
            var pairs = new JsonObject();
            foreach (var (key, value) in data)
            {
                pairs[key] = ShortText.Of(value, longest);
            }
            var metadata = new JsonObject { ["c"] = place.Conversation, ["d"] = pairs };
            if (place.Thread is not null)
            {
                metadata["t"] = place.Thread;
            }
            var text = metadata.ToText();
            if (text.Length <= LongestMetadata || longest < 10)
            {
                return text;
            }
            longest /= 2;
        }
    }
}
