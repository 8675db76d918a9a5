using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.WebChat;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace EscalationBot.Tests.Pages;

/// <summary>The playground in a real browser, on the real desk and the sample organisation.</summary>
[Trait("Category", "Slow")]
public sealed class PlaygroundTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private RunningBot _bot = null!;

    public async Task InitializeAsync() => _bot = await StartAsync();

    public async Task DisposeAsync() => await _bot.DisposeAsync();

    [Fact]
    public async Task One_person_plays_a_whole_case_from_question_to_closed()
    {
        await using var tab = await OpenAsync();
        await tab.Rep.Locator("[data-say]").Nth(1).ClickAsync();
        await Tab.Button(tab.Rep, "Get a specialist").ClickAsync();
        await tab.FillAsync(("Impact on the client", "40 users cannot ship"), ("What have you tried?", "Gateway restarted twice"));
        await tab.SubmitAsync();

        await Expect(tab.Specialists.Locator(".msg.card").First).ToContainTextAsync("ESC-1001 · P3 · Technical");
        await Expect(tab.Rep).ToContainTextAsync("Handed to specialists as ESC-1001.");
        await Tab.Button(tab.Specialists, "Claim").ClickAsync();
        await Expect(tab.Rep).ToContainTextAsync("ESC-1001: Bob Tanaka has your case.");
        await Expect(Tab.Button(tab.Specialists, "Claim")).ToHaveCountAsync(0);

        await Tab.Button(tab.Specialists, "Ask the rep").ClickAsync();
        await tab.SubmitAsync();
        await Expect(tab.Page.Locator("dialog [aria-invalid=true]")).ToBeFocusedAsync();
        await tab.FillAsync(("What do you need to know?", "Which gateway version do they run?"));
        await tab.SubmitAsync();
        await Expect(tab.Rep).ToContainTextAsync("Which gateway version do they run?");
        await Tab.SayAsync(tab.Rep, "4.2.1");
        await Expect(tab.Specialists.Locator(".thread")).ToContainTextAsync("4.2.1");

        var thread = tab.Specialists.Locator(".thread textarea");
        await thread.FillAsync("Looks like the manifest cache.");
        await Expect(tab.Specialists.Locator(".thread .audience")).ToHaveTextAsync("Internal. Begin with >> to send it to the rep.");
        await thread.PressAsync("Enter");
        await thread.FillAsync(">> We found the cause. Ten minutes.");
        await Expect(tab.Specialists.Locator(".thread .audience")).ToHaveTextAsync("Goes to the rep at once.");
        await thread.PressAsync("Enter");
        await Expect(tab.Rep).ToContainTextAsync("We found the cause. Ten minutes.");
        await Expect(tab.Rep).Not.ToContainTextAsync("Looks like the manifest cache.");
        await Expect(tab.Specialists.Locator(".whisper")).ToContainTextAsync("Only you see this");

        await tab.Specialists.Locator(".root > .msg").GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await tab.FillAsync(
            ("What fixed it", "Cleared the manifest cache"),
            ("Root cause", "A stale entry after the upgrade"),
            ("What was ruled out", "Network"),
            ("Tell the client", "The archive works again.")
        );
        await tab.SubmitAsync();
        await Expect(tab.Rep).ToContainTextAsync("The archive works again.");
        await Tab.Button(tab.Rep, "Client told").ClickAsync();
        await Expect(tab.Rep).ToContainTextAsync("ESC-1001 is closed");
        await tab.Rep.GetByLabel("How was the help?").SelectOptionAsync("5");
        await Tab.Button(tab.Rep, "Send").First.ClickAsync();

        await tab.Manager.GetByRole(AriaRole.Button, new() { Name = "digest" }).ClickAsync();
        await Expect(tab.Manager).ToContainTextAsync("lost 0");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_ready_sentences_do_what_they_promise_and_light_up_the_other_columns()
    {
        await using var tab = await OpenAsync();
        var sentences = tab.Rep.Locator("[data-say]");
        await Expect(sentences).ToHaveCountAsync(3);

        await sentences.Nth(0).ClickAsync();
        await Expect(Tab.Button(tab.Rep, "This solved it")).ToBeVisibleAsync();
        await sentences.Nth(1).ClickAsync();
        await Expect(tab.Rep.Locator(".msg.card").Last).ToContainTextAsync("No article covers this.");
        await sentences.Nth(2).ClickAsync();
        await Expect(tab.Rep.Locator(".msg.card").Last).ToContainTextAsync("ESC-1001");
        var unread = tab.Specialists.Locator(".rooms a[data-conversation=billing] .count");
        await Expect(unread).ToHaveTextAsync("1");
        await tab.Page.ReloadAsync();
        await Expect(unread).ToHaveTextAsync("1");
        await tab.Specialists.Locator(".rooms a[data-conversation=billing]").ClickAsync();
        await Expect(tab.Specialists.Locator(".msg.card").First).ToContainTextAsync("P1");
        await tab.Specialists.Locator(".rooms a[data-conversation=specialists]").ClickAsync();
        await Expect(unread).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Of_two_specialists_one_gets_the_case_and_the_other_reads_privately_who()
    {
        await using var bob = await OpenAsync();
        await using var carol = await OpenAsync("/?specialist=carol@example.com");
        await Tab.SayAsync(bob.Rep, "specialist Acme Freight: error QX-7781");
        await Tab.SayAsync(bob.Rep, "Acme Freight: error QX-7781 on every manifest");
        await Tab.Button(bob.Rep, "Get a specialist").ClickAsync();
        await bob.FillAsync(("Impact on the client", "Nobody can ship"));
        await bob.SubmitAsync();
        await Expect(Tab.Button(carol.Specialists, "Claim")).ToBeVisibleAsync();
        await Expect(Tab.Button(bob.Specialists, "Claim")).ToBeVisibleAsync();

        // By the pages' own clocks, at one moment: told one after the other, the second would find the card changed already.
        const string Claim =
            "at => new Promise((done, failed) => setTimeout(() => { try { "
            + "done(document.querySelector('#col-specialist [data-action=claim]').click()); } catch (error) { "
            + "failed(error); } }, at - Date.now()))";
        var moment = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeMilliseconds();
        await Task.WhenAll(bob.Page.EvaluateAsync(Claim, moment), carol.Page.EvaluateAsync(Claim, moment));

        var owner = await OwnerAsync(bob);
        (await OwnerAsync(carol)).ShouldBe(owner);
        var loser = owner.Contains("Bob", StringComparison.Ordinal) ? carol : bob;
        await Expect(loser.Specialists.Locator(".whisper")).ToContainTextAsync(owner);
    }

    [Fact]
    public async Task A_dialog_keeps_what_was_typed_and_gives_the_focus_back()
    {
        await using var tab = await OpenAsync();
        await Tab.SayAsync(tab.Rep, "Acme Freight: error QX-7781 on every manifest");
        await Tab.Button(tab.Rep, "Get a specialist").FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.FillAsync(("What have you tried?", "Restarted twice"));
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("dialog")).ToHaveCountAsync(0);
        await Expect(Tab.Button(tab.Rep, "Get a specialist")).ToBeFocusedAsync();

        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("dialog").GetByLabel("What have you tried?")).ToHaveValueAsync("Restarted twice");
        var account = tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "Account" });
        await account.FillAsync("");
        await account.PressSequentiallyAsync("ac");
        await Expect(tab.Page.Locator("dialog .found").GetByRole(AriaRole.Option).First).ToContainTextAsync("Acme Freight");
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(account).ToHaveValueAsync("Acme Freight (acme)");
    }

    [Fact]
    public async Task What_was_typed_survives_a_change_of_room_and_a_reload()
    {
        await using var tab = await OpenAsync();
        await tab.Specialists.Locator(".foot textarea").FillAsync("half a thought");
        await tab.Specialists.Locator(".rooms a[data-conversation=billing]").ClickAsync();
        await Expect(tab.Specialists.Locator(".foot textarea")).ToHaveValueAsync("");
        await tab.Specialists.Locator(".rooms a[data-conversation=specialists]").ClickAsync();
        await Expect(tab.Specialists.Locator(".foot textarea")).ToHaveValueAsync("half a thought");

        await tab.Page.ReloadAsync();

        await Expect(tab.Specialists.Locator(".foot textarea")).ToHaveValueAsync("half a thought");
    }

    [Fact]
    public async Task What_could_not_be_sent_comes_back_and_counts_once_when_sent_again()
    {
        await using var tab = await OpenAsync();
        await tab.Page.RouteAsync(
            "**/webchat/messages",
            async route =>
            {
                // The message arrives, its answer does not.
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );
        await Tab.SayAsync(tab.Specialists, "only once");
        await Expect(tab.Specialists.Locator(".foot .failed")).ToHaveTextAsync("Not sent. Your text is kept; try again.");
        await Expect(tab.Specialists.Locator(".foot textarea")).ToHaveValueAsync("only once");

        await tab.Page.UnrouteAllAsync();
        await tab.Specialists.Locator(".foot textarea").PressAsync("Enter");
        await Tab.SayAsync(tab.Specialists, "and this");

        await Expect(tab.Specialists.Locator(".msg.own")).ToHaveCountAsync(2);
        await Expect(tab.Specialists.Locator(".foot .failed")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task A_message_can_be_edited_and_deleted_by_its_author()
    {
        await using var tab = await OpenAsync();
        await Tab.SayAsync(tab.Specialists, "frist");
        var own = tab.Specialists.Locator(".msg.own").Last;
        await own.Locator(".dots summary").ClickAsync();
        await Tab.Button(own, "Edit").ClickAsync();
        await own.Locator("textarea").FillAsync("first");
        await Tab.Button(own, "Save").ClickAsync();
        await Expect(own).ToContainTextAsync("edited");
        await Expect(own.Locator(".body")).ToHaveTextAsync("first");

        await own.Locator(".dots summary").ClickAsync();
        await Tab.Button(own, "Delete").ClickAsync();

        await Expect(tab.Specialists.Locator(".msg.own")).ToHaveCountAsync(0);
        tab.Dialogs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_scripts_everything_can_be_read()
    {
        await PostAsync("dm:ana@example.com", Card.Of("An answer that was there before"));
        await using var tab = await chromium.OpenAsync(_bot.Http.BaseAddress!, scripts: false);
        await tab.Page.GotoAsync("/");

        await Expect(tab.Rep).ToContainTextAsync("An answer that was there before");
        await Expect(tab.Manager).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Hostile_words_run_nothing()
    {
        await using var tab = await OpenAsync();

        await Tab.SayAsync(tab.Rep, "<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3)) ' \" ` ${7*7}");

        await Expect(tab.Rep.Locator(".msg.own")).ToContainTextAsync("<img src=x onerror=alert(1)><script>alert(2)</script>");
        tab.Dialogs.ShouldBeEmpty();
        tab.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(360, 640)]
    [InlineData(390, 844)]
    [InlineData(820, 1180)]
    [InlineData(1040, 768)]
    [InlineData(1440, 900)]
    [InlineData(2560, 1300)]
    public async Task At_every_width_nothing_sticks_out_sideways(int width, int height)
    {
        var endless = new string('W', 400);
        var card = new Card(
            "x",
            [
                new CardPart.Heading(endless),
                new CardPart.Text(endless),
                new CardPart.Prose($"`{endless}`\n\n| {endless} | b |\n|--|--|\n| 1 | 2 |"),
                new CardPart.FactList([new(endless, endless)]),
                new CardPart.Bars("b", [new(endless, 1, endless)]),
                new CardPart.Mention(new("web", "x"), endless, endless),
                new CardPart.Select("s", endless, [new("v", endless)], "v"),
            ],
            [
                .. Enumerable
                    .Range(0, 6)
                    .Select(i => new CardButton("claim", i == 5 ? endless : $"A button {i}", new Dictionary<string, string>())),
            ]
        );
        foreach (
            var (conversation, index) in new[] { "dm:ana@example.com", "specialists", "dm:mia@example.com" }.Select(
                (conversation, index) => (conversation, index)
            )
        )
        {
            await PostAsync(conversation, card, $"wide-{index}");
        }

        await using var tab = await chromium.OpenAsync(_bot.Http.BaseAddress!, width, height);
        await tab.Page.GotoAsync("/");
        foreach (var role in new[] { "rep", "specialist", "manager" })
        {
            if (width < 1040)
            {
                await tab.Page.Locator($"#tab-{role}").ClickAsync();
            }

            await Expect(tab.Page.Locator($"#col-{role}")).ToBeInViewportAsync();
            (
                await tab.Page.EvaluateAsync<int>(
                    $"() => document.querySelector('#col-{role} .log').scrollWidth - document.querySelector('#col-{role} .log').clientWidth"
                )
            ).ShouldBeLessThanOrEqualTo(0, role);
        }

        (await tab.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
    }

    [Fact]
    public async Task Earlier_messages_come_on_request_and_nothing_jumps()
    {
        for (var i = 0; i < 120; i++)
        {
            await PostAsync("dm:ana@example.com", Card.Of($"message {i}."), $"many-{i}");
        }

        await using var tab = await OpenAsync();
        // Below it there may be the welcome, which comes when the page is opened.
        await Expect(tab.Rep.Locator(".msg", new() { HasText = "message 119." })).ToHaveCountAsync(1);
        await Expect(tab.Rep.Locator(".threads > li").Last).ToBeInViewportAsync();
        await tab.Rep.Locator(".earlier").ClickAsync();
        await Expect(tab.Rep.Locator(".msg", new() { HasText = "message 21." })).ToHaveCountAsync(1);
        await tab.Rep.Locator(".earlier").ClickAsync();
        await Expect(tab.Rep.Locator(".msg", new() { HasText = "message 0." })).ToHaveCountAsync(1);
        await Expect(tab.Rep.Locator(".earlier")).ToHaveCountAsync(0);
        (await tab.Rep.Locator(".msg").CountAsync()).ShouldBe(
            await tab.Rep.Locator(".msg").EvaluateAllAsync<int>("all => new Set(all.map(one => one.dataset.id)).size")
        );
    }

    private static Task<RunningBot> StartAsync() =>
        RunningBot.StartAsync(change: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedClock())));

    private async Task<Tab> OpenAsync(string path = "/")
    {
        var tab = await chromium.OpenAsync(_bot.Http.BaseAddress!);
        await tab.Page.GotoAsync(path);
        await Expect(tab.Page.Locator("#health")).ToHaveAttributeAsync("data-state", "ready");
        return tab;
    }

    private Task<WebMessage> PostAsync(string conversation, Card card, string key = "k") =>
        _bot
            .Services.GetRequiredService<WebMessages>()
            .AddAsync(new(key, conversation, null, WebMessage.Bot, null, card), CancellationToken.None);

    private static async Task<string> OwnerAsync(Tab tab)
    {
        var card = tab.Specialists.Locator(".root > .msg").First;
        await Expect(card).ToContainTextAsync("has it");
        return (await card.InnerTextAsync()).Contains("Bob Tanaka has it", StringComparison.Ordinal) ? "Bob Tanaka" : "Carol Mensah";
    }
}
