using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

/// <summary>Wrong verdicts over the real host: given in the web chat, shown on the page of the criteria, used by its replay.</summary>
public sealed class CriteriaLabelsTests : IAsyncLifetime
{
    private const string Path = "/console/criteria";
    private const string File = """
        version: 1
        owner: mia@example.com
        review_by: 2099-01-31
        criteria:
          - id: noise
            when: { words: [rattles] }
            then: { escalate: now, queue: technical, priority: p2 }
            why: Noise is for people.
            examples: { escalate: ["it rattles"], leave: ["it hums"] }
          - id: hush
            when: { words: [hush] }
            then: { escalate: now, queue: billing, priority: p1, restricted: true }
            why: Hush is for few.
            examples: { escalate: ["hush"], leave: ["it hums"] }

        """;

    private readonly OrganisationFixture _files = new();
    private RunningBot _bot = null!;
    private Browser _mia = null!,
        _max = null!,
        _bob = null!;

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
        _files.Write("criteria.yaml", File);
        _bot = await RunningBot.StartAsync([new("Console:Password", "correct horse"), new("Organisation:Folder", _files.Folder)]);
        (_mia, _max, _bob) = (
            await SignInAsync("mia@example.com"),
            await SignInAsync("max@example.com"),
            await SignInAsync("bob@example.com")
        );
    }

    public async Task DisposeAsync()
    {
        _mia.Dispose();
        _max.Dispose();
        _bob.Dispose();
        await _bot.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task What_is_said_in_the_web_chat_stands_on_the_page_is_replayed_and_dismissed()
    {
        (await _mia.ReadAsync(Path)).ShouldContain("Nobody has called a verdict wrong.");
        await AskAsync("the crane rattles PANGOLIN");
        await AskAsync("hush about the NUMBAT");
        await SaysAsync(_bob, "ESC-1001", ("verdict", "answer"), ("text", "QUOKKA stands in the manual"));
        await SaysAsync(_bob, "ESC-1002", ("priority", "p3"), ("text", "the NUMBAT can wait"));

        var mias = await _mia.ReadAsync(Path);
        mias.ShouldContain("the crane rattles PANGOLIN");
        mias.ShouldContain("QUOKKA stands in the manual");
        mias.ShouldContain("the NUMBAT can wait");
        WebUtility.HtmlDecode(mias).ShouldContain("Case at once · Technical · P2");
        // Max manages another queue than the restricted case's.
        var maxs = await _max.ReadAsync(Path);
        maxs.ShouldContain("QUOKKA");
        maxs.ShouldNotContain("NUMBAT");
        maxs.ShouldContain("Not for you to read");
        var alone = await _mia.ReadAsync(Path + "?criterion=noise");
        alone.ShouldContain("noise begins in line 5 of the draft.");
        alone.ShouldNotContain("NUMBAT");
        (await _mia.ReadAsync(Path + "?criterion=%3Cscript%3E")).ShouldNotContain("<script>");

        // A draft without the rule gets another verdict for it.
        await SaveAsync(_mia, File.Replace("words: [rattles]", "words: [rattlez]", StringComparison.Ordinal));
        (await _mia.ReadAsync(Path + "?days=30")).ShouldContain("Of 2 labelled messages right before 0, now 0.");
        await SaveAsync(_mia, File.Replace("priority: p1", "priority: p3", StringComparison.Ordinal));
        (await _mia.ReadAsync(Path + "?days=30")).ShouldContain("Of 2 labelled messages right before 0, now 1.");

        var label = (await Cases.GivenLabelsAsync(default)).Single(one => one.CaseId == "ESC-1001").Id;
        (await TextAsync(await _max.SendFormAsync(Path, ("what", "dismiss_label"), ("label", label)))).ShouldContain("Fill this in.");
        (await TextAsync(await _max.SendFormAsync(Path, ("what", "take_back_label"), ("label", label)))).ShouldContain(
            "Only whoever said it"
        );
        (await _bob.SendFormAsync(Path, ("what", "dismiss_label"), ("label", label), ("why", "x"))).StatusCode.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await Cases.GivenLabelsAsync(default)).Count.ShouldBe(2);
        (
            await TextAsync(await _max.SendFormAsync(Path, ("what", "dismiss_label"), ("label", label), ("why", "People must hear it.")))
        ).ShouldContain("Dismissed by Max: People must hear it.");
        (await TextAsync(await _mia.SendFormAsync(Path, ("what", "dismiss_label"), ("label", label), ("why", "x")))).ShouldContain(
            "taken back or dismissed already"
        );
        (await _mia.ReadAsync(Path + "?days=30")).ShouldContain("Of 1 labelled messages right before 0, now 1.");
    }

    [Fact]
    public async Task A_manager_takes_their_own_back_and_what_would_be_wrong_again_is_named_to_those_who_may_read_it()
    {
        await AskAsync("the crane rattles PANGOLIN");
        await AskAsync("hush about the NUMBAT");
        await SaysAsync(_mia, "ESC-1001", ("criterion", "hush"), ("text", "x"));
        (
            await TextAsync(
                await _mia.SendFormAsync(Path, ("what", "take_back_label"), ("label", (await Cases.GivenLabelsAsync(default))[0].Id))
            )
        ).ShouldContain("Taken back.");
        // Two messages that the rules in force get right.
        foreach (
            var (id, parts) in new[]
            {
                ("ESC-1001", new JudgedParts(null, null, "p2", null)),
                ("ESC-1002", new JudgedParts(null, null, "p1", null)),
            }
        )
        {
            var question = (await Cases.FindCaseAsync(id, default))!.QuestionId!;
            await Cases.CommitAsync(
                null,
                new Decision
                {
                    Labels = [TestDatabaseSamples.Label("vl-" + id, question, by: "carol") with { Right = parts, CaseId = id }],
                },
                default
            );
        }

        await SaveAsync(_mia, "version: 2\nowner: mia@example.com\nreview_by: 2099-01-31\ncriteria: []\n");
        var page = await _max.ReadAsync(Path + "?days=30");
        page.ShouldContain("Of 2 labelled messages right before 2, now 0.");
        var worse = page[page.IndexOf("id=\"worse\"", StringComparison.Ordinal)..page.IndexOf("id=\"moves\"", StringComparison.Ordinal)];
        worse.ShouldContain("PANGOLIN");
        worse.ShouldContain("1 more that you may not read");
        page.ShouldNotContain("NUMBAT");
    }

    private async Task AskAsync(string text)
    {
        using var ana = await SignInAsync("ana@example.com");
        await ana.SendJsonAsync("/webchat/messages", new { conversation = "dm:ana@example.com", text });
        await RunningBot.UntilAsync(async () =>
        {
            var chat = await ana.ReadAsync("/webchat/messages?conversation=dm:ana@example.com");
            return chat.LastIndexOf("ESC-", StringComparison.Ordinal) > chat.LastIndexOf(text, StringComparison.Ordinal);
        });
    }

    /// <summary>By the form of the case's page.</summary>
    private async Task SaysAsync(Browser who, string id, params (string Field, string Value)[] values)
    {
        var before = (await Cases.GivenLabelsAsync(default)).Count;
        var data = new { @case = id };
        var opened = await (
            await who.SendJsonAsync(
                "/webchat/forms/open",
                new
                {
                    action = "wrong_verdict",
                    data,
                    conversation = "specialists",
                }
            )
        ).Content.ReadFromJsonAsync<JsonElement>();
        opened.GetProperty("form").GetProperty("fields").GetArrayLength().ShouldBe(5);
        var half = await who.SendJsonAsync(
            "/webchat/forms/submit",
            new
            {
                form = "wrong_verdict",
                data,
                values = new { text = "x" },
                conversation = "specialists",
            }
        );
        (await half.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("errors")
            .GetProperty("verdict")
            .GetString()
            .ShouldBe("Fill this in.");
        (
            await who.SendJsonAsync(
                "/webchat/forms/submit",
                new
                {
                    form = "wrong_verdict",
                    data,
                    values = values.ToDictionary(value => value.Field, value => value.Value),
                    conversation = "specialists",
                }
            )
        ).EnsureSuccessStatusCode();
        await RunningBot.UntilAsync(async () => (await Cases.GivenLabelsAsync(default)).Count > before);
    }

    private static async Task SaveAsync(Browser who, string text)
    {
        var page = await who.ReadAsync(Path);
        (
            await TextAsync(
                await who.SendFormAsync(
                    Path,
                    ("what", "save"),
                    ("draft", Browser.Hidden(page, "draft")),
                    ("version", Browser.Hidden(page, "version")),
                    ("base", Browser.Hidden(page, "base")),
                    ("text", text)
                )
            )
        ).ShouldContain("Saved and checked");
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

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
