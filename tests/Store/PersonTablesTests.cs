using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Store;

/// <summary>
/// A new table is a new place in which a person may stand: whoever adds one says here what retention, <c>person export</c> and <c>person
/// erase</c> do with it.
/// </summary>
public sealed class PersonTablesTests
{
    private static readonly Dictionary<string, string> Tables = new(StringComparer.Ordinal)
    {
        ["absences"] = "Export and erase by address; removed when they are over.",
        ["approvals"] = "Export by address, key and name; erase and forget take out people and words.",
        ["article_doubts"] = "Export by address; erasing takes out whom they ask, who are shown what is left.",
        ["article_drafts"] = "Export by address, key and name; erase and forget take out people and words.",
        ["articles"] = "The organisation's own texts; erasing takes out the owner.",
        ["audit"] = "Pseudonyms only; export by person.",
        ["audit_head"] = "Numbers and hashes.",
        ["audit_pending"] = "Chained within a second; erasing rewrites what waits.",
        ["audit_people"] = "Who a pseudonym is: erasing removes the row.",
        ["cases"] = "Export, erase and forget by case; held ones stay.",
        ["channel_memory"] = "Erasing removes what is kept of a person's own conversations, files on their way among them.",
        ["counters"] = "Numbers.",
        ["criteria_changes"] = "Export by address, key and name; erase and forget take out people and words; the file's own text stays.",
        ["feedback"] =
            "Export and erase by address; erasing takes the name out of words of others; forgetting empties words and addresses.",
        ["grant_ledgers"] = "Accounts and numbers.",
        ["grants"] = "Export by address; erase and forget take out people and words, amounts stay for the windows.",
        ["hidden_words"] = "Encrypted; erased and forgotten with the case or question, and shown to its owner alone.",
        ["history"] = "Export and erase by address and name; forgotten with case and question.",
        ["identities"] = "Export and erase by address and account; gone with their platform.",
        ["incidents"] = "Export by address, key and name; erase and forget take out people and words, once its cases have gone.",
        ["inbox"] = "Emptied by erasing; removed two days after it was handled.",
        ["knowledge_checks"] = "Ids of questions and articles; what is told of them is read from these.",
        ["messages"] = "Places of our own messages; erasing removes those in the person's own chats, and those named after them.",
        ["outbox"] = "Removed by erasing, and two days after it was sent.",
        ["people_seen"] = "Export and erase by address and key; forgotten when they were not seen for long.",
        ["questions"] = "Export, erase and forget by question.",
        ["schema_versions"] = "The schema's own.",
        ["sign_in_keys"] = "Keys of the program's own.",
        ["sign_in_links"] = "Export and erase by address; gone after ten minutes.",
        ["sign_in_sessions"] = "Export and erase by address; gone after twelve hours.",
        ["timers"] = "Erasing removes those named after a person.",
        ["turns"] = "Export and erase with the case or question; forgotten with it.",
        ["usage_counts"] = "Export and erase by address and key; removed after two days.",
        ["verdict_labels"] = "Export by address, key and name; erase takes out people and words; gone with the words of the question.",
        ["web_messages"] = "Export and erase by address; forgotten by age.",
        ["web_reactions"] = "Erasing puts a pseudonym in place of the address.",
    };

    /// <summary>Every table.</summary>
    public static IReadOnlyCollection<string> Names => Tables.Keys;

    [Fact]
    public async Task Every_table_says_what_becomes_of_a_person_in_it()
    {
        await using var test = await TestDatabase.OpenAsync();
        var tables = await test.Database.ReadAsync(
            session =>
                session.QueryAsync(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
                    row => row.Text(0)
                ),
            default
        );
        tables.Except(Tables.Keys).ShouldBeEmpty();
        Tables.Keys.Except(tables).ShouldBeEmpty();
    }
}
