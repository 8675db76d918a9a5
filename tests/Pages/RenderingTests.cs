using EscalationBot.Bot.Pages;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Channels.WebChat;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Channels.WebChat.WebChatHost;

namespace EscalationBot.Tests.Pages;

public sealed class RenderingTests : IAsyncLifetime
{
    private const string Hostile = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> <!channel>";
    private WebChatHost _host = null!;

    public async Task InitializeAsync() => _host = await StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_page_names_its_three_columns_and_can_be_read_without_scripts()
    {
        await _host.SaysAsync(Ana, $"dm:{Ana}", "a question of Ana's");
        await _host.BotShowsAsync("specialists", Card.Of("a case for all specialists"));
        await _host.BotShowsAsync($"dm:{Mia}", Card.Of("a digest for Mia"), "other");

        var page = await _host.Here.GetStringAsync("/");

        foreach (
            var words in new[]
            {
                "Rep",
                "Specialists",
                "Manager",
                "a question of Ana&#x27;s",
                "a case for all specialists",
                "a digest for Mia",
                "Try:",
            }
        )
        {
            page.ShouldContain(words);
        }
    }

    [Fact]
    public async Task Whatever_stands_in_any_part_of_a_card_is_shown_as_text()
    {
        var data = new Dictionary<string, string> { ["case"] = Hostile };
        var card = new Card(
            Hostile,
            [
                new CardPart.Heading(Hostile),
                new CardPart.Text(Hostile),
                new CardPart.Prose(Hostile),
                new CardPart.Quote(Hostile, Hostile),
                new CardPart.FactList([new(Hostile, Hostile)]),
                new CardPart.Note(Hostile),
                new CardPart.Bars(Hostile, [new(Hostile, 1, Hostile)]),
                new CardPart.Bars(Hostile, [.. Enumerable.Repeat(new Bar(Hostile, 1, Hostile), 12)]),
                new CardPart.Files([new(Hostile, "https://example.com/\"><script>"), new("x", "javascript:alert(1)")]),
                new CardPart.Mention(new("web", Hostile), Hostile, Hostile),
                new CardPart.Select(Hostile, Hostile, [new(Hostile, Hostile)], Hostile),
                new CardPart.Divider(),
                new CardPart.ButtonRow([new(Hostile, Hostile, data)]),
            ],
            [new(Hostile, Hostile, data), new("more", "More", data) { Menu = [new(Hostile, Hostile, data)] }]
        );
        await _host.BotShowsAsync($"dm:{Ana}", card);

        var page = await _host.Here.GetStringAsync("/");

        page.ShouldNotContain("<script>alert");
        page.ShouldNotContain("<img src=x");
        page.ShouldNotContain("\"javascript:");
        page.ShouldNotContain(" onerror=alert(1)>");
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    [Fact]
    public async Task A_button_whose_time_is_over_is_not_shown_and_one_whose_time_will_be_over_says_when()
    {
        var now = DateTimeOffset.UtcNow;
        var data = new Dictionary<string, string>();
        await _host.BotShowsAsync(
            $"dm:{Ana}",
            new Card(
                "x",
                [new CardPart.Text("x")],
                [
                    new("take_back", "Took back", data) { EndsAt = now.AddDays(-400) },
                    new("take_back", "Take back", data) { EndsAt = now.AddDays(400) },
                    new("claim", "Claim", data),
                ]
            )
        );

        var page = await _host.Here.GetStringAsync("/");

        page.ShouldNotContain("Took back");
        page.ShouldMatch("data-action=\"take_back\"[^>]* data-ends-in=\"\\d+\"[^>]*>Take back<");
        page.ShouldMatch("data-action=\"claim\"(?![^>]*ends-in)[^>]*>Claim<");
    }

    [Fact]
    public async Task Nothing_on_the_page_needs_what_the_content_security_policy_forbids()
    {
        await _host.BotShowsAsync(
            $"dm:{Ana}",
            new Card("x", [new CardPart.Prose("| a | b |\n|:--|--:|\n| 1 | 2 |"), new CardPart.Bars("b", [new("x", 1, "1")])], [])
        );

        var page = await _host.Here.GetStringAsync("/");

        page.ShouldNotContain(" style=");
        page.ShouldNotContain("<style");
        page.ShouldNotContain("onclick");
        page.ShouldNotMatch("<script(?![^>]* src=\"/assets/)");
        page.ShouldNotMatch("(src|href)=\"(https?:)?//");
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))", "javascript")]
    [InlineData("[x](data:text/html,hello)", "data:text")]
    [InlineData("![x](https://example.com/pixel.gif)", "<img")]
    [InlineData("<b>bold</b>", "<b>")]
    [InlineData("<https://example.com>", "<https")]
    [InlineData("[x](vbscript:x)", "vbscript")]
    [InlineData("[x][a]\n\n[a]: javascript:alert(1)", "javascript")]
    [InlineData("[a]\n\n[a]: <javascript:alert(1)>", "javascript")]
    [InlineData("![x][a]\n\n[a]: https://example.com/pixel.gif", "<img")]
    [InlineData("[x](&#106;avascript:alert(1))", "avascript")]
    [InlineData("[x](\\javascript:alert\\(1\\))", "javascript")]
    [InlineData("|a|\n|-|\n|[x](javascript:1)|", "javascript")]
    public void Markdown_of_the_organisation_brings_in_nothing_but_text_and_safe_links(string markdown, string absent) =>
        Prose.Render(markdown, 1000).Head.ShouldNotContain(absent);

