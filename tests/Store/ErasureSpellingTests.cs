using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

/// <summary>Whoever is erased goes in whatever spelling they stand there, on both engines.</summary>
public sealed class ErasureSpellingTests
{
    private static readonly string[] Theirs =
    [
        "zoe@example.com",
        "Zoe@Example.COM",
        "zoe+tickets@example.com",
        "Zoë Martín",
        "ZOË MARTÍN",
        "zoë martín",
        "Zoe\u0308 Marti\u0301n",
        "Zoë\u00A0Martín",
        "Zoë  Martín",
        "Zoë\nMartín",
        "Zoë\t \u2028Martín",
        "Zo\u200Bë Mar\u00ADtín",
    ];

    private static readonly string[] Others = ["Zoë Martínez", "xzoe@example.com", "zoe@example.community", "Zoë and Martín", "Zoe Martin"];

    private static ErasedPerson Zoe => new("zoe@example.com", [], ["Zoë Martín"], "p", "(erased)");

    public static TheoryData<string> TheirSpellings => [.. Theirs];
    public static TheoryData<string> OtherNames => [.. Others];

    [Theory]
    [MemberData(nameof(TheirSpellings))]
    public void All_spellings_are_taken_out_and_the_words_around_them_stay_as_they_were(string spelling) =>
        Zoe.In($"Dr.  É{"\u0301"} ask {spelling}, or\n {spelling}!", tookPart: false)
            .ShouldBe($"Dr.  É{"\u0301"} ask (erased), or\n (erased)!");

    [Theory]
    [MemberData(nameof(OtherNames))]
    public void Somebody_else_stays(string name) => Zoe.In($"ask {name}.", tookPart: false).ShouldBe($"ask {name}.");

    [Fact]
    public void Broken_text_and_pictures_do_no_harm()
    {
        Zoe.In("\uD800 Zoë Martín \uDC00", tookPart: false).ShouldBe("\uD800 (erased) \uDC00");
        Zoe.In("👩\u200D💻 Zoë Martín 🏴\U000E0067\U000E007F", tookPart: false).ShouldBe("👩\u200D💻 (erased) 🏴\U000E0067\U000E007F");
        Zoe.In("", tookPart: false).ShouldBe("");
        Zoe.In("\u0301\u200B ", tookPart: false).ShouldBe("\u0301\u200B ");
    }

    [Fact]
    public void A_name_that_is_a_pattern_or_a_long_text_takes_no_long_time()
    {
        var person = new ErasedPerson("a.b+c@example.com", [], ["(a+)+ $", "Ana"], "p", "$1 (erased)");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        person.In(new string('a', 400_000) + " (A+)+ $ ana x", tookPart: true).ShouldEndWith(" $1 (erased) $1 (erased) x");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory, Engines]
    public async Task In_every_table_on_both_engines(DatabaseEngine engine)
    {
        await using var store = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(store.Database);
        var number = 1000;
        foreach (var words in Theirs.Concat(Others))
        {
            var theCase = TestDatabaseSamples.Case($"ESC-{++number}", queue: "technical");
            await cases.CommitAsync(
                null,
                new Decision
                {
                    Cases =
                    [
                        theCase with
                        {
                            Question = $"ask {words}",
                            Conversation = [new Turn(default, "Ben", "x", null), new Turn(default, "Ben", $"said {words}", null)],
                        },
                    ],
                    History = [new(theCase.Id, null, store.Clock.GetUtcNow(), "note", "Ben", null, $"with {words}")],
                },
                default
            );
            await store.Database.WriteAsync(
                session =>
                    session.ExecuteAsync(
                        "INSERT INTO web_messages (id, conversation, thread, author, only_for, card, deleted, at, changed_at, key, reply_to, "
                            + "edited) VALUES (@id, 'room', NULL, 'bot', NULL, @card, 0, 0, 0, @key, NULL, 0)",
                        (long)number,
                        System.Text.Json.JsonSerializer.Serialize(Card.Of($"card {words}"), MessagesJson.Default.Card),
                        $"k{number}"
                    ),
                default
            );
        }

        await new PersonErasing(store.Database).EraseAsync("zoe@example.com", "Zoë Martín", "(erased)", default);
        number = 1000;
        foreach (var words in Theirs.Select(_ => "(erased)").Concat(Others))
        {
            var theCase = (await cases.FindCaseAsync($"ESC-{++number}", default))!;
            theCase.Question.ShouldBe($"ask {words}");
            theCase.Conversation[^1].Text.ShouldBe($"said {words}");
            (await cases.HistoryAsync(theCase.Id, default)).ShouldContain(line => line.Detail == $"with {words}");
            var card = await store.Database.ReadAsync(
                session => session.FindAsync("SELECT card FROM web_messages WHERE id = @id", row => row.Text(0), (long)number),
                default
            );
            System.Text.Json.JsonSerializer.Deserialize(card!, MessagesJson.Default.Card)!.Fallback.ShouldBe($"card {words}");
        }

        (await new PersonErasing(store.Database).EraseAsync("zoe@example.com", "Zoë Martín", "(erased)", default)).Pseudonym.ShouldBeNull();
    }

