using System.Security.Cryptography;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Core.Store.Erasure;

/// <summary>What erasing a person did.</summary>
/// <param name="Cases">Cases out of which they went.</param>
/// <param name="Questions">Questions out of which they went.</param>
/// <param name="Others">Lines of history, lessons, web messages, rows on their way, profiles.</param>
/// <param name="Held">Cases under legal hold: nothing of them, and of their questions, was touched.</param>
/// <param name="Pseudonym">What stands for the person from now on; null when nothing was kept about them.</param>
public sealed record ErasedCounts(int Cases, int Questions, int Others, IReadOnlyList<string> Held, string? Pseudonym);

/// <summary>
/// Takes one person out of everything that is stored: name, address and words go; rows stay with the times, states and kinds that numbers
/// are made of. Cases under legal hold are left whole and named. In the audit the person becomes unknown, and a row says that an erasure
/// happened. Cards and messages that stand on the platforms with their words are shown anew, or removed, by the running bot.
/// </summary>
public sealed class PersonErasing(Database database)
{
    /// <summary>Rows of one transaction: people's writes come between.</summary>
    private const int Batch = 50;

    /// <summary>Does it. Again is harmless, and finishes what an interruption left.</summary>
    /// <param name="who">E-mail address, or a channel's key (<c>slack:U1</c>).</param>
    /// <param name="name">The name by which the organisation lists them, or null.</param>
    /// <param name="label">What is shown in their name's place.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ErasedCounts> EraseAsync(string who, string? name, string label, CancellationToken ct)
    {
        var found = await database.ReadAsync(session => PersonIdentity.FindAsync(session, who, name), ct);
        var pseudonym = "p-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var person = new ErasedPerson(found.Email, found.Keys, found.Names, pseudonym, label);
        // A case and its question are held together.
        var (cases, questions, chats) = await database.ReadAsync(
            async session => (await found.CasesAsync(session), await found.QuestionsAsync(session), await found.ChatsAsync(session)),
            ct
        );
        var held = await HeldAsync(cases.Keys, ct);
        var theirs = cases.Where(one => one.Value && !held.Contains(one.Key)).Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        var work = new Erasure(database, found, person, chats, held, theirs);
        var erasedCases = await EachAsync(
            cases.Where(one => !held.Contains(one.Key)),
            (session, one) => work.CaseAsync(session, one.Key, one.Value),
            ct
        );
        var erasedQuestions = await EachAsync(questions, work.QuestionAsync, ct);
        var others = await database.WriteAsync(work.OthersAsync, ct) + await work.SweepAsync(ct);
        var known = await database.WriteAsync(work.AuditAsync, ct);
        database.Signals.Outbox.Set();
        database.Signals.Timers.Set();
        var any = erasedCases + erasedQuestions + others > 0 || known;
        return new(erasedCases, erasedQuestions, others, [.. held.Order(StringComparer.Ordinal)], any ? pseudonym : null);
    }

    private async Task<IReadOnlySet<string>> HeldAsync(IEnumerable<string> cases, CancellationToken ct)
    {
        var all = (
            await database.ReadAsync(session => session.QueryAsync("SELECT id FROM cases WHERE held <> 0", row => row.Text(0)), ct)
        ).ToHashSet(StringComparer.Ordinal);
        all.IntersectWith(cases);
        return all;
    }

    private async Task<int> EachAsync<T>(IEnumerable<T> all, Func<Session, T, Task<int>> erase, CancellationToken ct)
    {
        var done = 0;
        foreach (var some in all.Chunk(Batch))
        {
            done += await database.WriteAsync(
                async session =>
                {
                    var count = 0;
                    foreach (var one in some)
                    {
                        count += await erase(session, one);
                    }

                    return count;
                },
                ct
            );
        }

        return done;
    }
}

/// <summary>One erasure: its steps, each in a transaction of its caller.</summary>
internal sealed partial class Erasure(
    Database database,
    PersonIdentity found,
    ErasedPerson person,
    IReadOnlyList<(string Channel, string Conversation)> chats,
    IReadOnlySet<string> held,
    IReadOnlySet<string> theirs
)
{
    private const string Blank = "{}";

    /// <summary>A case, its history, and what stands of it on the platforms.</summary>
    public async Task<int> CaseAsync(Session session, string id, bool tookPart)
    {
        await ScrubAsync(session);
        // Read again inside the transaction: it may have changed, or come under hold.
        if (await session.FindAsync("SELECT body FROM cases WHERE id = @id", CaseStore.ReadCase, id) is not { Hold: null } theCase)
        {
            return 0;
        }

        var whole = theCase with
        {
            Conversation = await Turns.ReadAsync(session, id, theCase.Conversation, theCase.TurnCount, int.MaxValue, messageKey: null),
        };
        if (!await CaseRows.PutAsync(session, whole.Without(person, tookPart)))
        {
            return 0;
        }

        foreach (
            var (line, who, detail) in await session.QueryAsync(
                "SELECT id, who, detail FROM history WHERE case_id = @id",
                row => (row.Long(0), row.Text(1), row.Text(2)),
                id
            )
        )
        {
            var isTheirs = person.IsNamed(who, tookPart);
            await session.ExecuteAsync(
                "UPDATE history SET who = @who, detail = @detail WHERE id = @id",
                isTheirs ? person.Label : who,
                isTheirs ? "" : person.In(detail, tookPart),
                line
            );
        }

        if (tookPart)
        {
            await session.ExecuteAsync("DELETE FROM hidden_words WHERE case_id = @id", id);
            await ForgetMessagesAsync(session, "case_id", id);
        }

        // The running bot shows what is left of the case in place of its cards.
        await Timers.ChangeAsync(session, id, TimerNames.Erased, database.Time.GetUtcNow());
        return 1;
    }

    /// <summary>A question; one whose case is held stays.</summary>
    public async Task<int> QuestionAsync(Session session, string id)
    {
        await ScrubAsync(session);
        if (
            await session.FindAsync("SELECT body FROM questions WHERE id = @id", CaseStore.ReadQuestion, id) is not { } asked
            || (asked.CaseId is { } its && held.Contains(its))
        )
        {
            return 0;
        }

        var whole = asked with { Turns = await Turns.ReadAsync(session, id, asked.Turns, asked.TurnCount, int.MaxValue, messageKey: null) };
        var without = whole.Without(person);
        if (ReferenceEquals(without, whole) || !await CaseRows.PutAsync(session, without))
        {
            return 0;
        }

        if (person.Is(asked.By))
        {
            await Turns.ForgetAsync(session, id);
            await LabelsOfQuestionAsync(session, id);
        }

        await DoubtedAsync(session, "question_id", id);
        await session.ExecuteAsync("UPDATE feedback SET question_text = '', note = '' WHERE question_id = @id", id);
        await session.ExecuteAsync(
            "UPDATE history SET detail = '', who = CASE WHEN who = @name THEN @label ELSE who END WHERE "
                + "question_id = @id AND case_id IS NULL",
            asked.By.Name,
            person.Label,
            id
        );
        await session.ExecuteAsync("DELETE FROM hidden_words WHERE question_id = @id", id);
        await ForgetMessagesAsync(session, "question_id", id);
        return 1;
    }
}