    [Fact]
    public void Markdown_links_open_elsewhere_without_telling_who_sent_them()
    {
        var html = Prose.Render("See [the guide](https://example.com/a), https://example.com/b or <help@example.com>.", 1000).Head;

        html.ShouldContain("href=\"https://example.com/a\" rel=\"noopener noreferrer\" target=\"_blank\"");
        html.ShouldContain("href=\"https://example.com/b\"");
        html.ShouldContain("href=\"mailto:help@example.com\"");
    }

    [Fact]
    public void A_long_article_is_folded_between_blocks()
    {
        var (head, more) = Prose.Render(string.Join("\n\n", Enumerable.Range(0, 100).Select(i => $"Paragraph {i} with some words.")), 500);

        head.ShouldContain("Paragraph 0 ");
        head.Length.ShouldBeLessThan(1000);
        more.ShouldContain("Paragraph 99 ");
    }

    [Fact]
    public async Task A_long_message_is_folded_and_says_how_long_it_is()
    {
        await _host.SaysAsync(Ana, $"dm:{Ana}", string.Join(' ', Enumerable.Repeat("words", 3334))[..20_000]);

        (await _host.Here.GetStringAsync("/")).ShouldContain("Show all (20,000 characters)");
    }

    [Theory]
    [InlineData("short", "short", "")]
    [InlineData("", "", "")]
    public void A_short_text_is_shown_whole(string text, string head, string more) => LongText.Split(text).ShouldBe((head, more));

    [Fact]
    public void A_fold_never_cuts_a_letter_in_two()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 2000));
        var (head, more) = LongText.Split("x" + text);

        (head + more).ShouldBe("x" + text);
        char.IsHighSurrogate(head[^1]).ShouldBeFalse();
        var (lines, rest) = LongText.Split(string.Join('\n', Enumerable.Range(0, 5000)));
        lines.Length.ShouldBeLessThan(100);
        rest.ShouldEndWith("4999");
    }

    [Theory]
    [InlineData("see https://example.com/a?b=1, and more", "https://example.com/a?b=1")]
    [InlineData("(https://example.com)", "https://example.com")]
    [InlineData("javascript:alert(1) file:///etc/passwd", null)]
    public void Addresses_in_plain_text_become_links(string text, string? url)
    {
        var stretches = Links.Split(text).ToList();

        string.Concat(stretches.Select(stretch => stretch.Text)).ShouldBe(text);
        stretches.SingleOrDefault(stretch => stretch.Url is not null)?.Url.ShouldBe(url);
        stretches.Count(stretch => stretch.Url is not null).ShouldBe(url is null ? 0 : 1);
    }

    [Fact]
    public async Task Empty_places_say_what_would_fill_them()
    {
        var page = await _host.Here.GetStringAsync("/");
        page.ShouldContain("Ask something that a client asked you.");
        page.ShouldContain("A case appears here as soon as");
        page.ShouldContain("Your digest appears here");

        await using var nobody = await StartAsync(
            directory: WebChatHost.Directory() with
            {
                People = [new(Ana, "Ana", true, false, false)],
                Rooms = [],
            }
        );
        (await nobody.Here.GetStringAsync("/")).ShouldContain(
            "Nobody in organisation.yaml has this role. Add a person with roles: [specialist]"
        );
    }

    [Fact]
    public async Task One_column_can_be_asked_for_alone_with_another_person_and_conversation()
    {
        await _host.BotShowsAsync("billing", Card.Of("a case about money"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/?specialist=bob@example.com&specialist_at=billing");
        request.Headers.Add("X-Fragment", "specialist");

        var column = await (await _host.Here.SendAsync(request)).Content.ReadAsStringAsync();

        column.ShouldStartWith("<section");
        column.ShouldContain("a case about money");
        column.ShouldNotContain("<html");
    }

    [Fact]
    public async Task A_thousand_messages_are_a_page_of_the_newest_with_a_way_back()
    {
        for (var i = 0; i < 1000; i++)
        {
            await _host.BotShowsAsync($"dm:{Ana}", Card.Of($"message {i}."), $"key {i}");
        }

        var page = await _host.Here.GetStringAsync("/");

        page.ShouldContain("message 999.");
        page.ShouldNotContain("message 949.");
        page.ShouldContain("Earlier messages");
    }

    [Fact]
    public async Task A_deleted_message_is_gone_unless_a_thread_hangs_on_it()
    {
        var alone = await _host.SaysAsync(Bob, "specialists", "alone");
        var root = await _host.SaysAsync(Bob, "specialists", "root");
        await _host.SaysAsync(Bob, "specialists", "reply", root);

        await _host.Here.DeleteAsync($"/webchat/messages/{alone}?as={Bob}");
        await _host.Here.DeleteAsync($"/webchat/messages/{root}?as={Bob}");
        var page = await _host.Here.GetStringAsync("/");

        page.ShouldNotContain($"data-id=\"{alone}\"");
        page.ShouldContain("This message was deleted.");
        page.ShouldContain(">reply</div>");
    }

    [Fact]
    public void Every_text_of_the_pages_is_a_sentence_or_a_word()
    {
        var words = PageWords.In("en");
        foreach (var key in words.All)
        {
            var text = words[key];
            text.ShouldNotBeNullOrWhiteSpace(key);
            text.ShouldBe(text.Trim(), key);
            text.ShouldNotContain("!", customMessage: key);
        }
    }

    [Theory]
    [InlineData("Ana Lindqvist", "AL")]
    [InlineData("  bob ", "B")]
    [InlineData("", "?")]
    [InlineData("👩‍🔧 Émile van Dyk", "👩‍🔧D")]
    public void Initials_are_whole_letters(string name, string initials) => Names.Initials(name).ShouldBe(initials);
}
