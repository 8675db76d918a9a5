using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Channels.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EscalationBot.Tests.Pages;

[Trait("Category", "Slow")]
public sealed class ConsoleBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Signing_in_leads_to_the_page_that_was_asked_for_and_tables_narrow_and_sort()
    {
        await using var bot = await RunningBot.StartAsync([new("Console:Password", "correct horse")]);
        await using var tab = await chromium.OpenAsync(bot.Http.BaseAddress!);
        await tab.Page.GotoAsync("/console");
        await tab.Page.GetByLabel("Emergency key").FillAsync("wrong horses");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That was not the key.");
        await tab.Page.GetByLabel("Emergency key").FillAsync("correct horse");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Console" })).ToBeVisibleAsync();
        var queues = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Queues" }).Locator("tbody tr");

        await tab.Page.GetByLabel("Filter").FillAsync("billing");
        await Expect(queues.Filter(new() { Visible = true })).ToHaveCountAsync(1);
        await Expect(tab.Page.GetByText("0 of 0 cases match “billing”.")).ToBeVisibleAsync();
        await tab.Page.ReloadAsync();
        await Expect(queues.Filter(new() { Visible = true })).ToHaveCountAsync(1);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Expect(tab.Page.GetByLabel("Filter")).ToHaveValueAsync("");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Queue" }).First.ClickAsync();
        (await queues.AllInnerTextsAsync())
            .Select(row => row.Split('\t')[0])
            .ShouldBe(["Billing and contracts", "Security and privacy", "Technical"]);
    }

    [Fact]
    public async Task The_board_is_live_and_keeps_focus_filter_and_order()
    {
        await using var bot = await RunningBot.StartAsync();
        await using var tab = await chromium.OpenAsync(bot.Http.BaseAddress!);
        await AskAsync("their lawyer will call us tomorrow", "ana@example.com");
        var cases = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Open cases" });
        var patience = new LocatorAssertionsToHaveCountOptions { Timeout = 30_000 };
        await tab.Page.GotoAsync("/console");
        await Expect(cases.Locator("tbody tr")).ToHaveCountAsync(1, patience);
        await cases.GetByRole(AriaRole.Button, new() { Name = "Owner" }).ClickAsync();
        await cases.GetByRole(AriaRole.Link, new() { Name = "ESC-1001" }).FocusAsync();

        await AskAsync("their lawyer sent a letter about the contract", "rob@example.com");
        await Expect(cases.Locator("tbody tr")).ToHaveCountAsync(2, patience);
        await Expect(cases.GetByRole(AriaRole.Link, new() { Name = "ESC-1001" })).ToBeFocusedAsync();
        await Expect(cases.Locator("th[aria-sort=ascending]")).ToHaveTextAsync("Owner");
        await Expect(tab.Page.GetByText("live, last change")).ToBeVisibleAsync();
        await Expect(cases.Locator("tr.changed")).ToHaveCountAsync(1);

        await tab.Page.GetByLabel("Filter").FillAsync("letter");
        await AskAsync("their lawyer will sue us over the outage", "bob@example.com");
        await Expect(cases.Locator("tbody tr")).ToHaveCountAsync(3, patience);
        await Expect(cases.Locator("tbody tr").Filter(new() { Visible = true })).ToHaveCountAsync(1);
        await Expect(tab.Page.GetByLabel("Filter")).ToBeFocusedAsync();

        Task AskAsync(string text, string email) =>
            bot.Http.PostAsync(
                "/webchat/messages",
                WebChatHost.Json(
                    new
                    {
                        @as = email,
                        conversation = $"dm:{email}",
                        text,
                    }
                )
            );
    }

    [Fact]
    public async Task A_case_is_found_by_the_keyboard_claimed_and_answered_on_its_page()
    {
        await using var bot = await RunningBot.StartAsync();
        await bot.Http.PostAsync(
            "/webchat/messages",
            WebChatHost.Json(
                new
                {
                    @as = "ana@example.com",
                    conversation = "dm:ana@example.com",
                    text = "their lawyer will call us tomorrow",
                }
            )
        );
        var cases = bot.Services.GetRequiredService<CaseStore>();
        await RunningBot.UntilAsync(async () => await cases.FindCaseAsync("ESC-1001", default) is not null);
        await using var tab = await chromium.OpenAsync(bot.Http.BaseAddress!);
        // A link that somebody sends claims nothing for whoever follows it.
        await tab.Page.GotoAsync("/console/cases/ESC-1001#claim");
        await Expect(Tab.Button(tab.Page.Locator(".one"), "Claim")).ToBeVisibleAsync();
        await Task.Delay(1000);
        (await cases.FindCaseAsync("ESC-1001", default))!.Owner.ShouldBeNull();

        await tab.Page.GotoAsync("/console");
        // Letters alone act in the table only.
        await tab.Page.Keyboard.PressAsync("j");
        await tab.Page.Keyboard.PressAsync("c");
        tab.Page.Url.ShouldEndWith("/console");
        await tab.Page.GetByRole(AriaRole.Region, new() { Name = "Open cases" }).FocusAsync();
        await tab.Page.Keyboard.PressAsync("j");
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "ESC-1001" })).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("c");
        await Expect(tab.Page.Locator(".one article")).ToContainTextAsync("has it since");
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "What happened" })).ToContainTextAsync("claimed");

        await Tab.Button(tab.Page.Locator(".one"), "Reply to rep").ClickAsync();
        await tab.Page.Locator("dialog[open] textarea").First.FillAsync("Send them to me.");
        await tab.SubmitAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Said" })).ToContainTextAsync("Send them to me.");
        (await cases.FindCaseAsync("ESC-1001", default))!.Owner.ShouldNotBeNull();

        var opener = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Go to" });
        await Expect(opener).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Control+K");
        await tab.Page.Keyboard.TypeAsync("over");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Cases that are over", Level = 1 })).ToBeVisibleAsync();
        await Expect(opener).ToBeVisibleAsync(); // its script has come, and hears the keys
        await tab.Page.Keyboard.PressAsync("Control+K");
        await tab.Page.Keyboard.TypeAsync("1001");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "ESC-1001" }).First).ToBeVisibleAsync();
        tab.Complaints.ShouldBeEmpty();
    }
}
