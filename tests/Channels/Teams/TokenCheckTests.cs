using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams.Auth;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

/// <summary>Who may speak to the bot: every line of the Bot Framework's list, with real keys.</summary>
public sealed class TokenCheckTests : IAsyncLifetime
{
    private TeamsWorld _world = null!;

    public async Task InitializeAsync() => _world = await TeamsWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    private async Task<HttpStatusCode> SendAsync(string? authorization, JsonObject? activity = null)
    {
        using var response = await _world.SendAsync((activity ?? TeamsWorld.Activity()).ToJsonString(), authorization);
        return response.StatusCode;
    }

    private Task<HttpStatusCode> BearingAsync(params (string Name, JsonNode? Value)[] claims) =>
        SendAsync("Bearer " + _world.Microsoft.Token(_world.Microsoft.Claims(claims)));

    [Fact]
    public async Task A_good_token_is_accepted_and_the_message_kept()
    {
        (await BearingAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Reception.Kept.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Of_two_tokens_neither_counts()
    {
        var http = new DefaultHttpContext();
        var good = "Bearer " + _world.Microsoft.Token();
        http.Request.Headers.Authorization = good;
        (await _world.Get<TeamsGate>().AdmitAsync(http)).Status.ShouldBe(200);
        http.Request.Headers.Authorization = new([good, "Bearer another"]);
        (await _world.Get<TeamsGate>().AdmitAsync(http)).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer abc")]
    [InlineData("Bearer YQ.Yg.Yw")]
    [InlineData("Bearer ..")]
    [InlineData("bearer {token}")]
    [InlineData("BEARER {token}")]
    [InlineData("Bearer  {token}")]
    [InlineData("Bearer {token} more")]
    [InlineData("Basic {token}")]
    [InlineData("{token}")]
    public async Task A_header_of_another_form_is_401(string header)
    {
        (
            await SendAsync(header.Length == 0 ? null : header.Replace("{token}", _world.Microsoft.Token(), StringComparison.Ordinal))
        ).ShouldBe(HttpStatusCode.Unauthorized);
        _world.Reception.Kept.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://api.botframework.us")]
    [InlineData("https://api.botframework.com/")]
    [InlineData("https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/")]
    [InlineData("https://login.microsoftonline.com/aaaaaaaa-1111-4222-8333-444444444444/v2.0")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Another_issuer_is_401_and_no_key_is_looked_up(string? issuer)
    {
        (await BearingAsync(("iss", issuer))).ShouldBe(HttpStatusCode.Unauthorized);
        _world.Microsoft.MetadataFetches.ShouldBe(0);
    }

    [Theory]
    [InlineData("RS256", HttpStatusCode.OK)]
    [InlineData("RS384", HttpStatusCode.OK)]
    [InlineData("RS512", HttpStatusCode.OK)]
    [InlineData("PS256", HttpStatusCode.Unauthorized)]
    [InlineData("HS256", HttpStatusCode.Unauthorized)]
    [InlineData("none", HttpStatusCode.Unauthorized)]
    public async Task Only_RSA_with_SHA_2_signs(string algorithm, HttpStatusCode expected) =>
        (await SendAsync("Bearer " + _world.Microsoft.Token(alg: algorithm))).ShouldBe(expected);

    [Fact]
    public async Task For_another_algorithm_no_key_is_looked_up()
    {
        (await SendAsync("Bearer " + _world.Microsoft.Token(alg: "PS256"))).ShouldBe(HttpStatusCode.Unauthorized);
        _world.Microsoft.MetadataFetches.ShouldBe(0);
    }

    [Theory]
    [InlineData(60, -1, HttpStatusCode.OK)]
    [InlineData(-4, -60, HttpStatusCode.OK)]
    [InlineData(-6, -60, HttpStatusCode.Unauthorized)]
    [InlineData(60, 4, HttpStatusCode.OK)]
    [InlineData(60, 6, HttpStatusCode.Unauthorized)]
    public async Task Clocks_may_differ_by_five_minutes(int expires, int notBefore, HttpStatusCode expected) =>
        (await BearingAsync(("exp", _world.Microsoft.At(expires)), ("nbf", _world.Microsoft.At(notBefore)))).ShouldBe(expected);

    [Fact]
    public async Task A_token_without_an_end_is_401()
    {
        (await BearingAsync(("exp", null))).ShouldBe(HttpStatusCode.Unauthorized);
        (await BearingAsync(("exp", "never"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_audience_is_our_app_as_one_exact_string()
    {
        (await BearingAsync(("aud", "99999999-2222-4333-8444-555555555555"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await BearingAsync(("aud", null))).ShouldBe(HttpStatusCode.Unauthorized);
        (await BearingAsync(("aud", new JsonArray(TeamsWorld.AppId)))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("https://smba.trafficmanager.net/emea")]
    [InlineData("https://SMBA.trafficmanager.net/emea/")]
    [InlineData("https://smba.trafficmanager.net/amer/")]
    [InlineData(null)]
    public async Task The_service_address_of_the_token_is_that_of_the_activity_to_the_letter(string? claimed) =>
        (await BearingAsync(("serviceurl", claimed))).ShouldBe(HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("serviceUrl")]
    [InlineData("channelId")]
    public async Task An_activity_that_leaves_out_what_the_token_is_checked_against_is_401(string member) =>
        (await SendAsync("Bearer " + _world.Microsoft.Token(), TeamsWorld.Activity((member, null)))).ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_key_speaks_only_for_the_channels_that_endorse_it()
    {
        _world.Microsoft.AddKey("key-other", ["emulator", "directline"]);
        _world.Microsoft.AddKey("key-bare", isBare: true);
        (await SendAsync("Bearer " + _world.Microsoft.Token(kid: "key-other"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync("Bearer " + _world.Microsoft.Token(kid: "key-bare"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_signature_by_another_key_is_401()
    {
        using var foreign = RSA.Create(2048);
        (await SendAsync("Bearer " + _world.Microsoft.Token(signer: foreign))).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync("Bearer " + _world.Microsoft.Token(kid: "", signer: foreign))).ShouldBe(HttpStatusCode.Unauthorized);
        var parts = _world.Microsoft.Token().Split('.');
        var changed = _world.Microsoft.Token(_world.Microsoft.Claims(("extra", 1))).Split('.');
        (await SendAsync($"Bearer {parts[0]}.{changed[1]}.{parts[2]}")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_new_key_is_found_by_the_first_token_that_carries_it()
    {
        (await BearingAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        _world.Microsoft.AddKey("key-2");
        (await SendAsync("Bearer " + _world.Microsoft.Token(kid: "key-2"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Forged_key_ids_cause_few_fetches_and_lock_no_real_key_out_for_long()
    {
        (await BearingAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 50; i++)
        {
            (await SendAsync("Bearer " + _world.Microsoft.Token(headerKid: $"forged-{i}"))).ShouldBe(HttpStatusCode.Unauthorized);
        }
        _world.Microsoft.MetadataFetches.ShouldBe(2);
        _world.Microsoft.AddKey("key-2");
        _world.Clock.Advance(TimeSpan.FromSeconds(6));
        (await SendAsync("Bearer " + _world.Microsoft.Token(kid: "key-2"))).ShouldBe(HttpStatusCode.OK);

        _world.Clock.Advance(TimeSpan.FromSeconds(6));
        (await SendAsync("Bearer " + _world.Microsoft.Token(headerKid: "forged-0"))).ShouldBe(HttpStatusCode.Unauthorized);
        _world.Microsoft.MetadataFetches.ShouldBe(3);
    }

    [Fact]
    public async Task A_failed_fetch_is_401_and_holds_nothing_back()
    {
        _world.Microsoft.IsIdentityDown = true;
        (await BearingAsync()).ShouldBe(HttpStatusCode.Unauthorized);
        _world.Microsoft.IsIdentityDown = false;
        (await BearingAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Keys_are_looked_at_again_after_a_day_and_stay_when_nobody_answers()
    {
        (await BearingAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Clock.Advance(TimeSpan.FromHours(25));
        _world.Microsoft.IsIdentityDown = true;
        (await BearingAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Microsoft.IsIdentityDown = false;
        (await BearingAsync()).ShouldBe(HttpStatusCode.OK);
        _world.Microsoft.MetadataFetches.ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_is_fetched_before_the_first_token() => _world.Microsoft.MetadataFetches.ShouldBe(await Task.FromResult(0));
}
