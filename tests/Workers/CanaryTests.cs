using EscalationBot.Bot.Health;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Workers;

/// <summary>
/// The bot asks itself a question; when its answer is gone, health, console and managers say so, and nothing else comes of it.
/// </summary>
public sealed class CanaryTests
{
    private const string Password =
        "---\nid: password\ntitle: Reset a password\n---\nA user resets the password by the link on the "
        + "sign-in page. The mail leaves within two minutes.\n";
    private const string Invoice = "---\nid: invoice\ntitle: Read an invoice\n---\nAn invoice lists seats and usage of the month.\n";

    [Fact]
    public async Task A_named_question_that_loses_its_article_is_told_once_and_makes_no_case_and_no_question()
    {
        using var organisation = Organisation(
            OrganisationFixture.Yaml + "\ncanary: { ask: How do I reset a password?, expects: password }\n"
        );
        await using var bot = await RunningBot.StartAsync([new("Organisation:Folder", organisation.Folder)]);
        var checkup = bot.Services.GetRequiredService<DailyCheckup>();
        await checkup.LookAsync(default);
        (await bot.Http.GetStringAsync("/health/ready")).ShouldContain("password was found first");
        var before = await ToldAsync(bot);

        organisation.Write("knowledge/password.md", Password.Replace("id: password", "id: passwords", StringComparison.Ordinal));
        await bot.Services.GetRequiredService<WorkplaceLoader>().RefreshAsync(default);
        await checkup.LookAsync(default);
        await checkup.LookAsync(default);

        var canary = bot.Services.GetRequiredService<CanaryCheck>();
        canary.State.State.ShouldBe("degraded");
        canary
            .Problem.ShouldNotBeNull()
            .ToString()
            .ShouldStartWith(
                $"organisation.yaml:{OrganisationFixture.Yaml.Split('\n').Length + 1}: warning: The canary "
                    + $"question of the article password has no answer: there is no such article."
            );
        (await bot.Http.GetStringAsync("/health/ready")).ShouldContain("there is no such article");
        checkup.State.Why.ShouldContain("there is no such article");
        (await ToldAsync(bot)).ShouldBe(before + 1, "managers are told once");
        (await CountAsync(bot, "cases")).ShouldBe(0);
        (await CountAsync(bot, "questions")).ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_named_one_the_bot_keeps_to_a_question_that_works_and_takes_another_when_its_article_is_retired()
    {
        using var organisation = Organisation(OrganisationFixture.Yaml);
        await using var bot = await RunningBot.StartAsync([new("Organisation:Folder", organisation.Folder)]);
        var canary = bot.Services.GetRequiredService<CanaryCheck>();
        (await canary.LookAsync(default)).ShouldBeNull();
        canary.State.Why.ShouldStartWith("invoice was found first");

        File.Delete(Path.Combine(organisation.Folder, "knowledge", "invoice.md"));
        await bot.Services.GetRequiredService<WorkplaceLoader>().RefreshAsync(default);
        (await canary.LookAsync(default)).ShouldBeNull("an article that was retired is no fault");
        canary.State.Why.ShouldStartWith("password was found first");

        organisation.Write(
            "knowledge/other.md",
            Password
                .Replace("id: password", "id: a-better-one", StringComparison.Ordinal)
                .Replace("within two minutes", "reset a password", StringComparison.Ordinal)
        );
        await bot.Services.GetRequiredService<WorkplaceLoader>().RefreshAsync(default);
        (await canary.LookAsync(default))
            .ShouldNotBeNull()
            .What.ShouldBe("The canary question of the article password finds a-better-one first.");

        // So far it was the look at start, of which nobody hears.
        var before = await ToldAsync(bot);
        await bot.Services.GetRequiredService<DailyCheckup>().LookAsync(default);
        (await ToldAsync(bot)).ShouldBe(before + 1, "managers are told");
        (await canary.LookAsync(default)).ShouldBeNull("the next look takes another question");
        canary.State.Why.ShouldStartWith("a-better-one was found first");
    }

    private static OrganisationFixture Organisation(string yaml)
    {
        var organisation = new OrganisationFixture();
        System.IO.Directory.CreateDirectory(Path.Combine(organisation.Folder, "knowledge"));
        return organisation
            .Write("organisation.yaml", yaml)
            .Write("knowledge/password.md", Password)
            .Write("knowledge/invoice.md", Invoice);
    }

    /// <summary>Timers that were set, or fired since.</summary>
    private static Task<long> ToldAsync(RunningBot bot) =>
        CountAsync(
            bot,
            "(SELECT 1 FROM timers WHERE timer = 'checkup' UNION ALL SELECT 1 FROM inbox WHERE body LIKE '%\"checkup\"%') AS told"
        );

    private static Task<long> CountAsync(RunningBot bot, string from) =>
        bot
            .Services.GetRequiredService<Database>()
            .ReadAsync(session => session.FindAsync($"SELECT COUNT(*) FROM {from}", row => row.Long(0)), CancellationToken.None);
}
