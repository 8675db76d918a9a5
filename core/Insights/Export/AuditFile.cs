using System.Text.Encodings.Web;
using System.Text.Json;
using EscalationBot.Core.Store.Audit;

namespace EscalationBot.Core.Insights.Export;

/// <summary>audit.jsonl: one object for each row of the audit, oldest first, with the numbers and hashes of the chain.</summary>
public static class AuditFile
{
    /// <summary>Writes all rows; how many.</summary>
    public static async Task<int> WriteAsync(Stream file, AuditReading reading, CancellationToken ct)
    {
        // no HTML around it
        await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        return await reading.EachAsync(row => Write(file, json, row), ct);
    }

    private static void Write(Stream file, Utf8JsonWriter json, AuditRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("number", row.Number);
        json.WriteString("at", row.At.UtcDateTime);
        json.WriteString("kind", row.Kind);
        json.WriteString("verb", row.Verb);
        json.WriteString("surface", row.Surface);
        json.WriteString("who", row.Who ?? row.Person);
        json.WriteString("person", row.Person);
        if (row.About is { } about)
        {
            json.WriteString("about", row.Whom ?? about);
            json.WriteString("about_person", about);
        }

        json.WriteString("subject", row.Subject);
        json.WriteString("result", row.Result);
        json.WriteString("detail", row.Detail);
        json.WriteString("key", row.Key);
        json.WriteString("hash", row.Hash);
        json.WriteEndObject();
        json.Flush();
        json.Reset();
        file.WriteByte((byte)'\n');
    }
}
