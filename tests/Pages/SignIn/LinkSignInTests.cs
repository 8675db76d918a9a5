using System.Net;
using System.Text.RegularExpressions;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using EscalationBot.Tests.Workers;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>The link that the bot sends a person in their 1:1 chat.</summary>
public sealed class LinkSignInTests
{
    [Fact]
    public async Task A_person_writes_console_in_their_chat_and_the_link_signs_them_in_once()
    {
        // By the real clock: the browser's cookie has an end.
        await using var world = await World.StartAsync(shifted: false);
        var path = await world.LinkForAsync("carol@example.com");

        // What a chat does for its preview, any number of times, in both ways.
        for (var i = 0; i < 3; i++)
        {
            (await world.Browser.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var page = await world.Browser.ReadAsync(path);
        page.ShouldContain("You sign in as Carol Mensah.");
        var signedIn = await world.Browser.SendFormAsync("/login/link", ("code", Browser.Hidden(page, "code")));
        signedIn.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        signedIn.Headers.Location!.OriginalString.ShouldBe("/console");
        (await world.Browser.ReadAsync("/console")).ShouldContain("Carol Mensah");

        using var other = new Browser(world.Bot.Http.BaseAddress!);
        (await other.SendFormAsync("/login/link", ("code", Browser.Hidden(page, "code")))).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await other.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task The_code_stands_nowhere_in_the_database()
    {
        await using var world = await World.StartAsync();
        var code = (await world.LinkForAsync("carol@example.com")).Split('/')[^1];
        code.Length.ShouldBe(43);
        using var folder = new TemporaryFolder();

        await world.Bot.Services.GetRequiredService<Database>().BackupAsync(folder.File("copy.db"));

        System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.File("copy.db"))).ShouldNotContain(code);
    }

    [Fact]
    public async Task A_link_ends_after_ten_minutes_and_when_a_newer_one_comes()
    {
        await using var world = await World.StartAsync();
        var first = await world.LinkForAsync("carol@example.com");
        var second = await world.LinkForAsync("carol@example.com");
        var othersOwn = await world.LinkForAsync("mia@example.com");

        (await world.Browser.GetAsync(first)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await world.Browser.GetAsync(second)).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Clock.Shift(TimeSpan.FromMinutes(9.9));
        (await world.Browser.GetAsync(othersOwn)).StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Clock.Shift(TimeSpan.FromMinutes(.2));
        (await world.Browser.GetAsync(second)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await world.Browser.SendFormAsync("/login/link", ("code", second.Split('/')[^1]))).StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_use_a_link()
    {
        await using var world = await World.StartAsync();
        var code = (await world.LinkForAsync("carol@example.com")).Split('/')[^1];
        using var form = new FormUrlEncodedContent([new("code", code)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login/link") { Content = form };
        request.Headers.Add("Origin", "https://evil.example");
        (await world.Bot.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await world.Browser.GetAsync($"/login/link/{code}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/login/link/")]
    [InlineData("/login/link/nonsense")]
    [InlineData("/login/link/%00")]
    public async Task A_link_that_is_none_opens_nothing(string path)
    {
        await using var world = await World.StartAsync();
        ((int)(await world.Browser.GetAsync(path)).StatusCode).ShouldBeOneOf(404, 405, 410, 400);
    }

    [Fact]
    public async Task A_message_that_may_have_arrived_keeps_its_link_when_it_is_sent_again()
    {
        await using var bot = await RunningBot.StartAsync([new("Console:Url", "https://bot.example.com")]);
        var links = bot.Services.GetRequiredService<SignInLinks>();
        var show = new Outbound.Show(
            "s",
            new Destination.At(new Place("slack", "D1")),
            new Card("x", [new CardPart.Prose("[Sign in](sign-in:)")], [])
        )
        {
            Key = "o1-0",
            Lane = "l",
            SignInFor = "carol@example.com",
        };

        var first = CodeOf(await links.FillAsync(show, default));
        var again = CodeOf(await links.FillAsync(show, default));

        first.ShouldNotBe(again);
        (await links.FindAsync(first, default)).ShouldBe("carol@example.com");
        (await links.UseAsync(again, default)).ShouldBe("carol@example.com");

        string CodeOf(Outbound what) =>
            ((CardPart.Prose)((Outbound.Show)what).Card.Parts[0]).Markdown.Split("https://bot.example.com/login/link/")[1].TrimEnd(')');
    }

    [Fact]
    public async Task Words_that_look_like_the_place_of_a_link_stay_as_they_are()
    {
        await using var bot = await RunningBot.StartAsync([new("Console:Url", "https://bot.example.com")]);
        var show = new Outbound.Show(
            "s",
            new Destination.At(new Place("slack", "D1")),
            new Card("x", [new CardPart.Prose("[Sign in](sign-in:)")], [])
        )
        {
            Key = "o1-0",
            Lane = "l",
        };

        (await bot.Services.GetRequiredService<SignInLinks>().FillAsync(show, default)).ShouldBeSameAs(show);
    }

    [Fact]
    public async Task Without_a_public_address_the_person_is_told_instead()
    {
        await using var bot = await RunningBot.StartAsync([new("Urls", "http://0.0.0.0:0")]);
        var show = new Outbound.Show(
            "s",
            new Destination.At(new Place("slack", "D1")),
            new Card("x", [new CardPart.Prose("[Sign in](sign-in:)")], [])
        )
        {
            Key = "o1-0",
            Lane = "l",
            SignInFor = "carol@example.com",
        };

        ((Outbound.Show)await bot.Services.GetRequiredService<SignInLinks>().FillAsync(show, default)).Card.Fallback.ShouldContain(
            "Console:Url"
        );
    }

    [Fact]
    public async Task A_guest_with_a_managers_address_gets_none()
    {
        await using var world = await World.StartAsync();

        (await world.AnswerToAsync("guest mia@example.com")).ShouldContain("Only people of Northwind Support may use me");
    }

    /// <summary>The real bot with a chat platform that exists only as what it was told to send.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly FakeChannel _chat;
        private int _next;

        private World(RunningBot bot, FakeChannel chat, ShiftedClock clock)
        {
            (Bot, _chat, Clock) = (bot, chat, clock);
            Browser = new Browser(bot.Http.BaseAddress!);
        }

        public RunningBot Bot { get; }
        public ShiftedClock Clock { get; }
        public Browser Browser { get; }

        public static async Task<World> StartAsync(bool shifted = true)
        {
            var chat = new FakeChannel("slack")
            {
                Knows = person => new Profile(person, person.Id, person.Id.Split(' ')[^1], null, null)
                {
                    Membership = person.Id.Contains(' ') ? Membership.Guest : Membership.Member,
                },
            };
            var clock = new ShiftedClock();
            return new World(
                await RunningBot.StartAsync(change: builder =>
                    builder.Services.AddSingleton<IChannel>(chat).AddSingleton(shifted ? clock : TimeProvider.System)
                ),
                chat,
                clock
            );
        }

        /// <summary>The person writes console; the path of the link in the answer.</summary>
        public async Task<string> LinkForAsync(string email)
        {
            var link = Regex
                .Match(await AnswerToAsync(email), @"\((http://[^)]+)\)", RegexOptions.None, TimeSpan.FromSeconds(5))
                .Groups[1]
                .Value;
            link.ShouldStartWith(Bot.Http.BaseAddress!.ToString());
            return new Uri(link).AbsolutePath;
        }

        public async Task<string> AnswerToAsync(string person)
        {
            var id = $"m{++_next}";
            var sends = _chat.Sends.Count;
            await Bot
                .Services.GetRequiredService<IReception>()
                .AcceptAsync(
                    new Inbound.Said(id, "Console")
                    {
                        Origin = new Origin
                        {
                            DeliveryKey = $"slack:{id}",
                            MessageKey = $"slack:{id}:said",
                            From = new("slack", person),
                            Place = new("slack", $"D-{person}"),
                            Direct = true,
                            At = Clock.GetUtcNow(),
                        },
                        Addressed = true,
                    },
                    default
                );
            for (var i = 0; i < 400 && _chat.Sends.Count == sends; i++)
            {
                await Task.Delay(25);
            }

            return Actor.TextOf(
                _chat.Sends.Last().What switch
                {
                    Outbound.Show show => show.Card,
                    // Whoever is not known to be a member reads it alone.
                    Outbound.Whisper whisper => whisper.Card,
                    _ => throw new System.Diagnostics.UnreachableException(),
                }
            );
        }

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await Bot.DisposeAsync();
        }
    }
}
