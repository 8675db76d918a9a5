using System.Text.Encodings.Web;
using System.Text.Json;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>
/// Everything that is kept about one person, as one JSON object: where they were met, questions, cases and history in which they stand,
/// lessons, web chat, rows on their way, and what the audit says of them. Words of others stand in it where they belong to the same
/// question or case.
/// </summary>
public sealed class PersonExport(Database database, AuditReading audit)
{
    /// <summary>Writes the object, without what stands in no database.</summary>
    public Task<IReadOnlyDictionary<string, int>> WriteAsync(Stream to, string who, string? name, CancellationToken ct) =>
        WriteAsync(to, who, name, files: [], ct);

    /// <summary>Writes the object.</summary>
    /// <param name="to">Where.</param>
    /// <param name="who">E-mail address, or a channel's key.</param>
    /// <param name="name">The name by which the organisation lists them, or null.</param>
    /// <param name="files">Descriptions, each a JSON object, of the files that they uploaded.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many things of each kind; all 0 = nothing is kept.</returns>
    public async Task<IReadOnlyDictionary<string, int>> WriteAsync(
        Stream to,
        string who,
        string? name,
        IReadOnlyCollection<string> files,
        CancellationToken ct
    )
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var person = await database.ReadAsync(session => PersonIdentity.FindAsync(session, who, name), ct);
        var rows = await AuditAsync(person, ct);
        await using var json = new Utf8JsonWriter(
            to,
            new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        ); // no HTML around it
        json.WriteStartObject();
        json.WriteString("asked_for", who);
        json.WriteString("at", database.Time.GetUtcNow().UtcDateTime);
        json.WriteString("email", person.Email);
        Texts("keys", person.StoredKeys);
        Texts("names", person.Names);
        await database.ReadAsync(
            async session =>
            {
                await ListAsync(
                    "seen",
                    await ByKeyAsync(session, person, "SELECT * FROM people_seen WHERE channel = @channel AND id = @id")
                );
                await ListAsync(
                    "identities",
                    [
                        .. await ByEmailAsync(session, person, "SELECT * FROM identities WHERE email = @email ORDER BY channel"),
                        .. await ByKeyAsync(
                            session,
                            person,
                            // The address is somebody else's.
                            $"SELECT channel, contested_by, contested_name, contested_at FROM identities WHERE channel = @channel AND "
                                + $"contested_by IN ({PersonIdentity.Accounts})"
                        ),
                    ]
                );
                foreach (var table in new[] { "sign_in_sessions", "sign_in_links" })
                {
                    await ListAsync(
                        table,
                        await ByEmailAsync(session, person, $"SELECT * FROM {table} WHERE email = @email ORDER BY made_at")
                    );
                }

                await ListAsync(
                    "usage_counts",
                    [
                        .. await ByEmailAsync(
                            session,
                            person,
                            "SELECT * FROM usage_counts WHERE subject = 'person:' || @email ORDER BY since"
                        ),
                        .. await ByKeyAsync(
                            session,
                            person,
                            "SELECT * FROM usage_counts WHERE subject = 'person:' || @channel || ':' || @id ORDER BY since"
                        ),
                    ]
                );
                await ListAsync("absences", await ByEmailAsync(session, person, "SELECT * FROM absences WHERE email = @email"));
                await BodiesAsync(
                    "questions",
                    await person.QuestionsAsync(session),
                    id => session.FindAsync("SELECT body FROM questions WHERE id = @id", row => row.Text(0), id)
                );
                await BodiesAsync(
                    "cases",
                    (await person.CasesAsync(session)).Keys.Order(StringComparer.Ordinal),
                    id => session.FindAsync("SELECT body FROM cases WHERE id = @id", row => row.Text(0), id)
                );
                await ListAsync("turns", await TurnsAsync(session, person));
                await ListAsync(
                    "history",
                    await ByEmailAsync(session, person, "SELECT * FROM history WHERE who_email = @email ORDER BY id")
                );
                await ListAsync(
                    "lessons",
                    [
                        .. await ByEmailAsync(
                            session,
                            person,
                            "SELECT * FROM feedback WHERE by_email = @email OR undone_by = @email ORDER BY id"
                        ),
                        .. await ByKeyAsync(session, person, "SELECT * FROM feedback WHERE by_email = @channel || ':' || @id ORDER BY id"),
                    ]
                );
                await ListAsync(
                    "grants",
                    await ByEmailAsync(
                        session,
                        person,
                        "SELECT * FROM grants WHERE by_email = @email OR approved_email = @email OR second_email = @email ORDER BY at, id"
                    )
                );
                await ListAsync("approvals", await NamedInAsync(session, person, "approvals"));
                await ListAsync("article_drafts", await NamedInAsync(session, person, "article_drafts"));
                await ListAsync("article_doubts", await NamedInAsync(session, person, "article_doubts"));
                await ListAsync("criteria_changes", await NamedInAsync(session, person, "criteria_changes"));
                await ListAsync("verdict_labels", await NamedInAsync(session, person, "verdict_labels"));
                await ListAsync("incidents", await NamedInAsync(session, person, "incidents"));
                await ListAsync(
                    "web_messages",
                    await ByEmailAsync(
                        session,
                        person,
                        "SELECT * FROM web_messages WHERE author = @email OR only_for = @email OR conversation = 'dm:' "
                            + "|| @email ORDER BY id"
                    )
                );
                await ListAsync(
                    "web_reactions",
                    await ByEmailAsync(session, person, "SELECT * FROM web_reactions WHERE person = @email ORDER BY message")
                );
                await ListAsync("files", files);
                await ListAsync("received", await OnTheirWayAsync(session, person, "inbox"));
                await ListAsync("sent", await OnTheirWayAsync(session, person, "outbox"));
                return 0;
            },
            ct
        );
        counts["audit"] = rows.Count;
        json.WriteStartArray("audit");
        foreach (var row in rows)
        {
            WriteAudit(json, row);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(ct);
        return counts;

        void Texts(string member, IEnumerable<string> values)
        {
            json.WriteStartArray(member);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        async Task BodiesAsync(string member, IEnumerable<string> ids, Func<string, Task<string?>> body)
        {
            var all = new List<string>();
            foreach (var id in ids)
            {
                if (await body(id) is { } found)
                {
                    all.Add(found);
                }
            }

            await ListAsync(member, all);
        }

        Task ListAsync(string member, IReadOnlyCollection<string> objects)
        {
            counts[member] = objects.Count;
            json.WriteStartArray(member);
            foreach (var one in objects)
            {
                json.WriteRawValue(one);
            }

            json.WriteEndArray();
            return Task.CompletedTask;
        }
    }

    private async Task<IReadOnlyList<AuditRow>> AuditAsync(PersonIdentity person, CancellationToken ct)
    {
        var rows = new SortedDictionary<long, AuditRow>();
        foreach (var who in person.StoredKeys.Append(person.Email).OfType<string>())
        {
            foreach (var row in await audit.FindAsync(new AuditFilter { Who = who, Limit = int.MaxValue }, ct))
            {
                rows[row.Number] = row;
            }
        }

        return [.. rows.Values];
    }

    private static async Task<List<string>> ByKeyAsync(Session session, PersonIdentity person, string sql)
    {
        var all = new List<string>();
        foreach (var key in person.Keys)
        {
            all.AddRange(await session.QueryAsync(sql, AsJson, key.Channel, key.Id));
        }

        return all;
    }

    /// <summary>The further turns of their cases and questions.</summary>
    private static async Task<List<string>> TurnsAsync(Session session, PersonIdentity person)
    {
        var all = new List<string>();
        foreach (
            var id in (await person.CasesAsync(session)).Keys.Concat(await person.QuestionsAsync(session)).Order(StringComparer.Ordinal)
        )
        {
            all.AddRange(await session.QueryAsync("SELECT * FROM turns WHERE subject = @subject ORDER BY seq", AsJson, id));
        }

        return all;
    }

    private static async Task<List<string>> ByEmailAsync(Session session, PersonIdentity person, string sql) =>
        person.Email is { } email ? await session.QueryAsync(sql, AsJson, email) : [];

    private static async Task<List<string>> NamedInAsync(Session session, PersonIdentity person, string table)
    {
        var all = new List<string>();
        await foreach (
            var one in StoredText.AllAsync(
                session,
                $"SELECT id, body FROM {table}",
                row => (Id: row.Text(0), Body: row.Text(1)),
                one => one.Id
            )
        )
        {
            if (person.StandIn(one.Body))
            {
                all.Add(one.Body);
            }
        }

        return all;
    }

    private static async Task<List<string>> OnTheirWayAsync(Session session, PersonIdentity person, string table)
    {
        var all = new List<string>();
        for (var after = long.MinValue; ; )
        {
            var rows = await session.QueryAsync(
                $"SELECT id, body FROM {table} WHERE id > @after ORDER BY id LIMIT {StoredText.AtOnce}",
                row => (Id: row.Long(0), Body: row.Text(1)),
                after
            );
            foreach (var one in rows.Where(one => person.StandIn(one.Body)))
            {
                all.AddRange(await session.QueryAsync($"SELECT * FROM {table} WHERE id = @id", AsJson, one.Id));
            }

            if (rows.Count < StoredText.AtOnce)
            {
                return all;
            }

            after = rows[^1].Id;
        }
    }

    private static string AsJson(Row row)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            // Bodies are JSON themselves.
            row.WriteTo(json, name => name is "body" or "card");
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteAudit(Utf8JsonWriter json, AuditRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("number", row.Number);
        json.WriteString("at", row.At.UtcDateTime);
        json.WriteString("kind", row.Kind);
        json.WriteString("verb", row.Verb);
        json.WriteString("surface", row.Surface);
        json.WriteString("subject", row.Subject);
        json.WriteString("result", row.Result);
        json.WriteString("detail", row.Detail);
        json.WriteEndObject();
    }
}
