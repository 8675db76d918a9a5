using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EscalationBot.Tests.Pages;

/// <summary>
/// Plays what the README shows, in every theme and size; with ESCALATIONBOT_SCREENSHOTS set to a folder the pictures are written there.
/// </summary>
[Trait("Category", "Slow")]
public sealed class PictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_playground_and_the_console_look_right_in_light_and_dark_on_desktop_and_phone()
    {
        await using var bot = await RunningBot.StartAsync(change: builder =>
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedClock()))
        );
        await PlayAsync(bot.Http.BaseAddress!);
        foreach (var dark in new[] { false, true })
        {
            var theme = dark ? "dark" : "light";
            await using var desktop = await chromium.OpenAsync(bot.Http.BaseAddress!, 1440, 900, dark);
            await desktop.Page.GotoAsync("/");
            await Expect(desktop.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
            await desktop.Page.EvaluateAsync(
                "() => { document.querySelector('#col-specialist .log').scrollTop = 0; const log = "
                    + "document.querySelector('#col-manager .log'); log.scrollTop = "
                    + "log.querySelector('.threads').lastElementChild.offsetTop - log.offsetTop - 12; }"
            );
            await desktop.PictureAsync($"playground-{theme}");
            desktop.Complaints.ShouldBeEmpty();

            await using var phone = await chromium.OpenAsync(bot.Http.BaseAddress!, 390, 844, dark);
            await phone.Page.GotoAsync("/");
            await Expect(phone.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
            await phone.PictureAsync($"phone-rep-{theme}");
            await phone.Page.Locator("#tab-specialist").ClickAsync();
            await phone.Page.EvaluateAsync("() => { document.querySelector('#col-specialist .log').scrollTop = 0; }");
            await phone.PictureAsync($"phone-specialists-{theme}");
            phone.Complaints.ShouldBeEmpty();

            await desktop.Page.GotoAsync("/console");
            await Expect(desktop.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
            await desktop.PictureAsync($"console-{theme}");
            await desktop.Page.GotoAsync("/console/cases/ESC-1001");
            await Expect(desktop.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
            await desktop.PictureAsync($"case-{theme}");
            await desktop.Page.GotoAsync("/console/people");
            await Expect(desktop.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
            await desktop.PictureAsync($"people-{theme}");
            await phone.Page.GotoAsync("/console/people");
            await Expect(phone.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
            await phone.PictureAsync($"phone-people-{theme}");
            await phone.Page.GotoAsync("/console");
            await Expect(phone.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
            await phone.PictureAsync($"phone-console-{theme}");
        }
    }

    private async Task PlayAsync(Uri address)
    {
        await using var tab = await chromium.OpenAsync(address);
        await tab.Page.GotoAsync("/");
        var sentences = tab.Rep.Locator("[data-say]");
        await Expect(sentences).ToHaveCountAsync(3);
        await sentences.Nth(1).ClickAsync();
        await Tab.Button(tab.Rep, "Get a specialist").ClickAsync();
        await tab.FillAsync(("Impact on the client", "40 users cannot ship"), ("What have you tried?", "Gateway restarted twice"));
        await tab.Page.Locator("dialog").GetByLabel("How urgent?").SelectOptionAsync("p2");
        await tab.SubmitAsync();
        await Tab.Button(tab.Specialists, "Claim").ClickAsync();
        await Expect(tab.Rep).ToContainTextAsync("Bob Tanaka has your case.");
        var thread = tab.Specialists.Locator(".thread textarea");
        await thread.FillAsync(">> We found the cause and are clearing the manifest cache. Ten minutes.");
        await thread.PressAsync("Enter");
        await Expect(tab.Rep).ToContainTextAsync("Ten minutes.");
        await sentences.Nth(2).ClickAsync();
        await Expect(tab.Rep).ToContainTextAsync("ESC-1002");
        await sentences.Nth(0).ClickAsync();
        await Expect(Tab.Button(tab.Rep, "This solved it")).ToBeVisibleAsync();
        await tab.Manager.Locator("[data-say]").First.ClickAsync();
        await Expect(tab.Manager).ToContainTextAsync("lost 0");
    }
}
