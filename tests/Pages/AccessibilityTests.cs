using Deque.AxeCore.Playwright;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EscalationBot.Tests.Pages;

/// <summary>axe finds nothing on any page in any of its states, in both themes, on a desk and on a phone.</summary>
[Trait("Category", "Slow")]
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    public static TheoryData<int, bool> Looks { get; } =
        new()
        {
            { 1440, false },
            { 1440, true },
            { 390, false },
            { 390, true },
        };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_playground_has_no_fault_before_and_after_a_whole_case(int width, bool dark)
    {
        await using var bot = await StartAsync();
        await using var tab = await OpenAsync(bot, width, dark, "/");
        await AgreesAsync(tab, "empty");

        await ShowAsync(tab, "rep");
        var sentences = tab.Rep.Locator("[data-say]");
        await sentences.Nth(0).ClickAsync();
        await Expect(Tab.Button(tab.Rep, "This solved it")).ToBeVisibleAsync();
        await AgreesAsync(tab, "answered");
        await Tab.Button(tab.Rep, "Why?").ClickAsync();
        await sentences.Nth(1).ClickAsync();
        await Tab.Button(tab.Rep, "Get a specialist").ClickAsync();
        await Expect(tab.Page.Locator("dialog")).ToBeVisibleAsync();
        await AgreesAsync(tab, "form");
        await tab.FillAsync(("Impact on the client", "40 users cannot ship"), ("What have you tried?", "Gateway restarted twice"));
        await tab.SubmitAsync();
        await Expect(tab.Rep).ToContainTextAsync("ESC-1001");

        await ShowAsync(tab, "specialist");
        await Tab.Button(tab.Specialists, "Claim").ClickAsync();
        await Expect(tab.Specialists.Locator(".root > .msg").First).ToContainTextAsync("has it");
        await Tab.Button(tab.Specialists, "Ask the rep").ClickAsync();
        await tab.SubmitAsync();
        await Expect(tab.Page.Locator("dialog [aria-invalid=true]")).ToBeFocusedAsync();
        await AgreesAsync(tab, "form with an error");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Specialists.Locator(".root > .msg .buttons summary").First.ClickAsync();
        await AgreesAsync(tab, "menu");
        await tab.Page.Keyboard.PressAsync("Escape");
        var thread = tab.Specialists.Locator(".thread").First;
        if (await thread.GetAttributeAsync("open") is null)
        {
            await thread.Locator("summary").First.ClickAsync();
        }
        await thread.Locator("textarea").FillAsync(">> Ten minutes.");
        await thread.Locator("textarea").PressAsync("Enter");
        await Expect(tab.Specialists.Locator(".whisper")).ToContainTextAsync("Only you see this");
        await AgreesAsync(tab, "thread");

        await ShowAsync(tab, "manager");
        await tab.Manager.Locator("[data-say]").First.ClickAsync();
        await Expect(tab.Manager).ToContainTextAsync("lost 0");
        await AgreesAsync(tab, "digest");

        await tab.Page.GotoAsync("/console");
        await Expect(tab.Page.Locator("tr#ESC-1001")).ToBeVisibleAsync();
        await AgreesAsync(tab, "console with a case");
        await tab.Page.GetByLabel("Filter").FillAsync("nothing is called so");
        await AgreesAsync(tab, "console, filtered");
        await tab.Page.GotoAsync("/console/cases/ESC-1001");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "What happened" })).ToBeVisibleAsync();
        await AgreesAsync(tab, "case");
        await tab.Page.Keyboard.PressAsync("Control+K");
        await Expect(tab.Page.Locator("dialog.commands")).ToBeVisibleAsync();
        await AgreesAsync(tab, "commands");
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task The_other_pages_have_no_fault(int width, bool dark)
    {
        // By the browser's own clock: a session that another clock ends is over before it begins.
        await using var bot = await RunningBot.StartAsync([new KeyValuePair<string, string?>("Console:Password", "correct horse")]);
        await using var tab = await OpenAsync(bot, width, dark, "/console", ready: false);
        await AgreesAsync(tab, "sign-in");
        await tab.Page.GetByLabel("Emergency key").FillAsync("wrong");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await AgreesAsync(tab, "sign-in refused");
        await tab.Page.GetByLabel("Emergency key").FillAsync("correct horse");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Console" })).ToBeVisibleAsync();
        await AgreesAsync(tab, "console, empty");
        await tab.Page.GotoAsync("/console/lessons");
        await AgreesAsync(tab, "lessons, empty");
        var lesson = new ArticleFeedback("export-limits", "q1", "solved", "get data out", "ana@example.com", TestDatabaseSamples.Morning);
        await bot.Services.GetRequiredService<CaseStore>().CommitAsync(null, new Decision { Feedback = [lesson] }, CancellationToken.None);
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.GetByText("get data out")).ToBeVisibleAsync();
        await AgreesAsync(tab, "lessons");
        await tab.Page.GotoAsync("/console/knowledge");
        await AgreesAsync(tab, "knowledge");
        await tab.Page.GotoAsync("/console/criteria");
        await AgreesAsync(tab, "criteria");
        await tab.Page.GotoAsync("/console/criteria?days=30");
        await AgreesAsync(tab, "criteria replayed, nothing moves");
        await tab.Page.GotoAsync("/console/criteria?days=999");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await AgreesAsync(tab, "criteria, no such days");
        await CriteriaAsync(bot);
        await tab.Page.GotoAsync("/console/criteria?days=30");
        await Expect(tab.Page.GetByText("newly escalated")).ToBeVisibleAsync();
        await AgreesAsync(tab, "criteria with a draft that has a fault, a move and a publication");
        await tab.Page.GotoAsync("/console/article?id=export-limits");
        await AgreesAsync(tab, "article");
        await tab.Page.GotoAsync("/console/figures");
        await AgreesAsync(tab, "figures");
        await tab.Page.GotoAsync("/console/figures?from=2026-02-31");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await AgreesAsync(tab, "figures of no such days");
        await tab.Page.GotoAsync("/console/people");
        await AgreesAsync(tab, "people and rota");
        await tab.Page.GotoAsync("/console/people?q=nobody-is-called-so");
        await Expect(tab.Page.GetByText("Nobody fits.")).ToBeVisibleAsync();
        await AgreesAsync(tab, "people, nobody fits");
        await tab.Page.GotoAsync("/console/audit");
        await AgreesAsync(tab, "audit");
        await tab.Page.GotoAsync("/console/closed");
        await AgreesAsync(tab, "cases that are over, none");
        await tab.Page.GotoAsync("/console/cases/ESC-9");
        await AgreesAsync(tab, "no such case");
        await tab.Page.GotoAsync("/docs");
        await AgreesAsync(tab, "documents");

        await using var open = await StartAsync();
        await using var outside = await OpenAsync(open, width, dark, "/", ready: false);
        await outside.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["X-Forwarded-For"] = "203.0.113.9" });
        await outside.Page.GotoAsync("/console");
        await AgreesAsync(outside, "refused");
    }

    /// <summary>A draft with a warning and a question that it moves, and a change that could not be written.</summary>
    private static Task CriteriaAsync(RunningBot bot)
    {
        var by = new Party(new("web", "mia@example.com"), "Mia Sorensen", "mia@example.com");
        var change = new CriteriaChange
        {
            Id = "cc1",
            Version = 1,
            State = CriteriaChangeState.Draft,
            Text =
                "version: 7\nowner: nobody@example.com\nreview_by: 2020-01-01\ncriteria:\n  - id: data\n    when: { words: [data] }\n"
                + "    then: { escalate: now }\n    why: Data goes to people.\n",
            Base = "000000000000",
            Editors = [by],
            SavedAt = TestDatabaseSamples.Morning,
        };
        var asked = TestDatabaseSamples.Question("q-data");
        return bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision
                {
                    Criteria =
                    [
                        change,
                        change with
                        {
                            Id = "cc2",
                            State = CriteriaChangeState.RolledBack,
                            PublishedBy = by,
                            PublishedAt = TestDatabaseSamples.Morning,
                            RolledBackAt = TestDatabaseSamples.Morning,
                            Why = "Since the publication 7 of 20 (35 %) cases came to the wrong queue.",
                        },
                    ],
                    Questions =
                    [
                        asked with
                        {
                            Text = "get my data out",
                            CaseId = "ESC-1001",
                            AskedAt = DateTimeOffset.UtcNow.AddDays(-1),
                            Judgement = asked.Judgement with { Facts = asked.Judgement.Facts with { Text = "get my data out" } },
                        },
                    ],
                    Cases = [TestDatabaseSamples.Case("ESC-1001", queue: "technical")],
                },
                CancellationToken.None
            );
    }

    private static Task<RunningBot> StartAsync(params KeyValuePair<string, string?>[] settings) =>
        RunningBot.StartAsync(settings, builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedClock())));

    private async Task<Tab> OpenAsync(RunningBot bot, int width, bool dark, string path, bool ready = true)
    {
        var tab = await chromium.OpenAsync(bot.Http.BaseAddress!, width, 900, dark);
        await tab.Page.GotoAsync(path);
        if (ready)
        {
            await Expect(tab.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
        }
        return tab;
    }

    /// <summary>On a phone one column is seen at a time.</summary>
    private static async Task ShowAsync(Tab tab, string role)
    {
        if (await tab.Page.Locator($"#tab-{role}").IsVisibleAsync())
        {
            await tab.Page.Locator($"#tab-{role}").ClickAsync();
        }
    }

    private static async Task AgreesAsync(Tab tab, string state)
    {
        var found = await tab.Page.RunAxe();
        found
            .Violations.Select(fault =>
                $"{state}: {fault.Id} ({fault.Help}): {string.Join(" | ", fault.Nodes.Take(5).Select(node => node.Html))}"
            )
            .ShouldBeEmpty();
    }
}
