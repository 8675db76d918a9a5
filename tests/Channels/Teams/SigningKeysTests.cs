using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>The keys by which Teams is known: nobody takes them away, replaces them, or makes the bot look for others.</summary>
public sealed class SigningKeysTests : IAsyncLifetime
{
    private TeamsWorld _world = null!;

    public async Task InitializeAsync() => _world = await TeamsWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    private async Task<HttpStatusCode> SendAsync(string token)
    {
        using var response = await _world.SendAsync(
            TeamsWorld.Activity(("id", Guid.CreateVersion7().ToString())).ToJsonString(),
            "Bearer " + token
        );
        return response.StatusCode;
    }

    private Task<HttpStatusCode> SendAsync() => SendAsync(_world.Microsoft.Token());

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("{}")]
    [InlineData("""{"keys":[{"kty":"EC","kid":"e","crv":"P-256","x":"AA","y":"AA"}]}""")]
    [InlineData("<html>")]
    public async Task An_empty_or_broken_set_takes_no_key_away(string published)
    {
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Clock.Advance(TimeSpan.FromHours(25));
        _world.Microsoft.Keys = published;
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Channel.State.Status.ShouldBe("degraded");
        _world.Channel.State.Why.ShouldContain("The signing keys of the Bot Framework cannot be fetched from login.example");
        _world.Channel.State.Why.ShouldContain("Those that are known stay in use.");
        _world.Microsoft.Keys = null;
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task A_key_that_verified_is_not_unknown_because_one_set_lacks_it_and_leaves_after_a_day()
    {
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Microsoft.AddKey("key-2");
        _world.Microsoft.Withdraw("key-1");
        _world.Clock.Advance(TimeSpan.FromHours(25));
        (await SendAsync(_world.Microsoft.Token(kid: "key-2"))).ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 3; i++)
        {
            (await SendAsync()).ShouldBe(HttpStatusCode.OK);
            _world.Clock.Advance(TimeSpan.FromMinutes(6));
        }

        _world.Clock.Advance(TimeSpan.FromHours(24));
        (await SendAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(_world.Microsoft.Token(kid: "key-2"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_was_missing_leaves_after_a_day_also_while_nothing_can_be_fetched()
    {
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Microsoft.AddKey("key-2");
        _world.Microsoft.Withdraw("key-1");
        _world.Clock.Advance(TimeSpan.FromHours(25));
        (await SendAsync(_world.Microsoft.Token(kid: "key-2"))).ShouldBe(HttpStatusCode.OK);
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Microsoft.Keys = "<html>";
        _world.Clock.Advance(TimeSpan.FromHours(25));

        (await SendAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(_world.Microsoft.Token(kid: "key-2"))).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://login.example/keys")]
    [InlineData("http://127.0.0.1:9/keys")]
    [InlineData("ftp://login.example/keys")]
    [InlineData("https://user:password@login.example/keys")]
    [InlineData("/keys")]
    [InlineData("")]
    public async Task Keys_are_fetched_from_https_only_and_anything_else_is_a_problem_in_words(string address)
    {
        _world.Microsoft.KeysAddress = address;
        (await SendAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        _world.Channel.State.Status.ShouldBe("degraded");
        _world.Channel.State.Why.ShouldBe(
            "The signing keys of the Bot Framework cannot be fetched from login.example: its metadata names "
                + "no https address of keys (jwks_uri). Messages from Teams cannot be verified and are refused."
        );
        // It is tried again with the next token, and told until it works.
        _world.Microsoft.KeysAddress = "https://login.example/keys";
        (await SendAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Channel.State.Status.ShouldBe("ok");
    }

    [Fact]
    public async Task Garbage_makes_the_bot_fetch_nothing()
    {
        var good = _world.Microsoft.Token().Split('.');
        string[] garbage =
        [
            $"{good[0]}.{good[1]}.",
            $"{good[0]}.{good[1]}.AAAA",
            $"{good[0]}.{good[1]}.{Convert.ToBase64String(new byte[128]).TrimEnd('=')}",
            _world.Microsoft.Token(alg: "none"),
            _world.Microsoft.Token(_world.Microsoft.Claims(("exp", _world.Microsoft.At(-10)))),
            _world.Microsoft.Token(_world.Microsoft.Claims(("nbf", _world.Microsoft.At(10)))),
            _world.Microsoft.Token(_world.Microsoft.Claims(("exp", null))),
            _world.Microsoft.Token(_world.Microsoft.Claims(("aud", "other"))),
            _world.Microsoft.Token(headerKid: new string('k', 300)),
            _world.Microsoft.Token(extraHeader: ("crit", new JsonArray("exp"))),
        ];
        foreach (var token in garbage)
        {
            (await SendAsync(token)).ShouldBe(HttpStatusCode.Unauthorized, token);
        }
        _world.Microsoft.MetadataFetches.ShouldBe(0);
        _world.Reception.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""["exp"]""")]
    [InlineData("""["b64"]""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_token_with_a_critical_header_is_refused_though_its_signature_is_good(string critical) =>
        (await SendAsync(_world.Microsoft.Token(extraHeader: ("crit", JsonNode.Parse(critical))))).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Every_failed_fetch_is_tried_again_by_the_next_token()
    {
        _world.Microsoft.KeysAddress = "file:///keys";
        for (var i = 1; i <= 3; i++)
        {
            (await SendAsync()).ShouldBe(HttpStatusCode.Unauthorized);
            _world.Microsoft.MetadataFetches.ShouldBe(i);
        }
    }
}
