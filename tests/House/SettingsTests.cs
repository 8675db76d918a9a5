using System.Text.RegularExpressions;
using EscalationBot.Bot.Hosting;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>The names that people's scripts hold on to.</summary>
public sealed partial class SettingsTests
{
    [Theory]
    [InlineData("Urls", "http://localhost:3978")]
    [InlineData("Database:Engine", "sqlite")]
    [InlineData("Database:ConnectionString", "Data Source=data/escalation.db")]
    [InlineData("Redis:ConnectionString", "")]
    [InlineData("Organisation:Folder", "")]
    [InlineData("Teams:AppId", "")]
    [InlineData("Teams:TenantId", "")]
    [InlineData("Teams:TenantDomains", "")]
    [InlineData("Teams:ClientSecret", "")]
    [InlineData("Teams:ClientSecretExpires", "")]
    [InlineData("Teams:CertificatePath", "")]
    [InlineData("Teams:ManagedIdentity", "False")]
    [InlineData("Teams:Cloud", "public")]
    [InlineData("Teams:OpenIdMetadataUrl", "")]
    [InlineData("Teams:TokenUrl", "")]
    [InlineData("Teams:AllowAnonymous", "False")]
    [InlineData("Teams:AllowedServiceHosts", "")]
    [InlineData("Teams:ServiceUrl", "")]
    [InlineData("Slack:SigningSecret", "")]
    [InlineData("Slack:BotToken", "")]
    [InlineData("Slack:AppToken", "")]
    [InlineData("Slack:Mode", "http")]
    [InlineData("Slack:ApiUrl", "https://slack.com/api/")]
    [InlineData("Slack:Pacing", "polite")]
    [InlineData("Ai:Endpoint", "")]
    [InlineData("Ai:ApiKey", "")]
    [InlineData("Ai:UseEntraId", "False")]
    [InlineData("Ai:ChatModel", "")]
    [InlineData("Ai:EmbeddingModel", "")]
    [InlineData("Triage:Encoder", "off")]
    [InlineData("Console:Password", "")]
    [InlineData("Console:Url", "")]
    [InlineData("Console:Entra:TenantId", "")]
    [InlineData("Console:Entra:ClientId", "")]
    [InlineData("Console:Entra:ClientSecret", "")]
    [InlineData("Console:Entra:CertificatePath", "")]
    [InlineData("Console:Entra:Authority", "")]
    [InlineData("Proxies:Trusted", "")]
    [InlineData("Operations:Token", "")]
    [InlineData("Retention:Days", "730")]
    [InlineData("Limits:WindowMinutes", "60")]
    [InlineData("Limits:MessagesPerPerson", "2000")]
    [InlineData("Limits:QuestionsPerPerson", "1000")]
    [InlineData("Limits:CasesPerPerson", "200")]
    [InlineData("Limits:BodiesMegabytes", "32")]
    [InlineData("Limits:RequestsPerMinutePerPerson", "6000")]
    [InlineData("Limits:RequestsPerMinutePerAddress", "60000")]
    [InlineData("Limits:StreamsPerPerson", "16")]
    [InlineData("Limits:StreamsPerAddress", "64")]
    [InlineData("Protection:Key", "")]
    public void A_setting_of_the_contract_exists_with_its_default(string name, string value)
    {
        Settings.Exists(name).ShouldBeTrue();
        var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(SourceTree.Root, "bot", "appsettings.json")).Build();
        file[name].ShouldBe(value);
    }

    [Fact]
    public void What_ships_passes_its_own_check()
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.Combine(SourceTree.Root, "bot", "appsettings.json"));
        Settings.Check(configuration).ShouldBeEmpty();
    }

    [Fact]
    public void The_command_line_wins_over_the_environment_and_the_environment_over_the_file()
    {
        // Set by nobody else: the name is checked against no list here.
        Environment.SetEnvironmentVariable("HouseTest__Value", "environment");
        try
        {
            var configuration = new ConfigurationManager();
            Settings.Load(configuration, [new("HouseTest:Other", "given")]);
            configuration["HouseTest:Value"].ShouldBe("environment");
            configuration["HouseTest:Other"].ShouldBe("given");
            Settings.Load(configuration, [new("HouseTest:Value", "given")]);
            configuration["HouseTest:Value"].ShouldBe("given");
            configuration["Slack:ApiUrl"].ShouldBe("https://slack.com/api/");
        }
        finally
        {
            Environment.SetEnvironmentVariable("HouseTest__Value", null);
        }
    }

    [Fact]
    public void Settings_that_documents_and_deployments_name_exist()
    {
        var wrong = new List<string>();
        foreach (
            var (path, text) in SourceTree.Files.Where(file =>
                file.Path.StartsWith("infra/", StringComparison.Ordinal)
                || (Path.GetFileName(file.Path) == "README.md" && !file.Path.StartsWith("tests/", StringComparison.Ordinal))
            )
        )
        {
            foreach (Match name in SettingName().Matches(text))
            {
                if (
                    !Settings.Exists(
                        $"{name.Groups["section"].Value}:{name.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal)}"
                    )
                )
                {
                    wrong.Add($"{path}: {name.Value}");
                }
            }
        }
        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(
        @"\b(?<section>Database|Redis|Organisation|Teams|Slack|Ai|Triage|Console|Proxies|Operations|"
            + @"Retention|Limits|Logging)(__|:)(?<name>[A-Z]\w+(:[A-Z]\w+)*)",
        RegexOptions.None,
        5000
    )]
    private static partial Regex SettingName();
}
