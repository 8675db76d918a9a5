using EscalationBot.Tests.Support;
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
}
