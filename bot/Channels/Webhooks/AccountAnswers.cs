using System.Globalization;
using System.Net.Mail;
using System.Text.Json;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Bot.Channels.Webhooks;

/// <summary>
/// Reads what the company's own endpoint says of an account. It is taken whole or not at all: whoever gets one fact wrong is not
/// believed in the others. The contract: README.md beside this file.
/// </summary>
internal static class AccountAnswers
{
    /// <summary>Most bytes of an answer.</summary>
    public const int Largest = 16 * 1024;

    private const int MostLines = 8,
        LongestLabel = 40,
        LongestValue = 200;
    private const decimal MostArr = 1_000_000_000_000m;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>The facts; null and why not, for people.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="account">Who was asked about.</param>
    /// <param name="tiers">Those that there are; empty = any.</param>
    public static (AccountFacts? Facts, string? Why) Read(ReadOnlyMemory<byte> body, string account, IReadOnlyCollection<string> tiers)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Strict);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? Read(json.RootElement, account, tiers)
                : (null, ChannelWords.Say("account_no_json"));
        }
        catch (Exception none) when (none is JsonException or InvalidOperationException)
        {
            // No JSON, too deep, a member twice, or text that is no Unicode.
            return (null, ChannelWords.Say("account_no_json"));
        }
    }

    private static (AccountFacts? Facts, string? Why) Read(JsonElement json, string account, IReadOnlyCollection<string> tiers)
    {
        if (
            !json.TryGetProperty("account", out var whose)
            || whose.ValueKind is not JsonValueKind.String
            || !string.Equals(whose.GetString(), account, StringComparison.OrdinalIgnoreCase)
        )
        {
            return (null, ChannelWords.Say("account_other"));
        }

        string? wrong = null;
        var facts = new AccountFacts
        {
            Tier = Text("tier", LongestLabel, tier => tiers.Count == 0 || tiers.Contains(tier.ToLowerInvariant()))?.ToLowerInvariant(),
            Arr = Arr(),
            Renewal = Text("renewal", LongestLabel, text => Day(text) is not null) is { } day ? Day(day) : null,
            OwnerEmail = Text("owner_email", LongestValue, text => MailAddress.TryCreate(text, out var mail) && mail.Address == text)
                is { } owner
                ? MailAddresses.Lower(owner)
                : null,
            Language = Text("language", LongestLabel, IsTag),
            Notes = Text("notes", LongestValue, _ => true),
            Lines = Lines(),
        };
        return wrong is null ? (facts, null) : (null, ChannelWords.Say("account_wrong", wrong));

        string? Text(string name, int most, Func<string, bool> isOne)
        {
            if (!json.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null)
            {
                return null;
            }

            if (Plain(value, most) is { } text && isOne(text))
            {
                return text;
            }

            wrong ??= name;
            return null;
        }

        decimal? Arr()
        {
            if (!json.TryGetProperty("arr", out var value) || value.ValueKind is JsonValueKind.Null)
            {
                return null;
            }

            if (value.ValueKind is JsonValueKind.Number && value.TryGetDecimal(out var arr) && arr is >= 0 and <= MostArr)
            {
                return arr;
            }

            wrong ??= "arr";
            return null;
        }

        IReadOnlyList<LabelledFact> Lines()
        {
            if (!json.TryGetProperty("lines", out var value) || value.ValueKind is JsonValueKind.Null)
            {
                return [];
            }

            var read = new List<LabelledFact>();
            if (value.ValueKind is JsonValueKind.Array && value.GetArrayLength() <= MostLines)
            {
                foreach (var line in value.EnumerateArray())
                {
                    if (
                        line.ValueKind is JsonValueKind.Object
                        && line.TryGetProperty("label", out var label)
                        && line.TryGetProperty("value", out var said)
                        && Plain(label, LongestLabel) is { } name
                        && Plain(said, LongestValue) is { } words
                    )
                    {
                        read.Add(new(name, words));
                    }
                }

                if (read.Count == value.GetArrayLength())
                {
                    return read;
                }
            }

            wrong ??= "lines";
            return [];
        }
    }

    /// <summary>One line of text with its secrets masked; null for anything else.</summary>
    private static string? Plain(JsonElement value, int most) =>
        value.ValueKind is JsonValueKind.String
        && value.GetString()!.Trim() is { Length: > 0 } text
        && text.Length <= most
        && !text.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator)
            ? Masking.Mask(text)
            : null;

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static bool IsTag(string text) =>
        text.Split('-') is [{ Length: 2 or 3 }, ..] parts && parts.All(part => part.All(char.IsAsciiLetterOrDigit));
}
