using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;

namespace EscalationBot.Tests.Support;

/// <summary>Small valid rows for store tests.</summary>
internal static class TestDatabaseSamples
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    public static readonly PersonKey Ana = new("web", "ana@example.com");
    public static readonly Party AnaParty = new(Ana, "Ana", "ana@example.com");

    public static Inbound.Said Said(string id, string conversation = "dm:ana", string channel = "web", string text = "How do I export?") =>
        new(id, text)
        {
            Origin = new Origin
            {
                DeliveryKey = $"{channel}:delivery:{id}",
                MessageKey = $"{channel}:{conversation}:{id}:said",
                From = Ana with { Channel = channel },
                Place = new Place(channel, conversation),
                Direct = true,
                At = Morning,
            },
            Addressed = true,
        };

    /// <summary>Compares rows by what they say.</summary>
    public static string Text(Inbound inbound) => InboundJson.Write(inbound);

    public static string Text(Outbound outbound) => JsonSerializer.Serialize(outbound, MessagesJson.Default.Outbound);

    public static string Text(Case one) => JsonSerializer.Serialize(one, StoreJson.Default.Case);

    public static string Text(AskedQuestion one) => JsonSerializer.Serialize(one, StoreJson.Default.AskedQuestion);

    public static Outbound.Show Show(
        string key,
        string slot = "slot",
        string lane = "lane",
        string text = "words",
        string channel = "web",
        string? thread = null
    ) => new(slot, new Destination.At(new Place(channel, "room", thread)), Card.Of(text)) { Key = key, Lane = lane };

    public static Case Case(string id = "ESC-1001", int version = 1, CaseState state = CaseState.Unclaimed, string queue = "technical") =>
        new()
        {
            Id = id,
            Version = version,
            State = state,
            Queue = queue,
            Priority = "p2",
            Question = "Why?",
            Rep = AnaParty,
            RepPlace = new Place("web", "dm:ana"),
            CreatedAt = Morning,
            QueuedAt = Morning,
            ChangedAt = Morning,
            Account = "acme",
        };

    public static AskedQuestion Question(
        string id,
        int version = 1,
        QuestionState state = QuestionState.Shown,
        string conversation = "dm:ana",
        string? caseId = null
    ) =>
        new()
        {
            Id = id,
            Version = version,
            State = state,
            By = AnaParty,
            Place = new Place("web", conversation),
            Text = "How do I export?",
            MessageId = "m" + id,
            CaseId = caseId,
            AskedAt = Morning,
            FinishedAt = state is QuestionState.Solved or QuestionState.Settled or QuestionState.Ended ? Morning.AddMinutes(1) : null,
            Judgement = new Judgement(
                new Verdict.NotCovered(false),
                new QuestionFacts
                {
                    Text = "How do I export?",
                    AccountId = "acme",
                    Category = "technical",
                },
                [],
                new Receipt(0, 0.8, 0.4, [], "1", "offer", "")
            ),
        };

    /// <summary>Bob says that a message should have been a P1 of technical.</summary>
    public static VerdictLabel Label(string id, string question, int version = 1, string by = "bob") =>
        new()
        {
            Id = id,
            Version = version,
            State = VerdictLabelState.Given,
            QuestionId = question,
            By = new Party(new PersonKey("web", $"{by}@example.com"), by, $"{by}@example.com"),
            At = Morning,
            Day = DateOnly.FromDateTime(Morning.UtcDateTime),
            About = "noise",
            Queue = "technical",
            Was = new JudgedParts("answer", null, null, null),
            Right = new JudgedParts("escalate", "technical", "p1", null),
            Reason = "They stand still.",
        };
}
