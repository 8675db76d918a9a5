using Deque.AxeCore.Playwright;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EscalationBot.Tests.Pages;

/// <summary>Two managers who signed in change the criteria in a browser; axe finds nothing on the way.</summary>
[Trait("Category", "Slow")]
public sealed class CriteriaBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(1440, false)]
    [InlineData(390, true)]
    public async Task A_draft_is_saved_asked_for_published_and_rolled_back_by_keyboard_alone(int width, bool dark)
    {
        using var files = new TemporaryFolder();
        foreach (var file in System.IO.Directory.GetFiles(OrganisationFixture.SampleFolder, "*", System.IO.SearchOption.AllDirectories))
        {
            files.Write(System.IO.Path.GetRelativePath(OrganisationFixture.SampleFolder, file), System.IO.File.ReadAllText(file));
        }

        await using var bot = await RunningBot.StartAsync([
            new("Console:Password", "correct horse"),
            new("Organisation:Folder", files.Path),
        ]);
        await using var mia = await OpenAsync(bot, "mia@example.com", width, dark);
        await PictureAsync(mia, "empty", width, dark);
        await LabelAsync(bot);
        await mia.Page.ReloadAsync();
        await Expect(mia.Page.GetByText("The manual says how.")).ToBeVisibleAsync();
        await PictureAsync(mia, "labels", width, dark);
        var why = mia.Page.GetByLabel("Why it stays");
        await why.FillAsync("Who is locked out talks to a person.");
        await EnterAsync(mia, "Dismiss");
        await Expect(mia.Page.GetByText("Dismissed by Mia")).ToBeVisibleAsync();
        var text = mia.Page.GetByLabel("criteria.yaml as it is to be");
        await text.FocusAsync();
        await mia.Page.Keyboard.PressAsync("Control+Home");
        await mia.Page.Keyboard.TypeAsync("bad: [");
        await EnterAsync(mia, "Save and check");
        await Expect(mia.Page.GetByText("This is no valid YAML")).ToBeVisibleAsync();
        await PictureAsync(mia, "fault", width, dark);
        await text.FillAsync((await text.InputValueAsync()).Replace("bad: [", "# By Mia\n", StringComparison.Ordinal));
        await EnterAsync(mia, "Save and check");
        await Expect(mia.Page.GetByText("+ # By Mia")).ToBeVisibleAsync();
        await EnterAsync(mia, "Ask for publication");
        await Expect(mia.Page.GetByText("The other managers are asked")).ToBeVisibleAsync();
        await Expect(Button(mia, "Publish")).ToHaveCountAsync(0);
        await PictureAsync(mia, "asked", width, dark);

        await using var otto = await OpenAsync(bot, "otto@example.com", width, dark);
        await EnterAsync(otto, "Publish");
        await Expect(otto.Page.GetByText("In the file")).ToBeVisibleAsync();
        System.IO.File.ReadAllText(files.File("criteria.yaml")).ShouldStartWith("# By Mia\n");
        await EnterAsync(otto, "Replay the draft");
        await Expect(otto.Page.GetByText("0 of 1 questions change")).ToBeVisibleAsync();
        await PictureAsync(otto, "published", width, dark);
        await EnterAsync(otto, "Roll back");
        await Expect(otto.Page.GetByText("Rolled back by Otto Brandt")).ToBeVisibleAsync();
        await PictureAsync(otto, "rolled-back", width, dark);
        System.IO.File.ReadAllText(files.File("criteria.yaml")).ShouldStartWith("# When a question");
        mia.Complaints.Concat(otto.Complaints).ShouldBeEmpty();
    }

    /// <summary>Ben says that what a rule made a case of is answered by an article.</summary>
    private static async Task LabelAsync(RunningBot bot)
    {
        var label = TestDatabaseSamples.Label("vl1", "q1", by: "ben") with
        {
            At = DateTimeOffset.UtcNow,
            CaseId = "ESC-1001",
            About = "production-outage",
            Was = new JudgedParts("escalate", "technical", "p1", "production-outage"),
            Right = new JudgedParts("answer", null, null, JudgedParts.NoCriterion),
            Reason = "The manual says how.",
        };
        var question = TestDatabaseSamples.Question("q1") with { CaseId = "ESC-1001", AskedAt = DateTimeOffset.UtcNow };
        await bot
            .Services.GetRequiredService<CaseStore>()
            .CommitAsync(
                null,
                new Decision
                {
                    Questions = [question],
                    Cases = [TestDatabaseSamples.Case() with { QuestionId = "q1" }],
                    Labels = [label],
                },
                default
            );
    }

    private async Task<Tab> OpenAsync(RunningBot bot, string email, int width, bool dark)
    {
        var code = $"code-of-{email}-{Guid.NewGuid():n}";
        var id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code)));
        await bot.Services.GetRequiredService<SignInStore>().PutLinkAsync(id, email, "test", DateTimeOffset.UtcNow.AddMinutes(1), default);
        var tab = await chromium.OpenAsync(bot.Http.BaseAddress!, width, 900, dark);
        await tab.Page.GotoAsync("/login/link/" + code);
        await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Main).GetByRole(Microsoft.Playwright.AriaRole.Button).First.ClickAsync();
        await tab.Page.GotoAsync("/console/criteria");
        return tab;
    }

    private static Microsoft.Playwright.ILocator Button(Tab tab, string title) =>
        tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = title, Exact = title is "Publish" });

    private static async Task EnterAsync(Tab tab, string title)
    {
        await Button(tab, title).FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task PictureAsync(Tab tab, string state, int width, bool dark)
    {
        (await tab.Page.RunAxe())
            .Violations.Select(fault => $"{state}: {fault.Id}: {string.Join(" | ", fault.Nodes.Take(5).Select(node => node.Html))}")
            .ShouldBeEmpty();
        (await tab.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(state);
        await tab.PictureAsync($"criteria-{state}-{width}-{(dark ? "dark" : "light")}");
    }
}
