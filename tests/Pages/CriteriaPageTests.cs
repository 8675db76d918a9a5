using System.Net;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

/// <summary>The page of criteria over the real host: draft, check, replay, publication, roll-back, and what goes wrong.</summary>
public sealed class CriteriaPageTests : IAsyncLifetime
{
    private const string Path = "/console/criteria";
    private const string Old = """
        version: 1
        owner: mia@example.com
        review_by: 2099-01-31
        criteria: []

        """;
    private const string New = """
        version: 2
        owner: mia@example.com
        review_by: 2099-01-31
        criteria:
          - id: churn
            when: { words: ["cancel the contract"] }
            then: { escalate: now, queue: billing, priority: p1 }
            why: Who wants to leave talks to a person.
            examples: { escalate: ["they cancel the contract"], leave: ["where is the contract?"] }

        """;

    private readonly OrganisationFixture _files = new();
    private RunningBot _bot = null!;
    private Browser _mia = null!,
        _max = null!;

    private string File => System.IO.Path.Combine(_files.Folder, "criteria.yaml");

    private CaseStore Cases => _bot.Services.GetRequiredService<CaseStore>();

    public async Task InitializeAsync()
    {
        _files.Write(
            "organisation.yaml",
            OrganisationFixture.Yaml.Replace(
                "people:\n",
                "people:\n  - { email: max@example.com, name: Max, roles: [manager], queues: [technical] }\n",
                StringComparison.Ordinal
            )
        );
        _files.Write("criteria.yaml", Old);
        _bot = await RunningBot.StartAsync([new("Console:Password", "correct horse"), new("Organisation:Folder", _files.Folder)]);
        (_mia, _max) = (await SignInAsync("mia@example.com"), await SignInAsync("max@example.com"));
    }

