using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Pages;

/// <summary>Pages that anybody may read, from anywhere: app stores and people who report a fault have no account.</summary>
public sealed partial class PublicPagesTests
{
    [Theory]
    [InlineData("/privacy", "<h1", "Privacy")]
    [InlineData("/terms", "<h1", "Terms of use")]
    [InlineData("/.well-known/security.txt", "Contact: ", "Expires: ")]
    public async Task A_public_page_answers_a_stranger_who_comes_through_a_proxy(string path, string holds, string and)
    {
        await using var bot = await RunningBot.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "bot.example.com" } };
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        using var answer = await bot.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain(holds);
        text.ShouldContain(and);
        text.ShouldNotContain("@example.com");
        text.ShouldNotContain("href=\"/console\"");
        text.ShouldNotContain("/health/ready");
    }

    [Fact]
    public async Task Without_texts_of_its_own_the_pages_say_whose_they_are_and_only_what_the_program_does()
    {
        await using var bot = await RunningBot.StartAsync([new("Retention:Days", "90")]);
        var privacy = await bot.Http.GetStringAsync(new Uri("privacy", UriKind.Relative));
        privacy.ShouldContain(
            "This text comes with the program. Northwind Support has not written its own "
                + "(<code>privacy.md</code> in the organisation's folder)."
        );
        privacy.ShouldContain("keep personal data for 90 days");
        privacy.ShouldContain("No language model is used");
        privacy.ShouldContain("No contact is named here");
        (await bot.Http.GetStringAsync(new Uri("terms", UriKind.Relative))).ShouldContain("This text comes with the program");
    }

    [Fact]
    public async Task The_organisations_own_texts_and_contacts_take_their_place_at_once()
    {
        using var organisation = new OrganisationFixture();
        organisation.Change(
            "organisation.yaml",
            "askers: anyone",
            "askers: anyone\nsecurity_contact: security@example.org\nprivacy_contact: https://example.org/privacy"
        );
        await using var bot = await RunningBot.StartAsync([
            new("Organisation:Folder", organisation.Folder),
            new("Ai:Endpoint", "https://model.example.net/v1"),
            new("Ai:ApiKey", "k"),
            new("Ai:ChatModel", "m"),
        ]);
        var privacy = await bot.Http.GetStringAsync(new Uri("privacy", UriKind.Relative));
        privacy.ShouldContain("Test Support has not written its own");
        privacy.ShouldContain("href=\"https://example.org/privacy\"");
        privacy.ShouldContain("the language model at model.example.net");

        organisation.Write("privacy.md", "# Our privacy\n\nWe keep <b>nothing</b>. [More](javascript:alert(1))\n");
        privacy = await bot.Http.GetStringAsync(new Uri("privacy", UriKind.Relative));
        privacy.ShouldContain("Our privacy");
        privacy.ShouldContain("&lt;b&gt;nothing");
        privacy.ShouldNotContain("javascript:");
        privacy.ShouldNotContain("comes with the program");
        organisation.Write("privacy.md", "");
        (await bot.Http.GetStringAsync(new Uri("privacy", UriKind.Relative))).ShouldContain("comes with the program");
    }

    /// <summary>RFC 9116: one Contact at least, exactly one Expires, less than a year away.</summary>
    [Fact]
    public async Task Security_txt_names_the_contact_and_ends_in_half_a_year()
    {
        using var organisation = new OrganisationFixture();
        organisation.Change("organisation.yaml", "askers: anyone", "askers: anyone\nsecurity_contact: security@example.org");
        await using var bot = await RunningBot.StartAsync([new("Organisation:Folder", organisation.Folder)]);
        using var answer = await bot.Http.GetAsync(new Uri(".well-known/security.txt", UriKind.Relative));
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldStartWith("Contact: mailto:security@example.org\nExpires: ");
        text.ShouldNotContain("#");
        var expires = DateTimeOffset.Parse(Expires().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
        (expires - bot.Services.GetRequiredService<TimeProvider>().GetUtcNow()).TotalDays.ShouldBeInRange(179, 181);
    }

    [Fact]
    public async Task Without_a_contact_security_txt_says_so_and_leads_to_the_terms()
    {
        await using var bot = await RunningBot.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/security.txt") { Headers = { Host = "bot.example.com" } };
        using var answer = await bot.Http.SendAsync(request);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        lines[0].ShouldStartWith("# The operator has named nobody for security reports (security_contact in organisation.yaml)");
        lines[1].ShouldBe("Contact: https://bot.example.com/terms");
    }

    [GeneratedRegex(@"^Expires: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$", RegexOptions.Multiline, 5000)]
    private static partial Regex Expires();
}
