using System.Net;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EscalationBot.Tests.Pages;

/// <summary>Attaching files in a real browser, and opening them on the other side.</summary>
[Trait("Category", "Slow")]
public sealed class AttachingTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private RunningBot _bot = null!;

    public async Task InitializeAsync() => _bot = await RunningBot.StartAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    private static FilePayload File(string name, string words = "words", string type = "text/plain") =>
        new()
        {
            Name = name,
            MimeType = type,
            Buffer = System.Text.Encoding.UTF8.GetBytes(words),
        };

    /// <summary>Files come by paste or drop, as the browser tells it.</summary>
    private static Task GivesAsync(Tab tab, string kind, string selector, string name) =>
        tab.Page.EvaluateAsync(
            """
            ([kind, selector, name]) => {
              const data = new DataTransfer();
              data.items.add(new File(['bytes'], name, { type: 'image/png' }));
              const target = document.querySelector(selector);
              if (kind === 'paste') { target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); return; }
              target.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true }));
              target.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            new[] { kind, selector, name }
        );

    [Fact]
    public async Task What_a_rep_attaches_opens_for_the_specialists_of_the_case_and_for_nobody_else()
    {
        await using var tab = await chromium.OpenAsync(_bot.Http.BaseAddress!);
        // The browser hands choosers over from the first listener on, and is told so in its own time: well before the one that is awaited.
        tab.Page.FileChooser += (_, _) => { };
        await tab.Page.GotoAsync("/");
        var foot = tab.Rep.Locator(".foot");
        var attach = foot.GetByRole(AriaRole.Button, new() { Name = "Attach files" });
        // By the keyboard: the button stands before the field.
        await foot.Locator("textarea").FocusAsync();
        await tab.Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(attach).ToBeFocusedAsync();
        var chooser = await tab.Page.RunAndWaitForFileChooserAsync(() => tab.Page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync([File("export log.txt", "the log"), File("setup.exe")]);
        await Expect(foot.Locator(".failed"))
            .ToHaveTextAsync("setup.exe: Programs are not handed over. Put it into a folder that both may read, and send the link.");
        await GivesAsync(tab, "paste", "#col-rep .foot textarea", "screen.png");
        await GivesAsync(tab, "drop", "#col-rep .log", "dropped.png");
        await Expect(foot.Locator(".attached li")).ToHaveCountAsync(3);
        await Expect(foot.Locator(".attached li[aria-busy]")).ToHaveCountAsync(0);
        await foot.Locator("textarea").FillAsync("the quantum flux coupling of our zeppelin wobbles");
        await tab.PictureAsync("composer-files");
        await foot.GetByRole(AriaRole.Button, new() { Name = "Remove dropped.png" }).ClickAsync();
        await Expect(foot.GetByRole(AriaRole.Button, new() { Name = "Remove screen.png" })).ToBeFocusedAsync();
        await foot.Locator("textarea").PressAsync("Enter");
        await Expect(tab.Rep.Locator(".msg.own .files a")).ToHaveTextAsync(["export log.txt", "screen.png"]);
        await Expect(foot.Locator(".attached")).ToBeHiddenAsync();

        await Tab.Button(tab.Rep, "Get a specialist").ClickAsync();
        await tab.Page.Locator("dialog").GetByLabel("How urgent?").SelectOptionAsync("p3");
        await tab.SubmitAsync();
        var link = tab.Specialists.Locator(".files a", new() { HasText = "export log.txt" }).First;
        await Expect(link).ToBeVisibleAsync();
        var address = (await link.GetAttributeAsync("href"))!;
        var opened = await _bot.Http.GetAsync(address);
        (await opened.Content.ReadAsStringAsync()).ShouldBe("the log");
        opened.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("export log.txt");
        (await _bot.Http.GetAsync(address.Replace("bob", "rob", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        tab.Complaints.ShouldAllBe(complaint => complaint.Contains("415", StringComparison.Ordinal));

        // The message stands where it stood; who may read the case has changed.
        var cases = _bot.Services.GetRequiredService<CaseStore>();
        var theCase = (await cases.FindCaseAsync("ESC-1001", default))!;
        await cases.CommitAsync(
            null,
            new Decision { Cases = [theCase with { Restricted = true, ReadIn = ["trust"], Version = theCase.Version + 1 }] },
            default
        );
        var refused = await _bot.Http.GetAsync(address);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("may read its case");
        (await _bot.Http.GetAsync(address.Replace("bob", "carol", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task On_a_phone_the_composer_holds_files_and_what_cannot_be_sent_comes_back()
    {
        await using var tab = await chromium.OpenAsync(_bot.Http.BaseAddress!, 390, 844);
        await tab.Page.GotoAsync("/");
        var foot = tab.Rep.Locator(".foot");
        await foot.Locator("input[type=file]")
            .SetInputFilesAsync([File("a very long name of a screenshot from my phone 2026-11-23.png"), File("b.txt")]);
        await Expect(foot.Locator(".attached li[aria-busy]")).ToHaveCountAsync(0);
        await tab.PictureAsync("composer-files-phone");
        (await tab.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
        await tab.Page.RouteAsync("**/webchat/messages", route => route.AbortAsync());
        await foot.Locator("textarea").FillAsync("see this");
        await foot.Locator("textarea").PressAsync("Enter");
        await Expect(foot.Locator(".failed")).Not.ToBeEmptyAsync();
        await Expect(foot.Locator(".attached li")).ToHaveCountAsync(2);
        await tab.Page.UnrouteAsync("**/webchat/messages");
        await foot.Locator("textarea").PressAsync("Enter");
        await Expect(tab.Rep.Locator(".msg.own .files a")).ToHaveCountAsync(2);
    }
}