    [Theory, Engines]
    public async Task More_rows_than_a_page_holds(DatabaseEngine engine)
    {
        await using var store = await TestDatabase.OpenAsync(engine);
        await store.Database.WriteAsync(
            async session =>
            {
                for (var i = 1; i <= 1203; i++)
                {
                    await session.ExecuteAsync(
                        "INSERT INTO history (id, case_id, question_id, at, kind, who, who_email, detail) VALUES (@id, NULL, NULL, 0, 'note', "
                            + "'Ben', NULL, @detail)",
                        (long)i,
                        i is 1 or 500 or 501 or 1000 or 1203 ? "of ZOË MARTÍN" : "of nobody"
                    );
                }

                return 0;
            },
            default
        );
        (await new PersonErasing(store.Database).EraseAsync("zoe@example.com", "Zoë Martín", "(erased)", default)).Others.ShouldBe(5);
        (await store.CountAsync("SELECT COUNT(*) FROM history WHERE detail = 'of (erased)'")).ShouldBe(5);
    }

    [Theory, Engines]
    public async Task What_was_told_to_many_goes_from_the_web_chat_with_its_rows_on_the_way_and_buttons_stay(DatabaseEngine engine)
    {
        await using var store = await TestDatabase.OpenAsync(engine);
        var cases = new CaseStore(store.Database);
        var zoe = new Party(new PersonKey("web", "zoe@example.com"), "Zoë", "zoe@example.com");
        var theCase = TestDatabaseSamples.Case("ESC-1001", queue: "technical") with
        {
            Incident = new CaseIncident("in1", "gateway", default),
        };
        await cases.CommitAsync(
            null,
            new Decision
            {
                Cases = [theCase],
                Incidents =
                [
                    new Incident
                    {
                        Id = "in1",
                        Version = 1,
                        State = IncidentState.Open,
                        Title = "gateway",
                        Queue = "technical",
                        Topic = new(["gateway"], []),
                        Since = default,
                        CreatedAt = default,
                        ChangedAt = default,
                        Updates =
                        [
                            new("Others say so", "", new Party(new PersonKey("web", "b"), "Ben", null), default),
                            new("SECRETWORD", "", zoe, default),
                        ],
                    },
                ],
                History = [new(null, "q7", default, Incident.Banner, "bot", null, "in1:3")],
            },
            default
        );
        var button = new CardButton("verified", "It works again", new Dictionary<string, string>());
        var told = Card.Of("SECRETWORD") with { Buttons = [button] };
        var answer = new Card(
            "SECRETWORD. The answer",
            [new CardPart.Text("Known: SECRETWORD", Strong: true), new CardPart.Prose("The answer")],
            [button]
        );
        (string Slot, Card Card, string Left)[] messages =
        [
            ("case:ESC-1001:rep:incident:in1:2:5", Card.Of("Others say so"), "Others say so"),
            ("case:ESC-1001:rep:incident:in1:3:6", told, "(erased)"),
            ("question:q7:answer", answer, "(erased)|The answer"),
        ];
        await store.Database.WriteAsync(
            async session =>
            {
                for (var i = 0; i < messages.Length; i++)
                {
                    await session.ExecuteAsync(
                        "INSERT INTO web_messages (id, conversation, thread, author, only_for, card, deleted, at, changed_at, key, reply_to, "
                            + "edited) VALUES (@id, 'room', NULL, 'bot', NULL, @card, 0, 0, 0, @key, NULL, 0)",
                        (long)i,
                        System.Text.Json.JsonSerializer.Serialize(messages[i].Card, MessagesJson.Default.Card),
                        $"k{i}"
                    );
                    await session.ExecuteAsync(
                        "INSERT INTO messages (slot, channel, conversation, thread, message_id, case_id, question_id, posted_at, updated_at) "
                            + "VALUES (@slot, 'web', 'room', NULL, @message, NULL, @question, 0, 0)",
                        messages[i].Slot,
                        $"{i}",
                        i == 2 ? "q7" : null
                    );
                }

                return 0;
            },
            default
        );
        await new PersonErasing(store.Database).EraseAsync("zoe@example.com", null, "(erased)", default);
        for (var i = 0; i < messages.Length; i++)
        {
            var card = await store.Database.ReadAsync(
                session => session.FindAsync("SELECT card FROM web_messages WHERE id = @id", row => row.Text(0), (long)i),
                default
            );
            var left = System.Text.Json.JsonSerializer.Deserialize(card!, MessagesJson.Default.Card)!;
            string.Join('|', left.Parts.Select(part => part is CardPart.Text text ? text.Content : ((CardPart.Prose)part).Markdown))
                .ShouldBe(messages[i].Left);
            left.Buttons.Count.ShouldBe(messages[i].Card.Buttons.Count);
        }

        (await store.CountAsync("SELECT COUNT(*) FROM outbox WHERE body LIKE '%SECRETWORD%'")).ShouldBe(0);
        (await store.CountAsync("SELECT COUNT(*) FROM outbox WHERE state = 0 AND body LIKE '%(erased)%'")).ShouldBe(2);
    }
}
