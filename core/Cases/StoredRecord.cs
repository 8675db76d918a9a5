using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace EscalationBot.Core.Cases;

/// <summary>
/// What is kept as one JSON text. While two versions of the program share a database, or after a rollback, the older one changes records
/// that the newer one wrote: members that it does not know stay in them.
/// </summary>
public abstract record StoredRecord
{
    /// <summary>
    /// Members of a newer version, by their stored names; null = none. Forgetting drops them, and so does erasing where they name the
    /// person: this version cannot tell what they are. It has a setter because the source-generated serializer refuses extension data that
    /// is init-only.
    /// </summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? FromNewer { get; set; }

    /// <summary><see cref="FromNewer"/>, unless somebody who is erased stands in it.</summary>
    internal Dictionary<string, JsonElement>? NewerWithout(ErasedPerson person)
    {
        var text = string.Join('\n', FromNewer?.Values.Select(one => Regex.Unescape(one.GetRawText())) ?? []);
        return person.In(text, tookPart: true) == text ? FromNewer : null;
    }
}
