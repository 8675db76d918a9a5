using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Teams.Protocol;

/// <summary>
/// What our buttons and dialogs carry, and what comes back. Teams mixes a card's inputs into the button's own data, so everything of ours
/// stands under names that no input has. It comes from the person's client: shapes are checked here, truth by the desk.
/// </summary>
/// <param name="Action">What to do, or null when the data is none of ours.</param>
/// <param name="Step">What a dialog's button means: null for a card's button, else one of the names below.</param>
/// <param name="Data">Context.</param>
/// <param name="Values">Inputs, empty ones left out.</param>
internal sealed record Carried(
    string? Action,
    string? Step,
    IReadOnlyDictionary<string, string> Data,
    IReadOnlyDictionary<string, string> Values
)
{
    /// <summary>A dialog's button sends its form; opens another form; presses a choice of a menu.</summary>
    public const string Sends = "send",
        Opens = "open",
        Presses = "press";
    private const string ActionName = "_action",
        StepName = "_step",
        DataName = "_data",
        MenuName = "_menu",
        TitleName = "_title";
    private const int LongestValue = 20_000,
        MostValues = 100;

    /// <summary>The data of a button.</summary>
    public static JsonObject Write(string action, IReadOnlyDictionary<string, string> data, string? step = null)
    {
        var context = new JsonObject();
        foreach (var (name, value) in data)
        {
            context[name] = value;
        }
        var written = new JsonObject { [ActionName] = action, [DataName] = context };
        if (step is not null)
        {
            written[StepName] = step;
        }
        return written;
    }

    /// <summary>The data of a button that opens a dialog with its menu.</summary>
    public static JsonObject WriteMenu(CardButton button)
    {
        var written = Write(button.Action, button.Data);
        written[TitleName] = button.Title;
        written[MenuName] = new JsonArray([
            .. button.Menu!.Select(choice =>
            {
                var item = Write(choice.Action, choice.Data, choice.OpensForm ? Opens : Presses);
                item[TitleName] = choice.Title;
                return (JsonNode)item;
            }),
        ]);
        return written;
    }

    /// <summary>Reads what came back.</summary>
    public static Carried Read(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            return new Carried(null, null, Strings(default), Strings(default));
        }
        var values = Strings(data)
            .Where(pair => !pair.Key.StartsWith('_') && pair.Value.Trim().Length > 0)
            .ToDictionary(StringComparer.Ordinal);
        var isOurs = data.TryGetProperty(DataName, out var context) && context.ValueKind == JsonValueKind.Object;
        return new Carried(
            isOurs ? Text(data, ActionName) : null,
            Text(data, StepName),
            isOurs ? Strings(context) : Strings(default),
            values
        );
    }

    /// <summary>The menu that a button carries, with its title; null when it has none.</summary>
    public static (string Title, IReadOnlyList<CardButton> Choices)? ReadMenu(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(MenuName, out var menu) || menu.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        var choices = menu.EnumerateArray()
            .Take(20)
            .Select(item => (Item: item, Carried: Read(item)))
            .Where(choice => choice.Carried.Action is not null)
            .Select(choice => new CardButton(
                choice.Carried.Action!,
                Text(choice.Item, TitleName) ?? choice.Carried.Action!,
                choice.Carried.Data
            )
            {
                OpensForm = choice.Carried.Step == Opens,
            });
        return (Text(data, TitleName) ?? "", [.. choices]);
    }

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>The strings, numbers and booleans of an object, as text.</summary>
    private static Dictionary<string, string> Strings(JsonElement holder)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (holder.ValueKind != JsonValueKind.Object)
        {
            return found;
        }
        foreach (var member in holder.EnumerateObject().Take(MostValues))
        {
            var text = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.Number => member.Value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
            if (text is not null)
            {
                found[member.Name] = ShortText.Cut(text, LongestValue);
            }
        }
        return found;
    }
}
