using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages.SignIn;

/// <summary>Sign-in by OpenID Connect, against a provider of the tests' own.</summary>
public sealed class EntraSignInTests : IAsyncLifetime
{
    private OpenIdProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await OpenIdProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task A_listed_member_of_our_tenant_signs_in_with_their_work_account_and_lands_where_they_wanted()
    {
        await using var bot = await RunningBot.StartAsync(_provider.Settings());
        using var browser = new Browser(bot.Http.BaseAddress!);

        var start = await browser.FollowAsync("/console");
        (await start.Content.ReadAsStringAsync()).ShouldContain("Sign in with your work account");
        var end = await browser.FollowAsync("/login/entra?next=/console");

        end.StatusCode.ShouldBe(HttpStatusCode.OK);
        end.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/console");
        (await end.Content.ReadAsStringAsync()).ShouldContain("Mia Sorensen");
        _provider.RedirectUris.ShouldBe([$"{bot.Http.BaseAddress}signin-oidc"]);
    }

    [Fact]
    public async Task A_certificate_does_instead_of_the_secret_also_twice()
    {
        using var folder = new TemporaryFolder();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest(
            "CN=escalationbot",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        ).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        var file = folder.Write("console.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        _provider.Certificate = certificate;
        await using var bot = await RunningBot.StartAsync([
            .. _provider.Settings().Where(setting => !setting.Key.EndsWith("ClientSecret", StringComparison.Ordinal)),
            new("Console:Entra:CertificatePath", file),
        ]);
        for (var i = 0; i < 2; i++)
        {
            using var browser = new Browser(bot.Http.BaseAddress!);
            (await browser.FollowAsync("/login/entra?next=/console")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("tid", "22222222-2222-4333-8444-555555555555", "another organisation")]
    [InlineData("tid", "", "another organisation")]
    [InlineData("acct", "1", "guest")]
    [InlineData("idp", "https://sts.windows.net/22222222-2222-4333-8444-555555555555/", "guest")]
    [InlineData("idp", "live.com", "guest")]
    [InlineData("preferred_username", "mia_example.com#EXT#@corp.onmicrosoft.com", "guest")]
    [InlineData("upn", "mia_example.com#ext#@corp.onmicrosoft.com", "guest")]
    [InlineData("email_verified", "false", "not verified")]
    [InlineData("xms_edov", "0", "not verified")]
    [InlineData("email", "", "no e-mail")]
    [InlineData("email", "eve@example.com", "I do not know you")]
    public async Task Who_is_no_member_of_ours_with_a_verified_and_listed_address_is_refused_with_the_reason(
        string claim,
        string value,
        string reason
    )
    {
        _provider.Account[claim] = value;
        await using var bot = await RunningBot.StartAsync(_provider.Settings());
        using var browser = new Browser(bot.Http.BaseAddress!);

        var end = await browser.FollowAsync("/login/entra?next=/console");

        end.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await end.Content.ReadAsStringAsync()).ShouldContain(reason);
        (await browser.GetAsync("/console")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (
            await bot
                .Services.GetRequiredService<Database>()
                .ReadAsync(
                    session =>
                        session.FindAsync(
                            "SELECT (SELECT COUNT(*) FROM audit_pending WHERE verb = 'sign_in' AND kind = 'refusal') + "
                                + "(SELECT COUNT(*) FROM audit WHERE verb = 'sign_in' AND kind = 'refusal')",
                            row => row.Long(0)
                        ),
                    default
                )
        ).ShouldBe(1);
    }

    [Theory]
    [InlineData("oid")]
    [InlineData("sub")]
    public async Task An_address_that_was_given_to_another_account_brings_no_role_with_it(string id)
    {
        _provider.Account[id] = "account-of-mia";
        await using var bot = await RunningBot.StartAsync(_provider.Settings());
        for (var i = 0; i < 2; i++)
        {
            using var mia = new Browser(bot.Http.BaseAddress!);
            (await mia.FollowAsync("/login/entra?next=/console")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _provider.Account[id] = "account-of-eve";
        _provider.Account["name"] = "Eve";
        using var eve = new Browser(bot.Http.BaseAddress!);
        var end = await eve.FollowAsync("/login/entra?next=/console");
        end.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await end.Content.ReadAsStringAsync()).ShouldContain("belonged to another account");
        (await eve.GetAsync("/console")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        // Whoever runs the bot says that the account was made anew.
        var identities = bot.Services.GetRequiredService<Identities>();
        (await identities.ContestedAsync(default)).ShouldHaveSingleItem().Name.ShouldBe("Eve");
        await identities.AcceptAsync("mia@example.com", default);
        (await eve.FollowAsync("/login/entra?next=/console")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>A user name that is somebody's e-mail is not that e-mail.</summary>
    [Fact]
    public async Task A_user_name_is_no_email()
    {
        _provider.Account.Remove("email");
        _provider.Account["preferred_username"] = "mia@example.com";
        _provider.Account["upn"] = "mia@example.com";
        await using var bot = await RunningBot.StartAsync(_provider.Settings());
        using var browser = new Browser(bot.Http.BaseAddress!);

        (await browser.FollowAsync("/login/entra")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    public async Task A_verified_address_is_good(string verified)
    {
        (_provider.Account["email_verified"], _provider.Account["xms_edov"], _provider.Account["email"]) = (
            true,
            verified,
            "Mia@Example.com"
        );
        _provider.Account["idp"] = $"https://sts.windows.net/{OpenIdProvider.Tenant}/";
        await using var bot = await RunningBot.StartAsync(_provider.Settings());
        using var browser = new Browser(bot.Http.BaseAddress!);

        (await browser.FollowAsync("/login/entra?next=/console")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_of_another_key_or_for_another_try_is_refused()
    {
        await using var bot = await RunningBot.StartAsync(_provider.Settings());
        using var forged = RSA.Create(2048);
        foreach (var (key, nonce) in new[] { (forged, null), ((RSA?)null, "another") })
        {
            (_provider.OtherKey, _provider.OtherNonce) = (key, nonce);
            using var browser = new Browser(bot.Http.BaseAddress!);
            var end = await browser.FollowAsync("/login/entra?next=/console");
            end.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await browser.GetAsync("/console")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_signs_nobody_in()
    {
        await using var bot = await RunningBot.StartAsync(_provider.Settings());
        using var attacker = new Browser(bot.Http.BaseAddress!);
        var away = await attacker.GetAsync("/login/entra");
        var back = await attacker.GetAsync(away.Headers.Location!.ToString());
        using var victim = new Browser(bot.Http.BaseAddress!);

        (await victim.GetAsync(back.Headers.Location!.ToString())).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await victim.GetAsync("/console")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_provider_that_is_away_is_told_and_does_not_stop_the_other_ways()
    {
        await using var bot = await RunningBot.StartAsync([
            .. _provider.Settings().Where(setting => !setting.Key.EndsWith("Authority", StringComparison.Ordinal)),
            new("Console:Entra:Authority", "http://127.0.0.1:9"),
            new("Console:Password", "correct horse"),
        ]);
        using var browser = new Browser(bot.Http.BaseAddress!);

        var answer = await browser.GetAsync("/login/entra");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("cannot be reached just now");
        page.ShouldContain("Emergency key");
    }

    [Fact]
    public async Task With_a_public_address_people_come_back_there_and_the_cookies_on_the_way_are_secure()
    {
        await using var bot = await RunningBot.StartAsync([.. _provider.Settings(), new("Console:Url", "https://bot.example.com")]);
        using var answer = await bot.Http.GetAsync("/login/entra");

        Uri.UnescapeDataString(answer.Headers.Location!.Query).ShouldContain("redirect_uri=https://bot.example.com/signin-oidc");
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        cookies.Count.ShouldBe(2);
        cookies.ShouldAllBe(cookie =>
            cookie.StartsWith("__Host-")
            && cookie.Contains("secure", StringComparison.OrdinalIgnoreCase)
            && cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase)
            && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase)
        );
    }
}
