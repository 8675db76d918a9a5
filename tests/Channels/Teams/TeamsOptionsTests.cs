using System.IO.Compression;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Teams;
using EscalationBot.Bot.Channels.Teams.Protocol;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Teams;

public sealed class TeamsOptionsTests
{
    private const string Id = "11111111-2222-4333-8444-555555555555";
    private const string Other = "22222222-2222-4333-8444-555555555555";

    private static TeamsOptions Read(params (string Name, string Value)[] settings) =>
        TeamsOptions.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("Teams:" + setting.Name, (string?)setting.Value)))
                .Build()
        );

    [Fact]
    public void Nothing_set_is_off_and_fine()
    {
        Read().IsOff.ShouldBeTrue();
        Read().Problems().ShouldBeEmpty();
        Read(("AllowAnonymous", "true"))
            .ShouldSatisfyAllConditions(options => options.IsOff.ShouldBeFalse(), options => options.IsAnonymous.ShouldBeTrue());
        Read(("AllowAnonymous", "true"), ("AppId", Id)).IsAnonymous.ShouldBeFalse();
    }

    [Fact]
    public void Every_problem_is_told_at_once_by_its_settings_name()
    {
        var problems = Read(
                ("AppId", "x"),
                ("TenantId", "y"),
                ("Cloud", "nine"),
                ("ClientSecretExpires", "soon"),
                ("OpenIdMetadataUrl", "http://x.example/"),
                ("TokenUrl", "ftp://x"),
                ("AllowedServiceHosts", "https://x.example/, *.ok.example"),
                ("ServiceUrl", "http://x.example"),
                ("ClientSecret", "s"),
                ("CertificatePath", "/nowhere.pfx"),
                ("ManagedIdentity", "true")
            )
            .Problems();
        foreach (
            var name in new[]
            {
                "AppId",
                "TenantId",
                "Cloud",
                "ClientSecretExpires",
                "OpenIdMetadataUrl",
                "TokenUrl",
                "AllowedServiceHosts",
                "ServiceUrl",
                "CertificatePath",
            }
        )
        {
            problems.ShouldContain(problem => problem.StartsWith($"Teams:{name}", StringComparison.Ordinal), name);
        }
        problems.ShouldContain(problem => problem.Contains("only one", StringComparison.Ordinal));
        problems.ShouldNotContain(problem => problem.Contains("*.ok.example", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Read(("ClientSecret", "s")).Problems().ShouldHaveSingleItem().ShouldStartWith("Teams:AppId");
        var problems = Read(("AppId", Id)).Problems();
        problems.Count.ShouldBe(2);
        problems.ShouldContain(problem => problem.StartsWith("Teams:TenantId", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.StartsWith("Teams:ClientSecret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "https://smba.trafficmanager.net/teams/", true)]
    [InlineData("", "https://smba.infra.gcc.teams.microsoft.com/x/", true)]
    [InlineData("", "https://attacker.trafficmanager.net/", false)]
    [InlineData("*.example.com", "https://a.b.example.com/", true)]
    [InlineData("*.example.com", "https://example.com/", false)]
    [InlineData("*.example.com", "https://evilexample.com/", false)]
    [InlineData("127.0.0.1", "http://127.0.0.1:9/", true)]
    [InlineData("127.0.0.1", "http://localhost:9/", false)]
    [InlineData("bot.example.com", "http://bot.example.com/", false)]
    [InlineData("bot.example.com", "https://bot.example.com/?a=b", false)]
    public void Service_addresses_are_held_against_the_list(string hosts, string url, bool allowed) =>
        new ServiceUrls(Read(("AppId", Id), ("AllowedServiceHosts", hosts))).Allows(url).ShouldBe(allowed);

    [Fact]
    public void The_government_cloud_has_its_own_addresses()
    {
        var options = Read(("AppId", Id), ("TenantId", Id), ("ClientSecret", "s"), ("Cloud", "UsGov"));
        options.Problems().ShouldBeEmpty();
        options.Issuer.ShouldBe("https://api.botframework.us");
        options.MetadataAddress.Host.ShouldBe("login.botframework.azure.us");
        options.Authority.ShouldStartWith("https://login.microsoftonline.us/");
        new ServiceUrls(options).Allows("https://smba.infra.gov.teams.microsoft.us/x/").ShouldBeTrue();
        new ServiceUrls(options).Allows("https://smba.trafficmanager.net/teams/").ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "missing for the tenant " + Id)]
    [InlineData(Id + "=example.com", "missing for the tenant " + Other)]
    [InlineData(Id + "=example.com; " + Other + "=example.com", "to two tenants")]
    [InlineData(Id + "=example.com; " + Other, "cannot be read")]
    [InlineData(Id + "=example.com; " + Other + "=not a domain!", "cannot be read")]
    [InlineData(Id + "=example.com; " + Other + "=b.example; " + Id + "=c.example", "cannot be read")]
    [InlineData(
        Id + "=example.com; " + Other + "=b.example; 33333333-2222-4333-8444-555555555555=c.example",
        "which Teams:TenantId does not"
    )]
    public void With_several_tenants_each_names_the_domains_that_it_speaks_for(string domains, string problem) =>
        Read(("AppId", Id), ("TenantId", $"{Id}, {Other}"), ("ClientSecret", "s"), ("TenantDomains", domains))
            .Problems()
            .ShouldContain(said => said.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void A_tenant_speaks_for_its_own_domains_only()
    {
        var options = Read(
            ("AppId", Id),
            ("TenantId", $"{Id},{Other}"),
            ("ClientSecret", "s"),
            ("TenantDomains", $"{Id} = Example.com, example.org ; {Other}=@b.example")
        );
        options.Problems().ShouldBeEmpty();
        options.MaySpeakFor(Id, "mia@EXAMPLE.org").ShouldBeTrue();
        options.MaySpeakFor(Other, "mia@example.com").ShouldBeFalse();
        options.MaySpeakFor(Other, "bo@b.example").ShouldBeTrue();
        options.MaySpeakFor(null, "mia@example.com").ShouldBeFalse();
        // One tenant alone speaks for everybody, unless it says for whom.
        Read(("AppId", Id), ("TenantId", Id), ("ClientSecret", "s")).MaySpeakFor(Id, "mia@anything.example").ShouldBeTrue();
        Read(("AppId", Id), ("TenantId", Id), ("ClientSecret", "s"), ("TenantDomains", $"{Id}=example.com"))
            .MaySpeakFor(Id, "mia@anything.example")
            .ShouldBeFalse();
    }

    [Fact]
    public void The_package_holds_manifest_and_icons_and_is_the_same_each_time()
    {
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        foreach (var stream in new[] { first, second })
        {
            TeamsPackage.Write(stream, new Uri("https://bot.example.com/"), Id);
        }
        second.ToArray().ShouldBe(first.ToArray());
        using var zip = new ZipArchive(first);
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["manifest.json", "color.png", "outline.png"]);
        using var reader = new StreamReader(zip.GetEntry("manifest.json")!.Open());
        var text = reader.ReadToEnd();
        text.ShouldNotContain("{url}");
        var manifest = JsonNode.Parse(text)!;
        manifest["bots"]![0]!["botId"]!.GetValue<string>().ShouldBe(Id);
        manifest["composeExtensions"]![0]!["commands"]![0]!["id"]!.GetValue<string>().ShouldBe("escalate_message");
        manifest["validDomains"]![0]!.GetValue<string>().ShouldBe("bot.example.com");
        manifest["authorization"]!["permissions"]!["resourceSpecific"]![0]!["name"]!
            .GetValue<string>()
            .ShouldBe("ChannelMessage.Read.Group");
        foreach (var (icon, size) in new[] { ("color.png", 192), ("outline.png", 32) })
        {
            var bytes = new byte[24];
            using var png = zip.GetEntry(icon)!.Open();
            png.ReadExactly(bytes);
            bytes[1..4].ShouldBe("PNG"u8.ToArray());
            ((bytes[18] << 8) + bytes[19], (bytes[22] << 8) + bytes[23]).ShouldBe((size, size));
        }
    }

    [Fact]
    public void A_package_needs_a_GUID_and_https()
    {
        Should.Throw<ArgumentException>(() => TeamsPackage.Manifest(new Uri("https://x.example"), "x"));
        Should.Throw<ArgumentException>(() => TeamsPackage.Manifest(new Uri("http://x.example"), Id));
    }
}