    public async Task DisposeAsync()
    {
        _mia.Dispose();
        _max.Dispose();
        await _bot.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_criterion_is_edited_published_by_two_judges_the_next_message_and_is_rolled_back()
    {
        using var carol = await SignInAsync("carol@example.com");
        (await carol.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.SendFormAsync(Path, ("what", "save"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _mia.ReadAsync("/console")).ShouldContain("href=\"/console/criteria\"");
        (await SaveAsync(_mia, New)).ShouldContain("Saved and checked");
        (await _mia.ReadAsync(Path)).ShouldContain("Nothing is wrong with it");
        System.IO.File.ReadAllText(File).ShouldBe(Old);

        (await PressAsync(_mia, "ask")).ShouldContain("asked to publish");
        (await _mia.ReadAsync(Path)).ShouldNotContain("value=\"publish\"");
        (await PressAsync(_mia, "publish")).ShouldContain("another manager publishes it");
        (await PressAsync(_max, "publish")).ShouldContain("Published");
        System.IO.File.ReadAllText(File).ShouldBe(New);
        await InForceAsync("2 (");
        (await AskAsync("Acme will cancel the contract")).ShouldContain("ESC-");
        System.IO.Directory.GetFiles(_files.Folder, ".criteria*").ShouldBeEmpty();

        var page = await _max.ReadAsync(Path);
        page.ShouldContain("Since the publication");
        page.ShouldContain("value=\"roll_back\"");
        (await PressEndedAsync(_max, "roll_back")).ShouldContain("former criteria are put back");
        System.IO.File.ReadAllText(File).ShouldBe(Old);
        await InForceAsync("1 (");
        (await AskAsync("Birch will cancel the contract")).ShouldNotContain("ESC-");
        (await _mia.ReadAsync(Path)).ShouldContain("Rolled back by Max");

        await _bot.Services.GetRequiredService<AuditChain>().SealAsync(default);
        var verbs = (await _bot.Services.GetRequiredService<AuditReading>().FindAsync(new AuditFilter(), default)).Select(row => row.Verb);
        foreach (
            var verb in new[]
            {
                "criteria_saved",
                "criteria_asked",
                "criteria_published",
                "criteria_written",
                "criteria_rolled_back",
                "criteria_restored",
            }
        )
        {
            verbs.ShouldContain(verb);
        }
    }

    [Fact]
    public async Task What_cannot_be_saved_is_refused_with_the_reason_and_given_back()
    {
        (await SaveAsync(_mia, "  \n")).ShouldContain("The draft is empty");
        (await TextAsync(await _mia.SendFormAsync(Path, ("what", "save"), ("draft", ""), ("version", "0")))).ShouldContain(
            "without its text"
        );
        (await _mia.SendFormAsync(Path, ("what", "nonsense"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var longest = await SaveAsync(_mia, New + new string('#', CriteriaChange.MostCharacters));
        longest.ShouldContain("is longer than 200000 characters");
        longest.ShouldContain("id: churn");
        (await Cases.OpenCriteriaAsync(default)).ShouldBeNull();

        var broken = await SaveAsync(_mia, "version: 2\nowner: mia@example.com\ncriteria: [\n");
        broken.ShouldContain("Saved and checked");
        broken.ShouldContain("This is no valid YAML");
        broken.ShouldNotContain("value=\"ask\"");
        (await PressAsync(_mia, "ask")).ShouldContain("It has errors");
        (await _mia.ReadAsync(Path + "?days=30")).ShouldContain("The draft has errors of form");
        (await _mia.ReadAsync(Path + "?days=0")).ShouldContain("Write a number of days from 1 to 366");
        var failing = await SaveAsync(_mia, New.Replace("where is the contract?", "cancel the contract", StringComparison.Ordinal));
        failing.ShouldContain("holds for &quot;cancel the contract&quot; and should leave it alone");
        failing.ShouldContain("line 9");
    }

    [Fact]
    public async Task Of_two_people_who_edit_one_draft_the_second_is_told_and_gets_their_text_back()
    {
        var seen = await _max.ReadAsync(Path);
        await SaveAsync(_mia, New);
        var refused = await SaveAsync(_max, New + "# of Max\n", seen);
        refused.ShouldContain("Mia saved or ended the draft while you wrote");
        refused.ShouldContain("&#x2B; # of Max");
        (await Cases.OpenCriteriaAsync(default))!.Text.ShouldBe(New);
        // Knowingly, over hers.
        (await SaveAsync(_max, New + "# of Max\n", refused)).ShouldContain("Saved and checked");
        var both = (await Cases.OpenCriteriaAsync(default))!;
        both.Editors.Select(editor => editor.Name).ShouldBe(["Mia", "Max"]);
        (await PressAsync(_mia, "ask")).ShouldContain("There is no second manager");
        (await PressAsync(_mia, "discard")).ShouldContain("Discarded");
    }

    [Fact]
    public async Task A_file_that_was_changed_meanwhile_is_not_overwritten()
    {
        await SaveAsync(_mia, New);
        await PressAsync(_mia, "ask");
        var seen = await _mia.ReadAsync(Path);
        _files.Write("criteria.yaml", Old + "# by hand\n");
        (await SaveAsync(_mia, New, seen)).ShouldContain("criteria.yaml has changed since you loaded the page");
        await InForceAsync("1 (");
        await RunningBot.UntilAsync(async () => !(await _mia.ReadAsync(Path)).Contains("on disk is not the one in force"));
        (await PressAsync(_max, "publish")).ShouldContain("criteria.yaml has changed since this draft was saved");

        // Between the decision and the file.
        var change = (await Cases.OpenCriteriaAsync(default))!;
        await Cases.CommitAsync(
            null,
            new Decision { Criteria = [change with { Version = change.Version + 1, State = CriteriaChangeState.Publishing }] },
            default
        );
        await RunningBot.UntilAsync(async () =>
            (await Cases.FindCriteriaAsync(change.Id, default))!.State is CriteriaChangeState.Overtaken
        );
        System.IO.File.ReadAllText(File).ShouldBe(Old + "# by hand\n");
        (await _mia.ReadAsync(Path)).ShouldContain("the file was changed by somebody");
    }

    [Fact]
    public async Task Where_the_file_cannot_be_written_it_is_offered_and_noticed_once_it_is_in_place()
    {
        System.IO.File.Move(File, File + ".text");
        System.IO.File.CreateSymbolicLink(File, File + ".text");
        await SaveAsync(_mia, New);
        await PressAsync(_mia, "ask");
        var page = await PressAsync(_max, "publish");
        page.ShouldContain("The bot cannot write the file");
        page.ShouldContain("is a link");
        (await TextAsync(await _max.GetAsync("/console/criteria.yaml"))).ShouldBe(New);
        System.IO.File.Delete(File);
        System.IO.File.WriteAllText(File, New);
        await InForceAsync("2 (");
        await RunningBot.UntilAsync(async () => (await _max.ReadAsync(Path)).Contains("Since the publication"));
        (await _max.GetAsync("/console/criteria.yaml")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_replay_shows_what_moves_and_only_words_that_the_manager_may_read()
    {
        await Cases.CommitAsync(
            null,
            new Decision
            {
                Questions =
                [
                    Asked("q1", "they cancel the contract over the mast", "ESC-1001"),
                    Asked("q2", "we cancel the contract quietly", null),
                    Asked("q3", "cancel the contract in secret", "ESC-1002"),
                ],
                Cases =
                [
                    TestDatabaseSamples.Case("ESC-1001", queue: "technical"),
                    TestDatabaseSamples.Case("ESC-1002", queue: "billing") with
                    {
                        Restricted = true,
                    },
                ],
            },
            default
        );
        await SaveAsync(_mia, New);
        var page = await _max.ReadAsync(Path + "?days=30");
        page.ShouldContain("3 of 3 questions change: 3 newly escalated");
        page.ShouldContain("they cancel the contract over the mast");
        page.ShouldContain("&#x2B;churn");
        page.ShouldContain("2 more that you may not read");
        page.ShouldNotContain("quietly");
        page.ShouldNotContain("in secret");
        (await _mia.ReadAsync(Path + "?days=30")).ShouldContain("in secret");
    }

    [Fact]
    public async Task Whoever_took_part_goes_out_of_it_when_they_are_erased()
    {
        await SaveAsync(_mia, New);
        await PressAsync(_mia, "ask");
        await PressAsync(_max, "publish");
        await InForceAsync("2 (");
        await new PersonErasing(_bot.Services.GetRequiredService<Database>()).EraseAsync("max@example.com", "Max", "somebody", default);
        var change = (await Cases.NewestCriteriaAsync(default))!;
        (change.PublishedBy!.Name, change.Editors[0].Name, change.Text, change.Before).ShouldBe(("somebody", "Mia", New, Old));
        await new Forgetting(_bot.Services.GetRequiredService<Database>()).ForgetAsync(DateTimeOffset.UtcNow.AddDays(1), default);
        var old = (await Cases.NewestCriteriaAsync(default))!;
        (old.Editors[0], old.PublishedBy, old.Before).ShouldBe((Forgotten.Nobody, Forgotten.Nobody, Old));
    }

    private static AskedQuestion Asked(string id, string text, string? caseId)
    {
        var question = TestDatabaseSamples.Question(id) with { Text = text, CaseId = caseId, AskedAt = DateTimeOffset.UtcNow.AddDays(-1) };
        return question with { Judgement = question.Judgement with { Facts = question.Judgement.Facts with { Text = text } } };
    }

    private async Task<string> AskAsync(string text)
    {
        using var ana = await SignInAsync("ana@example.com");
        await ana.SendJsonAsync("/webchat/messages", new { conversation = "dm:ana@example.com", text });
        var chat = "";
        await RunningBot.UntilAsync(async () =>
        {
            chat = await ana.ReadAsync("/webchat/messages?conversation=dm:ana@example.com");
            var at = chat.LastIndexOf(text, StringComparison.Ordinal);
            chat = at < 0 ? "" : chat[(at + text.Length)..];
            return chat.Contains("\"bot\"", StringComparison.Ordinal) || chat.Contains("article", StringComparison.Ordinal);
        });
        return chat;
    }

    private Task InForceAsync(string version) =>
        RunningBot.UntilAsync(async () => (await _mia.ReadAsync(Path)).Contains($"<dd>{version}", StringComparison.Ordinal));

    private static async Task<string> SaveAsync(Browser who, string text, string? page = null)
    {
        page ??= await who.ReadAsync(Path);
        return await TextAsync(
            await who.SendFormAsync(
                Path,
                ("what", "save"),
                ("draft", Browser.Hidden(page, "draft")),
                ("version", Browser.Hidden(page, "version")),
                ("base", Browser.Hidden(page, "base")),
                ("text", text.Replace("\n", "\r\n", StringComparison.Ordinal))
            )
        );
    }

    private static async Task<string> PressAsync(Browser who, string what)
    {
        var page = await who.ReadAsync(Path);
        return await TextAsync(
            await who.SendFormAsync(
                Path,
                ("what", what),
                ("draft", Browser.Hidden(page, "draft")),
                ("version", Browser.Hidden(page, "version"))
            )
        );
    }

    private static async Task<string> PressEndedAsync(Browser who, string what)
    {
        var page = await who.ReadAsync(Path);
        var line = page[page.IndexOf("id=\"ended\"", StringComparison.Ordinal)..];
        return await TextAsync(
            await who.SendFormAsync(
                Path,
                ("what", what),
                ("draft", Browser.Hidden(line, "draft")),
                ("version", Browser.Hidden(line, "version"))
            )
        );
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync();

    private async Task<Browser> SignInAsync(string email)
    {
        var code = $"code-of-{email}-{Guid.NewGuid():n}";
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code)));
        await _bot.Services.GetRequiredService<SignInStore>().PutLinkAsync(id, email, "test", DateTimeOffset.UtcNow.AddMinutes(1), default);
        var browser = new Browser(_bot.Http.BaseAddress!);
        (await browser.SendFormAsync("/login/link", ("code", code))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return browser;
    }
}
