using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>What a browser keeps of a person, and for how long.</summary>
[Trait("Category", "Slow")]
public sealed class SignOutBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Kept = "JSON.stringify({ ...sessionStorage })";

    [Fact]
    public async Task Signing_out_takes_drafts_away_in_every_tab_and_leads_other_tabs_to_the_sign_in()
    {
        await using var bot = await RunningBot.StartAsync([new("Console:Password", "correct horse")]);
        await using var tab = await chromium.OpenAsync(bot.Http.BaseAddress!);
        await SignInAsync(bot, tab);
        var other = await tab.Page.Context.NewPageAsync();
        foreach (var page in new[] { tab.Page, other })
        {
            await page.GotoAsync("/");
            await page.Locator("textarea").First.FillAsync("words that I did not send");
            (await page.EvaluateAsync<string>(Kept)).ShouldContain("words that I did not send");
        }

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        (await tab.Page.EvaluateAsync<string>(Kept)).ShouldBe("{}");
        (await other.EvaluateAsync<string>(Kept)).ShouldBe("{}");
        await Expect(other).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login"), new() { Timeout = 20_000 });
        await tab.Page.GoBackAsync();
        (await tab.Page.ContentAsync()).ShouldNotContain("words that I did not send");
    }

    [Fact]
    public async Task A_links_code_leaves_the_address_bar_and_the_history_and_works_without_scripts_too()
    {
        await using var bot = await RunningBot.StartAsync([new("Console:Password", "correct horse")]);
        foreach (var scripts in new[] { true, false })
        {
            await using var tab = await chromium.OpenAsync(bot.Http.BaseAddress!, scripts: scripts);
            var path = await LinkAsync(bot);

            var answer = await tab.Page.GotoAsync(path);

            answer!.Headers["referrer-policy"].ShouldBe("no-referrer");
            answer.Headers["cache-control"].ShouldContain("no-store");
            if (scripts)
            {
                await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/login$"));
            }

            await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/console$"));
        }
    }

    private static async Task SignInAsync(RunningBot bot, Tab tab)
    {
        await tab.Page.GotoAsync(await LinkAsync(bot));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(tab.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/console$"));
    }

    private static async Task<string> LinkAsync(RunningBot bot)
    {
        var code = $"code-{Guid.NewGuid():n}";
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
        var ends = bot.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddMinutes(1);
        await bot.Services.GetRequiredService<SignInStore>().PutLinkAsync(id, "carol@example.com", code, ends, default);
        return $"/login/link/{code}";
    }
}
