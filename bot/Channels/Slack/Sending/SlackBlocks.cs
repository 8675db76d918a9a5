using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>Single Block Kit objects, each within its own limits (docs.slack.dev, reference of blocks and elements).</summary>
internal static class SlackBlocks
{
    public const int LongestText = 3000;
    private const int MostOptions = 100;
    private const int MostOverflowOptions = 5;

    /// <summary>Plain text is shown literally; <c>&amp; &lt; &gt;</c> are escaped in it, too, since Slack unescapes it.</summary>
    public static JsonObject Plain(string text, int max) =>
        new()
        {
            ["type"] = "plain_text",
            ["text"] = SlackText.Escape(NotEmpty(text), max),
            ["emoji"] = true,
        };

    public static JsonObject Mrkdwn(string ready) =>
        new()
        {
            ["type"] = "mrkdwn",
            ["text"] = ready,
            ["verbatim"] = true,
        };

    public static JsonObject Header(string title) => new() { ["type"] = "header", ["text"] = Plain(title.ReplaceLineEndings(" "), 150) };

    public static JsonObject Section(string text) => new() { ["type"] = "section", ["text"] = Plain(text, LongestText) };

    public static JsonObject Divider() => new() { ["type"] = "divider" };

    public static JsonObject Context(string text) => new() { ["type"] = "context", ["elements"] = new JsonArray(Plain(text, 2000)) };

    public static JsonObject ActionRow(IEnumerable<JsonObject> elements)
    {
        var row = new JsonArray();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in elements)
        {
            // An action id must be unique in its block.
            var id = element["action_id"]!.GetValue<string>();
            var n = 1;
            while (!ids.Add(n == 1 ? id : $"{id}:{n}"))
            {
                n++;
            }
            if (n > 1)
            {
                element["action_id"] = $"{id}:{n}";
            }
            row.Add((JsonNode)element);
        }
        return new JsonObject { ["type"] = "actions", ["elements"] = row };
    }

    /// <summary>A button; a menu becomes an overflow or a select, or, where its choices do not fit one, a button for each.</summary>
    public static IEnumerable<JsonObject> Elements(CardButton button)
    {
        if (button.Menu is not { Count: > 0 } menu)
        {
            return [Button(button)];
        }
        var options = menu.Select(choice => (Value: SlackButtons.Encode(choice), choice.Title)).DistinctBy(option => option.Value).ToList();
        if (options.Count > MostOptions || options.Exists(option => option.Value.Length > SlackButtons.LongestOptionValue))
        {
            return menu.Select(Button);
        }
        var list = new JsonArray([.. options.Select(option => Choice(option.Value, option.Title))]);
        return options.Count <= MostOverflowOptions
            ?
            [
                new JsonObject
                {
                    ["type"] = "overflow",
                    ["action_id"] = button.Action,
                    ["options"] = list,
                },
            ]
            :
            [
                new JsonObject
                {
                    ["type"] = "static_select",
                    ["action_id"] = button.Action,
                    ["placeholder"] = Plain(button.Title, 150),
                    ["options"] = list,
                },
            ];
    }

    public static JsonObject Button(CardButton button)
    {
        var element = new JsonObject
        {
            ["type"] = "button",
            ["action_id"] = button.Action,
            ["text"] = Plain(button.Title.Length == 0 ? button.Action : button.Title, 75),
            ["value"] = ShortText.Of(SlackButtons.Encode(button), SlackButtons.LongestButtonValue),
        };
        if (button.Style == ButtonStyle.Primary)
        {
            element["style"] = "primary";
        }
        if (button.Style == ButtonStyle.Danger)
        {
            element["style"] = "danger";
        }
        return element;
    }

    /// <summary>A choice that travels with the next button; null when there is nothing to choose.</summary>
    public static JsonObject? Select(CardPart.Select select)
    {
        if (select.Options.Count == 0)
        {
            return null;
        }
        var element = Options(select.Options, select.Chosen);
        element["type"] = "static_select";
        element["action_id"] = select.Id + SlackButtons.SelectSuffix;
        element["placeholder"] = Plain(select.Label, 150);
        return element;
    }

    /// <summary><c>options</c> and, when one of them is chosen, <c>initial_option</c>.</summary>
    public static JsonObject Options(IReadOnlyList<Option> options, string? chosen)
    {
        var kept = options.DistinctBy(option => option.Value).Take(MostOptions).ToList();
        var holder = new JsonObject { ["options"] = new JsonArray([.. kept.Select(option => Choice(option.Value, option.Title))]) };
        if (kept.Find(option => option.Value == chosen) is { } initial)
        {
            holder["initial_option"] = Choice(initial.Value, initial.Title);
        }
        return holder;
    }

    public static JsonObject Choice(string value, string title) => new() { ["text"] = Plain(title, 75), ["value"] = value };

    private static string NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? "–" : text;
}
